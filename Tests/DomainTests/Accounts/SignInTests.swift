import Domain
import Foundation
import Postgres
import TestSupport
import Testing

@Suite("Sign in")
struct SignInTests {
  private static let email = "robin@example.org"

  private func attempt(
    _ services: Services, _ email: String = email, _ password: String = AccountsFixture.password,
    from client: String? = nil
  ) async throws -> DomainError? {
    try await outcome {
      _ = try await SignIn(services)(
        email: email, password: password, clientAddress: client, by: AccountsFixture.visitor)
    }
  }

  @Test("The right password begins a session; its token is stored as a hash only")
  func works() async throws {
    try await withServices { services, _ async throws in
      let fixture = AccountsFixture(services)
      let id = try await fixture.person(Self.email)
      let started = try await SignIn(services)(
        email: " Robin@Example.org ", password: AccountsFixture.password,
        userAgent: String(repeating: "x", count: 500), by: AccountsFixture.visitor)
      #expect(started.account.id == id)
      #expect(started.account.scopes == nil)
      #expect(started.token.count == 43)
      #expect(started.session.csrfSecret.count == 32)
      #expect(started.session.userAgent?.count == 300)
      let kept = try await services.pool.value("SELECT token_hash FROM session", as: Data.self)
      #expect(kept.count == 32)
      #expect(kept != Data(started.token.utf8))
      #expect(try await fixture.audited("session.started") == 1)
    }
  }

  @Test("A wrong password, an unknown address and an account without a password are told nothing apart")
  func sameAnswer() async throws {
    try await withServices { services, _ async throws in
      let fixture = AccountsFixture(services)
      try await fixture.person(Self.email)
      _ = try await CreateAccount(services)(
        email: "unset@example.org", name: "Un Set", by: .operatorAtCommandLine)
      let wrong = try await attempt(services, Self.email, "not the password")
      #expect(wrong == .invalid([FieldProblem(field: "email", message: SignIn.refusal)]))
      #expect(try await attempt(services, "nobody@example.org") == wrong)
      #expect(try await attempt(services, "unset@example.org") == wrong)
    }
  }

  @Test("What is left empty is asked for")
  func empty() async throws {
    try await withServices { services, _ async throws in
      #expect(try await attempt(services, "", "")?.fields == ["email", "password"])
    }
  }

  @Test("The session that the browser still had ends")
  func rotation() async throws {
    try await withServices { services, _ async throws in
      let fixture = AccountsFixture(services)
      try await fixture.person(Self.email)
      let old = try await fixture.signedIn(Self.email)
      let new = try await SignIn(services)(
        email: Self.email, password: AccountsFixture.password, existingToken: old.token,
        by: AccountsFixture.visitor)
      #expect(new.token != old.token)
      #expect(try await ResumeSession(services)(token: old.token) == nil)
      #expect(try await ResumeSession(services)(token: new.token) != nil)
    }
  }

  @Test("A password that was hashed with older figures is hashed again")
  func rehash() async throws {
    try await withServices { services, _ async throws in
      let fixture = AccountsFixture(services)
      try await fixture.person(Self.email)
      let older = try await PasswordHasher(opsLimit: 2, memoryLimit: 16_384, workers: 1)
        .hash(AccountsFixture.password)
      try await services.pool.execute("UPDATE account SET password_hash = \(older)")
      _ = try await fixture.signedIn(Self.email)
      let now = try await services.pool.value("SELECT password_hash FROM account", as: String.self)
      #expect(now != older)
      #expect(!services.passwords.needsRehash(now))
      _ = try await fixture.signedIn(Self.email)
    }
  }

  @Test("After five failures in a minute even the right password waits, whether or not there is an account")
  func throttledByAccount() async throws {
    try await withServices { services, clock async throws in
      let fixture = AccountsFixture(services)
      try await fixture.person(Self.email)
      for email in [Self.email, "nobody@example.org"] {
        for _ in 0..<5 { #expect(try await attempt(services, email, "wrong password")?.retryAfter == nil) }
        let wait = try await attempt(services, email)?.retryAfter
        #expect(wait != nil)
        #expect((wait ?? 0) <= 72)
      }
      clock.advance(seconds: 73)
      #expect(try await attempt(services) == nil)
    }
  }

  @Test("Twenty failures in an hour are the end, however slowly they come")
  func throttledByHour() async throws {
    try await withServices { services, clock async throws in
      try await AccountsFixture(services).person(Self.email)
      for _ in 0..<20 {
        #expect(try await attempt(services, Self.email, "wrong password")?.retryAfter == nil)
        clock.advance(seconds: 100)
      }
      #expect(try await attempt(services)?.retryAfter != nil)
      clock.advance(seconds: 3 * 3_600)
      #expect(try await attempt(services) == nil)
    }
  }

  @Test("Many accounts tried from one address are throttled by the address")
  func throttledByClient() async throws {
    try await withServices { services, _ async throws in
      try await AccountsFixture(services).person(Self.email)
      for number in 0..<30 {
        _ = try await attempt(services, "guess\(number)@example.org", "wrong password", from: "192.0.2.7")
      }
      #expect(try await attempt(services, from: "192.0.2.7")?.retryAfter != nil)
      #expect(try await attempt(services, from: "192.0.2.8") == nil)
    }
  }

  @Test("Successes do not count: a busy person is never locked out")
  func successes() async throws {
    try await withServices { services, _ async throws in
      try await AccountsFixture(services).person(Self.email)
      for _ in 0..<12 { #expect(try await attempt(services, from: "192.0.2.7") == nil) }
    }
  }

  @Test("Of many guesses at once no more are tried than the limit allows")
  func atOnce() async throws {
    try await withServices { services, _ async throws in
      try await AccountsFixture(services).person(Self.email)
      let tried = try await withThrowingTaskGroup(of: Bool.self) { group async throws in
        for _ in 0..<20 {
          group.addTask { try await attempt(services, Self.email, "wrong password")?.retryAfter == nil }
        }
        return try await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
      }
      #expect(tried == 5)
    }
  }
}
