import Domain
import Foundation
import Postgres
import TestSupport
import Testing

@Suite struct ClaimsTests {
  static let header = "TRN,Date of birth,Induction programme,Induction period start date"

  private static func file(_ rows: String...) -> [UInt8] {
    Array(([header] + rows).joined(separator: "\r\n").utf8)
  }

  /// Somebody who began last week, so that the start is not in the future.
  private static func content(_ trn: String = "1234567") -> RegistrationContent {
    InductionDesk.content(trn: trn, email: "n\(trn)@people.example", startsOn: "2026-10-26")
  }

  private static func take(
    _ content: [UInt8], _ desk: InductionDesk, isVerified: Bool = true, isDryRun: Bool = false
  ) async throws -> ClaimsReport {
    try await ImportClaims(desk.services)(
      content, of: desk.authority, isVerified: isVerified, isDryRun: isDryRun, by: desk.officer)
  }

  private static let refused: [(String, [UInt8])] = [
    ("nothing", []), ("no rows", file()),
    (
      "other headers",
      Array("TRN,Date of birth,Programme,Start\n1234567,2001-02-28,school-led,2026-10-26".utf8)
    ),
    ("too few cells", file("1234567,2001-02-28,school-led")),
    (
      "a number twice",
      file("1234567,2001-02-28,school-led,2026-10-26", "1234567,2001-02-28,school-led,2026-10-27")
    ),
    (
      "1,001 rows",
      Array(([header] + (1...1_001).map { "\(1_000_000 + $0),,," }).joined(separator: "\n").utf8)
    ),
    ("too large", Array(repeating: UInt8(ascii: "a"), count: 100 * 1024 + 1)),
    ("not UTF-8", [0xFF, 0xFE, 0x41]),
    ("an open quotation mark", Array("\(header)\n\"1234567,2001-02-28,school-led,2026-10-26".utf8)),
  ]

  @Test("A file that breaks a limit is refused as a whole")
  func limits() async throws {
    try await InductionDesk.run { desk async throws in
      for (name, content) in Self.refused {
        #expect(try await outcome { _ = try await Self.take(content, desk) }?.fields == ["file"], "\(name)")
      }
      let most = ([Self.header] + (1...1_000).map { "\(1_000_000 + $0),,," }).joined(separator: "\n")
      #expect(try await Self.take(Array(most.utf8), desk, isDryRun: true).rows.count == 1_000)
    }
  }

  @Test("Every fault of every row comes back at once, with the teacher’s name")
  func faults() async throws {
    try await InductionDesk.run { desk async throws in
      _ = try await desk.submitted(Self.content())
      let rows: [(String, [String])] = [
        (
          "1234567,,,",
          ["Enter the date of birth", "Enter the induction programme", "Enter the induction period"]
        ),
        (
          "1234567,2001-03-01,both,2026-11-03", ["not that of the teacher", "in the future", "school-led or"]
        ),
        ("1234567,28/02/2001,school-led,2026-07-09", ["as YYYY-MM-DD", "before qualified teacher status"]),
        ("1234567,2001-02-28,school-led,2026-09-31", ["no day 2026-09-31: put the induction period start"]),
        ("123456,2001-02-28,school-led,2026-10-26", ["seven digits"]),
        (",,,", ["This row is empty. Fill it in, or take the line out of the file."]),
        (" , ,\"\", ", ["This row is empty"]),
        ("7654321,2001-02-28,school-led,2026-10-26", ["No registration with this TRN"]),
        ("1234567,2001-02-28,provider-led,2026-07-10", []),
        ("1234567,2001-02-28,school-led,2026-11-02", []),
      ]
      for (row, faults) in rows {
        let line = try #require(try await Self.take(Self.file(row), desk, isDryRun: true).rows.first)
        #expect(line.problems.count == faults.count, "\(row): \(line.problems)")
        for fault in faults {
          #expect(line.problems.contains { $0.contains(fault) }, "\(row): \(line.problems)")
        }
        #expect((line.name == "Nia Sample") == row.hasPrefix("1234567"))
      }
      #expect(try await desk.accounts.count("induction") == 0)
    }
  }

