"""An induction is given over to another appropriate body, which fetches its record once; the transfer is undone."""

import datetime
import re

from installation import await_true
from test_journey import date, fill, press

CONTACT = "hub@hub.test"


def link(staffroom):
    """The newest link to a record that was mailed to the contact."""
    def found():
        mail = staffroom.sql(
            f"SELECT body FROM outbox_mail WHERE recipient = '{CONTACT}' AND body LIKE '%transferred-inductions/%' "
            "ORDER BY created_at DESC LIMIT 1")
        return re.search(r"/transferred-inductions/[A-Za-z0-9_-]{43}", mail)
    return await_true(found, 30, "the mail to the contact")[0]


def test_an_induction_goes_to_another_body_and_comes_back(sign_in, staffroom, new_page, check_page):
    head = sign_in("head")
    head.goto("/school/inductions")
    head.locator("main a[href^='/inductions/']", has_text="Ada Sample-Okafor").last.click()
    address = head.url.split("?")[0]
    head.get_by_text("Ask for a transfer to another appropriate body").click()
    head.locator("[name=transfer-ask-cause][value=moves]").check()
    fill(head, {"transfer-ask-body_name": "Example Hub", "transfer-ask-contact_email": CONTACT,
                "transfer-ask-reason": "A post at another school.",
                **date("transfer-ask-transfers_on", datetime.date.today() + datetime.timedelta(days=60))})
    check_page(head, "induction-transfer-asked")
    press(head, "Ask for the transfer")
    officer = sign_in("school_improvement_officer")
    officer.goto("/authority/inductions/transfers")
    check_page(officer, "induction-transfers")
    officer.get_by_role("link", name="Ada Sample-Okafor").first.click()
    press(officer, "Agree to the transfer")
    press(officer, "Give the record over")
    check_page(officer, "induction-transfer-given")
    officer.get_by_role("link", name="The record given over").click()
    check_page(officer, "induction-transfer-record")
    hub = new_page()
    hub.goto(link(staffroom))
    check_page(hub, "transferred-induction-offer")
    fill(hub, {"person": "Hal Sample"})
    press(hub, "Fetch the record")
    check_page(hub, "transferred-induction")
    fill(hub, {"person": "Hal Sample"})
    press(hub, "Acknowledge the receipt")
    assert "Receipt is acknowledged by Hal Sample" in hub.content()
    officer.goto(address)
    assert "Received by the other body" in officer.content()
    officer.locator("summary", has_text="Undo the transfer").click()
    fill(officer, {"transfer-undo-reason": "The post there fell through."})
    press(officer, "Undo the transfer")
    assert "The post there fell through." in officer.content()
