import Domain
import Foundation
import Postgres
import TestSupport
import Testing

@Suite("API tokens")
struct APITokenTests {
  private static let email = "robin@example.org"

  private func withPerson(
    _ body: (Services, TestClock, Actor) async throws -> Void
  ) async throws {
    try await withServices { services, clock async throws in
      let fixture = AccountsFixture(services)
      try await fixture.person(Self.email)
      try await body(services, clock, try await fixture.acting(Self.email))
    }
  }

  private func create(
    _ services: Services, _ clock: TestClock, _ actor: Actor, name: String = "Timetable",
    scopes: Set<TokenScope> = [.vacanciesRead], days: Double = 30
  ) async throws -> CreatedAPIToken {
    try await CreateAPIToken(services)(
      name: name, scopes: scopes, expiresAt: clock.now.addingTimeInterval(days * 86_400), by: actor)
  }

  @Test("A token acts for its owner within its scopes; the secret is stored as a hash only")
  func works() async throws {
    try await withPerson { services, clock, actor async throws in
      let created = try await create(services, clock, actor, scopes: [.vacanciesRead, .auditRead])
      #expect(created.secret.hasPrefix("staffroom_"))
      #expect(created.secret.hasPrefix(created.token.prefix))
      #expect(created.secret.count == 53)
      let acting = try await AuthenticateAPIToken(services)(secret: created.secret)
      #expect(acting.id == actor.account?.id)
      #expect(acting.scopes == [.vacanciesRead, .auditRead])
      #expect(acting.tokenID == created.token.id)
      let kept = try await services.pool.value("SELECT token_hash FROM api_token", as: Data.self)
      #expect(kept.count == 32)
      #expect(
        try await AccountsFixture(services).subjects(to: Self.email) == [
          "An API token was made for your account"
        ])
      #expect(try await AccountsFixture(services).audited("api_token.created") == 1)
    }
  }

  @Test("A token that is unknown, expired or revoked opens nothing, and the three are not told apart")
  func refused() async throws {
    try await withPerson { services, clock, actor async throws in
      func authenticate(_ secret: String) async throws -> DomainError? {
        try await outcome { _ = try await AuthenticateAPIToken(services)(secret: secret) }
      }
      let brief = try await create(services, clock, actor, days: 1)
      let revoked = try await create(services, clock, actor)
      try await RevokeAPIToken(services)(revoked.token.id, by: actor)
      try await RevokeAPIToken(services)(revoked.token.id, by: actor)
      #expect(try await AccountsFixture(services).audited("api_token.revoked") == 1)
      #expect(try await authenticate(revoked.secret) == .signInRequired)
      #expect(try await authenticate(brief.secret) == nil)
      clock.advance(days: 1)
      #expect(try await authenticate(brief.secret) == .signInRequired)
      #expect(try await authenticate("staffroom_nonsense") == .signInRequired)
      #expect(try await authenticate("") == .signInRequired)
    }
  }

  @Test("Its use is noted once a minute at most")
  func lastUsed() async throws {
    try await withPerson { services, clock, actor async throws in
      let created = try await create(services, clock, actor)
      func lastUsed() async throws -> Date? {
        _ = try await AuthenticateAPIToken(services)(secret: created.secret)
        return try await ListAPITokens(services)(by: actor).items.first?.lastUsedAt
      }
      let first = clock.now
      #expect(try await lastUsed() == first)
      clock.advance(seconds: 59)
      #expect(try await lastUsed() == first)
      clock.advance(seconds: 1)
      #expect(try await lastUsed() == clock.now)
    }
  }

  @Test("Name, scopes and end are checked together")
  func problems() async throws {
    try await withPerson { services, clock, actor async throws in
      #expect(
        try await outcome { _ = try await create(services, clock, actor, name: " ", scopes: [], days: -1) }?
          .fields
          == ["name", "scopes", "expires_at"])
      #expect(
        try await outcome { _ = try await create(services, clock, actor, days: 367) }?.fields == [
          "expires_at"
        ])
      #expect(try await outcome { _ = try await create(services, clock, actor, days: 365) } == nil)
    }
  }

  @Test("A token can't make one that may do more, or for longer, than itself")
  func escalation() async throws {
    try await withPerson { services, clock, actor async throws in
      let own = try await create(services, clock, actor, scopes: [.accountsWrite, .vacanciesRead])
      let byToken = Actor(
        .account(try await AuthenticateAPIToken(services)(secret: own.secret)), face: .api)
      _ = try await create(services, clock, byToken, scopes: [.vacanciesRead], days: 29)
      for scopes in TokenScope.allCases where ![.accountsWrite, .vacanciesRead].contains(scopes) {
        #expect(
          try await outcome { _ = try await create(services, clock, byToken, scopes: [scopes], days: 29) }?
            .isNotAllowed
            == true)
      }
      #expect(
        try await outcome { _ = try await create(services, clock, byToken, days: 31) }?.isNotAllowed == true)
      let reading = try await create(services, clock, actor, scopes: [.vacanciesRead])
      let byReader = Actor(
        .account(try await AuthenticateAPIToken(services)(secret: reading.secret)), face: .api)
      #expect(
        try await outcome { _ = try await create(services, clock, byReader, days: 1) }?.isNotAllowed == true)
      #expect(
        try await outcome {
          try await ChangePassword(services)(
            current: AccountsFixture.password, new: "four white rabbits", keeping: nil, by: byToken)
        }?.isNotAllowed == true)
    }
  }

  @Test("Nobody sees or revokes another's token; the operator can for them")
  func others() async throws {
    try await withPerson { services, clock, actor async throws in
      let fixture = AccountsFixture(services)
      let created = try await create(services, clock, actor)
      let otherID = try await fixture.person("other@example.org")
      let other = try await fixture.acting("other@example.org")
      #expect(try await ListAPITokens(services)(by: other).items.isEmpty)
      #expect(
        try await outcome { try await RevokeAPIToken(services)(created.token.id, by: other) }
          == .notFound("API token"))
      #expect(
        try await outcome { _ = try await ListAPITokens(services)(of: actor.account?.id, by: other) }
          == .notFound("account"))
      #expect(
        try await outcome { _ = try await create(services, clock, AccountsFixture.visitor) }
          == .signInRequired)
      let theirs = try await CreateAPIToken(services)(
        name: "By the operator", scopes: [.vacanciesRead], expiresAt: clock.now.addingTimeInterval(60),
        for: otherID, by: .operatorAtCommandLine)
      #expect(try await AuthenticateAPIToken(services)(secret: theirs.secret).id == otherID)
      try await RevokeAPIToken(services)(theirs.token.id, of: otherID, by: .operatorAtCommandLine)
      #expect(
        try await ListAPITokens(services)(of: otherID, by: .operatorAtCommandLine).items.first?.revokedAt
          != nil)
      let second = try await create(services, clock, actor)
      let list = ListAPITokens(services)
      let all = try await readThrough { try await list(limit: 1, after: $0, by: actor) }
      #expect(all.count == 2 && Set(all.map(\.id)) == [created.token.id, second.token.id])
      #expect(
        try await outcome { _ = try await list.find(theirs.token.id, by: actor) } == .notFound("API token"))
    }
  }

  @Test("An unconfirmed person has no tokens, and nobody more than fifty")
  func limits() async throws {
    try await withPerson { services, clock, actor async throws in
      try await SignUp(services)(
        email: "new@example.org", name: "New", password: AccountsFixture.password, by: AccountsFixture.visitor
      )
      let unconfirmed = try await outcome {
        _ = try await CreateAPITokenByPassword(services)(
          email: "new@example.org", password: AccountsFixture.password, name: "Early",
          scopes: [.vacanciesRead],
          expiresAt: clock.now.addingTimeInterval(86_400), by: AccountsFixture.visitor)
      }
      #expect(unconfirmed?.fields == ["email"])
      for _ in 0..<CreateAPIToken.mostTokens { _ = try await create(services, clock, actor) }
      #expect(try await outcome { _ = try await create(services, clock, actor) }?.isConflict == true)
    }
  }
}
