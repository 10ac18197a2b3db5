"""Guidance that an officer writes and changes, and what a school is told of training, as both see it."""


def test_an_older_text_of_guidance_stays_readable(sign_in, check_page):
    page = sign_in("administrator")
    page.goto("/authority/guidance/new")
    page.get_by_label("Title").fill("Keeping older texts")
    page.get_by_label("Text", exact=True).fill("First words.\n\n![A class](https://pictures.example/class.png)")
    page.get_by_label("Everybody").check()
    page.get_by_role("button", name="Save").click()
    assert page.get_by_text("Line 3 has a picture").first.is_visible()
    check_page(page, "guidance-with-a-picture")
    page.get_by_label("Text", exact=True).fill("First words.")
    page.get_by_role("button", name="Save").click()
    page.get_by_label("Text", exact=True).fill("Second words.")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("link", name="What it said before").click()
    page.get_by_text("Text of version 1").click()
    assert page.get_by_text("First words.").is_visible()
    check_page(page, "guidance-revisions")


def test_a_record_of_training_is_struck_out_after_a_question(sign_in, check_page):
    head = sign_in("head")
    head.goto("/school")
    head.get_by_role("link", name="People with access").first.click()
    head.get_by_role("link", name="Training in safer recruitment").click()
    head.get_by_role("button", name="Record the training").click()
    assert head.get_by_text("Choose who was trained.").first.is_visible()
    check_page(head, "training-faults")
    head.get_by_label("Who was trained?").select_option(index=1)
    head.get_by_label("Who gave the training?").fill("Browser Trainers")
    for name, date in (("completed_on", ("1", "9", "2026")), ("valid_until", ("1", "9", "2029"))):
        for part, value in zip(("day", "month", "year"), date):
            head.locator(f'[name="{name}-{part}"]').fill(value)
    head.get_by_role("button", name="Record the training").click()
    head.get_by_role("row", name="Browser Trainers").get_by_role("link").click()
    check_page(head, "training-strike")
    head.get_by_role("button", name="Strike it out").click()
    assert head.get_by_text("The record of the training is struck out.").is_visible()
