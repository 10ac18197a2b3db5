import Domain
import HTTPTypes
import TestSupport
import Testing

@testable import Web

@Suite("Signing in") struct SignInTests {
  @Test("leads to the page that was asked for, and never to another site")
  func leadsBack() async throws {
    try await Website.run { website async throws in
      _ = try await website.account()
      let browser = website.browser()
      let asked = try await browser.get("/account/password?a=1&b=2")
      #expect(asked.status == .seeOther)
      let address = try #require(asked.location)
      #expect(address == "/sign-in?next=/account/password%3Fa%3D1%26b%3D2")
      let page = try await browser.get(address)
      let answer = try await browser.submit(
        page, to: "/sign-in", ["email": "ada@example.org", "password": Website.password])
      #expect(answer.location == "/account/password?a=1&b=2")
      // Gone back to, the same form signs in once more; with a wrong password it says who is signed in.
      let back = try await browser.submit(
        page, to: "/sign-in", ["email": "ada@example.org", "password": Website.password])
      #expect(back.location == "/account/password?a=1&b=2")
      let wrong = try await browser.submit(
        page, to: "/sign-in", ["email": "ada@example.org", "password": "wrong-password"])
      #expect(wrong.status == .unprocessableContent && wrong.shows("You are signed in as Ada Sample"))
      #expect(try await browser.get("/account").shows("ada@example.org"))
      #expect(try await browser.get("/sign-in?next=https://evil.example").location == "/applications")
      #expect(try await browser.get("/sign-in?next=//evil.example").location == "/applications")
    }
  }

  @Test(
    "goes on only to addresses of this site",
    arguments: [
      ("/vacancies?q=a", true), ("/", true), ("//evil.example", false), ("/\\evil.example", false),
      ("https://evil.example", false), ("", false), ("vacancies", false), ("/a\nb", false),
      ("/\t/evil.example", false), ("/sign-out", false),
    ])
  func ownPaths(text: String, isOwn: Bool) {
    #expect((OwnPath(text) != nil) == isOwn)
  }

  @Test("says the same of a wrong password and of an address without an account")
  func refuses() async throws {
    try await Website.run { website async throws in
      _ = try await website.account()
      let browser = website.browser()
      let page = try await browser.get("/sign-in")
      for email in ["ada@example.org", "nobody@example.org"] {
        let answer = try await browser.submit(
          page, to: "/sign-in", ["email": email, "password": "wrong-password"])
        #expect(answer.status == .unprocessableContent)
        #expect(answer.title == "Error: Sign in")
        #expect(answer.shows("<a href=\"#email\">\(SignIn.refusal)</a>"))
        #expect(answer.shows("value=\"\(email)\""))
        #expect(!answer.shows("wrong-password"))
        let mailed = try await browser.submit(answer, to: "/resend-confirmation")
        #expect(mailed.location == "/check-your-email?again=1")
      }
    }
  }

  @Test("too often with the wrong password says when to try again")
  func throttles() async throws {
    try await Website.run { website async throws in
      _ = try await website.account()
      let browser = website.browser()
      let page = try await browser.get("/sign-in")
      var answer = page
      for _ in 0..<6 {
        answer = try await browser.submit(
          page, to: "/sign-in", ["email": "ada@example.org", "password": "wrong-password"])
      }
      #expect(answer.status == .tooManyRequests)
      #expect(answer.headers[.retryAfter] != nil)
      #expect(answer.shows("There were too many tries. Wait "))
    }
  }

  @Test("out ends the session, here or everywhere")
  func signsOut() async throws {
    try await Website.run { website async throws in
      let browser = try await website.signedIn()
      let other = website.browser()
      try await other.signIn("ada@example.org")
      let account = try await browser.get("/account")
      #expect(account.shows("Firefox on Linux"))
      let out = try await browser.submit(account, to: "/sign-out")
      #expect(out.location == "/sign-in?after=sign-out")
      #expect(try await browser.get("/account").status == .seeOther)
      let page = try await other.get("/account")
      let everywhere = try await other.submit(page, to: "/account/sign-out-everywhere")
      #expect(everywhere.location == "/sign-in?after=sign-out-everywhere")
      #expect(try await other.get("/account").status == .seeOther)
    }
  }

