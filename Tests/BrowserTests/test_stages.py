"""The sample's vacancies on their way from the sift to an appointment, as a newcomer finds them."""

LINES = """all => all.map(cell => {
    const range = document.createRange();
    range.selectNodeContents(cell);
    return new Set([...range.getClientRects()].map(one => Math.round(one.top))).size;
})"""
OVERLAPS = """all => all.filter(tick => {
    const box = tick.querySelector('input').getBoundingClientRect();
    return box.right > tick.querySelector('a').getBoundingClientRect().left;
}).length"""


def vacancies(head, tab):
    """The vacancies of a tab of the school's desk, address by title."""
    head.goto("/school")
    head.goto(f"{head.url.split('?')[0]}?tab={tab}")
    links = head.locator("main table a[href^='/school/vacancies/']").all()
    return {link.inner_text(): link.get_attribute("href") for link in links}


def test_every_stage_of_a_selection_has_something_to_see(sign_in, check_page):
    head = sign_in("head")
    closed = vacancies(head, "unanswered")
    shortlist = next(address for title, address in closed.items() if title.startswith("Year 3"))
    head.goto(f"{shortlist}/selection")
    assert head.locator(".staffroom-tick").evaluate_all(OVERLAPS) == 0
    assert head.get_by_text("Not taken forward").count()
    check_page(head, "stage-shortlist")

    interviews = next(address for title, address in closed.items() if title.startswith("Year 6"))
    head.goto(f"{interviews}/interviews")
    head.get_by_role("link", name="Change who interviews").click()
    assert head.get_by_text("Safer recruitment training valid until").count()
    check_page(head, "stage-interviewers")
    head.get_by_role("button", name="Save who interviews").click()
    assert head.get_by_text("Who interviews is saved.").is_visible()

    filled = next(address for title, address in vacancies(head, "finished").items() if title.startswith("Year 1"))
    head.goto(filled)
    check_page(head, "stage-filled")
    head.get_by_role("link", name="Tell those who still wait").click()
    assert head.get_by_text("All posts are filled.").is_visible()

    head.goto("/school/central-record")
    ready = head.locator("table", has_text="Newly qualified teachers who were appointed")
    # Another journey may have begun to register them.
    numbers = ready.locator("tbody tr td:nth-child(2)")
    assert all(lines <= 1 for lines in numbers.evaluate_all(LINES)), "a number breaks"
    check_page(head, "stage-central-record")
