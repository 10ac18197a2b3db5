"""Claims are recorded as sent, the answer of the national service is read back, and the corrected file is sent again."""

from test_journey import press

FILES = "/authority/inductions/files"


def take(page, tmp_path, lines, button):
    file = tmp_path / "claims.csv"
    file.write_text("\n".join(lines))
    page.goto(f"{FILES}/claims")
    page.get_by_label("File", exact=True).set_input_files(file)
    press(page, "Look at the file")
    press(page, button)


def test_claims_are_sent_and_answered(sign_in, check_page, tmp_path):
    officer = sign_in("school_improvement_officer")
    officer.goto(FILES)
    check_page(officer, "service-files")
    officer.goto(f"{FILES}/claims")
    check_page(officer, "claims-none")
    header, row = officer.request.get(f"{FILES}/export/new-claims?part=1").text().splitlines()[:2]
    take(officer, tmp_path, [header, row], "Record 1 row")
    assert "1 sent." in officer.content()
    take(officer, tmp_path, [f"{header},Error message", f"{row},The programme is wrong."], "Record 1 row")
    assert "1 refused." in officer.content()
    check_page(officer, "claims-answered")
    take(officer, tmp_path, [header, row], "Record 1 row")
    officer.goto(f"{FILES}/claims")
    assert "The programme is wrong." in officer.content()
    check_page(officer, "claims-sent")
    press(officer, "The national service took the 1 claim that waits")
    assert "1 claim recorded as accepted." in officer.content()
    officer.locator("main table").last.locator("a[href^='/inductions/']").first.click()
    assert "What the national service was sent" in officer.content()
    check_page(officer, "induction-claims")
