import Domain
import Foundation
import Postgres
import TestSupport
import Testing

@Suite struct ImportActionsTests {
  private static let header = "TRN,Date of birth,Induction period end date,Number of terms,Outcome"
  private static let row = "1234567,2001-02-28,2026-10-20,0.1,release"

  private static func file(_ rows: String..., errors: Bool = false) -> [UInt8] {
    Array(([header + (errors ? ",Error message" : "")] + rows).joined(separator: "\r\n").utf8)
  }

  private static func take(
    _ content: [UInt8], _ desk: InductionDesk, isDryRun: Bool = false
  ) async throws -> ActionsReport {
    try await ImportActions(desk.services)(content, of: desk.authority, isDryRun: isDryRun, by: desk.officer)
  }

  private static func sent(_ desk: InductionDesk, isRefused: Bool = false) async throws -> [SentAction] {
    try await ImportActions(desk.services).sent(of: desk.authority, isRefused: isRefused, by: desk.officer)
      .items
  }

  @Test("What was sent and what was answered is kept for each row, and the same file does nothing twice")
  func answered() async throws {
    try await InductionDesk.run { desk async throws in
      let begun = try await desk.begun(
        InductionDesk.content(email: "nia@people.example", startsOn: "2026-09-01"), on: "2026-09-01")
      #expect(try await Self.take(Self.file(Self.row), desk, isDryRun: true).rows.map(\.outcome) == [.sent])
      #expect(try await Self.sent(desk).isEmpty)
      #expect(try await Self.take(Self.file(Self.row), desk).isStored)
      let first = try #require(try await Self.sent(desk).first)
      #expect(first.induction == begun.induction.id && first.faults == "" && first.outcome == "release")
      let answer = Self.file("\(Self.row),\"Wrong date. Already released.\"", errors: true)
      let report = try await Self.take(answer, desk)
      #expect(report.rows.map(\.outcome) == [.refused] && report.rows[0].name == "Nia Sample")
      #expect(report.rows[0].line == 2 && report.rows[0].problems == ["Wrong date. Already released."])
      _ = try await Self.take(answer, desk)
      #expect(try await Self.sent(desk, isRefused: true).map(\.faults) == ["Wrong date. Already released."])
      #expect(try await Self.sent(desk).count == 1)
      let data = try await DownloadOwnData(desk.services)(by: try await desk.teacher())
      #expect(
        data["inductions"]?.array?.first?.object?["sent_to_national_service"]?.array?.count == 1)
      // Sent once more, it waits for an answer again.
      _ = try await Self.take(Self.file("1234567,2001-02-28,2026-10-20,0.2,release"), desk)
      #expect(try await Self.sent(desk).map(\.terms) == [Decimal(string: "0.2")])
      #expect(try await Self.sent(desk, isRefused: true).isEmpty)
    }
  }

  @Test("What was sent against what stands here is recorded, and said")
  func doubtful() async throws {
    try await InductionDesk.run { desk async throws in
      _ = try await desk.begun(InductionDesk.content(startsOn: "2026-09-01"), on: "2026-09-01")
      let report = try await Self.take(Self.file("1234567,2001-02-28,2026-10-20,6,pass"), desk)
      #expect(report.rows.map(\.outcome) == [.sent] && report.rows[0].problems.count == 2)
      #expect(
        report.rows[0].problems[0].hasPrefix("A pass was sent, and here this induction is “In induction”."))
      #expect(report.rows[0].problems[1].hasPrefix("No period kept here ends on Tuesday 20 October 2026."))
      #expect(try await Self.sent(desk).map(\.outcome) == ["pass"])
    }
  }

  @Test("A row that is no action of an induction here comes back with all its faults and is not recorded")
  func unknown() async throws {
    try await InductionDesk.run { desk async throws in
      _ = try await desk.begun(InductionDesk.content(startsOn: "2026-09-01"), on: "2026-09-01")
      let report = try await Self.take(
        Self.file("7654321,28/02/2001,soon,17,fail", "1234567,2001-03-01,2026-10-20,0.1,pass"), desk)
      #expect(report.rows.map(\.outcome) == [.unknown, .unknown])
      #expect(report.rows[0].problems.count == 5 && report.rows[1].problems.count == 1)
      #expect(try await Self.sent(desk).isEmpty)
      let claims = Array("TRN,Date of birth,Induction programme,Induction period start date\n1,2,3,4".utf8)
      #expect(try await outcome { _ = try await Self.take(claims, desk) }?.fields == ["file"])
      for actor in [desk.head, desk.tutor, desk.administrator, VacancyDesk.visitor] {
        #expect(
          try await outcome {
            _ = try await ImportActions(desk.services)(
              Self.file(Self.row), of: desk.authority, isDryRun: true, by: actor)
          } == .notFound("page"))
      }
    }
  }
}
