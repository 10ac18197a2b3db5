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
    try await withServices { services, _ async throws in
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
    try await withBorough { services, borough async throws in
      let colleague = try await borough.fixture.person("colleague@example.org")
      try await GrantRole(services)(
        .recruiter, to: colleague, at: borough.school.id, by: .operatorAtCommandLine)
      try await GrantRole(services)(.panelMember, to: colleague, at: borough.school.id, by: borough.head)
      try await GrantRole(services)(.panelMember, to: colleague, at: borough.school.id, by: borough.head)
      let list = ListStaff(services)
      let staff = try await readThrough {
        try await list(at: borough.school.id, limit: 1, after: $0, by: borough.head)
      }
      #expect(staff.count == 3 && Set(staff.map { "\($0.account) \($0.role)" }).count == 3)
      let unknown = try await outcome {
        let nobody = Cursor(instant: services.now(), id: UUID())
        _ = try await list(at: borough.school.id, after: nobody, by: borough.head)
      }
      #expect(unknown?.fields == ["cursor"])
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

  @Test("The only head of a school can't end that, whoever of the school asks; an administrator can")
  func lastHead() async throws {
    try await withBorough { services, borough async throws in
      let head = try borough.head.requireAccount().id
      let end = RevokeRole(services)
      let refused = try await outcome {
        try await end(.head, of: head, at: borough.school.id, by: borough.head)
      }
      #expect(refused?.isConflict == true)
      let left = try await ListStaff(services).every(at: borough.school.id, by: borough.head)
      #expect(left.map(\.role) == [.head])
      let second = try await borough.fixture.person("second@example.org")
      try await GrantRole(services)(.head, to: second, at: borough.school.id, by: .operatorAtCommandLine)
      try await end(.head, of: head, at: borough.school.id, by: borough.head)
      try await end(.head, of: second, at: borough.school.id, by: borough.administrator)
      #expect(try await ListStaff(services).every(at: borough.school.id, by: borough.administrator).isEmpty)
    }
  }

  @Test("A head names only the school's own people; others look as if they were not there")
  func headSees() async throws {
    try await withBorough { services, borough async throws in
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
    try await withBorough { services, borough async throws in
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
    try await withServices { services, clock async throws in
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
    try await withBorough { services, borough async throws in
      let account = try borough.head.requireAccount().id
      let school = borough.school.id
      try await withThrowingTaskGroup(of: Void.self) { group async throws in
        for _ in 0..<4 {
          group.addTask {
            try await GrantRole(services)(.recruiter, to: account, at: school, by: .operatorAtCommandLine)
          }
        }
        try await group.waitForAll()
      }
      #expect(try await ListStaff(services).every(at: school, by: borough.head).count == 2)
    }
  }

  @Test("Who works at a school is not for everybody")
  func staffIsPrivate() async throws {
    try await withBorough { services, borough async throws in
      try await borough.fixture.person("stranger@example.org")
      let stranger = try await borough.fixture.acting("stranger@example.org")
      #expect(
        try await outcome { _ = try await ListStaff(services)(at: borough.school.id, by: stranger) }?
          .isNotAllowed == true)
      #expect(
        try await outcome { _ = try await ListStaff(services)(at: borough.other.id, by: borough.head) }?
          .isNotAllowed
          == true)
      #expect(try await ListStaff(services).every(at: borough.other.id, by: borough.administrator).isEmpty)
    }
  }
}
