import Domain
import HTTPTypes
import TestSupport
import Testing

@testable import Web

@Suite("Invitations") struct InvitationTests {
  @Test("make an account with the role, once")
  func accept() async throws {
    try await Website.run { website async throws in
      let vacancy = try await website.vacancy()
      try await InviteStaff(website.services)(
        email: "bea@example.org", role: .recruiter, at: vacancy.place.organisation,
        by: .operatorAtCommandLine)
      let link = try await website.mailedLink(to: "bea@example.org")
      let browser = website.browser()
      let page = try await browser.get(link)
      #expect(page.title == "Join Example Primary School")
      #expect(page.shows("Recruiter"))
      let short = try await browser.submit(page, to: "/accept-invitation", ["name": "Bea", "password": "x"])
      #expect(short.status == .unprocessableContent)
      #expect(short.shows("value=\"Bea\""))
      let done = try await browser.submit(
        short, to: "/accept-invitation", ["name": "Bea Sample", "password": Website.password])
      #expect(done.location == "/sign-in?after=accepted")
      #expect(try await browser.get(link).status == .gone)
      try await browser.signIn("bea@example.org")
      #expect(try await browser.get("/account").shows("Recruiter, Example Primary School"))
    }
  }

  @Test("that never were are answered as those that are used up")
  func unknown() async throws {
    try await Website.run { website async throws in
      #expect(try await website.browser().get("/accept-invitation?token=nonsense").status == .gone)
      #expect(try await website.browser().get("/reset-password?token=nonsense").status == .gone)
      #expect(try await website.browser().get("/reset-password").status == .gone)
    }
  }
}
