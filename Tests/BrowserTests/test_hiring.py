"""From shortlist to appointment: references, disclosure, interview, offer, checks, the central record."""

import datetime
import re

from installation import await_true
from test_journey import date, press

TODAY = datetime.date.today()

REFERENCE = {
    "capacity": "line_manager", "known_since-month": "9", "known_since-year": "2023", "worked": "yes",
    "role": "Class teacher", "from-month": "9", "from-year": "2023", "current": "yes", "capability": "no",
    "disciplinary": "no", "allegations": "no", "suitable": "yes",
    "suitable_reasons": "Kind, watchful and patient in every lesson I saw.", "re_employ": "yes",
    "declared_name": "Bea Sample", "declared_position": "Head", "declared_organisation": "Imaginary School",
    "declared_telephone": "01375 000000", "declared_true": "yes",
} | {name: "good" for name in (
    "teaching", "subject", "behaviour", "pupils", "adults", "reliability", "integrity", "development")}
DISCLOSURE = {"declared_true": "yes"} | {name: "no" for name in (
    "unspent", "unprotected", "pending", "abroad", "barred", "prohibited", "social_care", "conduct", "disqualified")}


def fill(page, answers):
    for name, value in answers.items():
        field = page.locator(f'[name="{name}"]')
        chosen = field.and_(page.locator(f'[value="{value}"]')).and_(page.locator("[type=radio], [type=checkbox]"))
        if chosen.count():
            chosen.check()
        else:
            field.fill(value)


def later(days):
    return TODAY + datetime.timedelta(days=days)


def shortlisted(staffroom, applicant):
    """The applicant's application to the sample head's school, put on the shortlist, and its vacancy."""
    applicant.goto("/applications")
    school = staffroom.account("head")["organisation"]
    applicant.locator("main table tr", has_text=school).get_by_role("link").first.click()
    applicant.wait_for_url(re.compile(r"/applications/[0-9a-f-]{36}"))
    application = re.search(r"[0-9a-f-]{36}", applicant.url)[0]
    for state in ("under_consideration", "shortlisted"):
        staffroom.sql(f"UPDATE application SET state = '{state}' WHERE id = '{application}' AND state <> '{state}'")
    vacancy = staffroom.sql(f"SELECT vacancy_id FROM application WHERE id = '{application}'")
    # With more posts than this journey fills, the vacancy stays open for the others.
    staffroom.sql(f"UPDATE vacancy SET posts = 9 WHERE id = '{vacancy}'")
    return application, vacancy


def reference_link(staffroom):
    """The newest link that was mailed to a referee."""
    def found():
        mail = staffroom.sql(
            "SELECT body FROM outbox_mail WHERE body LIKE '%/references/%' AND subject LIKE 'Please%' "
            "ORDER BY created_at DESC, id DESC LIMIT 1")
        return re.search(r"/references/[A-Za-z0-9_-]{43}", mail)
    return await_true(found, 30, "the mail to a referee")[0]


PDF = (b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n"
       b"trailer<</Root 1 0 R>>\nstartxref\n0\n%%EOF\n")


def ask_for_references(head, base):
    head.goto(f"{base}/references")
    boxes = head.locator('input[name="referees"]')
    for index in range(boxes.count()):
        boxes.nth(index).check()
    if boxes.count():
        press(head, "Ask for references")


def answer_as_referee(referee, staffroom, check_page):
    link = reference_link(staffroom)
    referee.goto(link)
    check_page(referee, "referee")
    fill(referee, {"capacity": "line_manager"})
    press(referee, "Save and come back later")
    # A letter that was chosen goes along, whichever button is pressed, and stays when answers are missing.
    letter = {"name": "Letter.pdf", "mimeType": "application/pdf", "buffer": PDF}
    referee.locator('[name="file"]').set_input_files(letter)
    press(referee, "Send this reference")
    assert "“Letter.pdf” goes with your reference" in referee.content()
    check_page(referee, "referee-problems")
    referee.goto(f"{link}/decline")
    check_page(referee, "referee-decline")
    referee.goto(link)
    fill(referee, REFERENCE)
    press(referee, "Send this reference")
    assert "Reference sent" in referee.content()
    check_page(referee, "referee-sent")


