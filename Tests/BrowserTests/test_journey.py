"""The main job: a head posts a vacancy, an applicant fills in the form and sends it, the head reads it."""

import datetime
import email
import email.policy
import re

from installation import await_true

TODAY = datetime.date.today()
ADDRESS = "nova.sample@example.org"
PASSWORD = "violet ladders hum at noon"

# What is entered in each section: names of fields with what is typed, or the value that is chosen.
PAGES = {
    "personal": {
        "first_names": "Nova", "last_name": "Sample <b>", "address_line_1": "1 Made-up Street", "town": "Grays",
        "postcode": "RM17 6SL", "telephone": "01375 000000"},
    "right_to_work": {"right_to_work": "yes"},
    "teaching": {
        "status": "training", "training_provider": "Imaginary Training Partnership", "expected_on-day": "31",
        "expected_on-month": "7", "expected_on-year": str(TODAY.year + 1), "expected_award": "qts_pgce",
        "age_ranges": "5-7", "phases": "primary", "subjects": "Primary"},
    "statement": {"statement": "I would bring patience and curiosity to a class."},
    "education": {"has_left": "no"},
    "support": {"needs_adjustments": "no"},
    "declarations": {"lived_abroad": "no", "understands_checks": "yes", "true": "yes"},
}
ENTRIES = {
    "qualifications": [{
        "qualification": "BA", "subject": "English", "institution": "Imaginary University", "in_progress": "yes",
        "expected_year": str(TODAY.year + 1)}],
    "history": [{
        "kind": "training", "role": "Degree in English", "organisation": "Imaginary University",
        "from-month": "9", "from-year": "2024", "current": "yes"}],
    "placements": [{
        "school": "Imaginary School", "taught": "Year 3", "from-month": "1", "from-year": "2025", "current": "no",
        "to-day": "4", "to-month": "4", "to-year": "2025"}],
    "referees": [
        {"name": "Bea Sample", "relationship": "training_provider", "is_relative": "no",
         "position": "Tutor",
         "organisation": "Imaginary University", "email": "bea@university.example",
         "contact_before_interview": "yes"},
        {"name": "Cy Sample", "relationship": "other", "is_relative": "no", "position": "Head",
         "organisation": "Imaginary School",
         "email": "cy@school.example", "contact_before_interview": "no"}],
}


def fill(page, answers):
    for name, value in answers.items():
        chosen = page.locator(f'input[name="{name}"][value="{value}"]')
        if chosen.count():
            chosen.check()
        else:
            field = page.locator(f'[name="{name}"]')
            if field.evaluate("element => element.tagName") == "SELECT":
                field.select_option(value)
            else:
                field.fill(value)


def press(page, name):
    page.get_by_role("main").get_by_role("button", name=name, exact=True).click()
    page.wait_for_load_state()


def date(name, day):
    return {f"{name}-day": str(day.day), f"{name}-month": str(day.month), f"{name}-year": str(day.year)}


def post_vacancy(page, title):
    page.goto("/school")
    page.get_by_role("button", name="Post a vacancy").click()
    fill(page, {"title": title, "job_roles": "teacher", "nqts_welcome": "yes"})
    press(page, "Start")
    vacancy = page.url
    parts = {
        "role": {"phases": "primary", "nqts_welcome": "yes"},
        "subjects": {"key_stages": "ks2"},
        "contract": {"contract_type": "permanent", "working_patterns": "full_time", "fte": "1"},
        "pay": {"pay_kind": "scale", "pay_minimum": "M1", "pay_maximum": "M6"},
        "dates": {
            "starts": "soon", **date("closes_on", TODAY + datetime.timedelta(days=20)), "closes_at_time": "17:00"},
        "description": {
            "description": "A class of thirty who like stories, in a school that plans its lessons together."},
    }
    for part, answers in parts.items():
        page.goto(f"{vacancy}/edit/{part}")
        fill(page, answers)
        press(page, "Save and go back to the list")
    page.goto(f"{vacancy}/preview")
    press(page, "Publish now")
    return vacancy.rsplit("/", 1)[1]


