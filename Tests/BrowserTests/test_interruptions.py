"""What was typed is never lost: the server restarts, or the session ends, while a form is open."""

from test_journey import fill, press


def open_support_section(page, words):
    page.goto("/general-application/support")
    fill(page, {"needs_adjustments": "yes", "adjustments": words})


def stored(staffroom):
    return staffroom.sql("SELECT answers->>'adjustments' FROM general_application_section WHERE section = 'support'")


def test_a_form_outlives_a_restart_of_server_and_database(sign_in, staffroom):
    page = sign_in("applicant")
    open_support_section(page, "A quiet room, please.")
    assert staffroom.stop() == 0
    staffroom.start()
    press(page, "Save and continue")
    assert "A quiet room, please." in stored(staffroom)


def test_a_form_outlives_its_session(sign_in, staffroom):
    page = sign_in("applicant")
    open_support_section(page, "A room on the ground floor.")
    staffroom.sql("UPDATE session SET expires_at = now() - interval '1 minute'")
    press(page, "Save and continue")
    account = staffroom.account("applicant")
    fill(page, {"email": account["email"], "password": account["password"]})
    press(page, "Sign in")
    press(page, "Send what I entered")
    assert "A room on the ground floor." in stored(staffroom)
