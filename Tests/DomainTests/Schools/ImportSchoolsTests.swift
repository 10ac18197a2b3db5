import Domain
import Foundation
import Postgres
import Synchronization
import TestSupport
import Testing

@Suite struct ImportSchoolsTests {
  private static func addAuthority(_ code: String, _ services: Services) async throws -> AuthorityID {
    let id = services.newID(AuthorityID.self)
    try await services.pool.execute(
      """
      INSERT INTO authority (id, code, name, created_at) VALUES (\(id), \(code), 'Somewhere', \(services.now()))
      """)
    return id
  }

  /// Services with authority 883 in their database.
  private func withAuthority<R>(_ body: (Services) async throws -> R) async throws -> R {
    try await withServices { services, _ async throws in
      _ = try await Self.addAuthority("883", services)
      return try await body(services)
    }
  }

  private func run(
    _ text: String, _ services: Services, authority: String? = nil
  ) async throws -> SchoolImportReport {
    try await RegisterFile.with(text) {
      try await ImportSchools(services)(path: $0, authority: authority, by: .operatorAtCommandLine)
    }
  }

  private func schools(_ services: Services) async throws -> [School] {
    try await ListSchools(services)(SchoolFilter(includesClosed: true), limit: 200).schools
  }

  @Test("The real extract is imported for its authority, and a second time changes nothing")
  func extract() async throws {
    try await withAuthority { services async throws in
      func check(_ path: String) async throws {
        let first = try await ImportSchools(services)(
          path: path, authority: "883", by: .operatorAtCommandLine)
        #expect(first.added > 10)
        #expect(first.rejected == 0, "\(first.rejects.prefix(5))")
        #expect(first.records == first.added + first.outsideScope)
        let second = try await ImportSchools(services)(
          path: path, authority: "883", by: .operatorAtCommandLine)
        #expect(second.unchanged == first.added)
        #expect(!second.changedAnything)
        #expect(try await schools(services).allSatisfy { $0.version == 1 && $0.laCode == "883" })
      }
      if let path = RegisterFile.extractPath {
        try await check(path)
      } else {
        try await RegisterFile.with(RegisterFile.generatedExtract(rows: 2_992), check)
      }
    }
  }

  @Test("A hundred columns in any order are read, those that aren't known passed over")
  func wide() async throws {
    try await withAuthority { services async throws in
      let report = try await run(RegisterFile.wide(rows: 300, columns: 118), services)
      #expect(report.added == 300)
      let school = try await FindSchool(services)(urn: try #require(URN("100123")))
      #expect(school.name == "School 122")
      #expect(school.phase == .primary)
      #expect(school.address.town == "Grays")
      #expect(school.openedOn == CivilDate("1994-09-01"))
      #expect(school.lowAge == 4 && school.highAge == 11)
      #expect(school.ukprn == "10012345")
      #expect(school.easting == 561_234 && school.northing == 178_901)
      #expect(!school.isSampleURN)
    }
  }

  @Test("Windows-1252, UTF-8 and UTF-8 with its mark give the same names")
  func encodings() async throws {
    let text = RegisterFile.text([["100001", "883", "École “Saint” — Café’s", "Primary", "Open"]])
    let latin = text.unicodeScalars.map { scalar -> UInt8 in
      switch scalar {
      case "É": 0xC9
      case "é": 0xE9
      case "“": 0x93
      case "”": 0x94
      case "—": 0x97
      case "’": 0x92
      default: UInt8(truncatingIfNeeded: scalar.value)
      }
    }
    for bytes in [Array(text.utf8), [0xEF, 0xBB, 0xBF] + Array(text.utf8), latin] {
      try await withAuthority { services async throws in
        let report = try await RegisterFile.with(bytes) {
          try await ImportSchools(services)(path: $0, by: .operatorAtCommandLine)
        }
        #expect(report.added == 1)
        #expect(try await schools(services).map(\.name) == ["École “Saint” — Café’s"])
      }
    }
  }

  @Test("Faulty lines are rejected with their number and every reason; the others are taken")
  func rejects() async throws {
    let columns = RegisterFile.required + ["OpenDate", "StatutoryLowAge"]
    let rows = [
      ["100001", "883", "Good", "Primary", "Open", "31-08-2014", "4"],
      ["12", "883", "Bad number", "Primary", "Open", "", ""],
      ["100002", "883", "", "Martian", "Gone", "31-02-2014", "four"],
      ["100003", "883", "Two\r\nlines", "Secondary", "Open, but proposed to close", "", ""],
      ["100001", "883", "Good again", "Primary", "Open", "", ""],
      ["100004", "", "No authority", "Primary", "Open", "", ""],
      ["100005", "999", "Elsewhere", "Martian", "Open", "", ""],
    ]
    try await withAuthority { services async throws in
      let report = try await run(
        RegisterFile.text(columns, rows) + "100006,883,Short\r\n100007,883,Last,16 plus,Proposed to open,,11",
        services, authority: "883")
      #expect(report.records == 9)
      #expect(report.added == 3)
      #expect(report.outsideScope == 1)
      #expect(report.rejected == 5)
      #expect(report.rejects.map(\.line) == [3, 4, 7, 8, 10])
      #expect(report.rejects.map(\.urn) == ["12", "100002", "100001", "100004", nil])
      #expect(report.rejects[0].reasons == ["“12” is not a URN: it has five or six digits."])
      #expect(
        report.rejects[1].reasons == [
          "The name is missing.", "“Martian” is not a known phase of education.",
          "“Gone” is not a known status.", "The opening date “31-02-2014” is not a date like 31-08-2014.",
          "The statutory ages are not whole numbers under 100.",
        ])
      #expect(report.rejects[2].reasons == ["The URN 100001 is on line 2 already."])
      #expect(report.rejects[3].reasons == ["The code of the authority is missing."])
      #expect(report.rejects[4].reasons == ["The line has 3 columns where the header has 7."])
      #expect(try await schools(services).map(\.name) == ["Good", "Last", "Two  lines"])
    }
  }

