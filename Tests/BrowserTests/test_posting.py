"""Posting a vacancy through its list of parts: the recruiter writes it, the head approves it, everybody reads it."""

import datetime
import pathlib
import zipfile

import pytest
from conftest import NARROW, WIDE

TODAY = datetime.date.today()
CLOSES = TODAY + datetime.timedelta(days=21)

PARTS = {
    "role": {"job_roles": ["teacher"], "phases": ["primary"], "nqts_welcome": ["yes"]},
    "subjects": {"key_stages": ["ks2"]},
    "contract": {"contract_type": ["permanent"], "working_patterns": ["full_time"], "fte": "1"},
    "pay": {"pay_kind": ["scale"], "pay_minimum": "M1", "pay_maximum": "M6", "benefits": "Free parking."},
    "dates": {
        "starts": ["soon"], "closes_on-day": str(CLOSES.day), "closes_on-month": str(CLOSES.month),
        "closes_on-year": str(CLOSES.year), "closes_at_time": "12:00"},
    "description": {
        "description":
            "A class of thirty who like stories, in a school that plans together.\n\nWe want a young teacher."},
    "visits": {"visits": "Come on any Wednesday at 4pm.", "contact_name": "Sam Sample"},
    "safeguarding": {"safeguarding": "We are committed to safeguarding and check everybody who works here."},
}


def fill(page, answers):
    for name, value in answers.items():
        if isinstance(value, list):
            for one in value:
                page.locator(f'input[name="{name}"][value="{one}"]').check()
        else:
            field = page.locator(f'[name="{name}"]')
            if field.evaluate("element => element.tagName") == "SELECT":
                field.select_option(value)
            else:
                field.fill(value)


def press(page, name):
    page.get_by_role("main").get_by_role("button", name=name, exact=True).click()
    page.wait_for_load_state()


def people(staffroom):
    """A recruiter and a head of one school, as the sample has them."""
    accounts = {}
    for account in staffroom.accounts():
        accounts.setdefault(account["role"], []).append(account)
    school = accounts["recruiter"][0]["organisation"]
    head = next(account for account in accounts["head"] if account["organisation"] == school)
    return accounts["recruiter"][0], head


def enter(page, account):
    page.goto("/sign-in")
    page.get_by_label("E-mail address").fill(account["email"])
    page.get_by_label("Password", exact=True).fill(account["password"])
    page.get_by_role("main").get_by_role("button", name="Sign in").click()
    page.wait_for_url(lambda url: "/sign-in" not in url)


def word_document(folder: pathlib.Path) -> pathlib.Path:
    path = folder / "Job description, Größe 1.docx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", "<document/>")
    return path


def start(page, title):
    page.goto("/school")
    page.get_by_role("button", name="Post a vacancy").click()
    fill(page, {"title": title, "job_roles": ["teacher"], "nqts_welcome": ["yes"]})
    press(page, "Start")
    return page.url


def write_parts(page, vacancy, check=None):
    for part, answers in PARTS.items():
        page.goto(f"{vacancy}/edit/{part}")
        fill(page, answers)
        if check:
            check(page, f"part-{part}")
        press(page, "Save and go back to the list")
        assert page.url.split("?")[0] == vacancy


def write_criteria(page, vacancy, check=None):
    page.goto(f"{vacancy}/criteria")
    page.locator('[name="wording-0"]').fill("Kind and patient")
    press(page, "Add the usual ones")
    assert page.locator('[name="wording-0"]').input_value() == "Kind and patient"
    press(page, "Move criterion 2 up")
    assert page.locator('[name="wording-1"]').input_value() == "Kind and patient"
    if check:
        check(page, "criteria")
    press(page, "Remove criterion 3")
    press(page, "Save person specification")
    assert page.url.split("?")[0] == vacancy


def choose_too_large_a_file(page, vacancy, tmp_path):
    """It is refused before it is sent, and what else was chosen stays; another file clears that."""
    page.goto(f"{vacancy}/documents")
    file = page.get_by_label("File", exact=True)
    file.set_input_files({"name": "Scan.pdf", "mimeType": "application/pdf", "buffer": b"%" * (10 * 1024 * 1024 + 1)})
    page.get_by_label("Information pack").check()
    said = "“Scan.pdf” has 10.1 MB. Choose a file of at most 10 MB."
    assert file.evaluate("field => field.validationMessage") == said
    posts = []
    page.on("request", lambda request: posts.append(request) if request.method == "POST" else None)
    press(page, "Add this document")
    assert not posts and page.get_by_label("Information pack").is_checked()
    assert file.evaluate("field => field.validationMessage") == said
    file.set_input_files(word_document(tmp_path))
    assert file.evaluate("field => field.validationMessage") == ""


