import Domain
import Foundation
import Postgres
import TestSupport
import Testing

/// Absence in the plan: on school days in post, each day once.
@Suite struct PlanAbsenceTests {
  private static func plan(_ absences: String, periods: String? = nil, more: String = "") throws
    -> InductionPlan
  {
    let post = periods ?? #"[{"start":"2026-09-01","end":null,"fte":1}]"#
    return try PlanInductionTests.plan(#"{"periods":\#(post),"absences":[\#(absences)]\#(more)}"#)
  }

  private static func absence(
    _ start: String, _ end: String, _ days: Double, _ kind: String = "sickness"
  ) -> String {
    #"{"start":"\#(start)","end":"\#(end)","days":\#(days),"kind":"\#(kind)"}"#
  }

  private static let sick = absence("2026-09-07", "2026-10-16", 29)

  @Test(
    "No day counts on which school is closed: 29 days and a holiday extend nothing",
    arguments: [
      ("2026-11-07", "2026-11-08", 2.0), ("2027-08-03", "2027-08-07", 5), ("2026-10-26", "2026-10-30", 5),
      ("2026-12-19", "2027-01-03", 16), ("2027-05-03", "2027-05-03", 1),
    ])
  func holidays(_ start: String, _ end: String, _ days: Double) throws {
    let plan = try Self.plan("\(Self.sick),\(Self.absence(start, end, days))")
    #expect(plan.extensionTerms == 0 && plan.expectedEnd == day("2028-07-21"))
    let warning = try #require(plan.warnings.first)
    #expect(plan.warnings.count == 1 && warning.contains("none counts, as there is no school day then"))
  }

  @Test("Of an absence over a holiday the school days count, and half a day as half a day")
  func across() throws {
    // Friday 23 October and Monday 2 November, with the half-term holiday between.
    let long = try Self.plan(
      "\(Self.absence("2026-09-07", "2026-10-16", 28)),\(Self.absence("2026-10-23", "2026-11-02", 9))")
    #expect(long.explanation.contains { $0.text.hasPrefix("Absent for 30 days in part 1") })
    #expect(long.warnings.count == 1 && long.warnings.first?.contains("of 9 days given, 2 count") == true)
    let half = try Self.plan("\(Self.sick),\(Self.absence("2026-11-02", "2026-11-02", 0.5))")
    #expect(half.extensionTerms == 0 && half.warnings.isEmpty)
    #expect(try Self.plan("\(Self.sick),\(Self.absence("2026-11-02", "2026-11-02", 1))").extensionTerms > 0)
  }

  @Test("The terms and closures of the case rule, whatever the borough’s are")
  func own() throws {
    let terms = #","terms":\#(PlanInductionTests.sixTerms),"closures":["2023-10-02","2023-10-03"]"#
    let period = #"[{"start":"2023-09-04","end":null,"fte":1}]"#
    let closed = try Self.plan(
      Self.absence("2023-10-02", "2023-11-10", 30), periods: period, more: terms)
    #expect(closed.extensionTerms == 0 && closed.warnings.first?.contains("28 count") == true)
    // The half-term holiday of the borough is not among the closures of the case.
    let open = try Self.plan(Self.absence("2023-10-04", "2023-11-14", 30), periods: period, more: terms)
    #expect(open.extensionTerms > 0 && open.warnings.isEmpty)
  }

  @Test(
    "Absence before the first post, between posts and after the last changes nothing", arguments: 0..<20)
  func outside(_ seed: Int) throws {
    var random = SplitRandom(seed)
    let periods = #"""
      [{"start":"2023-09-04","end":"2024-03-28","fte":1},{"start":"2024-09-02","end":"2025-07-22","fte":0.8}]
      """#
    let sick = Self.absence("2023-10-02", "2023-11-30", 29)
    let gaps = [day("2023-05-02"), day("2024-04-15"), day("2025-09-01")]
    let start = gaps[random.next(3)].adding(days: random.next(40))
    let other = Self.absence("\(start)", "\(start.adding(days: 14))", Double(1 + random.next(10)))
    let without = try Self.plan(sick, periods: periods)
    let with = try Self.plan("\(sick),\(other)", periods: periods)
    #expect(with.expectedEnd == without.expectedEnd && with.extensionTerms == without.extensionTerms)
    #expect(with.servedTerms == without.servedTerms)
    #expect(with.warnings.count == without.warnings.count + 1)
  }

  @Test("The same absence given twice counts once, in any order", arguments: 0..<20)
  func twice(_ seed: Int) throws {
    var random = SplitRandom(seed)
    let start = day("2026-09-01").adding(days: random.next(40))
    let (length, days) = (30 + random.next(30), Double(random.next(24)) + 0.5)
    let one = Self.absence("\(start)", "\(start.adding(days: length))", days)
    let other = Self.absence("2027-02-01", "2027-03-12", 12)
    let once = try Self.plan("\(one),\(other)")
    for absences in ["\(one),\(one),\(other)", "\(other),\(one),\(other),\(one)"] {
      let again = try Self.plan(absences)
      #expect(again.expectedEnd == once.expectedEnd && again.extensionTerms == once.extensionTerms)
      #expect(again.warnings.contains { $0.contains("another absence has") })
    }
  }

  @Test("Of absences that overlap a day of both counts once")
  func overlap() throws {
    let plan = try Self.plan(
      "\(Self.absence("2026-09-07", "2026-10-02", 20)),\(Self.absence("2026-09-28", "2026-10-16", 15, "other"))"
    )
    #expect(plan.explanation.contains { $0.text.hasPrefix("Absent for 30 days in part 1") })
    #expect(plan.warnings.first?.contains("of 15 days given, 10 count") == true)
  }

  @Test(
    "Coronavirus is left out of account until 31 August 2021, and counts as any other absence after it")
  func coronavirus() throws {
    let before = try Self.plan(
      Self.absence("2021-06-01", "2021-07-16", 34, "coronavirus"),
      periods: #"[{"start":"2021-01-04","end":null,"fte":1}]"#)
    #expect(before.extensionTerms == 0 && before.warnings.isEmpty)
    let after = try Self.plan(Self.absence("2026-09-07", "2026-10-16", 30, "coronavirus"))
    let ordinary = try Self.plan(Self.absence("2026-09-07", "2026-10-16", 30))
    #expect(after.expectedEnd == ordinary.expectedEnd && after.extensionTerms > 0)
    #expect(after.warnings.count == 1 && after.warnings[0].contains("until 31 August 2021 only"))
    // Of 35 days over the summer 29 lie before, and 6 after.
    let across = try Self.plan(
      Self.absence("2021-06-14", "2021-09-08", 35, "coronavirus"),
      periods: #"[{"start":"2021-01-04","end":null,"fte":1}]"#)
    #expect(across.explanation.contains { $0.text.contains("Absent for 6 days") }, "\(across.explanation)")
  }
}
