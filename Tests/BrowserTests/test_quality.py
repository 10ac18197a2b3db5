"""An officer records a visit and sends feedback; the head of the school acknowledges it."""

import datetime

from test_journey import date, fill, press


def test_a_visit_leads_to_feedback_that_the_head_acknowledges(sign_in, check_page):
    officer = sign_in("school_improvement_officer")
    officer.goto("/authority/inductions/samples")
    check_page(officer, "induction-samples")
    officer.goto("/authority/inductions/quality")
    check_page(officer, "induction-quality")
    officer.get_by_role("link", name="Abbots Hall Primary").click()
    check_page(officer, "induction-quality-school")
    officer.get_by_role("link", name="Record a visit").click()
    today = datetime.date.today()
    fill(officer, {"visitors": "Olive Sample", "purpose": "The yearly visit",
                   "found": "Release time is kept, and mentors meet teachers weekly.", **date("visited_on", today)})
    check_page(officer, "induction-visit-new")
    press(officer, "Save the visit")
    fill(officer, {"what": "Train the new mentors", "owner": "The head", **date("due_on", today)})
    press(officer, "Add it")
    check_page(officer, "induction-visit")
    officer.get_by_role("link", name="Write feedback about it").click()
    fill(officer, {"body": "Targets could say by when."})
    check_page(officer, "induction-feedback-new")
    press(officer, "Save as a draft")
    check_page(officer, "induction-feedback-draft")
    press(officer, "Send the saved draft to the school")
    address = officer.url
    head = sign_in("head")
    head.goto("/school/inductions")
    head.get_by_role("link", name="How induction is run").click()
    check_page(head, "induction-quality-own")
    head.goto(address)
    fill(head, {"comment": "We will."})
    check_page(head, "induction-feedback")
    press(head, "Acknowledge the feedback")
    assert "We will." in head.get_by_role("main").inner_text()