def ask_for_another(applicant, application, head, base, check_page):
    """The school asks for another referee; what the applicant types is kept when something is missing."""
    head.goto(f"{base}/other-referee")
    check_page(head, "other-referee")
    head.locator('input[name="ask_replaces"]').first.check()
    press(head, "Ask the applicant")
    assert "has not named one yet" in head.content()
    applicant.goto(f"/applications/{application}/referee")
    fill(applicant, {"name": "Dee Sample"})
    press(applicant, "Name this referee")
    assert applicant.locator('[name="name"]').input_value() == "Dee Sample"
    check_page(applicant, "name-referee")


def disclose(applicant, application, head, base, check_page):
    applicant.goto(f"/applications/{application}/disclosure")
    check_page(applicant, "disclosure")
    fill(applicant, DISCLOSURE)
    press(applicant, "Send my answers")
    head.goto(f"{base}/disclosure")
    assert "Sent on" in head.content()
    check_page(head, "disclosure-read")
    head.goto(f"{base}/online-search")
    fill(head, {**date("searched_on", TODAY), "searched_by": "Robin Sample", "found": "Nothing of concern."})
    press(head, "Add this note")
    check_page(head, "online-search")


def interview(applicant, application, head, base, vacancy, check_page):
    head.goto(f"{vacancy}/interview-questions")
    fill(head, {"wording-0": "How do you win a class over?", "looks_for-0": "Warmth and clear rules."})
    check_page(head, "interview-questions")
    press(head, "Save these questions")
    fill(head, {
        **date("held_on", later(10)), "place": "The school", "times": "09:00, 09:45", "minutes": "40",
        "rooms": "Library", **date("choose_by", later(8))})
    head.get_by_role("checkbox").first.check()
    press(head, "Arrange this day")
    check_page(head, "interviews")
    head.get_by_role("link", name="Move this day or call it off").first.click()
    fill(head, {"place": "The school, main entrance"})
    check_page(head, "move-interviews")
    press(head, "Move this day")
    assert "main entrance" in head.content()
    head.get_by_role("link", name="Change who interviews").first.click()
    head.get_by_role("checkbox").nth(1).check()
    check_page(head, "change-interviewers")
    press(head, "Save who interviews")
    assert "Who interviews" in head.content()
    head.get_by_role("link", name="Set the tasks of the day").first.click()
    fill(head, {"title-0": "A lesson with Year 4", "minutes_apart-0": "30", "minutes-0": "20"})
    head.locator('[name="timing-0"]').select_option("before")
    check_page(head, "interview-tasks")
    press(head, "Save these tasks")
    check_page(head, "interviews-with-tasks")
    head.get_by_role("link", name="Change times and rooms").first.click()
    fill(head, {"times": "13:00", "minutes": "40", "rooms": "Library"})
    check_page(head, "change-slots")
    press(head, "Save times and rooms")
    assert "1pm to 1:40pm" in head.content()
    head.goto(f"{base}/invite")
    head.locator('input[name="day"]').first.check()
    check_page(head, "invite-to-interview")
    press(head, "Invite to interview")
    applicant.goto(f"/applications/{application}/interview")
    applicant.locator('input[name="slot"]').first.check()
    check_page(applicant, "choose-interview-slot")
    press(applicant, "Take this time")
    assert "9am to 9:40am, Library" in applicant.content()
    check_page(applicant, "own-interview")
    change_the_time(applicant, application, head, base, check_page)
    head.goto(f"{base}/interview")
    assert "once the interview has begun" in head.content()
    check_page(head, "interview")


def change_the_time(applicant, application, head, base, check_page):
    """The applicant asks for another time; the school reads it and gives one."""
    applicant.goto(f"/applications/{application}/interview/answer")
    fill(applicant, {"answer": "another_time", "suits": "The afternoon.", "reason": "I teach that morning."})
    check_page(applicant, "answer-interview")
    press(applicant, "Send my answer")
    check_page(applicant, "answer-interview-sent")
    applicant.goto(f"/applications/{application}/interview")
    check_page(applicant, "own-interview-answered")
    head.goto(f"{base}/invite")
    check_page(head, "invite-again")
    head.goto(f"{base}/interview")
    assert "The afternoon." in head.content()
    check_page(head, "interview-answered")
    head.locator('[name="slot"]').select_option(index=1)
    press(head, "Give this time")


