import Domain
import HTTPTypes
import Postgres
import TestSupport
import Testing

@testable import Web

@Suite("API tokens") struct APITokenTests {
  @Test("are made with scopes and a last day, shown once, listed and revoked")
  func journey() async throws {
    try await Website.run { website async throws in
      let browser = try await website.signedIn()
      #expect(try await browser.get("/account/tokens").shows("You have no API tokens"))
      let page = try await browser.get("/account/tokens/new")
      let nothing = try await browser.submit(page, to: "/account/tokens/new", ["name": ""])
      #expect(nothing.status == .unprocessableContent)
      #expect(nothing.shows("href=\"#expires_at\""))
      let last = LondonTime.date(website.services.today, addingDays: 30)
      let made = try await browser.submit(
        page, to: "/account/tokens/new",
        [
          "name": "Website of <Dilkes>", "scopes": "vacancies:read", "scopes": "applications:read",
          "expires_at-day": "\(last.day)", "expires_at-month": "\(last.month)",
          "expires_at-year": "\(last.year)",
        ])
      #expect(made.status == .ok)
      let secret = try #require(made.text.firstMatch(of: /<code[^>]*>(staffroom_[^<]+)<\/code>/)).1
      let list = try await browser.get("/account/tokens")
      #expect(!list.shows(String(secret)))
      #expect(list.shows("Website of &lt;Dilkes&gt;"))
      #expect(list.shows("Read applications"))
      let revoke = try #require(list.text.firstMatch(of: /href="(\/account\/tokens\/[^"]+\/revoke)"/)).1
      let ask = try await browser.get(String(revoke))
      #expect(ask.title == "Revoke the API token “Website of <Dilkes>”?")
      let done = try await browser.submit(ask, to: String(revoke))
      #expect(done.location == "/account/tokens?done=revoked")
      #expect(try await browser.get("/account/tokens?done=revoked").shows("Revoked</strong>"))
    }
  }

  @Test("of somebody else do not exist")
  func others() async throws {
    try await Website.run { website async throws in
      let browser = try await website.signedIn()
      let answer = try await browser.get("/account/tokens/0190a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b/revoke")
      #expect(answer.status == .notFound)
    }
  }

  @Test("need somebody who is signed in", arguments: ["/account", "/account/tokens", "/account/tokens/new"])
  func signedOut(address: String) async throws {
    try await Website.run { website async throws in
      #expect(try await website.browser().get(address).location == "/sign-in?next=\(address)")
    }
  }
}
