"""A tutor records a lesson observation and shares it; the teacher reads and confirms it; a plan is opened."""

import datetime

from test_journey import date, fill, press


def test_a_lesson_observation_is_shared_and_confirmed(sign_in, check_page):
    tutor = sign_in("induction_tutor")
    tutor.goto("/school/inductions")
    tutor.locator("main a[href^='/inductions/']", has_text="Ada Sample-Okafor").last.click()
    tutor.get_by_role("link", name="Record a lesson observation").click()
    today = datetime.date.today()
    tutor.get_by_label("Induction tutor", exact=True).check()
    tutor.get_by_label("The observer holds qualified teacher status").check()
    tutor.get_by_label("7. Manage behaviour").check()
    fill(tutor, {"context": "Year 3, music", "strengths": "Calm and clear beginnings.",
                 "areas": "Time to listen to each other.", "steps": "Plan one listening task a lesson.",
                 **date("observed_on", today), **date("steps_by", today + datetime.timedelta(days=14))})
    check_page(tutor, "observation-new")
    press(tutor, "Save and share with the teacher")
    assert "Shared with the teacher." in tutor.content()
    address = tutor.url.split("?")[0]
    teacher = sign_in("applicant")
    teacher.goto("/induction")
    assert "Read a lesson observation and confirm" in teacher.content()
    check_page(teacher, "own-induction-tasks")
    teacher.goto(address)
    fill(teacher, {"comment": "Thank you."})
    check_page(teacher, "observation-of-teacher")
    press(teacher, "Confirm that I have seen it")
    assert "Seen by the teacher" in teacher.content()


def test_a_support_plan_shows_targets_and_meetings(sign_in, check_page):
    head = sign_in("head")
    head.goto("/school/inductions")
    head.locator("main a[href^='/inductions/']", has_text="Bram Sample-Hollis").last.click()
    head.locator("main a[href*='/support-plans/']").last.click()
    assert "Seen in all six lessons." in head.content()
    check_page(head, "support-plan")
    head.get_by_role("link", name="Review or change").click()
    check_page(head, "support-target")
    head.get_by_label("Partly met").check()
    fill(head, {"outcome_note": "Four lessons of five, most weeks."})
    press(head, "Save the review")
    assert "Four lessons of five, most weeks." in head.content()
