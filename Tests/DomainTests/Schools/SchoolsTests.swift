import Domain
import Foundation
import Postgres
import TestSupport
import Testing

@Suite struct ListSchoolsTests {
  private func withSample(_ body: (Services) async throws -> Void) async throws {
    try await withServices { services, _ async throws in
      try await LoadSampleSchools(services)()
      try await body(services)
    }
  }

  @Test("The sample borough has its 54 schools, and loading it again changes nothing")
  func sample() async throws {
    try await withSample { services async throws in
      let page = try await ListSchools(services)(limit: 200)
      #expect(page.schools.count == 54)
      #expect(page.next == nil)
      #expect(page.schools.filter { !$0.isSampleURN }.map(\.urn.description) == ["137549"])
      let again = try await LoadSampleSchools(services)()
      #expect(again.unchanged == 54 && !again.changedAnything)
    }
  }

  @Test("Pages follow one another by name without gap or overlap")
  func pages() async throws {
    try await withSample { services async throws in
      var names: [String] = []
      var after: OrganisationID?
      repeat {
        let page = try await ListSchools(services)(limit: 10, after: after)
        names += page.schools.map(\.name)
        after = page.next
      } while after != nil
      #expect(names.count == 54)
      #expect(Set(names).count == 54)
      let whole = try await ListSchools(services)(limit: 200).schools.map(\.name)
      #expect(names == whole)
    }
  }

  @Test(
    "Beginnings of words are found, apostrophes or not, and signs of the search language do no harm",
    arguments: [
      ("gable", 1), ("st josephs", 1), ("St Joseph's", 1), ("hatha acad", 1), ("137549", 1), ("900001", 1),
      ("prim dilkes", 1), ("zzz", 0), ("' & | ! ( ) :*", 54), ("", 54), ("horndon hill", 1),
    ])
  func text(text: String, count: Int) async throws {
    try await withSample { services async throws in
      let found = try await ListSchools(services)(SchoolFilter(text: text), limit: 200).schools
      #expect(found.count == count, "\(found.map(\.name))")
    }
  }

  @Test("Phases and authorities narrow the list")
  func filters() async throws {
    try await withSample { services async throws in
      let list = ListSchools(services)
      #expect(try await list(SchoolFilter(phase: .secondary), limit: 200).schools.count == 10)
      #expect(try await list(SchoolFilter(phase: .notApplicable), limit: 200).schools.count == 2)
      #expect(try await list(SchoolFilter(authority: "884"), limit: 200).schools.isEmpty)
    }
  }

  @Test("A school is found by number and by identifier, and a missing one is said to be missing")
  func find() async throws {
    try await withSample { services async throws in
      let school = try await FindSchool(services)(urn: try #require(URN("137549")))
      #expect(school.name == "Harris Academy Chafford Hundred")
      #expect(try await FindSchool(services)(id: school.id) == school)
      await #expect(throws: DomainError.notFound("school")) {
        try await FindSchool(services)(urn: try #require(URN("100000")))
      }
    }
  }
}

@Suite struct CreateSchoolTests {
  @Test(
    "A school added by hand has its organisation, an audit entry and, without a URN, the next sample number")
  func create() async throws {
    try await withServices { services, _ async throws in
      try await LoadSampleSchools(services)()
      let create = CreateSchool(services)
      let school = try await create(
        SchoolDraft(urn: nil, name: "  New School ", phase: .primary, authority: "883"),
        by: .operatorAtCommandLine)
      #expect(school.name == "New School" && school.urn.description == "900054" && school.status == .open)
      let entries = try await services.pool.value(
        "SELECT count(*) FROM audit_event WHERE action = 'school.created' AND subject_id = \(school.id.description)",
        as: Int.self)
      #expect(entries == 1)
      await #expect(
        throws: DomainError.invalid([
          FieldProblem(field: "urn", message: "There is a school with this URN already.")
        ])
      ) {
        try await create(
          SchoolDraft(urn: "137549", name: "Twice", phase: .primary, authority: "883"),
          by: .operatorAtCommandLine)
      }
      await #expect(
        throws: DomainError.invalid([
          FieldProblem(field: "name", message: "Enter a name of at most 200 characters."),
          FieldProblem(field: "urn", message: "Enter a URN of five or six digits."),
          FieldProblem(field: "authority", message: "There is no authority with the code 999."),
        ])
      ) {
        try await create(
          SchoolDraft(urn: "12", name: " ", phase: .primary, authority: "999"), by: .operatorAtCommandLine)
      }
      await #expect(throws: DomainError.signInRequired) {
        try await create(
          SchoolDraft(urn: nil, name: "No", phase: .primary, authority: "883"),
          by: Actor(.anonymous, face: .web))
      }
    }
  }
}

@Suite struct SchoolValueTests {
  @Test(
    "A URN has five or six digits",
    arguments: [
      ("137549", 137_549), (" 20001 ", 20_001), ("1 37549", 137_549), ("1234", nil), ("1234567", nil),
      ("012345", nil), ("13754x", nil), ("", nil), ("-13754", nil), ("１３７５４９", nil),
    ] as [(String, Int32?)])
  func urn(text: String, number: Int32?) {
    #expect(URN(text)?.rawValue == number)
  }

  @Test("Every enum value is one that the database knows")
  func enums() async throws {
    try await withServices { services, _ async throws in
      try await LoadSampleSchools(services)()
      for phase in SchoolPhase.allCases {
        try await services.pool.execute("UPDATE school SET phase = \(phase)")
      }
      for status in SchoolStatus.allCases {
        try await services.pool.execute("UPDATE school SET status = \(status)")
      }
    }
  }
}
