import Domain
import Foundation
import HTTPTypes
import NIOCore
import Postgres
import TestSupport
import Testing

@testable import Web

@Suite("/alerts")
struct JobAlertPageTests {
  /// An alert that is confirmed; gives the address of its page.
  private func start(_ site: Website, _ browser: Browser) async throws -> String {
    let form = try await browser.get("/alerts/new?phase=primary&nqts_welcome=true")
    #expect(form.shows("Primary, NQTs welcome"))
    let sent = try await browser.submit(
      form, to: "/alerts", ["email": "ada@example.org", "frequency": "daily"])
    #expect(sent.location == "/alerts/sent")
    let confirm = try await browser.get(try await site.mailedLink(to: "ada@example.org"))
    let started = try await browser.submit(confirm, to: "/alerts/confirm")
    #expect(started.status == .seeOther)
    return try #require(started.location)
  }

  @Test("Somebody without an account asks for one, confirms it, changes it, and ends it")
  func journey() async throws {
    try await Website.run { site in
      let browser = site.browser()
      let address = try await start(site, browser)
      let page = try await browser.get(address)
      #expect(page.shows("Your job alert has started") && page.shows("Running: every day"))
      let action = address.replacing("&done=confirmed", with: "")
      let changed = try await browser.submit(page, to: action, ["frequency": "weekly", "pause": "yes"])
      let paused = try await browser.get(try #require(changed.location))
      #expect(paused.shows("Your changes are saved") && paused.shows("Paused"))
      let ending = action.replacing("manage", with: "unsubscribe")
      let question = try await browser.get(ending)
      #expect(question.shows("End this alert"))
      let ended = try await browser.submit(question, to: ending)
      #expect(ended.location == "/alerts/ended")
      #expect(try await browser.get(action).shows("Your job alert has ended"))
    }
  }

  @Test("A mail program ends it by one post, without cookie, form or question; looking ends nothing")
  func oneClick() async throws {
    try await Website.run { site in
      let address = try await start(site, site.browser())
      let token = try #require(address.firstMatch(of: /token=([^&]*)/)).1
      _ = try await site.browser().get("/alerts/unsubscribe?token=\(token)")
      func running() async throws -> Int {
        try await site.services.pool.value(
          "SELECT count(*) FROM job_alert WHERE state = 'active'", as: Int.self)
      }
      #expect(try await running() == 1)
      for _ in 1...2 {
        let answer = try await site.client.execute(
          uri: "/alerts/unsubscribe?token=\(token)", method: .post,
          headers: [.contentType: "application/x-www-form-urlencoded"],
          body: ByteBuffer(string: "List-Unsubscribe=One-Click"))
        #expect(answer.status == .seeOther)
      }
      #expect(try await running() == 0)
    }
  }

  @Test("The answer is the same for every address, and problems keep what was typed")
  func answers() async throws {
    try await Website.run { site in
      let browser = site.browser()
      _ = try await start(site, browser)
      let form = try await browser.get("/alerts/new?phase=primary&nqts_welcome=true")
      let again = try await browser.submit(
        form, to: "/alerts", ["email": "ada@example.org", "frequency": "daily"])
      #expect(again.location == "/alerts/sent")
      let wrong = try await browser.submit(form, to: "/alerts", ["email": "ada", "frequency": ""])
      #expect(wrong.status == .unprocessableContent)
      #expect(wrong.shows("value=\"ada\"") && wrong.shows("Choose how often we shall write."))
      #expect(wrong.shows("Primary, NQTs welcome"))
      #expect(try await browser.get("/alerts/manage?token=wrong").status == .gone)
      let spent = try await browser.get("/alerts/confirm?token=wrong")
      #expect(try await browser.submit(spent, to: "/alerts/confirm").status == .gone)
    }
  }
}

@Suite("/saved-vacancies")
struct SavedVacancyPageTests {
  @Test("A person saves a vacancy on its page, finds it in the list, and takes it away there")
  func journey() async throws {
    try await Website.run { site in
      let vacancy = try await site.vacancy()
      let visitor = try await site.browser().get("/vacancies/\(vacancy.id)")
      #expect(visitor.shows("/sign-in?next=/vacancies/\(vacancy.id)") && !visitor.shows("<form"))
      let browser = try await site.signedIn()
      let page = try await browser.get("/vacancies/\(vacancy.id)")
      let save = "/vacancies/\(vacancy.id)/save"
      for _ in 1...2 {
        let saved = try await browser.submit(page, to: save)
        #expect(saved.location == "/vacancies/\(vacancy.id)?done=saved")
      }
      #expect(try await browser.get("/vacancies/\(vacancy.id)").shows("Remove from saved vacancies"))
      let list = try await browser.get("/saved-vacancies")
      #expect(list.shows(vacancy.content.title) && list.shows("Closes in 30 days"))
      let unsave = "/vacancies/\(vacancy.id)/unsave"
      let gone = try await browser.submit(list, to: unsave)
      #expect(gone.location == "/saved-vacancies?done=unsaved")
      #expect(try await browser.get("/saved-vacancies").shows("You have not saved any vacancies"))
    }
  }

  @Test("A person turns the reminders off, and sees that they are")
  func reminders() async throws {
    try await Website.run { site in
      let browser = try await site.signedIn()
      let page = try await browser.get("/account/reminders")
      let answer = try await browser.submit(page, to: "/account/reminders", ["reminders": "no"])
      #expect(answer.location == "/account/reminders?done=1")
      let on = try await site.services.pool.value(
        "SELECT saved_vacancy_reminders FROM account WHERE email = 'ada@example.org'", as: Bool.self)
      #expect(!on)
    }
  }
}
