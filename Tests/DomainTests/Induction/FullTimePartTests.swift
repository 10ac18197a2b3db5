import Domain
import Foundation
import Postgres
import TestSupport
import Testing

@testable import Domain

@Suite struct FullTimePartTests {
  private static func decimal(_ text: String) throws -> Decimal { try #require(Decimal(string: text)) }

  private static func plan(_ fte: String, from start: String = "2021-09-01", _ rest: String = "") throws
    -> InductionPlan
  {
    try PlanInductionTests.plan(#"{"periods":[{"start":"\#(start)","end":null,"fte":\#(fte)}]\#(rest)}"#)
  }

  @Test(
    "A number is taken as it is; within a millionth of a fraction up to twelfths it is that fraction",
    arguments: [
      ("1", "1"), ("0.6", "0.6"), ("0.333", "0.333"), ("0.3333", "0.3333"), ("0.333333", "1/3"),
      ("0.333334", "1/3"), ("0.3333333", "1/3"), ("0.666667", "2/3"), ("0.166667", "1/6"),
      ("0.142857", "1/7"), ("0.083333", "1/12"), ("0.916667", "11/12"), ("0.25", "0.25"),
      ("0.333331", "0.333331"),
      ("0.123456789", "0.123456789"), ("0.000000001", "0.000000001"), ("0.999999999", "0.999999999"),
    ])
  func words(_ typed: String, _ words: String) throws {
    let fte = try Self.decimal(typed)
    #expect(FullTimePart.isValid(fte))
    #expect(FullTimePart.words(FullTimePart.units(fte)) == words)
  }

  @Test(
    "What is over, under or finer than can be taken is not", arguments: ["0", "-0.5", "1.1", "0.3333333333"])
  func refused(_ typed: String) throws { #expect(!FullTimePart.isValid(try Self.decimal(typed))) }

  @Test(
    "What can’t be taken counts as full time, however large, until it is put right",
    arguments: ["2000000", "-2000000", "99999999999999999999", "0"])
  func unusable(_ typed: String) throws {
    #expect(FullTimePart.units(try Self.decimal(typed)) == FullTimePart.whole)
  }

  @Test(
    "A third of full time takes eighteen terms, however many digits it is given with",
    arguments: [
      "0.333333", "0.333334", "0.3333333", "0.33333333", "0.333333333",
    ])
  func third(_ fte: String) throws {
    let plan = try Self.plan(fte)
    #expect(plan.expectedEnd == day("2027-07-21"))
    #expect(plan.servedTerms == 6)
    #expect(
      plan.explanation.contains { $0.text.contains("18 terms of the calendar × 1/3 = 6 full-time terms") })
  }

  @Test("What is a little less than a third ends later")
  func less() throws { #expect(try Self.plan("0.333").expectedEnd == day("2027-09-02")) }

  @Test("Two thirds and one third at once are full time, and no more")
  func together() throws {
    let plan = try PlanInductionTests.plan(
      """
      {"periods":[{"start":"2025-09-01","end":null,"fte":0.333333},{"start":"2025-09-01","end":null,"fte":0.666667}]}
      """)
    #expect(plan.expectedEnd == day("2027-07-21"))
    #expect(plan.explanation.contains { $0.text.contains("× 1 (full time) = 6 full-time terms") })
  }

  @Test("Absence at a third extends from a third of the days on")
  func absence() throws {
    func extended(_ days: Int) throws -> Bool {
      try Self.plan(
        "0.333333", from: "2024-09-02",
        #","absences":[{"start":"2024-10-01","end":"2024-11-29","days":\#(days),"kind":"sickness"}]"#
      ).extensionTerms > 0
    }
    #expect(try !extended(9) && extended(10))
  }

  @Test("Every part of full time with nine decimals serves what is required", arguments: 0..<40)
  func sums(_ seed: Int) throws {
    var random = SplitRandom(seed)
    let fte = "0.\(200_000_000 + random.next(799_999_999))"
    let start = day("2018-09-03").adding(days: random.next(900))
    let plan = try Self.plan(fte, from: start.description)
    if plan.expectedEnd != nil { #expect(abs(plan.servedTerms - plan.requiredTerms) < 0.000_11) }
    #expect(plan.expectedEnd != nil || plan.servedTerms < plan.requiredTerms)
    try PlanExplanationTests.checkProducts(plan)
  }
}

@Suite struct InductionCaseReaderTests {
  private static func fields(_ json: String) throws -> [String] {
    let error = #expect(throws: DomainError.self) { try PlanInductionTests.plan(json) }
    guard case .invalid(let problems)? = error else { return [] }
    return problems.map(\.field)
  }

  @Test("Everything that can’t be read is told, with what is wrong besides")
  func all() throws {
    #expect(
      try Self.fields(
        """
        {"periods":[{"start":"x","end":"2026-13-01","fte":2},{"start":"2026-09-01","end":"2025-01-01","fte":0},{}],
        "absences":[{"start":"y","end":"2026-10-02","days":-1,"kind":"zzz"}],"extensions":[{"terms":"a"}],
        "brought_forward":13,"regime":"x"}
        """) == [
          "periods[0].start", "periods[0].end", "periods[2].start", "periods[2].fte", "brought_forward",
          "regime",
          "absences[0].start", "extensions[0].terms", "periods[0].fte", "periods[1].fte", "periods[1].end",
          "absences[0].kind", "absences[0].days",
        ])
  }

  @Test(
    "What stands in place of something that can’t be read has no fault of its own",
    arguments: [
      (#"{"periods":[{"start":"x","end":"2027-01-01","fte":1}]}"#, ["periods[0].start"]),
      (#"{"periods":[{"start":"2026-09-01","end":5,"fte":"1"}]}"#, ["periods[0].end", "periods[0].fte"]),
      (#"{"periods":[7]}"#, ["periods[0]"]), (#"{"periods":{}}"#, ["periods"]), (#"{}"#, ["periods"]),
      (
        #"{"periods":[{"start":"x","end":null,"fte":1}],"brought_forward":1,"brought_forward_from":"2027-01-01"}"#,
        ["periods[0].start"]
      ),
      (
        #"""
        {"periods":[{"start":"2026-09-01","end":null,"fte":1}],
        "absences":[{"start":"x","end":"2026-10-02","days":9,"kind":"sickness"}]}
        """#, ["absences[0].start"]
      ),
      (
        #"""
        {"periods":[{"start":"2026-09-01","end":null,"fte":1}],
        "terms":[{"start":"2026-09-01","end":"x"},{"start":"y","end":"2027-03-25"},{"start":"2027-04-12","end":"2027-07-21"}]}
        """#, ["terms[0].end", "terms[1].start"]
      ),
      (#"{"periods":[{"start":"2026-09-01","end":null,"fte":1e-300}]}"#, ["periods[0].fte"]),
      ("7", ["case"]),
    ])
  func alone(_ json: String, _ fields: [String]) throws { #expect(try Self.fields(json) == fields) }
}
