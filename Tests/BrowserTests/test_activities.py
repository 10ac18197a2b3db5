"""An officer plans an event, a head books for a colleague, and the list of who comes shows it."""

import datetime


def fill_date(page, name, day):
    for part, value in (("Day", day.day), ("Month", day.month), ("Year", day.year)):
        page.get_by_role("group", name=name).get_by_label(part).fill(str(value))


def test_an_event_is_planned_and_booked(sign_in, new_page, check_page):
    officer = sign_in("school_improvement_officer")
    officer.goto("/manage/activities")
    check_page(officer, "activities-managed")
    officer.get_by_role("button", name="Plan an activity").click()
    check_page(officer, "activity-new")
    today = datetime.date.today()
    held_on = today + datetime.timedelta(days=20)
    officer.get_by_label("Title").fill("Talk on handwriting (browser)")
    officer.get_by_label("Kind").select_option("Networking")
    officer.get_by_label("What is it about?").fill("A made-up talk on handwriting.")
    officer.get_by_label("Newly qualified teachers").check()
    officer.get_by_label("Where is it?").fill("Sample Hall")
    officer.get_by_label("Price of a place in a session").fill("12.50")
    fill_date(officer, "First day of booking", today)
    fill_date(officer, "Last day of booking", held_on)
    officer.get_by_role("button", name="Save").click()
    officer.get_by_role("button", name="Add a session").click()
    fill_date(officer, "Day", held_on)
    officer.get_by_label("Begins at").fill("16:00")
    officer.get_by_label("Ends at").fill("17:30")
    officer.get_by_label("Places").fill("1")
    check_page(officer, "activity-session")
    officer.get_by_role("button", name="Save").click()
    officer.get_by_role("button", name="Publish").click()
    check_page(officer, "activity-run")

    head = sign_in("head")
    head.goto("/activities")
    check_page(head, "activities")
    head.get_by_role("link", name="Talk on handwriting (browser)").click()
    check_page(head, "activity")
    head.get_by_role("button", name="Book for colleagues").click()
    head.get_by_label("Who comes?").fill("Quinn Sample, quinn@sample-school.example")
    head.get_by_label("Each of them is one of those whom it is for").check()
    check_page(head, "activity-colleagues")
    head.get_by_role("button", name="Book").click()
    assert "£12.50" in head.get_by_role("row", name="Quinn Sample").inner_text()
    check_page(head, "activity-places")

    officer.get_by_role("link", name="Who comes").click()
    assert officer.get_by_role("link", name="Quinn Sample").is_visible()
    check_page(officer, "activity-session-run")
    officer.get_by_role("link", name="Register and code").click()
    check_page(officer, "activity-register")
    officer.goto("/activity-charges")
    check_page(officer, "activity-charges")


def test_a_teacher_asks_the_school_for_a_place(sign_in, new_page, check_page):
    """Whom the school pays for asks it; where nothing is known of a school, the page says what to do."""
    applicant = sign_in("applicant")
    applicant.goto("/activities")
    applicant.locator("main table a").first.click()
    applicant.get_by_role("button", name="Book a place").click()
    check_page(applicant, "activity-ask")
    head = sign_in("head")
    head.goto("/school/activities")
    check_page(head, "activity-requests")
