import Domain
import Foundation
import Postgres
import TestSupport
import Testing

/// Cases are written as they are sent; plans are what people are told.
@Suite("The induction plan") struct PlanInductionTests {
  static let calculator = Result { try PlanInduction() }

  static func plan(_ json: String) throws -> InductionPlan {
    try calculator.get()(json: Data(json.utf8))
  }

  /// Six terms whose lengths differ: 2023/24 and 2024/25.
  static let sixTerms = """
    [{"start":"2023-09-04","end":"2023-12-21"},{"start":"2024-01-08","end":"2024-03-28"},
    {"start":"2024-04-15","end":"2024-07-23"},{"start":"2024-09-02","end":"2024-12-20"},
    {"start":"2025-01-06","end":"2025-04-04"},{"start":"2025-04-22","end":"2025-07-22"},
    {"start":"2025-09-01","end":"2025-12-19"},{"start":"2026-01-05","end":"2026-03-27"},
    {"start":"2026-04-13","end":"2026-07-21"},{"start":"2026-09-01","end":"2026-12-18"},
    {"start":"2027-01-04","end":"2027-03-25"},{"start":"2027-04-12","end":"2027-07-21"}]
    """
  static let threeTerms = """
    [{"start":"2018-09-03","end":"2018-12-21"},{"start":"2019-01-07","end":"2019-04-05"},
    {"start":"2019-04-23","end":"2019-07-23"},{"start":"2019-09-02","end":"2019-12-20"}]
    """

  static func full(_ terms: String, _ rest: String = "", regime: String = "auto", from: String) throws
    -> InductionPlan
  {
    try plan(
      """
      {"regime":"\(regime)","terms":\(terms),"periods":[{"start":"\(from)","end":null,"fte":1}]\(rest)}
      """)
  }