def add_document(page, vacancy, tmp_path, check=None):
    page.goto(f"{vacancy}/documents")
    wrong = tmp_path / "page.pdf"
    wrong.write_text("<html></html>")
    page.get_by_label("Job description").check()
    page.get_by_label("File", exact=True).set_input_files(wrong)
    press(page, "Add this document")
    assert "Choose a PDF or a Word document" in page.content()
    if check:
        check(page, "document-refused")
    page.get_by_label("File", exact=True).set_input_files(word_document(tmp_path))
    press(page, "Add this document")
    assert page.get_by_role("link", name="Job description, Größe 1.docx").count() == 1
    if check:
        check(page, "documents")


def test_recruiter_writes_and_head_publishes(new_page, staffroom, check_page, tmp_path):
    recruiter, head = people(staffroom)
    page = new_page()
    enter(page, recruiter)
    vacancy = start(page, "Year 6 class teacher by the sea wall")
    check_page(page, "vacancy-parts-empty")
    write_parts(page, vacancy, check_page)
    write_criteria(page, vacancy, check_page)
    choose_too_large_a_file(page, vacancy, tmp_path)
    add_document(page, vacancy, tmp_path, check_page)
    page.goto(vacancy)
    check_page(page, "vacancy-parts")
    page.get_by_role("link", name="Check and publish").click()
    assert "young" in page.locator("main details").first.text_content()
    check_page(page, "preview-recruiter")
    press(page, "Send for approval")

    chief = new_page()
    enter(chief, head)
    chief.goto("/school?tab=approval")
    chief.goto(f"{vacancy}/preview")
    chief.get_by_text("Publish it on a day and time").click()
    check_page(chief, "preview-head")
    press(chief, "Publish now")
    check_page(chief, "vacancy-live")
    chief.get_by_role("link", name="Activity").click()
    assert "Sent it to the head for approval." in chief.content()
    check_page(chief, "activity")
    chief.goto("/school?tab=live")
    check_page(chief, "dashboard")
    for step in ("extend", "close", "template", "withdraw", "outcome"):
        chief.goto(f"{vacancy}/{step}")
        check_page(chief, f"vacancy-{step}")

    visitor = new_page()
    visitor.goto(vacancy.replace("/school/", "/"))
    assert "Year 6 class teacher by the sea wall" in visitor.content()


@pytest.mark.parametrize("viewport", [WIDE, NARROW], ids=["wide", "narrow"])
def test_posting_without_javascript(new_page, staffroom, tmp_path, viewport):
    _, head = people(staffroom)
    page = new_page(viewport, javascript=False)
    enter(page, head)
    vacancy = start(page, f"Evening class tutor {viewport['width']}")
    write_parts(page, vacancy)
    write_criteria(page, vacancy)
    add_document(page, vacancy, tmp_path)
    page.goto(f"{vacancy}/preview")
    press(page, "Publish now")
    assert "Published" in page.content()
    page.goto(f"{vacancy}/close")
    press(page, "Close it now")
    page.goto(f"{vacancy}/outcome")
    page.locator('input[name="outcome"][value="agency"]').check()
    press(page, "Save")
    assert "Through an agency" in page.content()


def test_a_part_keeps_what_was_typed(new_page, staffroom):
    recruiter, _ = people(staffroom)
    page = new_page(javascript=False)
    enter(page, recruiter)
    vacancy = start(page, "Teacher of whatever was typed")
    page.goto(f"{vacancy}/edit/contract")
    fill(page, {"fte": "many", "working_pattern_details": "Kept <as> typed."})
    press(page, "Save and continue")
    assert page.title().startswith("Error: ")
    assert page.locator('[name="fte"]').input_value() == "many"
    assert page.locator('[name="working_pattern_details"]').input_value() == "Kept <as> typed."
    page.goto(f"{vacancy}/preview")
    page.get_by_role("link", name="Choose the type of contract.").click()
    assert page.url == f"{vacancy}/edit/contract"
