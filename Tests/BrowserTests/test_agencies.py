"""An agency from its terms to an application: an officer records, a head releases, a consultant puts somebody forward."""

import datetime
import re

from installation import await_true
from test_journey import date, fill, post_vacancy, press

TODAY = datetime.date.today()
PERSON = "dara.sample@people.example"
PASSWORD = "violet ladders hum at noon"


def days(count):
    return TODAY + datetime.timedelta(days=count)


def candidate_link(staffroom):
    """The newest link that was mailed to the person."""
    def found():
        mail = staffroom.sql(
            f"SELECT body FROM outbox_mail WHERE recipient = '{PERSON}' AND subject LIKE 'May %' "
            "ORDER BY created_at DESC LIMIT 1")
        return re.search(r"/candidates/[A-Za-z0-9_-]{43}", mail)
    return await_true(found, 30, "the mail to the person")[0]


def record_terms(page, check_page):
    """New terms beside those of the sample: both let the agency put people forward."""
    page.goto("/authority/agencies")
    check_page(page, "authority-agencies")
    page.get_by_role("link", name="Sample Supply Agency").click()
    page.get_by_role("button", name="Record terms").click()
    check_page(page, "agency-terms-new")
    fill(page, {"rate_kind": "fixed", "fixed_fee": "4,000", "rebate_notes": "Half within 12 weeks.", "vetting": "yes",
                "vetting_checks": "Identity, references and DBS checks of ten people."})
    # Days stand there already, those of the terms before.
    for name, value in (date("valid_from", days(-1)) | date("valid_until", days(300))).items():
        page.locator(f'[name="{name}"]').fill(value)
    press(page, "Record these terms")
    assert "£4,000 for each appointment" in page.content() and "Terms in force" in page.content()
    check_page(page, "authority-agency")
    page.get_by_role("link", name="Stop the terms at once").click()
    check_page(page, "agency-stop")


def test_from_terms_to_an_application(new_page, sign_in, staffroom, check_page):
    record_terms(sign_in("administrator"), check_page)

    head = sign_in("head")
    title = "Teacher of dance by the weir"
    post_vacancy(head, title)
    head.goto("/school?tab=live")
    head.get_by_role("link", name=title).first.click()
    head.get_by_role("link", name="Agencies", exact=True).click()
    check_page(head, "school-agencies")
    head.get_by_label("Sample Supply Agency").check()
    fill(head, {"note": "We love a festival."})
    press(head, "Release the vacancy")
    assert "Released. The agencies’ consultants are told." in head.content()
    agencies = head.url

    kit = sign_in("agency_consultant")
    assert kit.url.endswith("/agency")
    check_page(kit, "agency")
    kit.get_by_role("link", name=title).click()
    check_page(kit, "agency-release")
    kit.get_by_role("button", name="Put somebody forward").click()
    check_page(kit, "agency-candidate-new")
    press(kit, "Ask them")
    check_page(kit, "agency-candidate-faults")
    fill(kit, {"name": "Dara Sample", "email": PERSON, "statement": "Dara danced at the festival."})
    press(kit, "Ask them")
    assert "Waiting for the person’s answer" in kit.content()
    check_page(kit, "agency-candidate")
    candidate = kit.url

    head.goto(agencies)
    assert "Dara" not in head.content()

    dara = new_page()
    dara.goto(candidate_link(staffroom))
    assert "Dara danced at the festival." in dara.content()
    check_page(dara, "candidate-link")
    dara.get_by_role("link", name="No, do not put me forward").click()
    check_page(dara, "candidate-decline")
    dara.go_back()
    press(dara, "Yes, put me forward")
    check_page(dara, "candidate-faults")
    fill(dara, {"agrees": "yes", "password": PASSWORD})
    press(dara, "Yes, put me forward")
    assert "Sample Supply Agency represents you" in dara.content()
    check_page(dara, "candidate-agreed")
    dara.goto("/sign-in")
    fill(dara, {"email": PERSON, "password": PASSWORD})
    press(dara, "Sign in")
    assert "Put forward by agencies" in dara.content()
    check_page(dara, "applications-represented")
    dara.get_by_role("link", name="Take consent back").click()
    check_page(dara, "representation-take-back")

    head.reload()
    assert "Dara danced at the festival." in head.content()
    check_page(head, "school-agencies-people")
    head.get_by_role("link", name="Take back").first.click()
    check_page(head, "school-agency-take-back")
    kit.goto(candidate)
    assert "Agreed; application not sent yet" in kit.content()
    for page, name in ((kit, "agency"), (head, "school"), (sign_in("administrator"), "authority")):
        page.goto("/agency-report")
        assert "Sample Supply Agency" in page.content() and "Dara" not in page.content()
        check_page(page, f"agency-report-{name}")
