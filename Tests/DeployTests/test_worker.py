"""A worker that is killed in the middle of its work: what it had begun is taken up, and each mail goes out once."""

import re
import signal

from installation import Installation, await_true

MAILS = 600


def test_each_mail_goes_out_once_though_workers_are_killed(prepared):
    with Installation(STAFFROOM_LOG_LEVEL="error") as staffroom:
        staffroom.begin_as(prepared).start()
        before = len(staffroom.mails())
        staffroom.sql(f"""
            insert into outbox_mail (id, recipient, subject, body, created_at, next_attempt_at)
            select gen_random_uuid(), 'reader-' || n || '@example.org', 'Mail ' || n, 'Text.', now(), now()
            from generate_series(1, {MAILS}) n""")
        sent = "select count(*) from outbox_mail where subject like 'Mail %' and sent_at is not null"
        kills = 0
        while kills < 3:
            staffroom.sql("select pg_notify('outbox_mail', '')")
            goal = before + (kills + 1) * MAILS // 6
            await_true(lambda: len(staffroom.mails()) >= goal, 60, "some mails to go out")
            staffroom.kill(staffroom.server())
            kills += 1
            staffroom.process.wait(timeout=120)
            staffroom.process = None
            assert len(staffroom.mails()) < before + MAILS, "all mail went out before the kill"
            staffroom.start()
        await_true(lambda: int(staffroom.sql(sent)) == MAILS, 120, "all mail to go out")
        texts = [path.read_text() for path in staffroom.mails()]
        subjects = [match.group(1) for text in texts if (match := re.search(r"^Subject: (Mail \d+)\s*$", text, re.M))]
        assert sorted(subjects) == sorted(f"Mail {n}" for n in range(1, MAILS + 1))
        # The sample's own mail may still be going out: what is half-written by now is whole or gone soon, unless a
        # killed worker left it.
        folder = staffroom.data / "mail"
        await_true(
            lambda: all(path.suffix == ".eml" for path in folder.iterdir()), 60, "nothing half-written to be left")
        tasks = staffroom.administer("tasks").stdout
        assert "vacancies.close" in tasks and "failed" not in tasks, tasks
        assert staffroom.stop() in (0, 130, -signal.SIGINT)
