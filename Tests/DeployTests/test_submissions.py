"""Nothing that a person sent is lost: the server is killed at random moments while a thousand applications come in."""

import concurrent.futures
import json
import random
import signal
import subprocess
import threading
import time
import urllib.error
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
        await_true(lambda: request(self.port, "GET", "/healthz")[0] == 200, 60, "the server to answer")
        self.answers.set()

    def kill(self):
        self.answers.clear()
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(timeout=30)


def request(port: int, method: str, path: str, token: str = "", key: str = "") -> tuple[int, dict]:
    """The status and JSON of an answer; status 0 where the connection broke before it was whole."""
    headers = {"Content-Type": "application/json", "Accept": "application/json"}
    if token:
        headers |= {"Authorization": f"Bearer {token}"}
    if key:
        headers |= {"Idempotency-Key": key}
    call = urllib.request.Request(
        f"http://127.0.0.1:{port}{path}", method=method, headers=headers, data=ANSWERS if method == "POST" else None)
    try:
        with urllib.request.urlopen(call, timeout=30) as answer:
            text = answer.read()
            return answer.status, json.loads(text) if text.startswith(b"{") else {}
    except urllib.error.HTTPError as error:
        return error.code, {"problem": error.read().decode()}
    except (OSError, ValueError):
        return 0, {}
    except Exception as error:  # http.client raises its own when an answer is cut off
        assert type(error).__module__ == "http.client", error
        return 0, {}


def send(server: Server, applicant: int, vacancy: str, key: str) -> tuple[int, dict]:
    """Sends an application once."""
    status, answer = request(
        server.port, "POST", f"/api/v1/vacancies/{vacancy}/applications", f"staffroom_bench_{applicant}", key)
    assert status in (200, 201, 0, 409, 503), f"{status} {answer}"
    return status, answer


def send_again(server: Server, applicant: int, vacancy: str, key: str) -> dict:
    """Sends an application again as a careful program does: the same key until there is an answer."""
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        time.sleep(PAUSE)
        status, answer = send(server, applicant, vacancy, key)
        if status in (200, 201):
            return answer
    raise AssertionError("no answer for two minutes")


def test_every_acknowledged_application_is_there_exactly_once_though_the_server_is_killed(prepared):
    with Installation(STAFFROOM_LOG_LEVEL="error") as staffroom:
        staffroom.begin_as(prepared).start()
        staffroom.sql_file(ROOT / "deploy/bench/applicants.sql", n=APPLICANTS)
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
        lock = threading.Lock()

        def note(pair: tuple[int, str], answer: dict):
            with lock:
                answered[pair] = answer["id"]

        def work(number: int, pair: tuple[int, str]):
            key = str(uuid.uuid4())
            assert server.answers.wait(60)
            status, answer = send(server, *pair, key)
            if status in (200, 201):
                note(pair, answer)
            elif status != 0 or number % GIVING_UP != 0:
                # What a killed server had begun is taken over after a while: nobody else waits for that.
                repeated.append(repeaters.submit(lambda: note(pair, send_again(server, *pair, key))))

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