  @Test("out on a page of before says that one is signed out, and never signs somebody else out unasked")
  func signsOutLate() async throws {
    try await Website.run { website async throws in
      let browser = try await website.signedIn()
      _ = try await website.account("ben@example.org", name: "Ben Sample")
      let account = try await browser.get("/account")
      func press(_ page: ShownPage) async throws -> ShownPage {
        try await browser.submit(page, to: "/sign-out")
      }
      let signedOut = "/sign-in?after=sign-out"
      for _ in 0..<2 { #expect(try await press(account).location == signedOut) }
      try await browser.signIn("ada@example.org")
      #expect(try await press(account).location == signedOut)
      #expect(try await browser.get("/account").status == .seeOther)
      try await browser.signIn("ben@example.org")
      let asked = try await press(account)
      #expect(asked.status == .forbidden && asked.shows("You are signed in as Ben Sample"))
      #expect(try await browser.get("/account").shows("ben@example.org"))
      #expect(try await press(asked).location == signedOut)
      #expect(try await browser.get("/account").status == .seeOther)
    }
  }

  @Test("after the session has ended in the middle of a form loses nothing that was typed")
  func keepsTyped() async throws {
    try await Website.run { website async throws in
      let browser = try await website.signedIn()
      let form = "/general-application/statement"
      let page = try await browser.get(form)
      let typed = "I <b>like</b> “teaching” & children.\nSecond line."
      website.clock.advance(days: 2)
      let asked = try await browser.submit(page, to: form, ["statement": typed])
      #expect(asked.status == .unauthorized)
      #expect(asked.shows("Nothing you entered is lost") && asked.shows("away for a while"))
      let failed = try await browser.submit(
        asked, to: "/sign-in", ["email": "ada@example.org", "password": "wrong-password"])
      var goOn = failed
      // The second time as somebody does who has gone back.
      for _ in 0..<2 {
        goOn = try await browser.submit(
          failed, to: "/sign-in", ["email": "ada@example.org", "password": Website.password])
        #expect(goOn.status == .ok)
        #expect(goOn.title == "Go on where you were")
      }
      let saved = try await browser.submit(goOn, to: form)
      #expect(saved.location == "/general-application?saved=1")
      let again = try await browser.get(form)
      #expect(again.shows("I &lt;b&gt;like&lt;/b&gt; “teaching” &amp; children.\nSecond line.</textarea>"))
    }
  }

  @Test("after signing out in another tab is told of as it is")
  func otherTab() async throws {
    try await Website.run { website async throws in
      let browser = try await website.signedIn()
      let form = "/general-application/statement"
      let page = try await browser.get(form)
      _ = try await browser.submit(page, to: "/sign-out")
      var asked = try await browser.submit(page, to: form, ["statement": "Typed before."])
      if asked.status == .forbidden { asked = try await browser.submit(asked, to: form) }
      #expect(asked.status == .unauthorized && asked.shows("You are not signed in any more."))
      #expect(!asked.shows("away for a while") && asked.shows("Nothing you entered is lost"))
    }
  }

  @Test("when the cookie itself is gone offers the form for sending again")
  func withoutCookie() async throws {
    try await Website.run { website async throws in
      let browser = try await website.signedIn()
      let form = "/general-application/statement"
      let page = try await browser.get(form)
      for name in await browser.cookieNames { await browser.forget(name) }
      let refused = try await browser.submit(page, to: form, ["statement": "Typed before."])
      #expect(refused.status == .forbidden)
      let asked = try await browser.submit(refused, to: form)
      #expect(asked.status == .unauthorized)
      let goOn = try await browser.submit(
        asked, to: "/sign-in", ["email": "ada@example.org", "password": Website.password])
      let saved = try await browser.submit(goOn, to: form)
      #expect(saved.status == .seeOther)
      #expect(try await browser.get(form).shows("Typed before.</textarea>"))
    }
  }
}
