"""What every browser test needs: a running Staffroom, Debian's Chromium, sign-in, axe and screenshots."""

import os
import pathlib
import shutil

import pytest
from axe_playwright_python.base import AxeResults
from axe_playwright_python.sync_playwright import Axe
from installation import ROOT, Installation
from playwright.sync_api import Browser, Page, sync_playwright

WIDE = {"width": 1280, "height": 900}
NARROW = {"width": 390, "height": 844}


@pytest.fixture(scope="session")
def staffroom():
    """Staffroom with its sample borough, as deploy/run starts it."""
    with Installation() as installation:
        yield installation.start()


@pytest.fixture(scope="session")
def chromium():
    # The one without windows does the same pages in two thirds of the time.
    program = shutil.which("chromium-headless-shell") or shutil.which("chromium")
    assert program, "Debian's chromium-headless-shell is missing; deploy/test installs it"
    options = ["--disable-dev-shm-usage"] + (["--no-sandbox"] if os.geteuid() == 0 else [])
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=options)
        yield browser
        browser.close()


@pytest.fixture
def new_page(chromium: Browser, staffroom: Installation):
    """Makes pages, each a visitor of their own: `new_page()`, `new_page(NARROW)`, `new_page(javascript=False)`."""
    contexts = []

    def make(viewport=None, javascript: bool = True) -> Page:
        context = chromium.new_context(
            base_url=staffroom.address, viewport=viewport or WIDE, java_script_enabled=javascript, locale="en-GB")
        context.set_default_timeout(15_000)
        contexts.append(context)
        return context.new_page()

    yield make
    for context in contexts:
        context.close()


@pytest.fixture
def page(new_page) -> Page:
    return new_page()


@pytest.fixture
def sign_in(new_page, staffroom: Installation):
    """Signs a sample account in and returns its page: `sign_in("head")`, or `sign_in(account)` for a certain one."""

    def as_one(who: str | dict, on: Page | None = None) -> Page:
        account = staffroom.account(who) if isinstance(who, str) else who
        page = on or new_page()
        page.goto("/sign-in")
        page.get_by_label("E-mail address").fill(account["email"])
        page.get_by_label("Password", exact=True).fill(account["password"])
        page.get_by_role("main").get_by_role("button", name="Sign in").click()
        page.wait_for_url(lambda url: "/sign-in" not in url)
        return page

    return as_one


@pytest.fixture(scope="session")
def screenshots() -> pathlib.Path | None:
    """The folder of the pictures, STAFFROOM_TEST_SCREENSHOTS; without it none are taken."""
    wanted = os.environ.get("STAFFROOM_TEST_SCREENSHOTS")
    if not wanted:
        return None
    folder = pathlib.Path(wanted)
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@pytest.fixture(scope="session")
def axe_faults():
    """Asks axe, which is brought into each document once, what is wrong with the page as it is shown."""
    axe = Axe()
    question = (ROOT / "Tests/PythonSupport/ask_axe.js").read_text()

    def ask(page: Page, alike: int = 5) -> AxeResults:
        if not page.evaluate("'axe' in window"):
            page.evaluate(axe.axe_script)
        return AxeResults(page.evaluate(question, alike))

    return ask


@pytest.fixture
def check_page(screenshots: pathlib.Path | None, axe_faults):
    """Looks at an open page, wide and at phone width: axe finds nothing, nothing needs scrolling sideways."""

    def check(page: Page, name: str):
        for viewport in (NARROW, WIDE):
            page.set_viewport_size(viewport)
            if screenshots:
                page.screenshot(path=screenshots / f"{name}-{viewport['width']}.png", full_page=True)
            overflow = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            assert overflow <= 0, f"{name} is {overflow} px too wide at {viewport['width']} px"
            results = axe_faults(page)
            assert results.violations_count == 0, f"{name}:\n{results.generate_report()}"

    return check
