import Domain
import Foundation
import Postgres
import TestSupport
import Testing

/// Full time from the first day of a term takes as many whole terms as the guidance says, wherever it begins.
@Suite struct PlanFullTimeTests {
  /// How many terms it takes from a day on, and after which of them there is a formal assessment (SI 2012/1115,
  /// regulation 7; DfE statutory guidance 2024, 1.4 and 2.48–2.55).
  private static func guidance(_ begun: CivilDate) -> (terms: Int, assessed: [Int]) {
    begun < day("2021-09-01") ? (3, [1, 2, 3]) : (6, [3, 6])
  }

  /// The last school day of each term.
  private static func lastDays(_ terms: [SchoolTerm], _ closed: Set<CivilDate>) throws -> [CivilDate] {
    let holidays = try BankHolidays.englandAndWales()
    return terms.compactMap { term in
      (0...term.start.days(until: term.end)).map { term.end.adding(days: -$0) }.first {
        holidays.isWorkingDay($0) && !closed.contains($0)
      }
    }
  }

  private static func check(_ plan: InductionPlan, begun: CivilDate, _ lastDays: [CivilDate]) throws {
    let (terms, assessed) = guidance(begun)
    try #require(lastDays.count >= terms)
    #expect(plan.regime == (terms == 3 ? .nqt : .ect) && plan.requiredTerms == Double(terms))
    #expect(plan.servedTerms == plan.requiredTerms && plan.extensionTerms == 0)
    #expect(plan.expectedEnd == lastDays[terms - 1], "from \(begun)")
    #expect(plan.formalAssessments.map(\.due) == assessed.map { lastDays[$0 - 1] }, "from \(begun)")
    #expect(plan.formalAssessments.map(\.number) == Array(1...assessed.count))
    let reviewed = terms == 3 ? [] : (1...terms).filter { !assessed.contains($0) }
    #expect(plan.progressReviews.map(\.due) == reviewed.map { lastDays[$0 - 1] }, "from \(begun)")
    #expect(plan.warnings.isEmpty)
  }

  @Test("From any term of the borough it ends with the last school day of the third or the sixth")
  func borough() throws {
    let usual = try BoroughTerms.usual()
    var checked = 0
    for (index, term) in usual.terms.enumerated() {
      let terms = Array(usual.terms.dropFirst(index).prefix(Self.guidance(term.start).terms))
      guard terms.count == Self.guidance(term.start).terms else { continue }
      let plan = try PlanInductionTests.plan(
        #"{"periods":[{"start":"\#(term.start)","end":null,"fte":1}]}"#)
      try Self.check(plan, begun: term.start, Self.lastDays(terms, usual.closures))
      checked += 1
    }
    #expect(checked == usual.terms.count - 5)
  }

  @Test("The same holds by whatever terms and closures a school has", arguments: 0..<60)
  func anyTerms(_ seed: Int) throws {
    var random = SplitRandom(seed)
    var (terms, closed): ([SchoolTerm], Set<CivilDate>) = ([], [])
    var next = day("2016-08-20").adding(days: random.next(3_000))
    for _ in 0..<(7 + random.next(3)) {
      let length = 25 + random.next(100)
      for _ in 0..<random.next(9) { closed.insert(next.adding(days: random.next(length + 1))) }
      terms.append(SchoolTerm(start: next, end: next.adding(days: length)))
      next = next.adding(days: length + 1 + random.next(40))
    }
    let first = random.next(terms.count - 5)
    let begun = terms[first].start
    let given = terms.map { #"{"start":"\#($0.start)","end":"\#($0.end)"}"# }.joined(separator: ",")
    let closures = closed.sorted().map { "\"\($0)\"" }.joined(separator: ",")
    let plan = try PlanInductionTests.plan(
      """
      {"terms":[\(given)],"closures":[\(closures)],"periods":[{"start":"\(begun)","end":null,"fte":1}]}
      """)
    try Self.check(plan, begun: begun, Self.lastDays(Array(terms[first...]), closed))
  }
}
