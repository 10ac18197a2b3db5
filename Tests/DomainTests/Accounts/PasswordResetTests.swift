import Domain
import Foundation
import Postgres
import TestSupport
import Testing

@Suite("Reset a password")
struct PasswordResetTests {
  private static let email = "robin@example.org"
  private static let new = "four white rabbits"

  private func token(_ services: Services) async throws -> String {
    try await RequestPasswordReset(services)(email: Self.email, by: AccountsFixture.visitor)
    return try await AccountsFixture(services).token(to: Self.email, "Choose a new password")
  }

  private func reset(_ services: Services, _ token: String, to password: String = new) async throws
    -> DomainError?
  {
    try await outcome {
      try await ResetPassword(services)(token: token, password: password, by: AccountsFixture.visitor)
    }
  }

  @Test("The link sets the password once, ends every session and tells the owner")
  func works() async throws {
    try await withServices { services, _ async throws in
      let fixture = AccountsFixture(services)
      try await fixture.person(Self.email)
      let session = try await fixture.signedIn(Self.email)
      let token = try await token(services)
      #expect(try await ResetPassword(services).isUsable(token: token))
      #expect(try await reset(services, token) == nil)
      #expect(try await ResumeSession(services)(token: session.token) == nil)
      #expect(try await outcome { _ = try await fixture.signedIn(Self.email) } != nil)
      _ = try await fixture.signedIn(Self.email, password: Self.new)
      #expect(
        try await fixture.subjects(to: Self.email) == ["Choose a new password", "Your password was changed"])
      #expect(try await reset(services, token, to: "five black kittens")?.isGone == true)
      #expect(try await !ResetPassword(services).isUsable(token: token))
    }
  }

  @Test("A refused password leaves the link usable")
  func refused() async throws {
    try await withServices { services, _ async throws in
      try await AccountsFixture(services).person(Self.email)
      let token = try await token(services)
      #expect(try await reset(services, token, to: "short")?.fields == ["password"])
      #expect(try await reset(services, token, to: Self.email)?.fields == ["password"])
      #expect(try await reset(services, token) == nil)
    }
  }

  @Test("One use makes the other links of the account useless, and an hour does it too")
  func others() async throws {
    try await withServices { services, clock async throws in
      try await AccountsFixture(services).person(Self.email)
      let first = try await token(services)
      clock.advance(seconds: 1)
      let second = try await token(services)
      #expect(first != second)
      #expect(try await reset(services, first) == nil)
      #expect(try await reset(services, second)?.isGone == true)
      clock.advance(seconds: 1)
      let third = try await token(services)
      clock.advance(seconds: 3_600)
      #expect(try await reset(services, third)?.isGone == true)
    }
  }

  @Test("Of two uses at once, one wins")
  func atOnce() async throws {
    try await withServices { services, _ async throws in
      try await AccountsFixture(services).person(Self.email)
      let token = try await token(services)
      let won = await withTaskGroup(of: Bool.self) { group in
        for number in 0..<4 {
          group.addTask {
            (try? await reset(services, token, to: "rabbits and \(number) more")) == .some(nil)
          }
        }
        return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
      }
      #expect(won == 1)
      #expect(try await AccountsFixture(services).audited("account.password_reset") == 1)
    }
  }

  @Test("An unknown address gets the same answer, an audit entry of its own and no mail")
  func unknown() async throws {
    try await withServices { services, _ async throws in
      let fixture = AccountsFixture(services)
      try await fixture.person(Self.email)
      let known = try await outcome {
        try await RequestPasswordReset(services)(email: Self.email, by: AccountsFixture.visitor)
      }
      let unknown = try await outcome {
        try await RequestPasswordReset(services)(email: "nobody@example.org", by: AccountsFixture.visitor)
      }
      #expect(known == nil && unknown == nil)
      #expect(try await fixture.subjects(to: "nobody@example.org") == [])
      #expect(try await fixture.audited("account.password_reset_asked") == 1)
      #expect(try await fixture.audited("account.password_reset_asked_in_vain") == 1)
    }
  }
}

@Suite("Change a password")
struct ChangePasswordTests {
  private static let email = "robin@example.org"

  private func change(
    _ services: Services, _ actor: Actor, from current: String = AccountsFixture.password,
    to new: String = "four white rabbits", keeping: SessionID? = nil
  ) async throws -> DomainError? {
    try await outcome {
      try await ChangePassword(services)(current: current, new: new, keeping: keeping, by: actor)
    }
  }

  @Test("The session in use stays and the others end")
  func works() async throws {
    try await withServices { services, _ async throws in
      let fixture = AccountsFixture(services)
      try await fixture.person(Self.email)
      let other = try await fixture.signedIn(Self.email)
      let own = try await fixture.signedIn(Self.email)
      let actor = Actor(.account(own.account), face: .web)
      #expect(try await change(services, actor, keeping: own.session.id) == nil)
      #expect(try await ResumeSession(services)(token: own.token) != nil)
      #expect(try await ResumeSession(services)(token: other.token) == nil)
      _ = try await fixture.signedIn(Self.email, password: "four white rabbits")
      #expect(try await fixture.subjects(to: Self.email) == ["Your password was changed"])
    }
  }

  @Test("The password of now must be right, and the new one good and different")
  func refused() async throws {
    try await withServices { services, _ async throws in
      let fixture = AccountsFixture(services)
      try await fixture.person(Self.email)
      let actor = try await fixture.acting(Self.email)
      #expect(
        try await change(services, actor, from: "wrong", to: "short")?.fields
          == ["current_password", "new_password"])
      #expect(try await change(services, actor, to: AccountsFixture.password)?.fields == ["new_password"])
      #expect(try await change(services, AccountsFixture.visitor) == .signInRequired)
    }
  }

  @Test("Guessing the password of now is throttled as signing in is")
  func throttled() async throws {
    try await withServices { services, _ async throws in
      let fixture = AccountsFixture(services)
      try await fixture.person(Self.email)
      let actor = try await fixture.acting(Self.email)
      for _ in 0..<5 { _ = try await change(services, actor, from: "wrong") }
      #expect(try await change(services, actor)?.retryAfter != nil)
    }
  }
}
