import Domain
import Foundation
import Postgres
import TestSupport
import Testing

@Suite("Invite staff")
struct InvitationTests {
  private static let email = "new.colleague@example.org"
  private static let subject = "You are invited to join Sample Primary School"

  private func withSchool(
    _ body: (Services, TestClock, AccountsFixture, Organisation, Actor) async throws -> Void
  ) async throws {
    try await withServices { services, clock async throws in
      let fixture = AccountsFixture(services)
      let school = try await fixture.organisation(
        .school, "Sample Primary School", in: try await fixture.authority())
      let head = try await fixture.acting(.head, at: school.id, email: "head@example.org")
      try await body(services, clock, fixture, school, head)
    }
  }

  private func invite(
    _ services: Services, _ fixture: AccountsFixture, to school: Organisation, by head: Actor
  ) async throws -> String {
    try await InviteStaff(services)(email: Self.email, role: .recruiter, at: school.id, by: head)
    return try await fixture.token(to: Self.email, Self.subject)
  }

  @Test("Whoever has no account makes one by accepting, confirmed and with the role")
  func newPerson() async throws {
    try await withSchool { services, _, fixture, school, head async throws in
      let token = try await invite(services, fixture, to: school, by: head)
      let invitation = try await ReadInvitation(services)(token: token)
      #expect(invitation.needsPassword)
      #expect(invitation.role == .recruiter)
      #expect(invitation.organisation.name == "Sample Primary School")
      #expect(
        try await outcome {
          _ = try await AcceptInvitation(services)(token: token, by: AccountsFixture.visitor)
        }?.fields
          == ["name", "password"])
      let account = try await AcceptInvitation(services)(
        token: token, name: "New Colleague", password: AccountsFixture.password, by: AccountsFixture.visitor)
      let session = try await fixture.signedIn(Self.email)
      #expect(session.account.id == account)
      #expect(session.account.emailConfirmed)
      #expect(session.account.memberships.map(\.role) == [.recruiter])
      #expect(
        try await outcome {
          _ = try await AcceptInvitation(services)(token: token, by: AccountsFixture.visitor)
        }?.isGone
          == true)
    }
  }

  @Test("Whoever has an account keeps name and password; the inviter is told the same")
  func knownPerson() async throws {
    try await withSchool { services, _, fixture, school, head async throws in
      let known = try await fixture.person(Self.email, name: "Known Already")
      let token = try await invite(services, fixture, to: school, by: head)
      #expect(try await !ReadInvitation(services)(token: token).needsPassword)
      let account = try await AcceptInvitation(services)(
        token: token, name: "Other", password: "other and long enough", by: AccountsFixture.visitor)
      #expect(account == known)
      let session = try await fixture.signedIn(Self.email)
      #expect(session.account.name == "Known Already")
      #expect(session.account.memberships.map(\.role) == [.recruiter])
    }
  }

  @Test("An account that somebody else made for the address, never confirmed, falls to its owner")
  func squatted() async throws {
    try await withSchool { services, _, fixture, school, head async throws in
      try await SignUp(services)(
        email: Self.email, name: "Squatter", password: "squatter has this one", by: AccountsFixture.visitor)
      let token = try await invite(services, fixture, to: school, by: head)
      #expect(try await ReadInvitation(services)(token: token).needsPassword)
      _ = try await AcceptInvitation(services)(
        token: token, name: "New Colleague", password: AccountsFixture.password, by: AccountsFixture.visitor)
      #expect(
        try await outcome { _ = try await fixture.signedIn(Self.email, password: "squatter has this one") }
          != nil)
      #expect(try await fixture.signedIn(Self.email).account.name == "New Colleague")
    }
  }

  @Test("Only who may change roles invites, to roles of the place, for two weeks")
  func limits() async throws {
    try await withSchool { services, clock, fixture, school, head async throws in
      let recruiter = try await fixture.acting(.recruiter, at: school.id, email: "recruiter@example.org")
      func invited(_ email: String, _ role: Role, _ actor: Actor) async throws -> DomainError? {
        try await outcome {
          try await InviteStaff(services)(email: email, role: role, at: school.id, by: actor)
        }
      }
      #expect(try await invited(Self.email, .recruiter, recruiter)?.isNotAllowed == true)
      #expect(try await invited(Self.email, .recruiter, AccountsFixture.visitor) == .signInRequired)
      #expect(try await invited(Self.email, .administrator, head)?.fields == ["role"])
      #expect(try await invited("nobody", .recruiter, head)?.fields == ["email"])
      let token = try await invite(services, fixture, to: school, by: head)
      clock.advance(days: 14)
      #expect(try await outcome { _ = try await ReadInvitation(services)(token: token) }?.isGone == true)
    }
  }
}
