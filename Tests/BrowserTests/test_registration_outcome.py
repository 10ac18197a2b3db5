"""What officers still have to see to, and the pages of letters and appeals."""

from conftest import NARROW, WIDE
from test_journey import fill, press

# The days of a timeline that the tag beside or below them reaches into.
COVERED_DAYS = """
() => [...document.querySelectorAll('.staffroom-timeline__item')].map(item => {
  const [day, tag] = [item.querySelector('time'), item.querySelector('.govuk-tag')];
  const [above, below] = [day, tag].map(part => part.getBoundingClientRect());
  return below.left < above.right && below.top < above.bottom ? day.textContent : null;
}).filter(Boolean)
"""


def test_a_recommendation_is_listed_with_its_last_day(sign_in, check_page):
    head = sign_in("head")
    head.goto("/school/inductions")
    head.locator("main a[href^='/inductions/']", has_text="Ada Sample-Okafor").last.click()
    address = head.url
    head.get_by_text("Recommend an outcome").click()
    head.locator("[name=recommend-outcome][value=satisfactory]").check()
    assert "not received." in head.content()
    early = {"recommend-early_reason": "Most of it was served elsewhere."}
    fill(head, {"recommend-reasons": "Every Standard is met."} | early)
    press(head, "Send the recommendation")
    assert "Take the recommendation back" in head.content()
    officer = sign_in("school_improvement_officer")
    officer.goto("/authority/inductions/duties")
    assert "Decide on the recommendation" in officer.content()
    check_page(officer, "induction-duties")
    officer.goto("/authority/inductions/board")
    check_page(officer, "induction-board")
    row = officer.locator(".govuk-summary-list__row", has_text="Recommendations to decide")
    row.get_by_role("link").click()
    row = officer.get_by_role("row", name="Ada Sample-Okafor")
    assert "By the plan, induction ends on" in row.inner_text()
    check_page(officer, "induction-closing")
    officer.goto(f"{address.split('?')[0]}/timeline")
    assert "Recommended: satisfactory" in officer.content()
    check_page(officer, "induction-timeline")
    officer.set_viewport_size(NARROW)
    assert officer.evaluate(COVERED_DAYS) == []
    officer.set_viewport_size(WIDE)
    officer.goto(address)
    officer.locator("[name=decide-outcome][value=satisfactory]").check()
    assert "By the plan, induction ends on" in officer.content()
    fill(officer, {"decide-reasons": "Every Standard is met.",
                   "decide-early_reason": "Two years were served abroad."})
    check_page(officer, "induction-early-completion")
    press(officer, "Decide and send the letters")
    check_page(officer, "induction-completed")
    officer.locator("main a[href^='/inductions/letters/']").last.click()
    check_page(officer, "induction-letter")
    officer.goto(f"{address.split('?')[0]}/confirmation")
    check_page(officer, "induction-confirmation")
