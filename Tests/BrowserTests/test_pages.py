"""Every page that can be opened, for everybody it is for: axe finds nothing, at both widths."""

import pytest

PUBLIC = [
    "/", "/vacancies", "/vacancies?q=teacher&phase=primary&nqts_welcome=yes", "/vacancies?q=nothinglikethis",
    "/schools", "/schools/137549", "/sign-in", "/sign-up", "/check-your-email", "/forgot-password",
    "/forgot-password/sent", "/reset-password?token=wrong", "/confirm-email?token=wrong", "/use-address?token=wrong",
    "/accept-invitation?token=wrong", "/privacy", "/accessibility", "/developers", "/developers/vacancies",
    "/developers/objects", "/developers/problems", "/mail", "/no-such-page",
    "/alerts/new", "/alerts/new?q=music&phase=primary", "/alerts/sent", "/alerts/confirm?token=wrong",
    "/alerts/manage?token=wrong", "/alerts/ended", "/advice", "/schemes",
    "/induction/deadlines", "/induction/deadlines?rule=appeal&from-day=31&from-month=2&from-year=2026",
    "/induction/deadlines?rule=appeal&from-day=18&from-month=12&from-year=2026&deemed=post"]
APPLICANT = [
    "/applications", "/saved-vacancies", "/account/reminders", "/general-application", "/general-application/check", "/general-application/personal",
    "/general-application/history", "/general-application/referees/add", "/account", "/account/password",
    "/account/tokens", "/account/tokens/new", "/account/data", "/account/close", "/pool",
    "/general-application/national-insurance", "/general-application/development",
    "/general-application/placements/add", "/induction"]

AUTHORITY = ["/authority", "/authority/scheduled-work", "/borough/vacancies", "/campaigns",
             "/campaigns/new", "/authority/pool", "/authority/equality", "/authority/figures",
             "/authority/figures/pool", "/authority/figures/unfilled", "/authority/training",
             "/authority/training/panels", "/borough/references", "/authority/guidance",
             "/authority/guidance/new", "/enquiries", "/authority/retention",
             "/authority/retention/application",
             "/authority/agencies", "/agency-report", "/authority/inductions/bodies", "/authority/inductions/fees",
             "/authority/inductions/term-dates", "/authority/schemes", "/authority/schemes/new",
             "/authority/scheme-budgets"]


def name(path):
    return "page-" + "".join(letter if letter.isalnum() else "-" for letter in path)


@pytest.mark.parametrize("path", PUBLIC)
def test_public_page(page, check_page, path):
    page.goto(path)
    check_page(page, name(path))


def test_applicants_pages(sign_in, check_page):
    page = sign_in("applicant")
    for path in APPLICANT:
        assert page.goto(path).status == 200, path
        check_page(page, name(path))
    page.goto("/applications")
    page.locator("main a[href^='/applications/']").first.click()
    check_page(page, "own-application")
    page.get_by_role("link", name="Page to print").click()
    check_page(page, "own-print")
    page.go_back()
    page.locator("main a[href$='/messages']").click()
    check_page(page, "own-messages")


@pytest.mark.parametrize("role", ["recruiter", "panel_member", "induction_tutor", "administrator", "alliance_lead"])
def test_first_page_of_each_role(sign_in, check_page, role):
    page = sign_in(role)
    page.goto("/school")
    check_page(page, f"desk-{role}")


def test_authoritys_pages(sign_in, check_page):
    page = sign_in("administrator")
    for path in AUTHORITY:
        assert page.goto(path).status == 200, path
        check_page(page, name(path))


def test_heads_pages(sign_in, check_page):
    page = sign_in("head")
    page.goto("/school")
    desk = page.url
    page.locator("main a[href^='/school/vacancies/']").first.click()
    manage = page.url
    site = manage.split("/school/")[0]
    parts = [f"/edit/{part}" for part in ("role", "subjects", "contract", "pay", "dates", "description", "visits")]
    steps = ["", "/parts", "/preview", "/criteria", "/documents", "/schools", "/history", "/withdraw", "/template"]
    tabs = ["", *(f"?tab={tab}" for tab in ("drafts", "live", "unanswered", "finished"))]
    for path in [desk + tab for tab in tabs] + [
            desk + "/vacancies/new", desk + "/people", site + "/enquiries", site + "/enquiries/new"] + [
            manage + step for step in steps + parts]:
        page.goto(path)
        check_page(page, name(path.split("/", 3)[3].replace("?", "-").replace(manage.rsplit("/", 1)[1], "vacancy")))


def test_a_vacancy(page, check_page):
    page.goto("/vacancies")
    page.locator(".staffroom-result a").first.click()
    check_page(page, "vacancy")
