"""The induction calculator, open to everybody."""

from test_journey import fill, press


def test_a_plan_is_worked_out_without_javascript_and_has_an_address(new_page):
    page = new_page(javascript=False)
    page.goto("/induction/plan")
    fill(page, {"start-1-day": "1", "start-1-month": "9", "start-1-year": "2025", "fte-1": "1"})
    press(page, "Work it out")
    assert "Wednesday 21 July 2027" in page.get_by_role("main").inner_text()
    address = page.url
    page.goto("/")
    page.goto(address)
    assert "Wednesday 21 July 2027" in page.get_by_role("main").inner_text()


def test_what_is_wrong_is_told_at_its_field_and_stays_typed(page, check_page):
    page.goto("/induction/plan")
    fill(page, {"start-1-day": "31", "start-1-month": "2", "start-1-year": "2025", "fte-1": "1.5"})
    press(page, "Work it out")
    assert "Enter a real first day" in page.get_by_role("alert").inner_text()
    assert page.locator("[name=start-1-day]").input_value() == "31"
    check_page(page, "induction-plan-problem")
    fill(page, {"start-1-month": "1", "fte-1": "0.6"})
    press(page, "Work it out")
    assert page.get_by_role("heading", name="The plan").count() == 1
    check_page(page, "induction-plan")


def test_service_elsewhere_is_folded_away_and_stays_typed(page, check_page):
    page.goto("/induction/plan")
    assert not page.locator("[name=brought_forward]").is_visible()
    page.get_by_text("Part of induction was served under another appropriate body").click()
    fill(page, {"start-1-day": "1", "start-1-month": "9", "start-1-year": "2026", "fte-1": "1",
                "brought_forward": "3", "brought_forward_extension": "7"})
    press(page, "Work it out")
    assert "Extension elsewhere: enter from 0 to 6 terms." in page.get_by_role("alert").inner_text()
    assert page.locator("[name=brought_forward]").is_visible()
    assert page.locator("[name=brought_forward]").input_value() == "3"
    check_page(page, "induction-plan-elsewhere-problem")
    fill(page, {"brought_forward_extension": "1"})
    press(page, "Work it out")
    assert "Served under another appropriate body and counted: 3 terms." in page.get_by_role("main").inner_text()
    check_page(page, "induction-plan-elsewhere")


def test_a_change_of_hours_ends_the_post_before_and_two_posts_are_chosen(page, check_page):
    page.goto("/induction/plan?start-1-day=1&start-1-month=9&start-1-year=2026&fte-1=1"
              "&start-2-day=4&start-2-month=1&start-2-year=2027&fte-2=0,6")
    assert "Friday 5 October 2029" in page.get_by_role("main").inner_text()
    check_page(page, "induction-plan-change")
    page.get_by_label("Another post, held at the same time as the one before").first.check()
    press(page, "Work it out")
    assert "Two posts are held at once from 4 January 2027" in page.get_by_role("main").inner_text()
    check_page(page, "induction-plan-two-posts")
