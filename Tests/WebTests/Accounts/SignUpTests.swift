import Domain
import HTTPTypes
import TestSupport
import Testing

@testable import Web

@Suite("Making an account") struct SignUpTests {
  @Test("leads by way of the mailbox back to where one was going")
  func journey() async throws {
    try await Website.run { website async throws in
      let browser = website.browser()
      let asked = try await browser.open("/account/password")
      #expect(asked.shows("href=\"/sign-up?next=/account/password\""))
      let page = try await browser.get("/sign-up?next=/account/password")
      let sent = try await browser.submit(
        page, to: "/sign-up",
        ["name": "Ada Sample", "email": "ada@example.org", "password": Website.password])
      #expect(sent.location == "/check-your-email")
      #expect(try await browser.get("/check-your-email").title == "Check your e-mail")
      let link = try await website.mailedLink(to: "ada@example.org")
      // A program that opens the link of the mail does not use it up.
      _ = try await website.browser().get(link)
      let confirm = try await browser.get(link)
      let confirmed = try await browser.submit(confirm, to: "/confirm-email")
      #expect(confirmed.location == "/sign-in?after=confirmed")
      let signIn = try await browser.get("/sign-in?after=confirmed")
      #expect(signIn.shows("Your e-mail address is confirmed."))
      let done = try await browser.submit(
        signIn, to: "/sign-in", ["email": "ada@example.org", "password": Website.password])
      #expect(done.location == "/account/password")
      let spent = try await browser.submit(try await browser.get(link), to: "/confirm-email")
      #expect(spent.status == .gone)
      #expect(spent.title == "This link no longer works")
    }
  }

  @Test("answers the same when the address has an account already")
  func tellsNothing() async throws {
    try await Website.run { website async throws in
      _ = try await website.account()
      let browser = website.browser()
      let page = try await browser.get("/sign-up")
      let sent = try await browser.submit(
        page, to: "/sign-up",
        ["name": "Eve", "email": "ada@example.org", "password": "another long password"])
      #expect(sent.status == .seeOther)
      #expect(sent.location == "/check-your-email")
    }
  }

  @Test("shows what is wrong and keeps what was typed, save the password")
  func problems() async throws {
    try await Website.run { website async throws in
      let browser = website.browser()
      let page = try await browser.get("/sign-up")
      let answer = try await browser.submit(
        page, to: "/sign-up", ["name": "<i>Ada</i>", "email": "ada", "password": "short-one"])
      #expect(answer.status == .unprocessableContent)
      #expect(answer.shows("value=\"&lt;i&gt;Ada&lt;/i&gt;\""))
      #expect(answer.shows("href=\"#email\""))
      #expect(answer.shows("href=\"#password\""))
      #expect(!answer.shows("short-one"))
    }
  }

  @Test("sends the link again on request, and says no more of it")
  func resends() async throws {
    try await Website.run { website async throws in
      let browser = website.browser()
      let page = try await browser.get("/check-your-email")
      for email in ["nobody@example.org", "ada@example.org"] {
        let answer = try await browser.submit(page, to: "/resend-confirmation", ["email": email])
        #expect(answer.location == "/check-your-email?again=1")
      }
      let wrong = try await browser.submit(page, to: "/resend-confirmation", ["email": "x"])
      #expect(wrong.status == .unprocessableContent)
      #expect(try await browser.get("/check-your-email?again=1").shows("We have sent a new e-mail."))
    }
  }
}
