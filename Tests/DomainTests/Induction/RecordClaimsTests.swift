import Domain
import Foundation
import Postgres
import TestSupport
import Testing

@Suite struct RecordClaimsTests {
  private static let row = "1234567,2001-02-28,school-led,2026-10-26"

  private static func file(_ rows: String..., errors: Bool = false) -> [UInt8] {
    Array(
      ([ClaimsTests.header + (errors ? ",Error message" : "")] + rows).joined(separator: "\r\n").utf8)
  }

  private static func take(
    _ content: [UInt8], _ desk: InductionDesk, isDryRun: Bool = false
  ) async throws -> SentClaimsReport {
    desk.clock.advance(seconds: 1)
    return try await RecordClaims(desk.services)(
      content, of: desk.authority, isDryRun: isDryRun, by: desk.officer)
  }

  private static func sent(
    _ desk: InductionDesk, _ state: ClaimState? = nil
  ) async throws -> [SentClaim] {
    try await ReadSentClaims(desk.services)(of: desk.authority, .init(state: state), by: desk.officer).items
  }

  private static func begun(_ desk: InductionDesk, _ trn: String = "1234567") async throws -> InductionID {
    try await desk.begun(
      InductionDesk.content(trn: trn, email: "n\(trn)@people.example", startsOn: "2026-10-26"),
      on: "2026-10-26"
    ).induction.id
  }

