import Domain
import Foundation
import Postgres
import TestSupport
import Testing

@Suite("Roles")
struct RoleTests {
  private struct Borough {
    let fixture: AccountsFixture
    let authority: Authority
    let school: Organisation
    let other: Organisation
    let head: Actor
    let administrator: Actor
  }

  private func withBorough(_ body: (Services, Borough) async throws -> Void) async throws {
    try await withServices { services, _ in
      let fixture = AccountsFixture(services)
      let authority = try await fixture.authority()
      let school = try await fixture.organisation(.school, "Sample Primary School", in: authority)
      let other = try await fixture.organisation(.school, "Sample High School", in: authority)
      try await body(
        services,
        Borough(
          fixture: fixture, authority: authority, school: school, other: other,
          head: try await fixture.acting(.head, at: school.id, email: "head@example.org"),
          administrator: try await fixture.acting(
            .administrator, at: authority.organisation, email: "admin@example.org")))
    }
  }

  @Test("A head gives a colleague another role and ends it; each is told and recorded")
  func headGrants() async throws {
    try await withBorough { services, borough in
      let colleague = try await borough.fixture.person("colleague@example.org")
      try await GrantRole(services)(
        .recruiter, to: colleague, at: borough.school.id, by: .operatorAtCommandLine)
      try await GrantRole(services)(.panelMember, to: colleague, at: borough.school.id, by: borough.head)
      try await GrantRole(services)(.panelMember, to: colleague, at: borough.school.id, by: borough.head)
      let staff = try await ListStaff(services)(at: borough.school.id, by: borough.head)
      #expect(staff.filter { $0.account == colleague }.map(\.role) == [.panelMember, .recruiter])
      try await RevokeRole(services)(.panelMember, of: colleague, at: borough.school.id, by: borough.head)
      #expect(
        try await outcome {
          try await RevokeRole(services)(.panelMember, of: colleague, at: borough.school.id, by: borough.head)
        } == .notFound("role"))
      try await GrantRole(services)(.panelMember, to: colleague, at: borough.school.id, by: borough.head)
      #expect(
        try await borough.fixture.subjects(to: "colleague@example.org") == [
          "You have a new role at Sample Primary School", "You have a new role at Sample Primary School",
          "You have a new role at Sample Primary School", "Your role at Sample Primary School has ended",
        ])
      #expect(try await borough.fixture.audited("role.ended") == 1)
    }
  }

  @Test("A head names only the school's own people; others look as if they were not there")
  func headSees() async throws {
    try await withBorough { services, borough in
      let stranger = try await borough.fixture.person("stranger@example.org")
      for account in [stranger, AccountID(rawValue: UUID())] {
        #expect(
          try await outcome {
            try await GrantRole(services)(.recruiter, to: account, at: borough.school.id, by: borough.head)
          } == .notFound("account"))
      }
      #expect(
        try await outcome {
          try await GrantRole(services)(
            .head, to: try borough.head.requireAccount().id, at: borough.other.id, by: borough.head)
        }?.isNotAllowed == true)
    }
  }

  @Test("An administrator names everybody with a role in the authority, and nobody of another")
  func administratorSees() async throws {
    try await withBorough { services, borough in
      let head = try borough.head.requireAccount().id
      try await GrantRole(services)(.head, to: head, at: borough.other.id, by: borough.administrator)
      let second = try await borough.fixture.authority("884")
      let elsewhere = try await borough.fixture.acting(
        .officer, at: second.organisation, email: "officer@example.org")
      #expect(
        try await outcome {
          try await GrantRole(services)(
            .head, to: try elsewhere.requireAccount().id, at: borough.school.id, by: borough.administrator)
        } == .notFound("account"))
      #expect(
        try await outcome {
          try await GrantRole(services)(
            .officer, to: head, at: second.organisation, by: borough.administrator)
        }?.isNotAllowed == true)
    }
  }

  @Test(
    "Every role fits exactly its kind of organisation, in the use case and in the database",
    arguments: Role.allCases)
  func fits(role: Role) async throws {
    try await withServices { services, clock in
      let fixture = AccountsFixture(services)
      let authority = try await fixture.authority()
      let account = try await fixture.person("robin@example.org")
      for kind in OrganisationKind.allCases {
        let place =
          kind == .authority
          ? authority.organisation : try await fixture.organisation(kind, "A \(kind)", in: authority).id
        let refusal = try await outcome {
          try await GrantRole(services)(role, to: account, at: place, by: .operatorAtCommandLine)
        }
        #expect((refusal == nil) == (role.kind == kind))
        if role.kind == kind { continue }
        #expect(refusal?.fields == ["role"])
        do {
          try await services.pool.execute(
            """
            INSERT INTO membership (id, account_id, organisation_id, organisation_kind, authority_id, role,
              granted_at)
            VALUES (\(UUID()), \(account), \(place), \(kind), \(authority.id), \(role), \(clock.now))
            """)
          Issue.record("the database took \(role) at \(kind)")
        } catch let error as PostgresError {
          #expect(error.constraint == "membership_role_fits_organisation")
        }
      }
    }
  }

  @Test("Grants of one role at once open one membership")
  func atOnce() async throws {
    try await withBorough { services, borough in
      let account = try borough.head.requireAccount().id
      let school = borough.school.id
      try await withThrowingTaskGroup(of: Void.self) { group in
        for _ in 0..<4 {
          group.addTask {
            try await GrantRole(services)(.recruiter, to: account, at: school, by: .operatorAtCommandLine)
          }
        }
        try await group.waitForAll()
      }
      #expect(try await ListStaff(services)(at: school, by: borough.head).count == 2)
    }
  }

  @Test("Who works at a school is not for everybody")
  func staffIsPrivate() async throws {
    try await withBorough { services, borough in
      try await borough.fixture.person("stranger@example.org")
      let stranger = try await borough.fixture.acting("stranger@example.org")
      #expect(
        try await outcome { _ = try await ListStaff(services)(at: borough.school.id, by: stranger) }?
          .isNotAllowed == true)
      #expect(
        try await outcome { _ = try await ListStaff(services)(at: borough.other.id, by: borough.head) }?
          .isNotAllowed
          == true)
      #expect(try await ListStaff(services)(at: borough.other.id, by: borough.administrator).isEmpty)
    }
  }
}

