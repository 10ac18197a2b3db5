import Domain
import Foundation
import Postgres
import TestSupport
import Testing

@Suite("Sign up")
struct SignUpTests {
  private func signUp(_ services: Services, _ email: String, password: String = AccountsFixture.password)
    async throws
  {
    try await SignUp(services)(
      email: email, name: "Robin Sample", password: password, clientAddress: "192.0.2.1",
      by: AccountsFixture.visitor)
  }

  @Test("An account is made, unconfirmed, with a mail that holds the link and an audit entry")
  func made() async throws {
    try await withServices { services, clock async throws in
      let fixture = AccountsFixture(services)
      try await signUp(services, "Robin@Example.org")
      #expect(try await fixture.subjects(to: "Robin@Example.org") == ["Confirm your e-mail address"])
      #expect(try await fixture.token(to: "Robin@Example.org", "Confirm your e-mail address").count == 43)
      #expect(try await fixture.audited("account.created") == 1)
      let early = try await outcome { _ = try await fixture.signedIn("robin@example.ORG") }
      let wrong = try await outcome { _ = try await fixture.signedIn("nobody@example.org") }
      #expect(early == wrong)
      #expect(try await fixture.subjects(to: "Robin@Example.org").count == 1)
      clock.advance(days: 4)
      _ = try await outcome { _ = try await fixture.signedIn("robin@example.org") }
      #expect(try await fixture.subjects(to: "Robin@Example.org").count == 2)
    }
  }

  @Test(
    "Signed up for again before it was confirmed, an address has what was given last and one link that works")
  func replaced() async throws {
    try await withServices { services, clock async throws in
      let fixture = AccountsFixture(services)
      let subject = "Confirm your e-mail address"
      try await signUp(services, "robin@example.org", password: "somebody else's words")
      let first = try await fixture.token(to: "robin@example.org", subject)
      clock.advance(seconds: 60)
      try await signUp(services, "robin@example.org")
      let second = try await fixture.token(to: "robin@example.org", subject)
      let spent = try await outcome {
        try await ConfirmEmail(services)(token: first, by: AccountsFixture.visitor)
      }
      #expect(spent?.isGone == true)
      try await ConfirmEmail(services)(token: second, by: AccountsFixture.visitor)
      #expect(try await fixture.signedIn("robin@example.org").account.emailConfirmed)
    }
  }

  @Test("The answer is the same for an address that has an account; only its owner learns it, by mail")
  func repeated() async throws {
    try await withServices { services, _ async throws in
      let fixture = AccountsFixture(services)
      try await fixture.person("robin@example.org", name: "The First")
      let fresh = try await outcome { try await signUp(services, "new@example.org") }
      let again = try await outcome {
        try await signUp(services, "ROBIN@example.org", password: "another long one")
      }
      #expect(fresh == again)
      #expect(fresh == nil)
      #expect(try await fixture.subjects(to: "robin@example.org") == ["You already have an account"])
      #expect(try await fixture.count("account") == 2)
      // The stranger's password opens nothing, and the name stays.
      #expect(
        try await outcome {
          _ = try await fixture.signedIn("robin@example.org", password: "another long one")
        } != nil)
      #expect(try await fixture.signedIn("robin@example.org").account.name == "The First")
    }
  }

  @Test("Everything that is wrong is said at once and nothing is stored")
  func problems() async throws {
    try await withServices { services, _ async throws in
      let refusal = try await outcome {
        try await SignUp(services)(email: "nobody", name: " ", password: "short", by: AccountsFixture.visitor)
      }
      #expect(refusal?.fields == ["name", "email", "password"])
      #expect(try await AccountsFixture(services).count("account") == 0)
      #expect(try await AccountsFixture(services).count("outbox_mail") == 0)
    }
  }

  @Test("Two sign-ups of one address at once make one account")
  func atOnce() async throws {
    try await withServices { services, _ async throws in
      let failures = await withTaskGroup(of: Bool.self) { group in
        for _ in 0..<4 {
          group.addTask { (try? await signUp(services, "robin@example.org")) == nil }
        }
        return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
      }
      #expect(failures == 0)
      let fixture = AccountsFixture(services)
      #expect(try await fixture.count("account") == 1)
      let links = try await services.pool.value(
        "SELECT count(*) FROM single_use_link WHERE used_at IS NULL AND purpose = 'confirm_email'",
        as: Int.self)
      #expect(links == 1)
    }
  }

  @Test("Nobody's mailbox can be filled: after five mails an hour, asking is throttled, account or not")
  func throttled() async throws {
    try await withServices { services, clock async throws in
      for email in ["known@example.org", "unknown@example.org"] {
        for _ in 0..<5 { try await signUp(services, email) }
        #expect(try await outcome { try await signUp(services, email) }?.retryAfter != nil)
      }
      clock.advance(seconds: 2 * 3_600)
      #expect(try await outcome { try await signUp(services, "known@example.org") } == nil)
    }
  }
}

