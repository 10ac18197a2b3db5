import Domain
import HTTPTypes
import TestSupport
import Testing

@testable import Web

@Suite("Name and address of an account") struct AccountDetailsTests {
  @Test("The address is changed by the link in the mail; what was typed stays when it is refused")
  func address() async throws {
    try await Website.run { website async throws in
      let browser = try await website.signedIn()
      let page = try await browser.get("/account/address")
      #expect(page.shows("You sign in with ada@example.org"))
      let wrong = try await browser.submit(
        page, to: "/account/address", ["email": "ada.new@example.org", "current_password": "wrong"])
      #expect(wrong.status == .unprocessableContent)
      #expect(wrong.shows("value=\"ada.new@example.org\""))
      let sent = try await browser.submit(
        wrong, to: "/account/address",
        ["email": "ada.new@example.org", "current_password": Website.password])
      #expect(sent.location == "/account?done=address")
      let link = try await website.mailedLink(to: "ada.new@example.org")
      let asked = try await browser.get(link)
      #expect(try await browser.get("/account").shows("ada@example.org"))
      let done = try await browser.submit(asked, to: "/use-address")
      #expect(done.location == "/account?done=moved")
      #expect(try await browser.get("/account?done=moved").shows("ada.new@example.org"))
      #expect(try await browser.submit(asked, to: "/use-address").location == done.location)
      #expect(try await browser.submit(asked.inAnotherTab, to: "/use-address").status == .gone)
    }
  }

  @Test("The name is changed on its page")
  func name() async throws {
    try await Website.run { website async throws in
      let browser = try await website.signedIn()
      let page = try await browser.get("/account/name")
      let refused = try await browser.submit(page, to: "/account/name", ["name": ""])
      #expect(refused.status == .unprocessableContent)
      let done = try await browser.submit(refused, to: "/account/name", ["name": "Ada Sample-Married"])
      #expect(done.location == "/account?done=name")
      #expect(try await browser.get("/account").shows("Ada Sample-Married"))
    }
  }
}
