import Foundation
import Postgres
import TestSupport
import Testing

@testable import Domain

@Suite("Editions of the rules") struct RuleEditionTests {
  /// The first edition of a rule set, and a second one from a day on with other figures.
  private static func editions<Edition: RuleEdition & Decodable>(
    _ type: Edition.Type, _ name: String, from day: String, _ old: String, _ new: String
  ) throws -> RuleEditions<Edition> {
    let file = URL(filePath: #filePath).deletingLastPathComponent().appending(
      path: "../../../Sources/Domain/Induction/RuleSets/\(name).json")
    let first = try String(contentsOf: file, encoding: .utf8)
    let second = first.replacing(#""version": "2024-09""#, with: #""version": "2027-09""#)
      .replacing(#""in_force_from": null"#, with: #""in_force_from": "\#(day)""#)
      .replacing(old, with: new)
    return try RuleEditions(
      [first, second].flatMap { text in
        try RuleSet.decode([String: [Edition]].self, Data(text.utf8))["editions", default: []].prefix(1)
      })
  }

  /// Five terms instead of six, for who begins on 1 September 2027 or later.
  private static func fiveTerms() throws -> RuleEditions<InductionRules> {
    try editions(
      InductionRules.self, "regimes", from: "2027-09-01", #""required_terms": 6"#, #""required_terms": 5"#)
  }

  @Test("An edition holds from its own day on, and the first for every day before")
  func days() throws {
    let editions = try Self.fiveTerms()
    for (date, version) in [
      ("2012-09-03", "2024-09"), ("2027-08-31", "2024-09"), ("2027-09-01", "2027-09"),
      ("2031-01-06", "2027-09"),
    ] {
      #expect(editions.inForce(on: day(date)).version == version, "\(date)")
    }
    #expect(editions.inForce(on: nil).version == "2027-09")
    #expect(editions.named("2024-09")?.inForceFrom == nil && editions.named("2024-10") == nil)
    let registration = try Self.editions(
      RegistrationRules.self, "registration", from: "2027-09-01", #""timetable_percent": 90"#,
      #""timetable_percent": 85"#)
    #expect(registration.inForce(on: day("2027-08-31")).timetablePercent == 90)
    #expect(registration.inForce(on: day("2027-09-01")).timetablePercent == 85)
    let all = editions.all
    for wrong in [[], [all[1]], [all[1], all[0]], [all[0], all[0]], [all[0], all[1], all[1]]] {
      #expect(throws: DomainError.self) { try RuleEditions(wrong) }
    }
  }

  @Test("A plan goes by the edition of the day on which induction began, here or elsewhere")
  func plans() throws {
    let (standing, later) = (try PlanInduction(), try PlanInduction(Self.fiveTerms()))
    func plan(_ calculator: PlanInduction, _ start: String, _ more: String = "") throws -> InductionPlan {
      try calculator(
        json: Data(#"{"periods":[{"start":"\#(start)","end":null,"fte":1}]\#(more)}"#.utf8))
    }
    let before = try plan(later, "2027-08-31")
    #expect(try before == plan(standing, "2027-08-31"))
    #expect(before.requiredTerms == 6 && before.rulesVersion == "2024-09")
    let after = try plan(later, "2027-09-01")
    #expect(after.requiredTerms == 5 && after.rulesVersion == "2027-09")
    #expect(try after.expectedEnd != plan(standing, "2027-09-01").expectedEnd)
    let elsewhere = try plan(
      later, "2028-01-04", #","brought_forward":1,"brought_forward_from":"2027-08-31""#)
    #expect(elsewhere.requiredTerms == 6 && elsewhere.rulesVersion == "2024-09")
    // The calculator answers with its nine members, and no more.
    let members = try JSONDecoder().decode([String: JSONValue].self, from: JSONEncoder().encode(after))
    #expect(members.count == 9)
    // What a case may hold goes by its edition as well.
    let most = #","reductions":[{"to_terms":5.5}]"#
    #expect(throws: Never.self) { try plan(later, "2027-08-31", most) }
    let error = #expect(throws: DomainError.self) { try plan(later, "2027-09-01", most) }
    #expect(error?.fields == ["reductions[0].to_terms"])
  }

  @Test("A later edition leaves a stored induction as it was, and one that begins on its day runs on it")
  func stored() async throws {
    try await InductionDesk.run { desk async throws in
      let old = try await desk.begun().induction
      let content = InductionDesk.content(
        trn: "7654321", email: "bo@people.example", startsOn: "2027-09-01")
      let new = try await desk.begun(content, on: "2027-09-01").induction
      #expect(old.plan?.rulesVersion == "2024-09" && new.plan?.rulesVersion == "2024-09")
      let replan = ReplanInduction(desk.services, by: try PlanInduction(Self.fiveTerms()))
      try await desk.services.pool.withTransaction { tx in
        _ = try await replan([old.id, new.id], in: tx)
      }
      #expect(try await desk.record(old.id).induction.plan == old.plan)
      let moved = try #require(try await desk.record(new.id).induction.plan)
      #expect(moved.requiredTerms == 5 && moved.rulesVersion == "2027-09")
      let versions = try await desk.services.pool.query(
        "SELECT rules_version FROM induction ORDER BY began_on"
      ).map { try $0.decode("rules_version", as: String.self) }
      #expect(versions == ["2024-09", "2027-09"])
    }
  }

  @Test("A time limit is counted by the edition of the day that sets it off")
  func deadlines() throws {
    let editions = try Self.editions(
      InductionDeadlines.self, "deadlines", from: "2027-09-01", #""rule": "ab-decision", "working_days": 20"#,
      #""rule": "ab-decision", "working_days": 15"#)
    let holidays = try BankHolidays.englandAndWales()
    for (date, count) in [("2027-08-31", 20), ("2027-09-01", 15)] {
      let last = try editions.inForce(on: day(date)).lastDay(of: "ab-decision", from: day(date), sentBy: nil)
      #expect(last == holidays.last(of: count, beginningWith: day(date)), "\(date)")
    }
  }
}
