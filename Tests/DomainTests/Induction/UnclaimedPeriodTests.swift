import Domain
import Foundation
import Postgres
import TestSupport
import Testing

@Suite("Claims of what ended unclaimed, and what an imported file verifies") struct UnclaimedPeriodTests {
  private static let row = "1234567,2001-02-28,school-led,2026-09-01"

  private static func content() -> RegistrationContent {
    InductionDesk.content(email: "n@people.example", startsOn: "2026-09-01")
  }

  private static func claims(_ desk: InductionDesk, onlyNew: Bool) async throws -> [String] {
    try await ExportInductions(desk.services).claims(
      of: desk.authority, onlyNew: onlyNew, by: desk.officer
    ).flatMap { $0.split(whereSeparator: \.isNewline).dropFirst().map(String.init) }
  }

  /// A period that ended on 20 October 2026, before it was claimed.
  private static func ended(_ desk: InductionDesk) async throws -> InductionRecord {
    let begun = try await desk.begun(content(), on: "2026-09-01")
    return try await RecordInduction(desk.services).endPeriod(
      try #require(begun.periods.first).id, of: begun.induction.id, on: day("2026-10-20"),
      leavesTeaching: false, expectedVersion: nil, by: desk.head)
  }

  @Test("A period that ended before it was claimed stands in the files until it is claimed")
  func ended() async throws {
    try await InductionDesk.run { desk async throws in
      _ = try await Self.ended(desk)
      for onlyNew in [true, false] {
        #expect(try await Self.claims(desk, onlyNew: onlyNew) == [Self.row], "\(onlyNew)")
      }
      let file = Array("\(ClaimsTests.header)\r\n\(Self.row)\r\n".utf8)
      _ = try await RecordClaims(desk.services)(
        file, of: desk.authority, isDryRun: false, by: desk.officer)
      for onlyNew in [true, false] {
        #expect(try await Self.claims(desk, onlyNew: onlyNew).isEmpty, "\(onlyNew)")
      }
      // Refused, it has to be claimed again.
      desk.clock.advance(seconds: 1)
      let answer = Array("\(ClaimsTests.header),Error message\r\n\(Self.row),The date is wrong.\r\n".utf8)
      _ = try await RecordClaims(desk.services)(
        answer, of: desk.authority, isDryRun: false, by: desk.officer)
      #expect(try await Self.claims(desk, onlyNew: true) == [Self.row])
    }
  }

  @Test("What an action was sent of was claimed, whether or not that is recorded here")
  func acted() async throws {
    try await InductionDesk.run { desk async throws in
      _ = try await Self.ended(desk)
      let header = "TRN,Date of birth,Induction period end date,Number of terms,Outcome"
      let action = "\(header)\r\n1234567,2001-02-28,2026-10-20,0.5,release\r\n"
      _ = try await ImportActions(desk.services)(
        Array(action.utf8), of: desk.authority, isDryRun: false, by: desk.officer)
      #expect(try await Self.claims(desk, onlyNew: true).isEmpty)
      try await desk.services.pool.execute("DELETE FROM induction_action")
      #expect(try await Self.claims(desk, onlyNew: true) == [Self.row])
    }
  }

  @Test("A file alone verifies nobody: an officer did before, or confirms it for the whole file")
  func verification() async throws {
    try await InductionDesk.run { desk async throws in
      let sent = try await desk.submitted(Self.content())
      let (take, read) = (ImportClaims(desk.services), ReadRegistrations(desk.services))
      let file = Array("\(ClaimsTests.header)\r\n\(Self.row)\r\n".utf8)
      for isDryRun in [true, false] {
        let report = try await take(file, of: desk.authority, isDryRun: isDryRun, by: desk.officer)
        #expect(report.rows.map(\.outcome) == [.faulty])
        #expect(
          report.rows[0].problems.count == 1 && report.rows[0].problems[0].contains("Nobody has verified"))
      }
      let left = try await read.find(sent.id, by: desk.officer).registration
      #expect(left.state == .submitted && left.verifiedAt == nil)
      let taken = try await take(
        file, of: desk.authority, isVerified: true, isDryRun: false, by: desk.officer)
      #expect(taken.rows.map(\.outcome) == [.claimed])
      let accepted = try await read.find(sent.id, by: desk.officer).registration
      #expect(accepted.state == .accepted && accepted.isVerifiedForFile)
      #expect(accepted.verifiedBy == desk.officer.account?.name)
    }
  }

  @Test("What an officer has verified is taken without more, and a question clears it")
  func verifiedBefore() async throws {
    try await InductionDesk.run { desk async throws in
      let sent = try await desk.submitted(Self.content())
      let (take, decide) = (ImportClaims(desk.services), DecideRegistration(desk.services))
      let file = Array("\(ClaimsTests.header)\r\n\(Self.row)\r\n".utf8)
      _ = try await decide.verify(sent.id, expectedVersion: nil, by: desk.officer)
      let queried = try await decide.query(sent.id, "Which TRN?", expectedVersion: nil, by: desk.officer)
      #expect(queried.verifiedAt == nil && !queried.isVerifiedForFile)
      desk.clock.advance(seconds: 1)
      _ = try await SubmitRegistration(desk.services)(
        sent.id, answer: "It is right.", expectedVersion: nil, by: desk.head)
      #expect(
        try await take(file, of: desk.authority, isDryRun: true, by: desk.officer).rows.map(\.outcome)
          == [.faulty])
      _ = try await decide.verify(sent.id, expectedVersion: nil, by: desk.officer)
      #expect(
        try await take(file, of: desk.authority, isDryRun: false, by: desk.officer).rows.map(\.outcome)
          == [.claimed])
      let accepted = try await ReadRegistrations(desk.services).find(sent.id, by: desk.officer).registration
      #expect(!accepted.isVerifiedForFile)
    }
  }

  @Test("Inductions and registrations are found by reference in any letters, or by identifier")
  func references() async throws {
    try await InductionDesk.run { desk async throws in
      let begun = try await desk.begun()
      let find = FindByReference(desk.services)
      let reference = begun.induction.reference
      for text in [reference, " \(reference.lowercased()) ", begun.induction.id.description] {
        #expect(try await find.induction(text) == begun.induction.id, "\(text)")
      }
      let registration = try #require(begun.registrations.first)
      let known = try await ReadRegistrations(desk.services).find(registration, by: desk.officer).registration
      #expect(try await find.registration(known.reference) == registration)
      #expect(try await outcome { _ = try await find.induction("I-00000000") } == .notFound("induction"))
    }
  }
}