def confirmation_link(staffroom, address=ADDRESS):
    """The link in the mail that confirms an address, as soon as it has come."""
    def link():
        for path in staffroom.mails():
            mail = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
            found = re.search(r"https?://\S+/confirm-email\?token=\S+", mail.get_body(("plain",)).get_content())
            if mail["To"] == address and found:
                return found[0]
    return await_true(link, 30, "the mail that confirms the address")


def sign_up(page, staffroom):
    page.goto("/sign-up")
    fill(page, {"name": "Nova Sample", "email": ADDRESS, "password": PASSWORD})
    press(page, "Create an account")
    page.goto(confirmation_link(staffroom))
    press(page, "Confirm my e-mail address")
    page.goto("/sign-in")
    if page.locator('[name="password"]').count():
        fill(page, {"email": ADDRESS, "password": PASSWORD})
        press(page, "Sign in")


def fill_in_general_application(page, check_page):
    page.goto("/general-application")
    check_page(page, "general-application-empty")
    for section, answers in PAGES.items():
        page.goto(f"/general-application/{section}")
        fill(page, answers)
        check_page(page, f"section-{section}")
        press(page, "Save and continue")
    for section, entries in ENTRIES.items():
        for number, answers in enumerate(entries):
            page.goto(f"/general-application/{section}/add")
            fill(page, answers)
            check_page(page, f"section-{section}-{number}")
            press(page, "Save and continue")
    page.goto("/general-application")
    assert "All 11 sections that schools need are complete" in page.content()


def test_main_journey_with_a_double_click(new_page, sign_in, staffroom, check_page):
    head = sign_in("head")
    vacancy = post_vacancy(head, "Year 5 class teacher by the river")
    check_page(head, "vacancy-at-the-desk")

    applicant = new_page()
    sign_up(applicant, staffroom)
    fill_in_general_application(applicant, check_page)
    applicant.goto("/vacancies?q=river")
    applicant.get_by_role("link", name="Year 5 class teacher by the river").click()
    applicant.get_by_role("button", name="Apply for this vacancy").first.click()
    check_page(applicant, "apply")
    fill(applicant, {"close_relationship": "no"})
    applicant.get_by_role("button", name="Send my application").dblclick()
    applicant.wait_for_url(re.compile(r"/applications/[0-9a-f-]{36}"))
    sent = applicant.url
    check_page(applicant, "sent")

    # Back to the form, and once more; the same application stands.
    applicant.go_back()
    again = applicant.get_by_role("button", name="Send my application")
    if again.count():
        again.click()
        applicant.wait_for_url(re.compile(r"/applications/[0-9a-f-]{36}"))
        assert applicant.url.split("?")[0] == sent.split("?")[0]
    assert staffroom.sql(f"SELECT count(*) FROM application WHERE vacancy_id = '{vacancy}'").strip() == "1"

    head.goto(f"/school/vacancies/{vacancy}")
    head.get_by_role("link", name="Nova Sample <b>").click()
    assert "patience and curiosity" in head.content()
    check_page(head, "received")

    other = staffroom.accounts()
    other = [account for account in other if account["role"] == "head"][1]
    stranger = new_page()
    stranger.goto("/sign-in")
    fill(stranger, {"email": other["email"], "password": other["password"]})
    press(stranger, "Sign in")
    assert stranger.goto(head.url).status == 404


def test_first_form_of_a_vacancy_without_javascript_keeps_what_was_typed(new_page, sign_in):
    page = sign_in("head", new_page(javascript=False))
    page.goto("/school")
    page.get_by_role("button", name="Post a vacancy").click()
    fill(page, {"title": "Kept <as> typed " + "x" * 76, "job_roles": "sendco", "nqts_welcome": "no"})
    press(page, "Start")
    assert page.title().startswith("Error: ")
    assert page.locator('[name="title"]').input_value().startswith("Kept <as> typed ")
    assert page.locator('[name="job_roles"][value="sendco"]').is_checked()