  @Test("Full time, early career teachers take six terms and are assessed after three and six")
  func ect() throws {
    let plan = try Self.full(Self.sixTerms, from: "2023-09-04")
    #expect(plan.regime == .ect)
    #expect(plan.requiredTerms == 6)
    #expect(plan.servedTerms == 6)
    #expect(plan.extensionTerms == 0)
    #expect(plan.expectedEnd == day("2025-07-22"))
    #expect(plan.formalAssessments.map(\.due) == [day("2024-07-23"), day("2025-07-22")])
    #expect(
      plan.progressReviews.map(\.due) == [
        day("2023-12-21"), day("2024-03-28"), day("2024-12-20"), day("2025-04-04"),
      ])
    #expect(plan.warnings == [])
    #expect(!plan.explanation.contains { $0.source.isEmpty })
  }

  @Test("Full time, newly qualified teachers take three terms and are assessed in each")
  func nqt() throws {
    let plan = try Self.full(Self.threeTerms, from: "2018-09-01")
    #expect(plan.regime == .nqt)
    #expect(plan.requiredTerms == 3)
    #expect(plan.expectedEnd == day("2019-07-23"))
    #expect(
      plan.formalAssessments.map(\.due) == [day("2018-12-21"), day("2019-04-05"), day("2019-07-23")])
    #expect(plan.formalAssessments.map(\.number) == [1, 2, 3])
    #expect(plan.progressReviews == [])
  }

  @Test("Half time takes twice as long", arguments: [("0.5", "2027-07-21"), ("0.75", "2026-03-27")])
  func partTime(_ fte: String, _ end: String) throws {
    let plan = try Self.plan(
      """
      {"terms":\(Self.sixTerms),"periods":[{"start":"2023-09-04","end":null,"fte":\(fte)}]}
      """)
    let expected = try #require(plan.expectedEnd)
    let latest = day(end)
    #expect(fte == "0.5" ? expected == latest : expected <= latest && expected > day("2025-12-19"))
    #expect(plan.progressReviews.count + plan.formalAssessments.count >= 6)
  }

  @Test(
    "Absence of 29 days extends nothing, of 30 by all 30",
    arguments: [("29", 0, "2019-07-23"), ("30", 30, "")])
  func absenceNQT(_ days: String, _ extended: Int, _ end: String) throws {
    let absence =
      #", "absences":[{"start":"2018-11-05","end":"2018-12-21","days":\#(days),"kind":"sickness"}]"#
    let plan = try Self.full(Self.threeTerms, absence, from: "2018-09-01")
    if extended == 0 {
      #expect(plan.extensionTerms == 0)
      #expect(plan.expectedEnd == day(end))
    } else {
      // Thirty school days from Monday 2 September 2019; no bank holiday among them.
      #expect(plan.expectedEnd == day("2019-10-11"))
      #expect(plan.extensionTerms > 0.4 && plan.extensionTerms < 0.5)
    }
  }

  @Test(
    "Absence counts for each part of six terms: 20 days in each extend neither, 30 in the first both ends")
  func absenceECT() throws {
    func absences(_ first: Int, _ second: Int) -> String {
      #"""
      , "absences":[{"start":"2023-10-02","end":"2023-11-30","days":\#(first),"kind":"sickness"},
      {"start":"2024-10-01","end":"2024-11-29","days":\#(second),"kind":"sickness"}]
      """#
    }
    #expect(
      try Self.full(Self.sixTerms, absences(20, 20), from: "2023-09-04").expectedEnd == day("2025-07-22"))
    let extended = try Self.full(Self.sixTerms, absences(30, 0), from: "2023-09-04")
    #expect(extended.formalAssessments.first?.due == day("2024-10-11"))
    #expect(try #require(extended.expectedEnd) > day("2025-09-01"))
  }

  @Test("Part-time absence is measured against full-time days: 15 at 0.5 are 30")
  func absenceProRata() throws {
    func plan(_ days: String) throws -> InductionPlan {
      try Self.plan(
        """
        {"terms":\(Self.sixTerms),"periods":[{"start":"2023-09-04","end":null,"fte":0.5}],
        "absences":[{"start":"2023-10-02","end":"2023-11-30","days":\(days),"kind":"sickness"}]}
        """)
    }
    #expect(try plan("14.5").extensionTerms == 0)
    #expect(try plan("15").extensionTerms > 0)
  }

  @Test("Leave extends at request only, and coronavirus never", arguments: ["maternity", "coronavirus"])
  func otherAbsence(_ kind: String) throws {
    let absence = #", "absences":[{"start":"2018-11-05","end":"2018-12-21","days":35,"kind":"\#(kind)"}]"#
    let plan = try Self.full(Self.threeTerms, absence, from: "2018-09-01")
    #expect(plan.expectedEnd == day("2019-07-23"))
    #expect(plan.warnings.isEmpty == (kind == "coronavirus"))
  }

  @Test("A reduction to one term leaves only the final assessment")
  func reduction() throws {
    let plan = try Self.full(Self.sixTerms, #", "reductions":[{"to_terms":1}]"#, from: "2023-09-04")
    #expect(plan.requiredTerms == 1)
    #expect(plan.expectedEnd == day("2023-12-21"))
    #expect(plan.formalAssessments.map(\.due) == [day("2023-12-21")])
    #expect(plan.progressReviews == [])
  }

  @Test("An extension is served after everything else")
  func extended() throws {
    let plan = try Self.full(Self.sixTerms, #", "extensions":[{"terms":1}]"#, from: "2023-09-04")
    #expect(plan.extensionTerms == 1)
    #expect(plan.expectedEnd == day("2025-12-19"))
    #expect(plan.formalAssessments.map(\.due) == [day("2024-07-23"), day("2025-12-19")])
  }

  @Test(
    "The regime is the one under which induction began",
    arguments: [("2021-08-31", RegimeCode.nqt), ("2021-09-01", .ect)])
  func regime(_ start: String, _ regime: RegimeCode) throws {
    let plan = try Self.plan(#"{"periods":[{"start":"\#(start)","end":null,"fte":1}]}"#)
    #expect(plan.regime == regime)
  }

  @Test("Begun before September 2021 and not completed by September 2023, the rest of six terms is served")
  func transition() throws {
    let slow = try Self.plan(#"{"periods":[{"start":"2020-09-01","end":null,"fte":0.3}]}"#)
    #expect(slow.regime == .ect)
    #expect(slow.requiredTerms == 6)
    #expect(slow.explanation.contains { $0.rule == "transition" })
    let quick = try Self.plan(#"{"periods":[{"start":"2020-09-01","end":null,"fte":0.5}]}"#)
    #expect(quick.regime == .nqt)
    let decided = try Self.plan(
      #"{"periods":[{"start":"2021-01-04","end":null,"fte":0.5}],"extensions":[{"terms":3}]}"#)
    #expect(decided.regime == .nqt)
    #expect(try #require(decided.expectedEnd) > day("2023-09-01"))
  }

  @Test("Two terms and a half at half time are one and a quarter; less than a term in post doesn't count")
  func minimum() throws {
    let plan = try Self.plan(
      """
      {"terms":[{"start":"2023-09-04","end":"2023-12-21"},{"start":"2024-01-08","end":"2024-03-28"},
      {"start":"2024-04-15","end":"2024-05-24"},{"start":"2024-06-03","end":"2024-07-12"}],
      "periods":[{"start":"2023-09-04","end":"2024-03-28","fte":0.5}]}
      """)
    #expect(plan.servedTerms == 1)
    #expect(plan.expectedEnd == nil)
    let short = try Self.plan(
      """
      {"terms":\(Self.sixTerms),"periods":[{"start":"2023-09-04","end":"2023-12-20","fte":1}]}
      """)
    #expect(short.servedTerms == 0)
    #expect(short.warnings.count == 1)
    // Under the earlier regime as well, before a post that goes on.
    let earlier = try Self.plan(
      """
      {"regime":"nqt","terms":\(Self.sixTerms),"periods":[{"start":"2023-09-04","end":"2023-12-20","fte":1},
      {"start":"2024-04-15","end":null,"fte":1}]}
      """)
    #expect(earlier.expectedEnd == day("2025-04-04"))
    #expect(earlier.warnings.contains { $0.contains("Less than one term in post doesn’t count.") })
    #expect(earlier.explanation.contains { $0.text.contains("for less than one term: it doesn’t count") })
    let whole = try Self.plan(
      """
      {"terms":\(Self.sixTerms),"periods":[{"start":"2023-09-04","end":"2023-12-21","fte":1}]}
      """)
    #expect(whole.servedTerms == 1)
  }

  @Test("Two posts at once add up, to full time at the most")
  func posts() throws {
    func plan(_ first: String, _ second: String) throws -> InductionPlan {
      try Self.plan(
        """
        {"terms":\(Self.sixTerms),"periods":[{"start":"2023-09-04","end":null,"fte":\(first)},
        {"start":"2023-09-04","end":null,"fte":\(second)}]}
        """)
    }
    #expect(try plan("0.4", "0.6").expectedEnd == day("2025-07-22"))
    let over = try plan("0.8", "0.6")
    #expect(over.expectedEnd == day("2025-07-22"))
    #expect(over.warnings.count == 1)
  }

  @Test("Splitting a period in two changes nothing but the words", arguments: 0..<60)
  func splitting(_ seed: Int) throws {
    var random = SplitRandom(seed)
    let fte = ["0.2", "0.333", "0.5", "0.6", "0.8", "1"][random.next(6)]
    let split = day("2023-09-10").adding(days: random.next(900))
    let whole = try Self.plan(
      #"{"periods":[{"start":"2023-09-04","end":"2026-06-30","fte":\#(fte)}]}"#)
    let parts = try Self.plan(
      """
      {"periods":[{"start":"2023-09-04","end":"\(split)","fte":\(fte)},
      {"start":"\(split.adding(days: 1))","end":"2026-06-30","fte":\(fte)}]}
      """)
    #expect(parts.servedTerms == whole.servedTerms)
    #expect(parts.expectedEnd == whole.expectedEnd)
    #expect(parts.formalAssessments == whole.formalAssessments)
    #expect(parts.progressReviews == whole.progressReviews)
  }

  @Test("More hours never end later, and more absence never earlier", arguments: 0..<40)
  func monotony(_ seed: Int) throws {
    var random = SplitRandom(seed)
    let start = day("2022-09-01").adding(days: random.next(300))
    let fte = 300 + random.next(600)
    func end(_ fte: Int, _ absent: Int) throws -> CivilDate {
      let plan = try Self.plan(
        """
        {"regime":"ect","periods":[{"start":"\(start)","end":null,"fte":\(Double(fte) / 1000)}],
        "absences":[{"start":"\(start.adding(days: 30))","end":"\(start.adding(days: 130))",
        "days":\(absent),"kind":"sickness"}]}
        """)
      return try #require(plan.expectedEnd)
    }
    let absent = random.next(60)
    #expect(try end(fte + 50, absent) <= end(fte, absent))
    #expect(try end(fte, absent + 10) >= end(fte, absent))
  }

  @Test(
    "What is wrong is told at its place",
    arguments: [
      (#"{"periods":[]}"#, "periods"), (#"{}"#, "periods"), (#"{"periods":"#, "case"),
      (#"{"periods":[{"start":"2024-02-30","end":null,"fte":1}]}"#, "periods[0].start"),
      (#"{"periods":[{"start":"2024-02-01","end":null,"fte":1.1}]}"#, "periods[0].fte"),
      (#"{"periods":[{"start":"2024-02-01","end":"2024-01-01","fte":1}]}"#, "periods[0].end"),
      (#"{"periods":[{"start":"2024-02-01","end":null,"fte":1}],"regime":"pgce"}"#, "regime"),
      (
        #"""
        {"periods":[{"start":"2024-02-01","end":null,"fte":1}],
        "absences":[{"start":"2024-03-01","end":"2024-03-04","days":5,"kind":"sickness"}]}
        """#, "absences[0].days"
      ),
      (
        #"""
        {"periods":[{"start":"2024-02-01","end":null,"fte":1}],
        "absences":[{"start":"2024-03-04","end":"2024-03-01","days":2,"kind":"sickness"}]}
        """#, "absences[0].end"
      ),
      (
        #"{"periods":[{"start":"2024-02-01","end":null,"fte":1}],"reductions":[{"to_terms":0.5}]}"#,
        "reductions[0].to_terms"
      ),
      (
        #"""
        {"periods":[{"start":"2024-02-01","end":null,"fte":1}],
        "terms":[{"start":"2024-01-08","end":"2024-03-28"},{"start":"2024-03-28","end":"2024-07-23"}]}
        """#, "terms[1].start"
      ),
    ])
  func faults(_ json: String, _ field: String) throws {
    let error = #expect(throws: DomainError.self) { try Self.plan(json) }
    #expect(error?.fields == [field])
  }
}

/// Numbers that are the same on every run.
struct SplitRandom {
  private var state: UInt64

  init(_ seed: Int) { state = UInt64(seed) &+ 0x9E37_79B9_7F4A_7C15 }

  mutating func next(_ below: Int) -> Int {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Int((state >> 33) % UInt64(below))
  }
}