  @Test("Blank lines are no rows, a row of commas is one, and the lines keep their numbers")
  func blankLines() async throws {
    try await InductionDesk.run { desk async throws in
      _ = try await desk.submitted(Self.content())
      let content = Self.file("", ",,,", "  ", "1234567,2001-02-28,school-led,2026-10-26", "")
      let report = try await Self.take(content, desk)
      #expect(report.rows.map(\.line) == [3, 5])
      #expect(report.rows.map(\.outcome) == [.faulty, .claimed])
      let errors = try #require(report.errorFile)
      #expect(errors.hasPrefix("\(Self.header),Error message\r\n,,,,\"This row is empty."))
      #expect(try await Self.take(Array(errors.utf8), desk).rows.map(\.outcome) == [.faulty])
    }
  }

  @Test(
    "Valid rows go ahead, faulty ones come back in a file that can be loaded as it is; nothing is done twice")
  func exactlyOnce() async throws {
    try await InductionDesk.run { desk async throws in
      _ = try await desk.submitted(Self.content())
      let content = Self.file(
        "1234567,2001-02-28,provider-led,2026-10-27", "7654321,2001-02-28,school-led,2026-10-26")
      let first = try await Self.take(content, desk)
      #expect(first.rows.map(\.outcome) == [.claimed, .faulty] && first.isStored)
      let again = try await Self.take(content, desk)
      #expect(again.rows.map(\.outcome) == [.already, .faulty])
      let errors = try #require(first.errorFile)
      #expect(errors.hasPrefix("\(Self.header),Error message\r\n7654321,"))
      _ = try await desk.submitted(Self.content("7654321"))
      #expect(try await Self.take(Array(errors.utf8), desk).rows.map(\.outcome) == [.claimed])
      #expect(try await desk.accounts.count("induction") == 2)
      #expect(try await desk.accounts.count("induction_period") == 2)
      #expect(try await desk.accounts.count("induction_import") == 2)
      let claims = try await ExportInductions(desk.services).claims(of: desk.authority, by: desk.officer)
      #expect(
        claims == [
          "\(Self.header)\r\n1234567,2001-02-28,provider-led,2026-10-27\r\n7654321,2001-02-28,school-led,2026-10-26\r\n"
        ])
      // What is written is read again, and is known.
      #expect(
        try await Self.take(Array((claims.first ?? "").utf8), desk).rows.map(\.outcome) == [
          .already, .already,
        ])
    }
  }

  @Test(
    "Each fault of a row is told once: a birth date to come, another start, and another body besides others")
  func once() async throws {
    try await InductionDesk.run { desk async throws in
      _ = try await desk.begun(Self.content(), on: "2026-10-26")
      let again = try await Self.take(
        Self.file("1234567,2026-11-03,school-led,2026-10-27"), desk, isDryRun: true)
      #expect(
        again.rows[0].problems == [
          "The date of birth is in the future.", "It was claimed with another start, 2026-10-26.",
        ])
    }
    try await InductionDesk.run { desk async throws in
      // Another body has the teacher, and the row has a fault of its own.
      #expect(try await TransferCase.begunElsewhere(desk) != nil)
      _ = try await desk.submitted(Self.content())
      let other = try await Self.take(
        Self.file("1234567,2001-02-28,school-led,2026-07-09"), desk, isDryRun: true)
      #expect(
        other.rows[0].problems == [
          "Another appropriate body has claimed this teacher.",
          "The start is before qualified teacher status, 2026-07-10.",
        ])
    }
  }

  @Test("A claim that is refused leaves the registration as it was, and the rows besides go ahead")
  func refusedRow() async throws {
    try await InductionDesk.run { desk async throws in
      let begun = try await desk.begun(Self.content(), on: "2026-09-01")
      _ = try await RecordInduction(desk.services).endPeriod(
        try #require(begun.periods.first).id, of: begun.induction.id, on: day("2026-10-20"),
        leavesTeaching: false, expectedVersion: nil, by: desk.head)
      let again = try await desk.submitted(Self.content(), by: desk.desk.stranger)
      _ = try await desk.submitted(Self.content("7654321"))
      // What no check of a row can see: an address that was spoilt since.
      try await desk.services.pool.execute(
        "UPDATE induction_registration SET content = jsonb_set(content, '{email}', '\"x\"') WHERE id = \(again.id)"
      )
      let content = Self.file(
        "1234567,2001-02-28,school-led,2026-10-26", "7654321,2001-02-28,school-led,2026-10-26")
      let report = try await Self.take(content, desk)
      #expect(report.rows.map(\.outcome) == [.faulty, .claimed], "\(report.rows)")
      let left = try await ReadRegistrations(desk.services).find(again.id, by: desk.officer).registration
      #expect(left.state == .submitted && left.verifiedAt == nil && left.version == again.version)
    }
  }

  @Test("A birth date other than that of the induction is told before anything is confirmed")
  func otherBirthDate() async throws {
    try await InductionDesk.run { desk async throws in
      let begun = try await desk.begun(Self.content(), on: "2026-09-01")
      _ = try await RecordInduction(desk.services).endPeriod(
        try #require(begun.periods.first).id, of: begun.induction.id, on: day("2026-10-20"),
        leavesTeaching: false, expectedVersion: nil, by: desk.head)
      var content = Self.content()
      content.birthDate = day("2001-03-01")
      _ = try await desk.submitted(content, by: desk.desk.stranger)
      let looked = try await Self.take(
        Self.file("1234567,2001-03-01,school-led,2026-10-26"), desk, isDryRun: true)
      #expect(looked.rows.map(\.outcome) == [.faulty])
      #expect(
        looked.rows[0].problems.count == 1 && looked.rows[0].problems[0].contains("another date of birth"))
    }
  }

  @Test("Two who take the same file at once claim everybody once")
  func atOnce() async throws {
    try await InductionDesk.run { desk async throws in
      _ = try await desk.submitted(Self.content())
      let content = Self.file("1234567,2001-02-28,school-led,2026-10-26")
      async let one = Self.take(content, desk)
      async let other = Self.take(content, desk)
      let outcomes = try await [one.rows[0].outcome, other.rows[0].outcome]
      #expect(Set(outcomes) == [.claimed, .already])
      #expect(try await desk.accounts.count("induction_period") == 1)
    }
  }

  @Test("Passes and releases are written with terms to the nearest tenth; the registrations with everything")
  func exports() async throws {
    try await InductionDesk.run { desk async throws in
      var content = InductionDesk.content(startsOn: "2026-09-01")
      content.fte = Decimal(string: "0.5")
      let record = try await desk.begun(content, on: "2026-09-01")
      desk.clock.advance(days: 60)
      try await desk.services.pool.execute(
        "UPDATE induction_period SET ends_on = '2026-12-18' WHERE induction_id = \(record.induction.id)")
      let export = ExportInductions(desk.services)
      let actions = try await export.actions(of: desk.authority, by: desk.officer)
      #expect(actions.count == 1 && actions[0].contains("1234567,2001-02-28,2026-12-18,0.5,release\r\n"))
      let csv = try await export.registrationsCSV(of: desk.authority, by: desk.officer)
      #expect(csv.contains("Sample Primary School") && csv.contains("1234567"))
      #expect(
        try await export.registrations(of: desk.authority, by: desk.officer).first?["fte"] == .number(0.5))
      for actor in [desk.head, desk.tutor, desk.administrator, VacancyDesk.visitor] {
        #expect(
          try await outcome { _ = try await export.actions(of: desk.authority, by: actor) }
            == .notFound("page"))
      }
    }
  }
}
