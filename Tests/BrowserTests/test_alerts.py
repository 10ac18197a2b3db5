"""Job alerts without an account, from the search to the mail and out again; saved vacancies."""

import email
import email.policy
import re
import urllib.parse
import urllib.request

from installation import await_true
from test_journey import fill, press

READER = "reader.sample@example.org"


def mails(staffroom, to, subject):
    found = []
    for path in staffroom.mails():
        mail = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
        if mail["To"] == to and subject in mail["Subject"]:
            found.append(mail)
    return found


def mail(staffroom, to, subject):
    return await_true(lambda: mails(staffroom, to, subject), 30, f"the mail “{subject}”")[-1]


def link(message, path):
    return re.search(rf"https?://\S+{path}\?token=\S+", message.get_body(("plain",)).get_content())[0]


def ask_for_alert(page, check_page):
    page.goto("/alerts/new?phase=primary")
    check_page(page, "alert-new")
    fill(page, {"email": READER, "frequency": "daily"})
    press(page, "Send me new vacancies")
    assert page.url.endswith("/alerts/sent")
    check_page(page, "alert-sent")


def make_due(staffroom):
    """As if it were seven in the morning, and what is live had been published since the alert was asked for."""
    staffroom.sql("UPDATE job_alert SET next_due_at = now() - interval '1 minute', seen_until = now() - interval '400 days'")
    staffroom.sql("DELETE FROM job_alert_sent")


def test_an_alert_from_asking_to_one_click(new_page, staffroom, check_page):
    page = new_page()
    ask_for_alert(page, check_page)
    page.goto(link(mail(staffroom, READER, "Confirm your job alert"), "/alerts/confirm"))
    check_page(page, "alert-confirm")
    press(page, "Start the e-mails")
    assert "Your job alert has started" in page.content()
    check_page(page, "alert-manage")

    make_due(staffroom)
    news = await_true(lambda: mails(staffroom, READER, "new vacanc"), 90, "the mail with new vacancies")
    assert len(news) == 1
    text = news[0].get_content()
    assert "Closes on" in text and "/vacancies/" in text
    page.goto(re.search(r"https?://\S+/vacancies/[0-9a-f-]{36}", text)[0])
    assert page.get_by_role("button", name="Apply for this vacancy").count() > 0

    # What a mail program does: one POST to the address of the header, without cookie or form.
    address = news[0]["List-Unsubscribe"].strip("<>")
    assert news[0]["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    body = urllib.parse.urlencode({"List-Unsubscribe": "One-Click"}).encode()
    with urllib.request.urlopen(urllib.request.Request(address, data=body, method="POST"), timeout=10) as answer:
        assert answer.status == 200
    assert staffroom.sql(f"SELECT state FROM job_alert WHERE email = '{READER}'") == "ended"
    page.goto(address)
    assert "Your job alert has ended" in page.content()
    check_page(page, "alert-ended")


def test_the_search_page_leads_to_an_alert_and_feeds(page, check_page):
    page.goto("/vacancies?phase=primary")
    page.get_by_role("link", name=re.compile("by e-mail")).first.click()
    assert "Primary" in page.get_by_role("main").inner_text()
    page.goto("/vacancies?phase=primary")
    kinds = page.locator("link[rel=alternate]").evaluate_all("links => links.map(link => link.type)")
    assert kinds == ["application/atom+xml", "application/feed+json"]


def test_saving_a_vacancy(sign_in, check_page):
    page = sign_in("applicant")
    page.goto("/vacancies")
    page.locator(".staffroom-result a").first.click()
    title = page.locator("h1").inner_text()
    press(page, "Save this vacancy")
    assert "This vacancy is saved" in page.content()
    check_page(page, "vacancy-saved")
    page.goto("/saved-vacancies")
    assert title in page.content()
    check_page(page, "saved-vacancies")
    page.get_by_role("button", name=re.compile("Remove from saved vacancies")).first.click()
    page.wait_for_load_state()
    assert "no longer saved" in page.content()
    page.goto("/account/reminders")
    check_page(page, "reminders")
