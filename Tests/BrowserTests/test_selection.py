"""Selection from the panel to the shortlist, as its head and a member of the panel go through it."""

import re


def sample_selection(head):
    """Opens the selection of the sample's vacancy that has a panel and a half-done sift."""
    head.goto("/school")
    links = head.locator("main a[href^='/school/vacancies/']").evaluate_all("all => all.map(one => one.pathname)")
    for link in dict.fromkeys(links):
        head.goto(link + "/selection")
        # The others have been taken further.
        if "(chair)" in head.content() and "Not agreed yet" in head.content():
            return link + "/selection"
    raise AssertionError("no vacancy of the sample has a panel")


def score(page, value, recommendation="Shortlist"):
    for group in page.get_by_role("group", name=re.compile("^Score for criterion")).all():
        group.get_by_label(re.compile(f"^{value} –")).check()
    page.get_by_role("group", name="What do you recommend?").get_by_label(recommendation, exact=True).check()


def send_application(sign_in, staffroom, vacancy):
    """Sends an application that no other journey has a hand in: from the first person of the sample who can."""
    for account in reversed([one for one in staffroom.accounts() if one["role"] == "applicant"]):
        page = sign_in(account)
        page.goto(f"/vacancies/{vacancy}")
        offered = page.get_by_role("button", name="Apply for this vacancy")
        if not offered.count():
            continue
        offered.first.click()
        relationship = page.locator('[name="close_relationship"][value="no"]')
        if not relationship.count():
            continue  # somebody without a general application
        relationship.check()
        page.get_by_role("button", name="Send my application").click()
        page.wait_for_load_state()
        sent = re.search(r"/applications/([0-9a-f-]{36})", page.url)
        if sent:
            return sent[1]
    raise AssertionError("nobody of the sample can apply for this vacancy")


def shows_scores_of_others(member, address):
    member.goto(address)
    return "Scores of" in member.content()


def test_a_panel_sifts_and_the_head_agrees_the_shortlist(sign_in, staffroom, check_page):
    head = sign_in("head")
    base = sample_selection(head)
    sent = send_application(sign_in, staffroom, base.split("/")[3])
    check_page(head, "selection")
    for page in ("panel", "training", "close", "agree", "agree?stage=shortlist", "sift"):
        head.goto(f"{base}/{page}")
        check_page(head, f"selection-{page.replace('?', '-')}")

    member = sign_in("panel_member")
    member.goto("/school")
    check_page(member, "my-panels")
    member.goto(f"{base}/sift")
    applications = member.locator("main table a").evaluate_all("all => all.map(one => one.pathname)")
    mine = next(address for address in applications if sent in address)
    # Other journeys may have taken one of the sample's applications further, but not the ones that all have scored.
    assert any(shows_scores_of_others(member, address) for address in applications)
    check_page(member, "sheet-shown")
    assert not shows_scores_of_others(member, mine)
    member.get_by_role("button", name="Submit my scores").click()
    check_page(member, "sheet-faults")
    member.get_by_label("Note on the application (optional)").fill("Typed and kept.")
    member.get_by_text("Saved at").wait_for()
    score(member, 2)
    member.get_by_role("button", name="Submit my scores").click()
    assert member.get_by_text("Your scores are submitted.").is_visible()
    member.goto(mine)
    check_page(member, "sheet-submitted")

    head.goto(f"{base}/close")
    head.get_by_role("button", name="Close the sift").click()
    head.goto(f"{base}/agree?stage=shortlist")
    head.get_by_label(re.compile("^Choose ")).first.check()
    head.get_by_label("Why without the scores of two people").fill("The others were away.")
    head.get_by_role("button", name="Agree the shortlist").click()
    assert "The list is agreed" in head.content()
    boxes = head.get_by_label(re.compile("^Choose "))
    boxes.nth(0).check()
    head.get_by_role("button", name="Compare those ticked").click()
    assert "Only one is chosen." in head.get_by_role("alert").inner_text()
    assert boxes.nth(0).is_checked(), "what was ticked stays"
    boxes.nth(1).check()
    head.get_by_role("button", name="Compare those ticked").click()
    check_page(head, "compare")
    for button, shown in [("Ask for their references", "references-of-many"),
                          ("Invite those ticked to interview", "invite-many")]:
        head.goto(base)
        head.get_by_label(re.compile("^Choose ")).nth(0).check()
        head.get_by_role("button", name=button).click()
        check_page(head, shown)
    head.goto(base + "?essentials=met&order=spread")
    check_page(head, "selection-filtered")
    head.goto(base)
    boxes = head.get_by_label(re.compile("^Choose ")).all()
    next(box for box in boxes if box.get_attribute("value") == sent).check()
    head.get_by_role("button", name="Turn those ticked down").click()
    check_page(head, "reject")
    head.get_by_label(re.compile("^Reason for")).fill("Has not taught this age.")
    head.get_by_label("Why without the scores of two people").fill("Only one of us could read it.")
    head.get_by_role("button", name="Turn the application down").click()
    assert "are turned down" in head.content()
    assert "Only one of us could read it." in head.content()
    head.locator("main table a").first.click()
    check_page(head, "received")
    head.get_by_role("link", name="Page to print").click()
    check_page(head, "received-print")
    address = head.url.replace("/print", "/pdf")
    answer = head.request.get(address)
    assert answer.status == 200 and answer.body().startswith(b"%PDF-"), answer.status
