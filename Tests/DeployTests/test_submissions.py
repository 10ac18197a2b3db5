"""Nothing that a person sent is lost: the server is killed at random moments while a thousand applications come in."""

import concurrent.futures
import json
import random
import re
import signal
import subprocess
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
import uuid

from installation import ROOT, Installation, await_true, free_port

APPLICANTS = 50
VACANCIES = 20
SENDERS = 12
KILLS = 10
ANSWERS = b'{"answers": {"close_relationship": "no"}}'
PAUSE = 0.1  # before another try: a server that is just starting needs the processor more
GIVING_UP = 10  # every so many-th sender doesn't try again after a broken connection
FORMS = 4  # every so many-th sends the form of the page, the others use the API
TYPED = {"statement": "I would bring patience and curiosity to a class.", "close_relationship": "no"}


class Server:
    """A server process of its own beside the installation's, which is killed and started again."""

    def __init__(self, staffroom: Installation):
        self.staffroom = staffroom
        self.port = free_port()
        self.process = None
        self.answers = threading.Event()

    def start(self):
        self.process = subprocess.Popen(
            [ROOT / "deploy/staffroom", "serve", "--port", str(self.port)], env=self.staffroom.environment,
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        await_true(lambda: exchange(self.port, "GET", "/healthz", {})[0] == 200, 60, "the server to answer")
        self.answers.set()

    def kill(self):
        self.answers.clear()
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(timeout=30)


class Unfollowed(urllib.request.HTTPRedirectHandler):
    """Leaves an answer that leads elsewhere as it is."""

    def redirect_request(self, *_):
        return None


OPENER = urllib.request.build_opener(Unfollowed)


def exchange(port: int, method: str, path: str, headers: dict, data: bytes | None = None) -> tuple[int, str, str]:
    """The status, text and address of an answer; status 0 where the connection broke before it was whole."""
    call = urllib.request.Request(f"http://127.0.0.1:{port}{path}", method=method, headers=headers, data=data)
    try:
        with OPENER.open(call, timeout=30) as answer:
            return answer.status, answer.read().decode(), ""
    except urllib.error.HTTPError as error:
        try:
            return error.code, error.read().decode(), error.headers.get("Location") or ""
        except Exception as cut:
            assert isinstance(cut, OSError) or type(cut).__module__ == "http.client", cut
            return 0, "", ""
    except (OSError, ValueError):
        return 0, "", ""
    except Exception as error:  # http.client raises its own when an answer is cut off
        assert type(error).__module__ == "http.client", error
        return 0, "", ""


class Program:
    """Sends an application as a careful program does: the same key until there is an answer."""

    def __init__(self, applicant: int, vacancy: str):
        self.path = f"/api/v1/vacancies/{vacancy}/applications"
        self.headers = {
            "Content-Type": "application/json", "Accept": "application/json",
            "Authorization": f"Bearer staffroom_bench_{applicant}", "Idempotency-Key": str(uuid.uuid4())}

    def send(self, port: int) -> tuple[int, str | None]:
        """The status of sending it once, and the application that was acknowledged."""
        status, text, _ = exchange(port, "POST", self.path, self.headers, ANSWERS)
        assert status in (200, 201, 0, 409, 503), f"{status} {text}"
        if status not in (200, 201):
            return status, None
        try:
            return status, json.loads(text)["id"]
        except ValueError:  # an answer that was cut off
            return 0, None


class Reader:
    """Sends an application by the form of its page, and the same form again until it leads on."""

    def __init__(self, applicant: int, vacancy: str):
        self.path = f"/vacancies/{vacancy}/apply"
        session = f"staffroom-bench-session-{applicant}"
        self.headers = {
            "Accept": "text/html",
            "Cookie": f"__Host-staffroom-session={session}; staffroom-session={session}"}
        self.form: bytes | None = None

    def read(self, port: int) -> int:
        """Opens the page, with its form's tokens."""
        status, page, leads = exchange(port, "GET", self.path, self.headers)
        if status != 200 or "</html>" not in page:
            assert status in (200, 0, 503), f"{status} {leads} {page[:2000]}"
            return 0
        form = page.split(f'action="{self.path}"', 1)[1].split("</form>", 1)[0]
        unseen = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', form))
        assert {"_token", "submission"} <= unseen.keys(), form
        self.form = urllib.parse.urlencode(unseen | TYPED).encode()
        return status

    def send(self, port: int) -> tuple[int, str | None]:
        """The status of sending it once, and the application that was acknowledged."""
        if self.form is None and self.read(port) == 0:
            return 0, None
        headers = self.headers | {"Content-Type": "application/x-www-form-urlencoded"}
        status, page, leads = exchange(port, "POST", self.path, headers, self.form)
        assert status in (303, 0, 409, 503), f"{status} {page[:2000]}"
        if status != 303:
            return status, None
        found = re.fullmatch(r"/applications/([0-9a-f-]{36})\?sent=1", leads)
        assert found, leads
        return status, found[1]


def send_again(server: Server, sender: Program | Reader) -> str:
    """Sends an application again until it is acknowledged."""
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        time.sleep(PAUSE)
        _, application = sender.send(server.port)
        if application:
            return application
    raise AssertionError("no answer for two minutes")


def test_every_acknowledged_application_is_there_exactly_once_though_the_server_is_killed(prepared):
    with Installation(STAFFROOM_LOG_LEVEL="error") as staffroom:
        staffroom.begin_as(prepared).start()
        staffroom.sql_file(ROOT / "deploy/bench/applicants.sql", n=APPLICANTS)
        staffroom.sql(
            f"""insert into session (id, token_hash, account_id, csrf_secret, created_at, last_seen_at, expires_at)
                select gen_random_uuid(), sha256(('staffroom-bench-session-' || i)::bytea),
                  md5('bench account ' || i)::uuid, sha256('bench'), now(), now(), now() + interval '1 hour'
                from generate_series(1, {APPLICANTS}) i""")
        vacancies = staffroom.sql(
            f"select id from vacancy where state = 'published' and closes_at > now() order by id limit {VACANCIES}")
        vacancies = vacancies.split()
        assert len(vacancies) == VACANCIES
        before = int(staffroom.sql("select count(*) from application"))
        server = Server(staffroom)
        server.start()
        pairs = [(applicant, vacancy) for applicant in range(1, APPLICANTS + 1) for vacancy in vacancies]
        seed = random.randrange(1 << 32)
        print(f"seed {seed}")
        dice = random.Random(seed)
        dice.shuffle(pairs)
        answered: dict[tuple[int, str], str] = {}
        by_form: set[tuple[int, str]] = set()
        lock = threading.Lock()

        def note(pair: tuple[int, str], sender: Program | Reader, application: str):
            with lock:
                answered[pair] = application
                if isinstance(sender, Reader):
                    by_form.add(pair)

        def work(number: int, pair: tuple[int, str]):
            sender = (Reader if number % FORMS == 0 else Program)(*pair)
            assert server.answers.wait(60)
            status, application = sender.send(server.port)
            if application:
                note(pair, sender, application)
            elif status != 0 or number % GIVING_UP != 0:
                # What a killed server had begun is taken over after a while: nobody else waits for that.
                repeated.append(repeaters.submit(lambda: note(pair, sender, send_again(server, sender))))

        struck = 0
        sent, repeated = [], []
        with (concurrent.futures.ThreadPoolExecutor(SENDERS * (KILLS + 1)) as repeaters,
              concurrent.futures.ThreadPoolExecutor(SENDERS) as senders):
            for step in range(KILLS):
                wave = pairs[step::KILLS]
                sent += [senders.submit(work, len(sent) + n, pair) for n, pair in enumerate(wave)]
                goal = len(answered) + dice.randrange(1, len(wave) // 2)
                await_true(lambda: len(answered) >= goal or all(s.done() for s in sent), 120, "applications to be sent")
                struck += not all(s.done() for s in sent)
                server.kill()
                server.start()
            for one in sent:
                one.result(timeout=180)
            for one in repeated:
                one.result(timeout=180)
        server.kill()
        assert struck >= KILLS // 2, "most kills came when nothing was being sent"
        assert len(answered) >= len(pairs) * (GIVING_UP - 1) // GIVING_UP
        assert len(by_form) >= len(pairs) // FORMS // 2, "few were sent by the form"

        stored = {}
        for line in staffroom.sql(
                """select t.name || '|' || x.vacancy_id || '|' || x.id from application x
                   join (select account_id, regexp_replace(email, '[^0-9]', '', 'g') as name
                         from (select id as account_id, email from account where email like 'bench%@example.org') y) t
                     on t.account_id = x.account_id""").split():
            applicant, vacancy, identifier = line.split("|")
            assert (int(applicant), vacancy) not in stored, "one application was stored twice"
            stored[int(applicant), vacancy] = identifier
        lost = {pair for pair, identifier in answered.items() if stored.get(pair) != identifier}
        assert not lost, f"acknowledged and not stored: {lost}"
        # Whatever is stored is whole: its entry in the trail and its mails came with it, once.
        assert int(staffroom.sql("select count(*) from application")) == before + len(stored)
        assert staffroom.sql(
            """select count(*) from application a join account c on c.id = a.account_id
               where c.email like 'bench%@example.org' and (
                 (select count(*) from audit_event e
                  where e.action = 'application.sent' and e.subject_id = a.id::text) <> 1
                 or (select count(*) from outbox_mail m
                     where m.recipient = c.email and m.body like '%/applications/' || a.id || '%') <> 1)""") == "0"
