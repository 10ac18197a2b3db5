"""Looking for a vacancy: words, place, filters with counts, sorting, the map of schools; without JavaScript as well."""

import re

import pytest
from conftest import NARROW, WIDE


def total(page):
    return int(re.match(r"\d+", page.locator("#results h2").inner_text()).group())


@pytest.mark.parametrize("viewport", [WIDE, NARROW], ids=["wide", "narrow"])
@pytest.mark.parametrize("javascript", [True, False], ids=["script", "no-script"])
def test_filters_narrow_and_are_taken_away(new_page, viewport, javascript):
    page = new_page(viewport, javascript=javascript)
    page.goto("/vacancies")
    everything = total(page)
    group = page.locator("details", has=page.locator("summary", has_text="Phase"))
    group.locator("summary").click()
    label = group.get_by_text(re.compile(r"^Primary \(\d+\)$"))
    promised = int(re.search(r"\((\d+)\)", label.inner_text()).group(1))
    label.click()
    page.get_by_role("button", name="Apply filters").click()
    assert "phase=primary" in page.url
    assert total(page) == promised < everything
    # The other values still say what they would find.
    assert page.locator("label", has_text=re.compile(r"^Secondary \([1-9]\d*\)$")).count() == 1
    page.get_by_role("link", name="Remove filter Primary").click()
    assert total(page) == everything


def test_place_and_distance(page, check_page):
    page.goto("/vacancies")
    page.get_by_label("Place").fill("Grays")
    page.get_by_label("Distance").select_option("20")
    page.get_by_role("button", name="Search").click()
    page.get_by_role("link", name="Nearest").click()
    assert "sort=nearest" in page.url
    away = page.locator(".staffroom-result", has_text="away").count()
    assert away == page.locator(".staffroom-result").count() > 0
    check_page(page, "search-near")


def test_spelling_and_no_results(page, check_page):
    page.goto("/vacancies?q=matehmatics")
    assert page.get_by_text("Showing results for mathematics").is_visible()
    check_page(page, "search-corrected")
    page.get_by_role("link", name="Search for “matehmatics” exactly").click()
    assert total(page) == 0
    page.goto("/vacancies?q=mathematics&phase=nursery")
    page.locator(".staffroom-empty").get_by_role("link", name="Leave out Nursery").click()
    assert total(page) > 0


def test_search_with_everything_set(page, check_page):
    page.goto("/vacancies?q=teacher&near=Grays&within=50&phase=primary&phase=secondary&working_pattern=full_time"
              "&pay_from=20000&sort=closing")
    assert page.locator(".staffroom-chip").count() >= 5
    check_page(page, "search-all-filters")
    page.get_by_role("link", name="Clear filters").click()
    assert page.url.endswith("/vacancies")


def test_wrong_value_in_the_address(page, check_page):
    page.goto("/vacancies?pay_from=much&phase=moon")
    page.get_by_role("link", name=re.compile("yearly salary")).click()
    assert page.evaluate("document.activeElement.name") == "pay_from"
    check_page(page, "search-wrong")


def test_map_and_school(new_page, check_page):
    page = new_page(javascript=False)
    page.goto("/schools?hiring=true")
    page.locator(".staffroom-map a circle").last.click()
    assert re.search(r"/schools/\d+$", page.url)
    assert page.locator("#vacancies + ul li").count() > 0
    page = new_page()
    page.goto("/schools")
    check_page(page, "schools-map")
    page.locator(".staffroom-map a").first.focus()
    assert page.locator(".staffroom-map a:focus .staffroom-map__label").is_visible()


def test_school_writes_its_page(sign_in, page, check_page):
    head = sign_in("head")
    head.goto("/school")
    head.get_by_role("link", name="The school’s page").click()
    address = head.url
    head.get_by_label("About the school").fill("A school by the river, where pupils sing.")
    check_page(head, "school-page-form")
    head.get_by_role("button", name="Save").click()
    head.get_by_role("link", name="See the page").click()
    page.goto(re.search(r"/school/(\d+)", address).group(0).replace("/school/", "/schools/"))
    page.get_by_text("where pupils sing").wait_for()
    check_page(page, "school-with-words")