  @Test(
    "A claim goes from sent to refused, is corrected and sent again, and is accepted; nothing is done twice")
  func life() async throws {
    try await InductionDesk.run { desk async throws in
      let id = try await Self.begun(desk)
      let export = ExportInductions(desk.services)
      #expect(try await export.claims(of: desk.authority, onlyNew: true, by: desk.officer).count == 1)
      #expect(try await Self.take(Self.file(Self.row), desk, isDryRun: true).rows.map(\.outcome) == [.sent])
      #expect(try await Self.sent(desk).isEmpty)
      #expect(try await Self.take(Self.file(Self.row), desk).isStored)
      #expect(try await Self.take(Self.file(Self.row), desk).rows.map(\.outcome) == [.already])
      let first = try #require(try await Self.sent(desk).first)
      #expect(first.induction == id && first.state == .sent && first.sentBy == desk.officer.account?.name)
      #expect(try await export.claims(of: desk.authority, onlyNew: true, by: desk.officer).isEmpty)
      let answer = Self.file("\(Self.row),\"Wrong programme, and a wrong date.\"", errors: true)
      #expect(try await Self.take(answer, desk).rows.map(\.outcome) == [.refused])
      #expect(try await Self.take(answer, desk).rows.map(\.outcome) == [.already])
      #expect(try await Self.sent(desk, .refused).map(\.faults) == ["Wrong programme, and a wrong date."])
      #expect(try await export.claims(of: desk.authority, onlyNew: true, by: desk.officer).count == 1)
      // Corrected in the file: another day, of no other period here.
      let corrected = Self.file("1234567,2001-02-28,provider-led,2026-10-27")
      #expect(try await Self.take(corrected, desk, isDryRun: true).rows.map(\.outcome) == [.again])
      _ = try await Self.take(corrected, desk)
      #expect(try await Self.sent(desk).map(\.state) == [.sent, .resent])
      #expect(try await Self.take(answer, desk).rows.map(\.outcome) == [.already])
      let read = ReadSentClaims(desk.services)
      let newest = try await read.files(of: desk.authority, limit: 1, by: desk.officer)
      let older = try await read.files(of: desk.authority, limit: 1, after: newest.next, by: desk.officer)
      let files = newest.items + older.items
      #expect(newest.next != nil && older.next == nil)
      #expect(files.map(\.waiting) == [1, 0] && files.map(\.resent) == [0, 1])
      let record = RecordClaims(desk.services)
      #expect(try await record.acceptRest(of: files[0].id, of: desk.authority, by: desk.officer) == 1)
      #expect(
        try await outcome {
          _ = try await record.acceptRest(of: files[0].id, of: desk.authority, by: desk.officer)
        }?.isConflict == true)
      #expect(try await Self.sent(desk).map(\.state) == [.accepted, .resent])
      #expect(
        try await ReadSentClaims(desk.services).file(files[0].id, of: desk.authority, by: desk.officer)
          == String(decoding: corrected, as: UTF8.self) + "\r\n")
      // A later answer may say otherwise.
      let other = Self.file("1234567,2001-02-28,provider-led,2026-10-27,Exempt.", errors: true)
      #expect(try await Self.take(other, desk).rows.map(\.outcome) == [.refused])
    }
  }

  @Test("An answer is recorded for what was never recorded as sent, and two periods are two claims")
  func answersAlone() async throws {
    try await InductionDesk.run { desk async throws in
      let id = try await Self.begun(desk)
      _ = try await Self.begun(desk, "2345678")
      let answer = Self.file(
        "\(Self.row),Not known.", "2345678,2001-02-28,school-led,2026-10-26,", errors: true)
      #expect(try await Self.take(answer, desk).rows.map(\.outcome) == [.refused, .accepted])
      // A second period begins: its claim takes the place of no other.
      try await desk.services.pool.execute(
        """
        INSERT INTO induction_period (id, induction_id, school_id, body_id, starts_on, fte)
        SELECT gen_random_uuid(), induction_id, school_id, body_id, '2026-11-02', 0.5 FROM induction_period
        WHERE induction_id = \(id)
        """)
      let next = Self.file("1234567,2001-02-28,school-led,2026-11-02")
      #expect(try await Self.take(next, desk).rows.map(\.outcome) == [.sent])
      #expect(Set(try await Self.sent(desk).map(\.state)) == [.sent, .accepted, .refused])
    }
  }

  @Test("A row that is no claim of an induction here comes back with all its faults and is not recorded")
  func unknown() async throws {
    try await InductionDesk.run { desk async throws in
      _ = try await Self.begun(desk)
      let report = try await Self.take(
        Self.file("7654321,28/02/2001,both,soon", "1234567,2001-03-01,school-led,2026-10-26"), desk)
      #expect(report.rows.map(\.outcome) == [.unknown, .unknown])
      #expect(report.rows[0].problems.count == 4 && report.rows[1].problems.count == 1)
      #expect(report.rows[1].name == "Nia Sample")
      #expect(try await desk.accounts.count("induction_claim_file") == 0)
      let actions = Array(
        "TRN,Date of birth,Induction period end date,Number of terms,Outcome\n1,2,3,4,5".utf8)
      #expect(try await outcome { _ = try await Self.take(actions, desk) }?.fields == ["file"])
      for actor in [desk.head, desk.tutor, desk.administrator, VacancyDesk.visitor] {
        #expect(
          try await outcome {
            _ = try await RecordClaims(desk.services)(
              Self.file(Self.row), of: desk.authority, isDryRun: true, by: actor)
          } == .notFound("page"))
        #expect(
          try await outcome { _ = try await ReadSentClaims(desk.services)(of: desk.authority, by: actor) }
            == .notFound("page"))
      }
    }
  }

  @Test("Two who confirm the same file at once record it once; the database takes no second claim that waits")
  func atOnce() async throws {
    try await InductionDesk.run { desk async throws in
      _ = try await Self.begun(desk)
      async let one = Self.take(Self.file(Self.row), desk)
      async let other = Self.take(Self.file(Self.row), desk)
      #expect(Set(try await [one.rows[0].outcome, other.rows[0].outcome]) == [.sent, .already])
      #expect(try await desk.accounts.count("induction_claim") == 1)
      await #expect(throws: PostgresError.self) {
        try await desk.services.pool.execute(
          """
          INSERT INTO induction_claim (id, authority_id, induction_id, file_id, line, birth_date, programme, starts_on,
            sent_at, state)
          SELECT gen_random_uuid(), authority_id, induction_id, file_id, 3, birth_date, programme, starts_on, sent_at,
            state FROM induction_claim
          """)
      }
      await #expect(throws: PostgresError.self) {
        try await desk.services.pool.execute(
          "UPDATE induction_claim SET state = 'resent', answered_at = sent_at, faults = 'x'")
      }
    }
  }

  @Test("The induction’s timeline tells of it; why it was refused is for the body, the teacher and the head")
  func timeline() async throws {
    try await InductionDesk.run { desk async throws in
      let id = try await Self.begun(desk)
      _ = try await Self.take(Self.file("\(Self.row),Prohibited.", errors: true), desk)
      let teacher = try await desk.teacher("n1234567@people.example")
      let read = ReadTimeline(desk.services)
      for (actor, words) in [
        (desk.officer, "Prohibited."), (teacher, "Prohibited."), (desk.head, "Prohibited."), (desk.tutor, ""),
      ] {
        let entries = try await read(id, by: actor).entries.filter { $0.kind == .nationalService }
        #expect(
          entries.map(\.title) == [
            "Claimed from the national service", "The national service refused the claim",
          ])
        #expect(entries.last?.detail == words)
        #expect(try await ReadSentClaims(desk.services).of(id, by: actor).map(\.faults) == [words])
      }
      let csv = try await ReadSentClaims(desk.services).csv(
        of: desk.authority, .init(words: "nia"), by: desk.officer)
      #expect(csv.components(separatedBy: "\r\n").count == 3 && csv.contains("Prohibited."))
      for typed in ["12/34567", "TRN 1234567"] {
        let found = try await ReadSentClaims(desk.services)(
          of: desk.authority, .init(words: typed), by: desk.officer)
        #expect(!found.items.isEmpty, "\(typed)")
      }
      let data = try await DownloadOwnData(desk.services)(by: teacher)
      let own = data["inductions"]?.array?.first?.object?["claimed_from_national_service"]?.array
      #expect(own?.first?.object?["refused_for"] == "Prohibited.")
      for stranger in [desk.desk.stranger, VacancyDesk.visitor] {
        #expect(
          try await outcome { _ = try await ReadSentClaims(desk.services).of(id, by: stranger) }
            == .notFound("induction"))
      }
    }
  }
}
