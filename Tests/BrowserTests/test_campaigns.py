"""A campaign from its start to an application that came through it; and vacancies imported from a file."""

import re

CSV = """external_reference,title,fte
browser-1,Teacher of music,1
browser-2,Teacher of art,0.6
"""


def test_a_head_advertises_and_sees_what_came_of_it(sign_in, new_page, check_page):
    head = sign_in("head")
    head.goto("/campaigns")
    head.get_by_role("button", name="Start a campaign").click()
    check_page(head, "campaign-new")
    head.get_by_label("Name").fill("Regional paper, spring")
    head.get_by_label("Where is it advertised?").select_option("Local press")
    head.get_by_label("Cost").fill("450.50")
    for part, value in (("Day", "2"), ("Month", "11"), ("Year", "2026")):
        head.get_by_role("group", name="First day").get_by_label(part).fill(value)
    head.get_by_role("button", name="Save").click()
    check_page(head, "campaign")
    link = re.search(r"/go/[0-9a-z]{8}", head.content()).group(0)

    reader = new_page()
    reader.goto(link)
    assert reader.url.endswith("/vacancies")
    names = [cookie["name"] for cookie in reader.context.cookies()]
    assert [name for name in names if "campaign" in name] and len(names) == 1, names
    assert all(cookie["expires"] == -1 for cookie in reader.context.cookies())

    head.goto("/campaigns")
    row = head.get_by_role("row", name="Regional paper, spring")
    assert "£450.50" in row.inner_text()
    check_page(head, "campaigns")


def test_vacancies_are_imported_after_a_look(sign_in, check_page, tmp_path):
    head = sign_in("head")
    head.goto("/school")
    head.get_by_role("link", name="Import vacancies").click()
    check_page(head, "import")
    faulty, right = tmp_path / "faulty.csv", tmp_path / "right.csv"
    faulty.write_text(CSV.replace("0.6", "half"))
    right.write_text(CSV)
    head.get_by_label("File").set_input_files(faulty)
    head.get_by_role("button", name="Look at the file").click()
    assert "Give a number such as 1 or 0.6." in head.get_by_role("row", name="3 fte").inner_text()
    check_page(head, "import-faults")
    head.get_by_role("button", name="Choose the file again").click()
    head.get_by_label("File").set_input_files(right)
    head.get_by_role("button", name="Look at the file").click()
    check_page(head, "import-preview")
    head.get_by_role("button", name="Import as drafts").click()
    assert head.get_by_role("heading", name="The file was imported").is_visible()
    check_page(head, "import-done")
