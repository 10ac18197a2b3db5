"""deploy/run, for real: it starts, stops, and comes up again with the data whatever was killed."""

import concurrent.futures
import os
import pathlib
import shutil
import signal
import stat
import subprocess

import pytest
from installation import Installation, await_true


def is_zombie(process):
    return pathlib.Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] == "Z"


def test_check_prepares_everything_and_leaves_nothing_running(prepared):
    assert not (prepared.data / "ready").exists()
    assert prepared.processes() == []
    accounts = prepared.data / "sample-accounts.json"
    assert stat.S_IMODE(accounts.stat().st_mode) == 0o600
    assert all({"role", "organisation", "email", "password", "api_token"} <= set(a) for a in prepared.accounts())
    first = accounts.read_text()
    assert prepared.command("--check").returncode == 0
    assert accounts.read_text() == first
    assert prepared.processes() == []


def test_serves_prints_the_sign_ins_and_stops_cleanly(installation):
    installation.start()
    assert installation.address == f"http://127.0.0.1:{installation.port}"
    assert (installation.status("/healthz"), installation.status("/readyz")) == (200, 200)
    await_true(lambda: "Ctrl-C stops it." in installation.output(), 20, "the closing line")
    printed = installation.output()
    assert installation.address in printed
    head = installation.account("head")
    assert head["email"] in printed and head["password"] in printed
    assert installation.stop() == 0
    assert not (installation.data / "ready").exists()
    assert installation.processes() == []


def test_a_second_run_on_the_same_data_is_refused(installation):
    installation.start()
    second = installation.command()
    assert second.returncode == 1
    assert "already running on this data folder" in second.stdout
    assert installation.status("/readyz") == 200


def test_data_returns_after_everything_was_killed(installation):
    installation.start()
    installation.sql("CREATE TABLE marker AS SELECT 'kept' AS word")
    accounts = installation.accounts()
    installation.kill(installation.process.pid)
    for process in (installation.server(), installation.postmaster()):
        installation.kill(process)
    installation.process.wait()
    installation.start()
    assert installation.sql("SELECT word FROM marker") == "kept"
    assert installation.accounts() == accounts
    assert installation.status("/readyz") == 200


def test_a_killed_run_takes_its_server_along_and_the_next_takes_over_its_cluster(installation):
    installation.start()
    installation.sql("CREATE TABLE marker AS SELECT 'kept' AS word")
    server, postmaster = installation.server(), installation.postmaster()
    installation.kill(installation.process.pid)
    installation.process.wait()
    await_true(lambda: server not in installation.processes(), 45, "the server to end")
    assert postmaster in installation.processes()
    installation.start()
    assert installation.sql("SELECT word FROM marker") == "kept"
    assert installation.stop() == 0
    assert installation.processes() == []


def test_a_socket_that_a_dead_process_still_seems_to_hold_is_taken_over(installation):
    owner = installation.cluster().owner()
    dead = subprocess.Popen(["true"], user=owner if os.geteuid() == 0 else None)
    await_true(lambda: is_zombie(dead.pid), 20, "a process that nobody has collected")
    lock = installation.cluster().parent / "socket/.s.PGSQL.5432.lock"
    lock.write_text(f"{dead.pid}\n{installation.cluster()}\n1\n5432\n")
    shutil.chown(lock, owner)
    installation.start()
    assert installation.status("/readyz") == 200
    dead.wait()


def test_a_server_that_dies_is_reported_and_the_cluster_stopped(installation):
    installation.start()
    installation.kill(installation.server())
    assert installation.process.wait(timeout=60) == 1
    assert "the server ended by itself" in installation.output()
    assert installation.processes() == []


def test_a_run_ends_after_everything_of_its_cluster(installation):
    installation.start()
    postmaster, collector = installation.postmaster(), installation.log_collector()
    os.kill(collector, signal.SIGSTOP)
    installation.process.send_signal(signal.SIGTERM)
    await_true(lambda: postmaster not in installation.processes(), 60, "the postmaster to end")
    with pytest.raises(subprocess.TimeoutExpired):
        installation.process.wait(timeout=2)
    os.kill(collector, signal.SIGCONT)
    assert installation.process.wait(timeout=60) == 0, installation.output()
    assert installation.processes() == []


