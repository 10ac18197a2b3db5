import Domain
import HTTPTypes
import TestSupport
import Testing

@testable import Web

@Suite("Passwords") struct PasswordTests {
  static let fresh = "a fresh start in september"

  @Test("that are forgotten are chosen anew by a link that works once")
  func reset() async throws {
    try await Website.run { website async throws in
      _ = try await website.account()
      let browser = website.browser()
      let page = try await browser.get("/forgot-password")
      let sent = try await browser.submit(page, to: "/forgot-password", ["email": "ada@example.org"])
      #expect(sent.location == "/forgot-password/sent")
      let unknown = try await browser.submit(page, to: "/forgot-password", ["email": "nobody@example.org"])
      #expect(unknown.location == sent.location)
      #expect(try await browser.get("/forgot-password/sent").shows("If there is an account"))
      let link = try await website.mailedLink(to: "ada@example.org")
      let choose = try await browser.get(link)
      let short = try await browser.submit(choose, to: "/reset-password", ["password": "short"])
      #expect(short.status == .unprocessableContent)
      let done = try await browser.submit(short, to: "/reset-password", ["password": Self.fresh])
      #expect(done.location == "/sign-in?after=password")
      #expect(try await browser.get(link).status == .gone)
      #expect(
        try await browser.submit(choose, to: "/reset-password", ["password": Self.fresh]).status == .gone)
      try await browser.signIn("ada@example.org", password: Self.fresh)
    }
  }

  @Test("asked for with what is no address are refused with a sentence")
  func wrongAddress() async throws {
    try await Website.run { website async throws in
      let browser = website.browser()
      let page = try await browser.get("/forgot-password")
      let answer = try await browser.submit(page, to: "/forgot-password", ["email": "ada"])
      #expect(answer.status == .unprocessableContent)
      #expect(answer.shows("href=\"#email\""))
    }
  }

  @Test("are changed by whoever knows the one in use; other devices are signed out")
  func change() async throws {
    try await Website.run { website async throws in
      let browser = try await website.signedIn()
      let other = website.browser()
      try await other.signIn("ada@example.org")
      let page = try await browser.get("/account/password")
      let wrong = try await browser.submit(
        page, to: "/account/password", ["current_password": "wrong", "new_password": Self.fresh])
      #expect(wrong.status == .unprocessableContent)
      #expect(wrong.shows("href=\"#current_password\""))
      let done = try await browser.submit(
        wrong, to: "/account/password",
        ["current_password": Website.password, "new_password": Self.fresh])
      #expect(done.location == "/account?done=password")
      #expect(try await browser.get("/account?done=password").shows("Your password is changed."))
      #expect(try await other.get("/account").status == .seeOther)
    }
  }
}
