import Foundation
import Postgres
import TestSupport
import Testing

@testable import Domain

@Suite("Sessions")
struct SessionTests {
  private static let email = "robin@example.org"

  @Test("A session carries the person with the roles of this moment")
  func resume() async throws {
    try await withServices { services, _ async throws in
      let fixture = AccountsFixture(services)
      let authority = try await fixture.authority()
      let school = try await fixture.organisation(.school, "Sample Primary School", in: authority)
      let id = try await fixture.person(Self.email)
      let started = try await fixture.signedIn(Self.email)
      #expect(started.account.memberships.isEmpty)
      try await GrantRole(services)(.head, to: id, at: school.id, by: .operatorAtCommandLine)
      try await GrantRole(services)(
        .administrator, to: id, at: authority.organisation, by: .operatorAtCommandLine)
      let resumed = try #require(try await ResumeSession(services)(token: started.token))
      #expect(resumed.session.id == started.session.id)
      #expect(resumed.session.csrfSecret == started.session.csrfSecret)
      #expect(resumed.account.email == Self.email)
      #expect(
        Set(resumed.account.memberships) == [
          Membership(
            role: .head, organisation: school.id, organisationName: "Sample Primary School", kind: .school,
            authority: authority.id),
          Membership(
            role: .administrator, organisation: authority.organisation, organisationName: "Authority 883",
            kind: .authority, authority: authority.id),
        ])
      try await RevokeRole(services)(.head, of: id, at: school.id, by: .operatorAtCommandLine)
      #expect(try await ResumeSession(services)(token: started.token)?.account.memberships.count == 1)
    }
  }

  @Test("An unknown token is nobody's", arguments: ["", "nonsense", String(repeating: "A", count: 43)])
  func unknown(token: String) async throws {
    try await withServices { services, _ async throws in
      #expect(try await ResumeSession(services)(token: token) == nil)
    }
  }

  @Test("Two hours without use end it")
  func idle() async throws {
    try await withServices { services, clock async throws in
      let fixture = AccountsFixture(services)
      try await fixture.person(Self.email)
      let token = try await fixture.signedIn(Self.email).token
      clock.advance(seconds: 7_199)
      #expect(try await ResumeSession(services)(token: token) != nil)
      clock.advance(seconds: 7_199)
      #expect(try await ResumeSession(services)(token: token) != nil)
      clock.advance(seconds: 7_200)
      #expect(try await ResumeSession(services)(token: token) == nil)
    }
  }

  @Test("Twelve hours end it, however much it is used")
  func absolute() async throws {
    try await withServices { services, clock async throws in
      let fixture = AccountsFixture(services)
      try await fixture.person(Self.email)
      let token = try await fixture.signedIn(Self.email).token
      for _ in 0..<11 {
        clock.advance(seconds: 3_600)
        #expect(try await ResumeSession(services)(token: token) != nil)
      }
      clock.advance(seconds: 3_600)
      #expect(try await ResumeSession(services)(token: token) == nil)
    }
  }

  @Test("Its use is noted once a minute at most")
  func lastSeen() async throws {
    try await withServices { services, clock async throws in
      let fixture = AccountsFixture(services)
      try await fixture.person(Self.email)
      let token = try await fixture.signedIn(Self.email).token
      func version() async throws -> String {
        _ = try await ResumeSession(services)(token: token)
        return try await services.pool.value("SELECT xmin::text FROM session", as: String.self)
      }
      let first = try await version()
      clock.advance(seconds: 59)
      #expect(try await version() == first)
      clock.advance(seconds: 1)
      let second = try await version()
      #expect(second != first)
      #expect(try await version() == second)
    }
  }

  @Test("Signing out ends one session, everywhere ends all or all others; the list shows the open ones")
  func signOut() async throws {
    try await withServices { services, clock async throws in
      let fixture = AccountsFixture(services)
      try await fixture.person(Self.email)
      try await fixture.person("other@example.org")
      let other = try await fixture.signedIn("other@example.org")
      var sessions: [StartedSession] = []
      for _ in 0..<4 {
        sessions.append(try await fixture.signedIn(Self.email))
        clock.advance(seconds: 1)
      }
      let actor = Actor(.account(sessions[0].account), face: .web)
      try await SignOut(services)(token: sessions[0].token, by: actor)
      try await SignOut(services)(token: sessions[0].token, by: actor)
      #expect(try await fixture.audited("session.ended") == 1)
      #expect(
        try await ListSessions(services)(by: actor).map(\.id)
          == [sessions[3], sessions[2], sessions[1]].map(\.session.id))
      #expect(try await SignOutEverywhere(services)(except: sessions[1].session.id, by: actor) == 2)
      #expect(try await ListSessions(services)(by: actor).map(\.id) == [sessions[1].session.id])
      #expect(try await SignOutEverywhere(services)(by: actor) == 1)
      #expect(try await ListSessions(services)(by: actor).isEmpty)
      #expect(try await ResumeSession(services)(token: other.token) != nil)
      #expect(
        try await outcome { _ = try await ListSessions(services)(by: AccountsFixture.visitor) }
          == .signInRequired)
    }
  }

  @Test("A closed account's sessions and tokens open nothing")
  func closed() async throws {
    try await withServices { services, clock async throws in
      let fixture = AccountsFixture(services)
      try await fixture.person(Self.email)
      let started = try await fixture.signedIn(Self.email)
      let token = try await CreateAPIToken(services)(
        name: "t", scopes: [.vacanciesRead], expiresAt: clock.now.addingTimeInterval(3_600),
        by: Actor(.account(started.account), face: .web))
      try await services.pool.execute("UPDATE account SET closed_at = \(clock.now)")
      #expect(try await ResumeSession(services)(token: started.token) == nil)
      #expect(
        try await outcome { _ = try await AuthenticateAPIToken(services)(secret: token.secret) }
          == .signInRequired)
      #expect(try await outcome { _ = try await fixture.signedIn(Self.email) }?.fields == ["email"])
    }
  }

  @Test("What has had its time is removed, and nothing else")
  func forget() async throws {
    try await withServices { services, clock async throws in
      let fixture = AccountsFixture(services)
      try await fixture.person(Self.email)
      _ = try await fixture.signedIn(Self.email)
      try await RequestPasswordReset(services)(email: Self.email, by: AccountsFixture.visitor)
      #expect(try await ForgetExpired(services)() == 0)
      clock.advance(days: 3)
      #expect(try await ForgetExpired(services)() > 0)
      #expect(try await fixture.count("throttle") == 0)
      #expect(try await fixture.count("session") == 1)
      clock.advance(days: 28)
      #expect(try await ForgetExpired(services)() == 2)
      #expect(try await fixture.count("session") == 0)
      #expect(try await fixture.count("single_use_link") == 0)
    }
  }
}

@Suite("Plans of the statements on every request")
struct AccountPlansTests {
  @Test("Sessions and API tokens are found by their indexes, however many there are")
  func plans() async throws {
    try await withServices { services, clock async throws in
      for statement in [
        ResumeSession.statement(token: "t", now: clock.now),
        AuthenticateAPIToken.statement(secret: "t", now: clock.now),
      ] {
        let plan = try await services.pool.withTransaction { tx in
          try await tx.execute("SET LOCAL enable_seqscan = off")
          return try await tx.query("EXPLAIN " + statement)
            .map { try $0.decode("QUERY PLAN", as: String.self) }.joined(separator: "\n")
        }
        #expect(!plan.contains("Seq Scan"), "\(plan)")
        #expect(plan.contains("Index"), "\(plan)")
      }
    }
  }
}
