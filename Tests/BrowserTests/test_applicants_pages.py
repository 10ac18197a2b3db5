"""Pages of applicants and of a school's selection for people with a keyboard or a screen reader, and on any width."""

import re

from conftest import NARROW, WIDE
from test_journey import fill, press
from test_selection import sample_selection

FORM = [
    "/general-application/right_to_work", "/general-application/teaching", "/general-application/education",
    "/general-application/qualifications", "/general-application/qualifications/add",
    "/general-application/history/add", "/general-application/statement", "/general-application/referees",
    "/general-application/support", "/general-application/declarations"]

# What axe does not look at, or only as a hint: each line is a fault of the page that is open.
FAULTS = """() => {
  const out = [];
  const levels = [...document.querySelectorAll('h1,h2,h3,h4,h5')].map(heading => +heading.tagName[1]);
  levels.forEach((level, i) => { if (i && level > levels[i - 1] + 1) out.push(`heading ${levels[i - 1]} to ${level}`); });
  if (levels.filter(level => level === 1).length !== 1) out.push('not one main heading');
  for (const element of document.querySelectorAll('[aria-describedby]'))
    for (const id of element.getAttribute('aria-describedby').split(/\\s+/))
      if (!document.getElementById(id)) out.push(`described by ${id}, which is not there`);
  for (const field of document.querySelectorAll('main input:not([type=hidden]), main select, main textarea'))
    if (!field.labels.length && !field.ariaLabel) out.push(`no label: ${field.name}`);
  for (const table of document.querySelectorAll('table')) if (!table.caption) out.push('a table without a caption');
  for (const link of document.querySelectorAll('.govuk-error-summary a'))
    if (!document.querySelector(link.getAttribute('href'))) out.push(`dead link ${link.getAttribute('href')}`);
  const ids = [...document.querySelectorAll('[id]')].map(element => element.id);
  for (const id of new Set(ids.filter((id, i) => ids.indexOf(id) !== i))) out.push(`twice: ${id}`);
  for (const box of document.querySelectorAll('main table, main dl')) {
    const over = box.getBoundingClientRect().width - box.parentElement.getBoundingClientRect().width;
    if (over > 1) out.push(`${box.className} is ${over} px wider than its place`);
  }
  return out;
}"""


# Where a chart and the table of its numbers may be parted on paper: inside, and from what follows.
PRINTED_BREAKS = """() => Object.fromEntries(
  ['.staffroom-chart > figcaption', '.staffroom-chart > svg', '.govuk-details:has(table)',
   '.govuk-details table caption', '.govuk-details table thead', '.govuk-details table tbody tr'].map(which => {
    const style = getComputedStyle(document.querySelector(`main ${which}`));
    return [which, [style.breakInside, style.breakAfter]];
  }))"""


def check_parts(page, name):
    for viewport in (NARROW, WIDE):
        page.set_viewport_size(viewport)
        assert page.evaluate(FAULTS) == [], f"{name} at {viewport['width']} px"


def test_the_form_part_by_part(sign_in, check_page):
    page = sign_in("applicant")
    for path in [*FORM, "/general-application", "/general-application/check", "/applications", "/pool"]:
        assert page.goto(path).status == 200, path
        check_page(page, "form-" + path.strip("/").replace("/", "-"))
        check_parts(page, path)
    page.goto("/general-application/check")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to main content"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('main') !== null")


def test_faults_take_the_focus_and_lead_to_their_fields(sign_in, check_page):
    page = sign_in("applicant")
    page.goto("/general-application/education")
    before = page.locator('[name="has_left"]:checked').input_value()
    year = page.locator('[name="left_on-year"]').input_value()
    fill(page, {"has_left": "yes", "left_on-year": "2999"})
    press(page, "Save and continue")
    assert page.evaluate("document.activeElement.matches('.govuk-error-summary')")
    check_page(page, "education-faults")
    check_parts(page, "education-faults")
    page.locator(".govuk-error-summary a").first.click()
    assert page.evaluate("document.activeElement.matches('input')")
    fill(page, {"has_left": before, "left_on-year": year})
    press(page, "Save and continue")
    page.goto("/general-application/history")
    assert page.content().lower().count("newest first") == 1


def test_the_menu_of_a_phone(new_page, sign_in):
    page = sign_in("applicant")
    page.set_viewport_size(NARROW)
    page.goto("/applications")
    menu = page.get_by_role("button", name="Menu")
    link = page.locator("header").get_by_role("link", name="Saved vacancies")
    menu.wait_for()
    assert not link.is_visible()
    menu.click()
    assert link.is_visible()
    page.set_viewport_size(WIDE)
    link.wait_for()
    menu.wait_for(state="hidden")
    plain = sign_in("applicant", on=new_page(NARROW, javascript=False))
    assert plain.locator("header").get_by_role("link", name="Saved vacancies").is_visible()
    assert not plain.get_by_role("button", name="Menu").is_visible()


def test_a_school_selects_at_any_width(sign_in):
    head = sign_in("head")
    base = sample_selection(head)
    for path in ("", "/sift", "/agree", "/panel", "?order=spread"):
        head.goto(base + path)
        check_parts(head, base + path)
    head.goto(base)
    chosen = [box.get_attribute("value") for box in head.get_by_label(re.compile("^Choose ")).all()[:4]]
    for page in ("compare", "message"):
        head.goto(f"{base}/{page}?" + "&".join(f"application={one}" for one in chosen))
        check_parts(head, page)
    head.goto(f"{base}/compare?" + "&".join(f"application={one}" for one in chosen))
    # Six at most are compared: they fit on a wide screen, and on another it is said that the rest is beyond the edge.
    head.evaluate("""() => document.querySelectorAll('.staffroom-scroll .staffroom-table--even tr').forEach(row => {
      while (row.children.length < 7) row.append(row.lastElementChild.cloneNode(true));
    })""")
    region = head.get_by_role("region", name="The sift, side by side")
    for width, scrolls in ((1280, False), (900, True)):
        head.set_viewport_size({"width": width, "height": 900})
        assert region.evaluate("it => it.scrollWidth > it.clientWidth") is scrolls, width
        assert region.get_by_text("Scroll sideways to see all columns.").is_visible() is scrolls, width
    officer = sign_in("administrator")
    for path in ("/authority/figures", "/authority/figures/pool", "/authority/pool", "/authority/equality"):
        officer.goto(path)
        check_parts(officer, path)
    officer.set_viewport_size(NARROW)
    officer.goto("/authority/figures")
    assert not officer.locator("main table").first.is_visible(), "tables open when they are asked for"
    officer.emulate_media(media="print")
    assert officer.evaluate(PRINTED_BREAKS) == {
        ".staffroom-chart > figcaption": ["auto", "avoid"],
        ".staffroom-chart > svg": ["avoid", "auto"],
        ".govuk-details:has(table)": ["auto", "auto"],
        ".govuk-details table caption": ["auto", "avoid"],
        ".govuk-details table thead": ["avoid", "avoid"],
        ".govuk-details table tbody tr": ["avoid", "auto"],
    }
    officer.emulate_media(media="screen")
    officer.set_viewport_size(WIDE)
    officer.goto("/authority/pool")
    entry = officer.locator("main table a[href^='/authority/pool/']").first
    if entry.count():
        entry.click()
        check_parts(officer, "pool entry")
