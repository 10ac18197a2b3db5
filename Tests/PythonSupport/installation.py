"""Starts and stops Staffroom as a person does, with deploy/run, on a data folder and port of its own."""

import json
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import urllib.error
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parents[2]
BUILD_AND_START = 900
STOP = 120


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def await_true(condition, seconds: float, what: str):
    """Returns the first true value of `condition`, and fails when there was none for so many seconds."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        value = condition()
        if value:
            return value
        time.sleep(0.05)
    raise AssertionError(f"waited {seconds:.0f} s for {what}")


class Installation:
    """A data folder and what runs on it. A context manager: at its end everything is stopped and deleted."""

    def __init__(self, data: pathlib.Path | None = None, **settings: str):
        # The folder's parents must let the cluster's own user through, unlike pytest's tmp_path as root.
        self.folder = pathlib.Path(
            tempfile.mkdtemp(prefix="staffroom-installation-", dir=os.environ.get("STAFFROOM_TEST_SCRATCH", "/tmp")))
        self.folder.chmod(0o755)
        self.data = data or self.folder / "data"
        self.port = free_port()
        self.log = self.folder / "run.log"
        self.process: subprocess.Popen | None = None
        kept = {k: v for k, v in os.environ.items() if k != "DATABASE_URL"}
        self.environment = kept | {
            "STAFFROOM_DATA": str(self.data),
            "STAFFROOM_PORT": str(self.port),
            "STAFFROOM_CONFIGURATION": os.environ.get("STAFFROOM_CONFIGURATION", "debug"),
        } | settings

    def __enter__(self) -> "Installation":
        return self

    def __exit__(self, *_):
        try:
            self.stop()
        finally:
            self.end_everything()
            place = self.data / "postgres-place"
            if place.exists():
                shutil.rmtree(place.read_text().strip(), ignore_errors=True)
            shutil.rmtree(self.folder, ignore_errors=True)

    def begin_as(self, prepared: "Installation") -> "Installation":
        """Takes a copy of the data folder of an installation that doesn't run; owners and rights stay as they are."""
        assert not prepared.processes(), "only a data folder on which nothing runs can be copied"
        self.data.parent.mkdir(parents=True, exist_ok=True)
        subprocess.run(["cp", "-a", "--reflink=auto", prepared.data, self.data], check=True, timeout=60)
        return self

    def command(self, *arguments: str) -> subprocess.CompletedProcess:
        """Runs deploy/run to its end, e.g. with --check."""
        return subprocess.run(
            [ROOT / "deploy/run", *arguments], env=self.environment, text=True, timeout=BUILD_AND_START,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)

    def administer(self, *arguments: str) -> subprocess.CompletedProcess:
        return subprocess.run(
            [ROOT / "deploy/staffroom", *arguments], env=self.environment, text=True, timeout=60,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)

    def begin(self, *arguments: str):
        """Starts deploy/run and returns at once."""
        with self.log.open("a") as log:
            self.process = subprocess.Popen(
                [ROOT / "deploy/run", *arguments], env=self.environment, stdin=subprocess.DEVNULL, stdout=log,
                stderr=log)

    def start(self, *arguments: str) -> "Installation":
        """Starts deploy/run and returns when it is ready."""
        (self.data / "ready").unlink(missing_ok=True)  # a killed run can't have removed its own
        self.begin(*arguments)

        def ready():
            assert self.process.poll() is None, f"deploy/run ended early:\n{self.output()}"
            return (self.data / "ready").exists()

        await_true(ready, BUILD_AND_START, f"deploy/run to be ready; it printed:\n{self.output()}")
        return self

    def stop(self) -> int | None:
        """Stops deploy/run as Ctrl-C would, and returns its exit status."""
        if self.process is None:
            return None
        process, self.process = self.process, None
        if process.poll() is None:
            process.send_signal(signal.SIGINT)
        return process.wait(timeout=STOP)

    def kill(self, process: int):
        os.kill(process, signal.SIGKILL)

    def processes(self) -> list[int]:
        """The processes that work for this data folder: the server, the cluster, and what started them."""
        found = []
        for entry in pathlib.Path("/proc").iterdir():
            if not entry.name.isdigit() or int(entry.name) == os.getpid():
                continue
            try:
                works_there = os.readlink(entry / "cwd").startswith(str(self.cluster()))
                variables = (entry / "environ").read_bytes().split(b"\0")
            except OSError:
                continue
            if works_there or f"STAFFROOM_DATA={self.data}".encode() in variables:
                found.append(int(entry.name))
        return found

    def end_everything(self):
        for process in self.processes():
            try:
                self.kill(process)
            except ProcessLookupError:
                pass
        await_true(lambda: not self.processes(), 20, "all processes to end")

    def cluster(self) -> pathlib.Path:
        place = self.data / "postgres-place"
        base = pathlib.Path(place.read_text().strip()) if place.exists() else self.data
        return base / "postgres"

    def postmaster(self) -> int:
        return int((self.cluster() / "postmaster.pid").read_text().split()[0])

    def log_collector(self) -> int:
        """The cluster's process that writes its log."""
        return next(
            process for process in self.processes()
            if b"logger" in pathlib.Path(f"/proc/{process}/cmdline").read_bytes())

    def server(self) -> int:
        return int((self.data / "server.pid").read_text())

    def output(self) -> str:
        return self.log.read_text() if self.log.exists() else ""

    @property
    def address(self) -> str:
        return (self.data / "ready").read_text().strip()

    def accounts(self) -> list[dict]:
        return json.loads((self.data / "sample-accounts.json").read_text())

    def account(self, role: str) -> dict:
        return next(account for account in self.accounts() if account["role"] == role)

    def mails(self) -> list[pathlib.Path]:
        return sorted((self.data / "mail").glob("*.eml"))

    def status(self, path: str) -> int:
        """The HTTP status of `path`; 0 where nothing answers."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=10) as response:
                return response.status
        except urllib.error.HTTPError as error:
            return error.code
        except OSError:
            return 0

    def sql(self, statement: str) -> str:
        """Runs a statement in the installation's database and returns what it printed."""
        script = '. "$STAFFROOM_DATA/environment"; exec psql -XAtq -v ON_ERROR_STOP=1 -d "$DATABASE_URL" -c "$1"'
        return subprocess.run(
            ["bash", "-c", script, "sql", statement], env=self.environment, text=True, check=True, timeout=60,
            stdout=subprocess.PIPE).stdout.strip()

    def sql_file(self, path: pathlib.Path, **variables):
        """Runs a file of statements in the installation's database."""
        given = [word for name, value in variables.items() for word in ("-v", f"{name}={value}")]
        script = '. "$STAFFROOM_DATA/environment"; exec psql -XAtq -v ON_ERROR_STOP=1 -d "$DATABASE_URL" "$@"'
        subprocess.run(
            ["bash", "-c", script, "sql", *given, "-f", str(path)], env=self.environment, check=True, timeout=60,
            stdout=subprocess.DEVNULL)

    def session(self, statement: str) -> subprocess.Popen:
        """A session in the installation's database that has run a statement and waits for more."""
        script = '. "$STAFFROOM_DATA/environment"; exec psql -XAtq -d "$DATABASE_URL"'
        session = subprocess.Popen(
            ["bash", "-c", script], env=self.environment, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        session.stdin.write(statement + "\n")
        session.stdin.flush()
        return session