  @Test("Changes and closings are counted, versions rise, and what the file doesn't carry stays")
  func changes() async throws {
    try await withAuthority { services async throws in
      let columns = RegisterFile.required + ["Town", "CloseDate"]
      _ = try await run(
        RegisterFile.text(
          columns,
          [
            ["100001", "883", "One", "Primary", "Open", "Grays", ""],
            ["100002", "883", "Two", "Primary", "Open", "Tilbury", ""],
            ["100003", "883", "Three", "Primary", "Open", "Aveley", ""],
          ]), services)
      let report = try await run(
        RegisterFile.text(
          RegisterFile.required + ["CloseDate"],
          [
            ["100001", "883", "One renamed", "Primary", "Open", ""],
            ["100002", "883", "Two", "Primary", "Closed", "31-08-2026"],
            ["100003", "883", "Three", "Primary", "Open", ""],
          ]), services)
      #expect(report.added == 0 && report.changed == 1 && report.closed == 1 && report.unchanged == 1)
      let one = try await FindSchool(services)(urn: try #require(URN("100001")))
      #expect(one.name == "One renamed" && one.version == 2 && one.address.town == "Grays")
      let two = try await FindSchool(services)(urn: try #require(URN("100002")))
      #expect(two.status == .closed && two.closedOn == CivilDate("2026-08-31") && two.version == 2)
      let closedOn = try await services.pool.value(
        "SELECT closed_on FROM organisation WHERE id = \(two.id)", as: CivilDate.self)
      #expect(closedOn == CivilDate("2026-08-31"))
      let name = try await services.pool.value(
        "SELECT name FROM organisation WHERE id = \(one.id)", as: String.self)
      #expect(name == "One renamed")
      let three = try await FindSchool(services)(urn: try #require(URN("100003")))
      #expect(three.version == 1)
    }
  }

  @Test("A file that can't be read as a whole stores nothing and says why")
  func wholeFile() async throws {
    try await withAuthority { services async throws in
      let importer = ImportSchools(services)
      await #expect(throws: DomainError.self) {
        try await importer(path: "/nowhere/at/all.csv", by: .operatorAtCommandLine)
      }
      await #expect(throws: DomainError.self) { try await importer(path: "/tmp", by: .operatorAtCommandLine) }
      await #expect(throws: DomainError.self) { try await run("URN,LA (code)\n1,2\n", services) }
      await #expect(
        throws: DomainError.invalid([
          FieldProblem(
            field: "authority",
            message:
              "There is no authority with the code 999. Set it up first: staffroom authority create 999 NAME")
        ])
      ) {
        try await importer(path: "/dev/null", authority: "999", by: .operatorAtCommandLine)
      }
      #expect(try await schools(services).isEmpty)
    }
  }

  @Test("The operator's import of a whole file sets up the authorities that it names")
  func wholeBorough() async throws {
    try await withAuthority { services async throws in
      let columns = RegisterFile.required + ["LA (name)"]
      let text = RegisterFile.text(
        columns,
        [
          ["100001", "883", "Here Primary", "Primary", "Open", "Thurrock"],
          ["100002", "881", "There Primary", "Primary", "Open", "Essex"],
          ["100003", "881", "There High", "Secondary", "Open", "Essex"],
        ])
      let report = try await run(text, services)
      #expect(report.added == 3 && report.authorities == 1 && report.outsideScope == 0)
      let essex = try await services.pool.value(
        """
        SELECT o.name FROM authority a JOIN organisation o ON o.authority_id = a.id AND o.kind = 'authority'
        WHERE a.code = '881'
        """, as: String.self)
      #expect(essex == "Essex")
      let again = try await run(text, services)
      #expect(again.unchanged == 3 && again.authorities == 0)
    }
  }

  @Test("Only an administrator imports, and only schools of their own authority")
  func permissions() async throws {
    try await withAuthority { services async throws in
      let other = try await Self.addAuthority("884", services)
      let own = try await services.pool.value(
        "SELECT id FROM authority WHERE code = '883'", as: AuthorityID.self)
      func actor(_ role: Role, _ authority: AuthorityID) -> Actor {
        let membership = Membership(
          role: role, organisation: OrganisationID(rawValue: UUID()), organisationName: "Authority",
          kind: .authority, authority: authority)
        return Actor(
          .account(
            ActingAccount(
              id: AccountID(rawValue: UUID()), email: "a@example.org", name: "A", emailConfirmed: true,
              memberships: [membership])), face: .api)
      }
      let text = RegisterFile.text([
        ["100001", "883", "One", "Primary", "Open"], ["100002", "884", "Two", "Primary", "Open"],
      ])
      try await RegisterFile.with(text) { path in
        let importer = ImportSchools(services)
        await #expect(throws: DomainError.signInRequired) {
          try await importer(path: path, by: Actor(.anonymous, face: .web))
        }
        await #expect(
          throws: DomainError.notAllowed("Only an administrator of the authority can import schools.")
        ) {
          try await importer(path: path, by: actor(.officer, own))
        }
        await #expect(throws: DomainError.self) {
          try await importer(path: path, authority: "883", by: actor(.administrator, other))
        }
        let report = try await importer(path: path, by: actor(.administrator, own))
        #expect(report.added == 1 && report.outsideScope == 1)
        let moved = RegisterFile.text([["100001", "884", "Taken", "Primary", "Open"]])
        let theft = try await RegisterFile.with(moved) {
          try await importer(path: $0, by: actor(.administrator, other))
        }
        #expect(
          theft.rejects.first?.reasons
            == ["The school belongs to authority 883 here. Moving it is not part of an import."])
      }
    }
  }

  @Test("The import is in the audit trail and tells its progress")
  func auditAndProgress() async throws {
    try await withAuthority { services async throws in
      let seen = Mutex<[SchoolImportProgress]>([])
      let text = RegisterFile.text(
        (1...50).map { ["\(100_000 + $0)", "883", "School \($0)", "Primary", "Open"] })
      try await RegisterFile.with(text) { path in
        _ = try await ImportSchools(services)(path: path, authority: "883", by: .operatorAtCommandLine) {
          progress in
          seen.withLock { $0.append(progress) }
        }
      }
      let steps = seen.withLock { $0 }
      #expect(steps.first?.step == .reading && steps.last?.step == .saving)
      #expect(steps.last?.records == 50 && steps.last?.bytesRead == text.utf8.count)
      let details = try await services.pool.value(
        "SELECT details ->> 'added' FROM audit_event WHERE action = 'schools.imported'", as: String.self)
      #expect(details == "50")
    }
  }

  @Test("Two imports at once both come to an end, and each school is there once")
  func concurrent() async throws {
    try await withAuthority { services async throws in
      let text = RegisterFile.text(
        (1...200).map { ["\(100_000 + $0)", "883", "School \($0)", "Primary", "Open"] })
      try await RegisterFile.with(text) { path in
        try await withThrowingTaskGroup(of: SchoolImportReport.self) { group async throws in
          for _ in 0..<3 {
            group.addTask { try await ImportSchools(services)(path: path, by: .operatorAtCommandLine) }
          }
          var added = 0
          for try await report in group { added += report.added }
          #expect(added == 200)
        }
      }
    }
  }
}
