import Foundation
import Postgres
import TestSupport
import Testing

@testable import Domain

@Suite("Dates and numbers of checks that can't be right, or hardly")
struct CheckRuleTests {
  private static let near = CheckSurroundings(
    statedNumber: "7654321", appliedOn: day("2026-10-20"), offeredOn: day("2026-11-02"),
    startsOn: day("2027-04-12"), otherCertificates: ["009876543210"], today: day("2026-11-20"))

  private static func entry(
    _ checkedOn: String = "2026-11-10", number: String = "", date: String? = nil, until: String? = nil,
    again: String? = nil
  ) -> CheckEntry {
    CheckEntry(
      outcome: .satisfactory, checkedOn: day(checkedOn), checkedBy: "Robin Sample", documentNumber: number,
      documentDate: date.map(day), expiresOn: until.map(day), followUpOn: again.map(day))
  }

  @Test(
    "What can't be right is refused",
    arguments: [
      ("medical", entry("2026-11-02"), []), ("medical", entry("2020-01-01"), ["checked_on"]),
      ("identity", entry("2026-11-01"), []),
      ("enhanced_dbs", entry(date: "1990-01-01"), ["document_date"]),
      ("enhanced_dbs", entry(date: "2026-10-01"), []),
      ("identity", entry(date: "1890-01-01"), ["document_date"]),
      ("right_to_work", entry(until: "2026-12-01"), ["follow_up_on"]),
      ("right_to_work", entry(until: "2027-10-11"), ["follow_up_on"]),
      ("right_to_work", entry(until: "2027-10-12"), []), ("right_to_work", entry(), []),
      ("right_to_work", entry(until: "2026-12-01", again: "2026-11-30"), []),
      ("right_to_work", entry(until: "2026-12-01", again: "2026-12-02"), ["follow_up_on"]),
      ("right_to_work", entry(until: "2026-12-01", again: "2026-11-01"), ["follow_up_on"]),
      ("identity", entry(until: "2026-12-01"), []),
    ])
  func faults(code: String, entry: CheckEntry, fields: [String]) {
    #expect(CheckRules.faults(entry, code, Self.near).map(\.field) == fields)
  }

  @Test(
    "What is hardly right is to be confirmed",
    arguments: [
      ("qts", entry(number: "1234567"), [CheckDoubt.trn]), ("qts", entry(number: "TRN 76/54321"), []),
      ("identity", entry(number: "1234567"), []),
      ("enhanced_dbs", entry(number: "0098 7654 3210", date: "2026-11-05"), [.certificateNumber]),
      ("enhanced_dbs", entry(number: "001234567890", date: "2026-08-01"), [.certificateDate]),
      ("enhanced_dbs", entry(number: "001234567890", date: "2026-08-02"), []),
      ("identity", entry("2025-10-19"), [.checkedOn]), ("identity", entry("2025-10-20"), []),
      ("qualifications", entry(date: "1970-01-01"), [.documentDate]),
    ])
  func doubts(code: String, entry: CheckEntry, doubts: [CheckDoubt]) {
    #expect(CheckRules.doubts(entry, code, Self.near).map(\.doubt) == doubts)
    var open = entry
    open.outcome = .outstanding
    #expect(CheckRules.doubts(open, code, Self.near).isEmpty)
  }

