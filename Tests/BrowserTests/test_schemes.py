"""An officer makes a scheme, a teacher applies, the officer offers an award, and the teacher accepts it."""

import datetime

from test_activities import fill_date

NAME = "Coaching for new teachers (browser)"


def test_a_scheme_from_its_making_to_the_award(sign_in, new_page, check_page):
    officer = sign_in("school_improvement_officer")
    officer.goto("/authority/schemes")
    check_page(officer, "schemes-managed")
    officer.get_by_role("button", name="Make a scheme").click()
    check_page(officer, "scheme-new")
    today = datetime.date.today()
    officer.get_by_label("Name", exact=True).fill(NAME)
    officer.get_by_label("Kind").select_option("Leadership development")
    officer.get_by_label("What it offers, in short").fill("A made-up coach for a year.")
    officer.get_by_label("Everything about it").fill("A made-up **coach** for a year.")
    officer.get_by_label("What does an award come to?").fill("312.50")
    fill_date(officer, "First day to apply", today)
    fill_date(officer, "Last day to apply", today + datetime.timedelta(days=60))
    officer.get_by_label("Still serving").check()
    officer.get_by_label("What do officers judge?").fill("You say what you want to learn.")
    officer.get_by_role("button", name="Save").click()
    officer.get_by_label("Budget", exact=True).fill("1000")
    officer.get_by_label("How many can be awarded something?").fill("3")
    officer.get_by_role("button", name="Set the budget").click()
    officer.get_by_role("button", name="Publish").click()
    check_page(officer, "scheme-managed")

    visitor = new_page()
    visitor.goto("/schemes")
    check_page(visitor, "schemes")
    visitor.get_by_role("link", name=NAME).click()
    check_page(visitor, "scheme")

    teacher = sign_in("applicant")
    teacher.goto("/induction")
    check_page(teacher, "scheme-offers-induction")
    teacher.goto("/scheme-applications")
    check_page(teacher, "scheme-offers")
    teacher.get_by_role("link", name=f"Apply for {NAME}").click()
    teacher.get_by_label("Why do you apply?").fill("I want to learn to plan a unit of work.")
    check_page(teacher, "scheme-apply")
    teacher.get_by_role("button", name="Send the application").click()
    check_page(teacher, "scheme-application")
    own = teacher.url

    officer.goto("/authority/scheme-applications")
    check_page(officer, "scheme-queue")
    officer.get_by_role("link", name=f"for {NAME}").click()
    officer.get_by_role("group", name="You say what you want to learn.").get_by_label("Met", exact=True).check()
    officer.get_by_role("button", name="Save the checks").click()
    check_page(officer, "scheme-case")
    officer.get_by_role("button", name="Offer the award").click()

    teacher.goto(own)
    check_page(teacher, "scheme-offer")
    teacher.get_by_role("button", name="Accept the offer").click()
    assert "Awarded" in teacher.get_by_role("main").inner_text()

    officer.reload()
    officer.get_by_label("Amount of a payment").fill("312.50")
    fill_date(officer, "When is it to be paid?", today)
    officer.get_by_role("button", name="Plan the payment").click()
    check_page(officer, "scheme-case-awarded")
    officer.goto("/authority/scheme-budgets")
    assert "£312.50" in officer.get_by_role("row", name=NAME).first.inner_text()
    check_page(officer, "scheme-budgets")
