"""What an applicant does beside the plain journey: saves while typing, explains a gap, keeps a draft, sees their data."""

import datetime
import re

from test_journey import confirmation_link, fill, press

TODAY = datetime.date.today()


def fresh_applicant(new_page, staffroom, javascript=True):
    """Somebody new; they may fill in their application before they confirm their address."""
    page = new_page(javascript=javascript)
    address = f"gap.sample.{int(javascript)}@example.org"
    page.goto("/sign-up")
    fill(page, {"name": "Gap Sample", "email": address, "password": "violet ladders hum at noon"})
    press(page, "Create an account")

    page.goto(confirmation_link(staffroom, address))
    press(page, "Confirm my e-mail address")
    page.goto("/sign-in")
    if page.locator('[name="password"]').count():
        fill(page, {"email": address, "password": "violet ladders hum at noon"})
        press(page, "Sign in")
    return page


def add_job(page, start, end):
    page.goto("/general-application/history/add")
    fill(page, {"kind": "other_work", "role": "Gardener", "organisation": "Imaginary Parks", **start,
                "current": "no" if end else "yes", **(end or {})})
    press(page, "Save and continue")


def test_gaps_are_found_by_days_and_explained_in_one_click(new_page, staffroom, check_page):
    for javascript in (True, False):
        page = fresh_applicant(new_page, staffroom, javascript)
        add_job(page, {"from-month": "9", "from-year": "2020"},
                {"to-day": "15", "to-month": "7", "to-year": "2023"})
        add_job(page, {"from-day": "20", "from-month": "8", "from-year": "2023"}, None)
        page.goto("/general-application/history")
        if javascript:
            check_page(page, "gaps")
        assert "16 July 2023 to 19 August 2023 (35 days)" in page.content()
        page.get_by_role("link", name="explain this gap").click()
        assert page.locator('[name="from-day"]').input_value() == "16"
        assert page.locator('[name="to-month"]').input_value() == "8"
        assert page.locator('[name="kind"][value="other"]').is_checked()
        fill(page, {"role": "Looked after my grandmother"})
        press(page, "Save and continue")
        page.goto("/general-application/history")
        assert "Gaps to explain" not in page.content()


def test_statement_is_counted_and_saved_while_typing(sign_in, new_page, check_page):
    page = sign_in("applicant")
    page.goto("/general-application/statement")
    field = page.locator('[name="statement"]')
    before = field.input_value()
    page.locator(".govuk-character-count__status").first.wait_for(state="attached")
    words = "one  two\n\nthree\u00a0four – five"
    field.fill(words)
    # The count beside the field is the one that the limit is held to: six words.
    page.get_by_text("1,494 words remaining").first.wait_for()
    page.get_by_text(re.compile("^Saved at ")).wait_for()
    other = page.context.new_page()
    other.goto("/general-application/statement")
    assert other.locator('[name="statement"]').input_value() == words
    # Another window saves in between: this one overwrites nothing, and says so.
    other.locator('[name="statement"]').fill("Written in the other window.")
    other.get_by_text(re.compile("^Saved at ")).wait_for()
    field.fill("Written here.")
    page.get_by_text("Changed in another window").wait_for()
    press(page, "Save and continue")
    assert "Written in the other window." in page.content() and "Written here." in page.content()
    check_page(page, "two-windows")
    other.close()
    page.goto("/general-application/statement")
    page.locator('[name="statement"]').fill(before)
    press(page, "Save and continue")


def test_a_draft_for_a_vacancy_is_kept_and_found_again(sign_in, check_page):
    page = sign_in("applicant")
    page.goto("/vacancies")
    for link in page.locator(".staffroom-result a").evaluate_all("links => links.map(link => link.href)"):
        page.goto(link.split("?")[0] + "/apply")
        if page.locator('[name="statement"]').count():
            break
    field = page.locator('[name="statement"]')
    field.fill("Only for this school.")
    page.get_by_text(re.compile("^Saved at ")).wait_for()
    fill(page, {"close_relationship": "yes", "relationship_details": "My aunt is a governor."})
    press(page, "Save and come back later")
    assert "Begun and not sent yet" in page.content()
    check_page(page, "drafts")
    page.locator("main table a[href$='/apply']").first.click()
    assert page.locator('[name="statement"]').input_value() == "Only for this school."
    assert page.locator('[name="relationship_details"]').input_value() == "My aunt is a governor."
    check_page(page, "apply-draft")
    page.goto("/applications")
    press(page, "Discard the draft")
    assert "The draft is discarded" in page.content()


def test_equality_questions_stand_apart(sign_in, check_page):
    page = sign_in("applicant")
    page.goto("/applications")
    page.locator("main a[href^='/applications/']").first.click()
    page.get_by_role("link", name="Answer our equality questions").click()
    check_page(page, "equality")
    fill(page, {"sex": "prefer_not_to_say", "age": "25_34"})
    press(page, "Save my answers")
    assert "Your answers are kept apart" in page.content()
    officer = sign_in("administrator")
    officer.goto("/authority/equality")
    check_page(officer, "equality-totals")


def test_the_national_insurance_number_is_kept_apart(sign_in, check_page):
    page = sign_in("applicant")
    page.goto("/general-application/national-insurance")
    check_page(page, "national-insurance")
    fill(page, {"number": "nonsense"})
    press(page, "Save")
    assert "such as AB 12 34 56 C" in page.content()
    fill(page, {"number": "AB123456C"})
    press(page, "Save")
    page.goto("/general-application/check")
    assert "AB123456C" not in page.content()
    page.goto("/general-application/national-insurance")
    assert "56 C" in page.content()
    press(page, "Remove the number")


def test_a_head_sets_questions_of_the_school(sign_in, check_page):
    page = sign_in("head")
    page.goto("/school")
    page.locator("main a[href^='/school/vacancies/']").first.click()
    page.goto(page.url.split("?")[0] + "/questions")
    check_page(page, "vacancy-questions")
