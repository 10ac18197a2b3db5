"""The pool: an officer checks, a head finds somebody and asks, the person says yes, and an application arrives."""

import datetime
import re

from test_journey import fill, post_vacancy, press

YEAR = datetime.date.today().year + 1


def sign_in_as(page, account):
    page.goto("/sign-in")
    fill(page, {"email": account["email"], "password": account["password"]})
    press(page, "Sign in")
    return page


def test_from_interest_to_application(new_page, sign_in, staffroom, check_page):
    officer = sign_in("administrator")
    officer.goto("/authority/pool")
    check_page(officer, "authority-pool")
    officer.get_by_role("link", name="Criteria of the interview day").click()
    check_page(officer, "pool-criteria")
    officer.go_back()
    officer.get_by_role("link", name="Waiting to be checked").click()
    officer.get_by_role("link", name="Wren Sample-Oakes").click()
    check_page(officer, "authority-pool-entry")
    officer.get_by_role("button", name="Check this entry").click()
    check_page(officer, "authority-pool-check")
    press(officer, "Save the check")
    officer.get_by_role("link", name="Give a grade").click()
    officer.get_by_label("Grade", exact=True).select_option("A")
    fill(officer, {"notes": "Sang the register."})
    press(officer, "Save the grade")
    assert "Sang the register." in officer.content()
    officer.get_by_role("link", name="Invite to the interview day").click()
    day = datetime.date.today() + datetime.timedelta(days=20)
    fill(officer, {"interview_at-day": str(day.day), "interview_at-month": str(day.month),
                   "interview_at-year": str(day.year), "interview_time": "9:30am", "interview_place": "Town Hall"})
    press(officer, "Send the invitation")
    assert "Not answered yet" in officer.content()

    head = sign_in("head")
    vacancy = post_vacancy(head, "Teacher of music by the river")
    head.goto("/school/pool")
    check_page(head, "school-pool")
    assert "Sang the register." not in head.content()
    fill(head, {"q": "samba", "subject": "music"})
    head.get_by_role("button", name="Search").click()
    head.get_by_role("link", name="Wren Sample-Oakes").click()
    check_page(head, "school-pool-person")
    assert "07700 900110" not in head.content() and "provider.test" not in head.content()
    press(head, "Save to our list")
    head.get_by_label("For which vacancy?").select_option(vacancy)
    fill(head, {"message": "We would love to hear your samba band."})
    press(head, "Send")
    assert "Waiting for an answer" in head.content()

    account = next(one for one in staffroom.accounts() if one["email"].startswith("wren."))
    wren = sign_in_as(new_page(), account)
    wren.goto("/pool")
    check_page(wren, "pool")
    wren.locator("a[href^='/pool/']", has_text="Pool for").first.click()
    check_page(wren, "pool-entry-invited")
    fill(wren, {"reason": "I teach that day."})
    press(wren, "I can’t come")
    assert "Declined" in wren.content()
    officer.reload()
    assert "I teach that day." in officer.content()
    wren.goto("/pool")
    wren.locator("a[href^='/pool/interest/']").first.click()
    check_page(wren, "pool-interest")
    fill(wren, {"reply": "Gladly!", "close_relationship": "no"})
    wren.get_by_role("button", name="Yes, send my application").dblclick()
    wren.wait_for_url(re.compile(r"/applications/[0-9a-f-]{36}"))
    assert "Application sent" in wren.content()

    head.reload()
    assert "Gladly!" in head.content() and "07700 900110" in head.content()
    head.get_by_role("link", name=re.compile("^Application")).first.click()
    assert "Teacher of music by the river" in head.content()
    wren.goto("/pool")
    wren.locator("main a[href^='/pool/']:not([href*='interest'])").first.click()
    check_page(wren, "pool-entry")
    wren.get_by_role("link", name="Leave the pool").click()
    check_page(wren, "pool-leave")
    wren.get_by_role("link", name="Stay in the pool").click()
    wren.get_by_role("link", name="I have taken a post").click()
    check_page(wren, "pool-placed")
    press(wren, "I have taken a post")
    assert "Has taken a post" in wren.content()


def test_hidden_from_a_school(new_page, sign_in, staffroom, check_page):
    # Whoever was appointed in another journey has left the pool by that.
    staffroom.sql("UPDATE pool_entry SET state = 'active' WHERE state = 'placed'")
    account = next(one for one in staffroom.accounts() if one["email"].startswith("ada."))
    ada = sign_in_as(new_page(), account)
    ada.goto("/pool")
    ada.locator("main a[href^='/pool/']:not([href*='interest'])").first.click()
    ada.get_by_role("button", name="Change what you look for").click()
    check_page(ada, "pool-edit")
    ada.go_back()
    ada.get_by_role("link", name="Choose schools to hide from").click()
    check_page(ada, "pool-hidden")
    head = sign_in("head")
    head.goto("/school/pool")
    link = head.get_by_role("link", name="Ada Sample-Okafor")
    address = link.get_attribute("href")
    school = next(one for one in staffroom.accounts() if one["role"] == "head")["organisation"]
    ada.get_by_label(school).check()
    press(ada, "Save")
    assert school in ada.content()
    assert head.goto(address).status == 404
    head.goto("/school/pool")
    assert "Ada Sample-Okafor" not in head.content()


def test_what_is_held(sign_in, check_page):
    page = sign_in("applicant")
    page.goto("/account/data")
    check_page(page, "own-data")
    page.goto("/account/close")
    check_page(page, "close-account")