def offer(applicant, application, head, base, check_page):
    head.goto(f"{base}/offer")
    fill(head, {
        "reason": "The strongest lesson of the day.", "exception": "Interviewed today, scored on paper.",
        "salary": "M3 of the outer London scale", "salary_pounds": "36000", **date("starts_on", later(40)),
        "contract_type": "permanent", "fte": "1", **date("answer_by", later(7))})
    check_page(head, "make-an-offer")
    press(head, "Make this offer")
    check_page(head, "offer")
    applicant.goto(f"/applications/{application}/offer")
    check_page(applicant, "own-offer")
    fill(applicant, {"answer": "accept"})
    press(applicant, "Send my answer")
    applicant.goto(f"/applications/{application}")
    check_page(applicant, "own-application-accepted")


def receive_the_rest_on_paper(head, base, check_page):
    ask_for_references(head, base)
    for address in head.eval_on_selector_all("main table a", "links => links.map(link => link.href)"):
        head.goto(address)
        if head.locator('[name="note"]').count():
            check_page(head, "reference-waiting")
            fill(head, {**date("received_on", TODAY), "note": "Suitable to work with children."})
            press(head, "Record that it came")


SEEN = {"document_type": "Passport", "evidence": "Seen: the register and the certificates."}
CERTIFICATE = {"document_number": "001234567890", **date("document_date", TODAY)}


def check_and_appoint(head, base, staffroom, application, check_page):
    codes = staffroom.sql(
        "SELECT string_agg(kind, ' ') FROM pre_employment_check "
        f"WHERE application_id = '{application}' AND applies AND kind <> 'enhanced_dbs'")
    number = staffroom.sql(
        f"SELECT coalesce(answers #>> '{{teaching,trn}}', '1234567') FROM application WHERE id = '{application}'")
    award = {"document_number": number, **date("document_date", TODAY)}
    for code in codes.split():
        head.goto(f"{base}/checks/{code}")
        facts = SEEN | (award if code == "qts" else {})
        fill(head, {"outcome": "satisfactory", **date("checked_on", TODAY), "checked_by": "Robin Sample", **facts})
        if code == "identity":
            check_page(head, "check-of-identity")
        press(head, "Save this check")
    check_page(head, "checks")
    head.goto(f"{base}/checks/enhanced_dbs")
    fill(head, {
        "outcome": "satisfactory", **date("checked_on", TODAY), "checked_by": "Robin Sample", **CERTIFICATE})
    press(head, "Save this check")
    check_page(head, "checks-done")
    press(head, "Make the offer unconditional")
    check_page(head, "offer-unconditional")
    head.get_by_role("main").get_by_role("button", name=re.compile("^Appoint")).click()
    head.wait_for_load_state()
    check_page(head, "appointed")


def test_from_shortlist_to_appointment(new_page, sign_in, staffroom, check_page):
    applicant, head = sign_in("applicant"), sign_in("head")
    application, vacancy = shortlisted(staffroom, applicant)
    base, desk = f"/received/{application}", f"/school/vacancies/{vacancy}"
    head.goto(base)
    check_page(head, "received-shortlisted")
    ask_for_references(head, base)
    check_page(head, "references")
    ask_for_another(applicant, application, head, base, check_page)
    answer_as_referee(new_page(), staffroom, check_page)
    head.goto(f"{base}/references")
    head.locator("main tr", has_text="Received").get_by_role("link").first.click()
    check_page(head, "reference")
    fill(head, {"verified": "Telephoned the school’s own number."})
    press(head, "Note that it is verified")
    disclose(applicant, application, head, base, check_page)
    head.goto(f"{desk}/appointment-rules")
    check_page(head, "appointment-rules")
    interview(applicant, application, head, base, desk, check_page)
    offer(applicant, application, head, base, check_page)
    receive_the_rest_on_paper(head, base, check_page)
    check_and_appoint(head, base, staffroom, application, check_page)
    head.goto("/school/central-record")
    check_page(head, "central-record")
    head.goto(f"{desk}/selection/waiting")
    check_page(head, "waiting")
    head.goto(f"{desk}/questions")
    assert "this stays as it is" in head.content()
    check_page(head, "questions-frozen")
    applicant.goto(f"/applications/{application}/others")
    check_page(applicant, "other-applications")
    officer = sign_in("administrator")
    officer.goto("/borough/references")
    check_page(officer, "borough-references")