@Suite("Invite staff")
struct InvitationTests {
  private static let email = "new.colleague@example.org"
  private static let subject = "You are invited to join Sample Primary School"

  private func withSchool(
    _ body: (Services, TestClock, AccountsFixture, Organisation, Actor) async throws -> Void
  ) async throws {
    try await withServices { services, clock in
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
    try await withSchool { services, _, fixture, school, head in
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
    try await withSchool { services, _, fixture, school, head in
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
    try await withSchool { services, _, fixture, school, head in
      try await SignUp(services)(
        email: Self.email, name: "Squatter", password: "squatter has this one", by: AccountsFixture.visitor)
      let squatter = try await fixture.signedIn(Self.email, password: "squatter has this one")
      let token = try await invite(services, fixture, to: school, by: head)
      #expect(try await ReadInvitation(services)(token: token).needsPassword)
      _ = try await AcceptInvitation(services)(
        token: token, name: "New Colleague", password: AccountsFixture.password, by: AccountsFixture.visitor)
      #expect(try await ResumeSession(services)(token: squatter.token) == nil)
      #expect(
        try await outcome { _ = try await fixture.signedIn(Self.email, password: "squatter has this one") }
          != nil)
      #expect(try await fixture.signedIn(Self.email).account.name == "New Colleague")
    }
  }

  @Test("Only who may change roles invites, to roles of the place, for two weeks")
  func limits() async throws {
    try await withSchool { services, clock, fixture, school, head in
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