def stop_half_way(installation, wait_for, *arguments):
    installation.begin(*arguments)
    await_true((installation.data / wait_for).exists, 120, wait_for)
    installation.process.send_signal(signal.SIGTERM)
    assert installation.process.wait(timeout=120) == 0, installation.output()
    assert installation.processes() == []


@pytest.mark.parametrize("wait_for", ["postgres/PG_VERSION", "postgres/postmaster.pid"])
def test_a_first_start_that_is_stopped_half_way_leaves_nothing_running_and_can_be_repeated(fresh, wait_for):
    stop_half_way(fresh, wait_for, "--empty")
    fresh.start("--empty")
    assert fresh.status("/readyz") == 200


def test_a_start_that_is_stopped_while_the_sample_is_loaded_can_be_repeated(fresh, prepared):
    stop_half_way(fresh, "sample-accounts.json")
    fresh.start()
    assert fresh.status("/readyz") == 200
    assert fresh.sql("SELECT count(*) FROM audit_event WHERE action = 'sample.loaded'") == "1"
    assert sorted(a["email"] for a in fresh.accounts()) == sorted(a["email"] for a in prepared.accounts())


def test_a_later_start_that_is_stopped_half_way_leaves_nothing_running_and_can_be_repeated(installation):
    stop_half_way(installation, "server.pid")
    installation.start()
    assert installation.status("/readyz") == 200


def test_empty_starts_without_the_sample(fresh):
    fresh.start("--empty")
    assert not (fresh.data / "sample-accounts.json").exists()
    assert fresh.status("/readyz") == 200


def test_a_taken_port_is_named(installation):
    with Installation(STAFFROOM_PORT=str(installation.port)) as other:
        installation.start()
        refused = other.command()
    assert refused.returncode == 1
    assert f"port {installation.port} is in use" in refused.stdout


def test_an_own_database_is_used_as_it_is(fresh):
    fresh.start("--empty")
    fresh.sql("SELECT 1")
    url = next(
        line.split("=", 1)[1] for line in (fresh.data / "environment").read_text().splitlines()
        if line.startswith("export DATABASE_URL="))
    with Installation(DATABASE_URL=url.replace("\\", "")) as other:
        result = other.command("--check")
        assert result.returncode == 0, result.stdout
        assert not (other.data / "postgres").exists()
        assert other.accounts()


def test_the_command_line_reaches_the_running_installation(installation):
    installation.start()
    status = installation.administer("migrate", "--status")
    assert status.returncode == 0, status.stdout


@pytest.mark.parametrize("port", ["http", "0", "70000", "-1"])
def test_a_port_that_is_none_is_refused_before_anything_is_done(port):
    with Installation(STAFFROOM_PORT=port) as installation:
        result = installation.command()
        assert result.returncode == 1
        assert "STAFFROOM_PORT" in result.stdout
        assert not installation.data.exists()


def test_the_settings_of_the_server_are_passed_on(prepared):
    with Installation(STAFFROOM_LOG_FORMAT="json") as installation:
        installation.begin_as(prepared).start()
        lines = (installation.data / "staffroom.log").read_text().splitlines()
        assert lines and all(line.startswith("{") for line in lines)


def test_a_request_that_runs_is_finished_before_the_server_stops(installation):
    installation.start()
    # A table that no scheduled work reads: only the request waits for it.
    holder = installation.session("BEGIN; LOCK TABLE guidance_page; SELECT 'held';")
    assert holder.stdout.readline().strip() == "held"
    with concurrent.futures.ThreadPoolExecutor() as pool:
        asked = pool.submit(installation.status, "/advice")
        waiting = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
        await_true(lambda: installation.sql(waiting) == "1", 20, "the request to wait for the lock")
        server = installation.server()
        os.kill(server, signal.SIGTERM)
        await_true(lambda: installation.status("/healthz") == 0, 20, "the server to take no more requests")
        assert not asked.done()
        holder.communicate("COMMIT;\n", timeout=20)
        assert asked.result(timeout=20) == 200
    await_true(lambda: server not in installation.processes(), 20, "the server to end")
