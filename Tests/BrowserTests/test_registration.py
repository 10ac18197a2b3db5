"""A new teacher is registered part by part and accepted; absence is recorded and a review signed."""

from test_journey import fill, press


def day(name, year, month, of_month):
    return {f"{name}-day": str(of_month), f"{name}-month": str(month), f"{name}-year": str(year)}


def save(page):
    press(page, "Save and go back")


def register(head, check_page):
    head.goto("/school/inductions")
    press(head, "Register a new teacher")
    assert "Still to do: First names. Last name." in head.get_by_role("main").inner_text()
    head.get_by_role("link", name="The teacher").click()
    fill(head, {"first_names": "Nia", "last_name": "Sample-Test", "email": "nia.sample-test@example.org",
                "trn": "0000990", **day("birth_date", 2002, 2, 28), **day("qts_awarded_on", 2026, 7, 10),
                **day("course_begun_on", 2025, 9, 1)})
    check_page(head, "registration-teacher")
    save(head)
    head.get_by_role("link", name="Post and contract").click()
    fill(head, {"post": "Year 5 class teacher", "fte": "0.6", **day("starts_on", 2026, 9, 1)})
    head.get_by_label("Phase taught").select_option("primary")
    head.get_by_label("None of these").check()
    head.get_by_label("Permanent").check()
    save(head)
    head.get_by_role("link", name="Tutor, mentor and timetable").click()
    fill(head, {"tutor_name": "Toni Sample-Tutor", "tutor_email": "tutor@abbots-hall.test",
                "mentor_name": "Mika Sample", "mentor_email": "mika@abbots-hall.test"})
    head.get_by_label("School-led").check()
    for name in ["support_qualified", "timetable_reduced"]:
        head.locator(f"input[name={name}][value=yes]").check()
    save(head)
    head.get_by_role("link", name="Your school").click()
    head.get_by_label("What kind of institution").select_option("academy")
    head.locator("input[name=special_measures][value=no]").check()
    save(head)
    head.get_by_role("link", name="Induction served elsewhere").click()
    head.get_by_label("No", exact=True).check()
    save(head)
    head.get_by_role("link", name="Service and fee").click()
    head.get_by_label("Full assurance").check()
    save(head)
    check_page(head, "registration-whole")
    press(head, "Send to the appropriate body")
    assert "Sent to the appropriate body." in head.content()


def test_a_registration_is_sent_and_accepted(sign_in, check_page):
    head = sign_in("head")
    register(head, check_page)
    officer = sign_in("school_improvement_officer")
    officer.goto("/authority/inductions")
    check_page(officer, "authority-inductions")
    officer.goto("/authority/inductions/files")
    check_page(officer, "authority-inductions-files")
    officer.goto("/authority/inductions/registrations")
    officer.get_by_role("link", name="Nia Sample-Test").click()
    check_page(officer, "authority-registration")
    press(officer, "They agree with the national record")
    press(officer, "Accept the registration")
    officer.get_by_role("link", name="See the induction").click()
    check_page(officer, "induction-of-officer")
    assert "The reckoning, step by step" in officer.content()


def test_a_tutor_records_absence_and_signs_a_review(sign_in, check_page):
    tutor = sign_in("induction_tutor")
    tutor.goto("/school/inductions")
    check_page(tutor, "school-inductions")
    tutor.locator("main a[href^='/inductions/']", has_text="Ada Sample-Okafor").last.click()
    tutor.get_by_text("Record absence").click()
    fill(tutor, {**day("absence-starts_on", 2026, 10, 5), **day("absence-ends_on", 2026, 10, 6),
                 "absence-days": "2"})
    press(tutor, "Record the absence")
    check_page(tutor, "induction-of-tutor")
    assert "Absent 5 October 2026" in tutor.content()
    tutor.get_by_role("button", name="Begin progress review 1").click()
    tutor.get_by_label("Satisfactory", exact=True).check()
    fill(tutor, {"summary": "Teaches calmly and well."})
    check_page(tutor, "progress-review")
    press(tutor, "Save and sign")
    assert "The head’s turn" in tutor.content()
    check_page(tutor, "progress-review-signed")