  @Test("A right to work that ends is marked, with the day on which it is checked again")
  func mark() {
    let kind = CheckKind(code: "right_to_work", title: "Right to work", appliesTo: .everybody)
    func mark(_ entry: CheckEntry, _ today: String = "2026-11-20") -> String? {
      CheckRules.mark(entry, kind, startsOn: Self.near.startsOn, today: day(today))
    }
    #expect(
      mark(Self.entry(until: "2026-12-01"))
        == "Right to work: this runs out on 1 December 2026, before the first day, 12 April 2027. No day is set on "
        + "which it is checked again.")
    let ended = Self.entry(until: "2027-05-01", again: "2027-04-20")
    #expect(
      mark(ended, "2027-05-02")
        == "Right to work: this ran out on 1 May 2027. It was to be checked again by 20 April 2027.")
    #expect(mark(ended)?.hasSuffix("Check it again by 20 April 2027.") == true)
    #expect(mark(Self.entry(until: "2029-01-01")) == nil && mark(Self.entry()) == nil)
    #expect(mark(Self.entry(until: "2029-01-01"), "2028-11-01") != nil)
  }

  @Test(
    "Somebody else's teacher reference number is recorded only when it is confirmed, which stays in the trail"
  )
  func confirms() async throws {
    try await HiringDesk.run { hiring async throws in
      let filled = try await SaveSection(hiring.services)(
        "teaching", answers: Self.teaching("7654321"), expectedVersion: nil, by: hiring.applicant)
      #expect(filled.progress == .complete, "\(filled.problems)")
      let application = try await hiring.accepted()
      let recording = RecordCheck(hiring.services)
      var entry = CheckEntry(
        outcome: .satisfactory, checkedOn: day("2026-11-02"), checkedBy: "Robin Sample",
        documentNumber: "1111111", documentDate: day("2026-10-30"))
      let refused = try await outcome {
        _ = try await recording(application.id, CheckKind.qts, entry, by: hiring.recruiter)
      }
      #expect(refused?.fields == ["confirmed.trn"])
      let stored = try await recording(
        application.id, CheckKind.qts, entry, confirmed: [.trn], by: hiring.recruiter)
      #expect(stored.entry == entry)
      entry.evidence = "Name and date of birth agree."
      _ = try await recording(application.id, CheckKind.qts, entry, by: hiring.recruiter)
      let confirmed = try await hiring.services.pool.value(
        """
        SELECT count(*) FROM audit_event WHERE action = 'application.check_recorded' AND details -> 'confirmed' = '["trn"]'
        """, as: Int.self)
      #expect(confirmed == 1)
    }
  }

  private static func teaching(_ trn: String) -> [String: JSONValue] {
    [
      "status": "qualified", "qts_awarded_on": "2026-07-10", "trn": .string(trn), "induction": "in_progress",
      "training_provider": "Example University", "age_ranges": ["5-7"], "phases": ["primary"],
      "subjects": "Primary, ages 5 to 11",
    ]
  }

  @Test("A right to work that ends before the first day stands in the central record with its mark")
  func centralRecord() async throws {
    try await HiringDesk.run { hiring async throws in
      let application = try await hiring.appointed(
        teaching: Self.teaching("1234567"), number: "1234567")
      let entry = CheckEntry(
        outcome: .satisfactory, checkedOn: day("2026-11-02"), checkedBy: "Robin Sample",
        documentType: "Share code", expiresOn: day("2026-12-01"), followUpOn: day("2026-11-25"))
      _ = try await RecordCheck(hiring.services)(
        application.id, CheckKind.rightToWork, entry, by: hiring.recruiter)
      let school = hiring.desk.school.id
      let line = try #require(
        try await CentralRecord(hiring.services)(school: school, by: hiring.head).items.first)
      #expect(line.marks.count == 1 && line.marks.allSatisfy { $0.contains("25 November 2026") })
      let csv = try await CentralRecord(hiring.services).csv(school: school, by: hiring.head)
      #expect(csv.contains("2026-12-01,2026-11-25") && csv.contains("Check it again by 25 November 2026."))
      let checks = try await ReadChecks(hiring.services)(application.id, by: hiring.head)
      #expect(checks.marks == line.marks)
      // The contract ends on 31 August 2027, and nobody writes down that they left.
      hiring.clock.set(try Date("2027-09-20T12:00:00Z", strategy: .iso8601))
      #expect(try await RemindOfAppointments(hiring.services)() == 1)
      #expect(try await RemindOfAppointments(hiring.services)() == 0)
      #expect(
        try await hiring.mails(to: "head@example.org").contains { $0.hasPrefix("Has Ada Sample left?") })
      func record() async throws -> CentralRecordLine? {
        try await CentralRecord(hiring.services)(school: school, by: hiring.head).items.first
      }
      let ended = "The contract was to end on 31 August 2027."
      #expect(try await record()?.marks.contains { $0.hasPrefix(ended) } == true)
      try await RecordLeaving(hiring.services)(application.id, leftOn: day("2027-08-31"), by: hiring.head)
      let left = try await record()
      #expect(left?.leftOn == day("2027-08-31") && left?.marks.contains { $0.hasPrefix(ended) } == false)
    }
  }
}
