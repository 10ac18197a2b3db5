import Domain
import Foundation
import Postgres
import TestSupport
import Testing

@Suite("Accounts and organisations made by the operator")
struct AccountAdministrationTests {
  @Test("An account without a password gets a link to choose one")
  func withoutPassword() async throws {
    try await withServices { services, _ async throws in
      let fixture = AccountsFixture(services)
      let id = try await CreateAccount(services)(
        email: "robin@example.org", name: "Robin", by: .operatorAtCommandLine)
      let token = try await fixture.token(to: "robin@example.org", "Your account is ready")
      try await ResetPassword(services)(
        token: token, password: AccountsFixture.password, by: AccountsFixture.visitor)
      let session = try await fixture.signedIn("robin@example.org")
      #expect(session.account.id == id)
      #expect(session.account.emailConfirmed)
    }
  }

  @Test("Only the operator makes accounts and authorities, and no two alike")
  func onlyOperator() async throws {
    try await withServices { services, _ async throws in
      let fixture = AccountsFixture(services)
      try await fixture.person("robin@example.org")
      let authority = try await fixture.authority()
      let administrator = try await fixture.acting(
        .administrator, at: authority.organisation, email: "admin@example.org")
      #expect(
        try await outcome {
          _ = try await CreateAccount(services)(email: "a@example.org", name: "A", by: administrator)
        }?
        .isNotAllowed == true)
      #expect(
        try await outcome {
          _ = try await CreateAuthority(services)(code: "884", name: "B", by: administrator)
        }?
        .isNotAllowed == true)
      #expect(try await outcome { _ = try await fixture.person("ROBIN@example.org") }?.isConflict == true)
      #expect(try await outcome { _ = try await fixture.authority() }?.isConflict == true)
      #expect(
        try await outcome {
          _ = try await CreateAuthority(services)(code: "88a", name: " ", by: .operatorAtCommandLine)
        }?.fields == ["code", "name"])
    }
  }

  @Test("An authority has an organisation for its own staff and is found by its code")
  func authority() async throws {
    try await withServices { services, _ async throws in
      let made = try await AccountsFixture(services).authority()
      let found = try await Authority.find(code: "883", in: services.pool)
      #expect(found.id == made.id)
      let body = try await Organisation.find(found.organisation, in: services.pool)
      #expect(body.kind == .authority)
      #expect(body.place == found.place)
      #expect(try await Authority.all(in: services.pool).map(\.code) == ["883"])
    }
  }

  @Test("An administrator makes alliances and agencies of their own authority, not schools")
  func organisations() async throws {
    try await withServices { services, _ async throws in
      let fixture = AccountsFixture(services)
      let authority = try await fixture.authority()
      let second = try await fixture.authority("884")
      let administrator = try await fixture.acting(
        .administrator, at: authority.organisation, email: "admin@example.org")
      func create(_ kind: OrganisationKind, _ authority: Authority) async throws -> DomainError? {
        try await outcome {
          _ = try await CreateOrganisation(services)(
            kind: kind, name: "Sample \(kind)", authority: authority.id, by: administrator)
        }
      }
      #expect(try await create(.alliance, authority) == nil)
      #expect(try await create(.agency, authority) == nil)
      #expect(try await create(.school, authority)?.fields == ["kind"])
      #expect(try await create(.authority, authority)?.fields == ["kind"])
      #expect(try await create(.alliance, second)?.isNotAllowed == true)
      #expect(
        try await ListOrganisations(services)(authority: authority.id).map(\.name)
          == ["Authority 883", "Sample agency", "Sample alliance"])
      #expect(try await ListOrganisations(services)(kind: .alliance).map(\.name) == ["Sample alliance"])
    }
  }

  @Test("The operator pages through all accounts; an administrator sees those of the authority")
  func list() async throws {
    try await withServices { services, clock async throws in
      let fixture = AccountsFixture(services)
      let authority = try await fixture.authority()
      let second = try await fixture.authority("884")
      let school = try await fixture.organisation(.school, "Sample Primary School", in: authority)
      let administrator = try await fixture.acting(
        .administrator, at: authority.organisation, email: "admin@example.org")
      let head = try await fixture.acting(.head, at: school.id, email: "head@example.org")
      try await GrantRole(services)(
        .officer, to: try head.requireAccount().id, at: second.organisation, by: .operatorAtCommandLine)
      for number in 0..<5 {
        clock.advance(seconds: 1)
        try await fixture.person("applicant\(number)@example.org", name: "100% Applicant_\(number)")
      }
      var seen: [String] = []
      var after: AccountID?
      repeat {
        let page = try await ListAccounts(services)(after: after, limit: 3, by: .operatorAtCommandLine)
        #expect(page.accounts.count <= 3)
        seen += page.accounts.map(\.email)
        after = page.next
      } while after != nil
      #expect(seen.count == 7)
      #expect(Set(seen).count == 7)
      let ofAuthority = try await ListAccounts(services)(by: administrator)
      #expect(Set(ofAuthority.accounts.map(\.email)) == ["admin@example.org", "head@example.org"])
      #expect(
        ofAuthority.accounts.first { $0.email == "head@example.org" }?.memberships.map(\.role) == [.head])
      #expect(
        try await ListAccounts(services)(search: "100%", by: .operatorAtCommandLine).accounts.count == 5)
      #expect(
        try await ListAccounts(services)(search: "applicant_4", by: .operatorAtCommandLine).accounts.count
          == 1)
      #expect(try await ListAccounts(services)(search: "_", by: .operatorAtCommandLine).accounts.count == 5)
      for actor in [head, AccountsFixture.visitor] {
        #expect(try await outcome { _ = try await ListAccounts(services)(by: actor) } != nil)
      }
    }
  }

  @Test("An account is found by address or identifier, by those who may see it")
  func find() async throws {
    try await withServices { services, _ async throws in
      let fixture = AccountsFixture(services)
      let authority = try await fixture.authority()
      let administrator = try await fixture.acting(
        .administrator, at: authority.organisation, email: "admin@example.org")
      let applicant = try await fixture.person("applicant@example.org")
      let find = FindAccount(services)
      #expect(try await find(email: " Applicant@example.org", by: .operatorAtCommandLine).id == applicant)
      #expect(try await find(applicant, by: .operatorAtCommandLine).email == "applicant@example.org")
      let own = try await find(email: "admin@example.org", by: administrator)
      #expect(own.memberships.map(\.role) == [.administrator])
      for error in [
        try await outcome { _ = try await find(applicant, by: administrator) },
        try await outcome { _ = try await find(email: "nobody@example.org", by: administrator) },
      ] { #expect(error == .notFound("account")) }
    }
  }
}
