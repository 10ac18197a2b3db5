"""The home page."""


def test_home_page_opens_and_axe_finds_nothing(page, check_page):
    response = page.goto("/")
    assert response.status == 200
    check_page(page, "home")


def test_home_page_opens_without_javascript(new_page):
    page = new_page(javascript=False)
    assert page.goto("/").status == 200
    assert page.get_by_role("heading", level=1).count() == 1


def test_every_asset_of_the_home_page_is_our_own_and_loads(page, staffroom):
    answers = []
    page.on("response", lambda answer: answers.append(answer))
    page.goto("/", wait_until="networkidle")
    assert all(answer.url.startswith(staffroom.address) for answer in answers)
    assert [answer.url for answer in answers if answer.status >= 400] == []