@Suite("Confirm an e-mail address")
struct ConfirmEmailTests {
  private static let subject = "Confirm your e-mail address"
  private static let email = "robin@example.org"

  private func signUp(_ services: Services) async throws -> String {
    try await SignUp(services)(
      email: Self.email, name: "Robin", password: AccountsFixture.password, by: AccountsFixture.visitor)
    return try await AccountsFixture(services).token(to: Self.email, Self.subject)
  }

  private func confirm(_ services: Services, _ token: String) async throws -> DomainError? {
    try await outcome { try await ConfirmEmail(services)(token: token, by: AccountsFixture.visitor) }
  }

  @Test("The link confirms the address, once")
  func once() async throws {
    try await withServices { services, _ async throws in
      let token = try await signUp(services)
      #expect(try await confirm(services, token) == nil)
      #expect(try await AccountsFixture(services).signedIn(Self.email).account.emailConfirmed)
      #expect(try await confirm(services, token)?.isGone == true)
      #expect(try await AccountsFixture(services).audited("account.email_confirmed") == 1)
    }
  }

  @Test("Of two uses at once, one wins")
  func atOnce() async throws {
    try await withServices { services, _ async throws in
      let token = try await signUp(services)
      let won = await withTaskGroup(of: Bool.self) { group in
        for _ in 0..<4 { group.addTask { (try? await confirm(services, token)) == .some(nil) } }
        return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
      }
      #expect(won == 1)
      #expect(try await AccountsFixture(services).audited("account.email_confirmed") == 1)
    }
  }

  @Test("A link works for three days; an unknown one and one for something else never does")
  func expired() async throws {
    try await withServices { services, clock async throws in
      let token = try await signUp(services)
      let spoilt = (token.first == "x" ? "y" : "x") + token.dropFirst()
      #expect(try await confirm(services, spoilt)?.isGone == true)
      #expect(
        try await outcome {
          try await ResetPassword(services)(
            token: token, password: "another long one", by: AccountsFixture.visitor)
        }?.isGone == true)
      clock.advance(days: 3)
      #expect(try await confirm(services, token)?.isGone == true)
    }
  }

  @Test("Asking again gives the same answer for every address, and the older link stops working")
  func resend() async throws {
    try await withServices { services, clock async throws in
      let fixture = AccountsFixture(services)
      try await fixture.person("confirmed@example.org")
      let first = try await signUp(services)
      clock.advance(seconds: 60)
      for email in [Self.email, "confirmed@example.org", "nobody@example.org"] {
        #expect(
          try await outcome {
            try await ResendConfirmation(services)(email: email, by: AccountsFixture.visitor)
          } == nil)
      }
      let newer = "A newer link was sent, and only the newest works. Use the link of the last mail."
      #expect(try await confirm(services, first) == .gone(newer))
      #expect(try await confirm(services, try await fixture.token(to: Self.email, Self.subject)) == nil)
      // Once the newest is used, the ones before are no more than that.
      #expect(
        try await confirm(services, first)
          == .gone("This link has been used or has expired. Ask for a new one."))
      #expect(
        try await fixture.subjects(to: "confirmed@example.org") == [
          "Your e-mail address is already confirmed"
        ])
      #expect(try await fixture.subjects(to: "nobody@example.org") == [])
    }
  }
}
