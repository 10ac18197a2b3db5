import Foundation
import Postgres
import TestSupport
import Testing

@testable import Domain

/// Each contract has to last a term; hours that change within one don’t part it.
@Suite struct PlanContractsTests {
  private static func plan(_ posts: [(String, String?, Double)], _ more: String = "") throws -> InductionPlan
  {
    let periods = posts.map { start, end, fte in
      #"{"start":"\#(start)","end":\#(end.map { "\"\($0)\"" } ?? "null"),"fte":\#(fte)}"#
    }
    return try PlanInductionTests.plan(#"{"periods":[\#(periods.joined(separator: ","))]\#(more)}"#)
  }

  @Test("A second post of less than a term does not count beside one that does; of a term it does")
  func second() throws {
    let alone = try Self.plan([("2025-09-01", nil, 0.5)])
    let short = try Self.plan([("2025-09-01", nil, 0.5), ("2025-09-01", "2025-10-17", 0.5)])
    #expect(alone.expectedEnd == day("2029-07-20") && short.expectedEnd == alone.expectedEnd)
    #expect(short.warnings.contains { $0.contains("Less than one term in post") })
    let almost = try Self.plan([("2025-09-01", nil, 0.5), ("2025-09-01", "2025-12-18", 0.5)])
    #expect(almost.expectedEnd == alone.expectedEnd)
    let term = try Self.plan([("2025-09-01", nil, 0.5), ("2025-09-01", "2025-12-19", 0.5)])
    #expect(try #require(term.expectedEnd) < day("2029-07-20"))
    // Both together are full time.
    let both = try Self.plan([("2025-09-01", "2026-07-21", 0.5), ("2025-09-01", "2026-07-21", 0.5)])
    #expect(both.servedTerms == 3)
  }

  @Test("Posts that follow each other without a school day between are one, over a holiday too")
  func following() throws {
    let parted = try Self.plan([("2025-09-01", "2025-10-24", 1), ("2025-11-03", "2025-12-19", 1)])
    #expect(parted.servedTerms == 1)
    let broken = try Self.plan([("2025-09-01", "2025-10-23", 1), ("2025-11-03", "2025-12-19", 1)])
    #expect(broken.servedTerms == 0)
  }

  @Test("Posts at different schools are contracts of their own, where the schools are known")
  func schools() throws {
    func served(_ one: UUID?, _ other: UUID?) throws -> Double {
      try PlanInduction()(
        InductionCase(
          regime: nil, terms: nil,
          periods: [
            .init(start: day("2025-09-01"), end: day("2025-10-24"), fte: 1, contract: one),
            .init(start: day("2025-11-03"), end: day("2025-12-19"), fte: 1, contract: other),
          ])
      ).servedTerms
    }
    let (gable, dilkes) = (UUID(), UUID())
    #expect(try served(gable, dilkes) == 0)
    #expect(try served(gable, gable) == 1 && served(nil, nil) == 1)
  }

  @Test("Posts held at once can be parted anywhere, and no day more or less is served", arguments: 0..<40)
  func parting(_ seed: Int) throws {
    var random = SplitRandom(seed)
    let hours = [0.2, 0.3, 0.5]
    let posts = (0..<3).map { post -> (start: CivilDate, end: CivilDate, fte: Double) in
      let start = day("2025-09-01").adding(days: random.next(60))
      return (start, start.adding(days: 60 + random.next(300)), hours[post])
    }
    let cut = day("2025-11-01").adding(days: random.next(120))
    let whole = try Self.plan(posts.map { ("\($0.start)", "\($0.end)", $0.fte) })
    let parts = try Self.plan(
      posts.flatMap { post -> [(String, String?, Double)] in
        guard post.start <= cut, cut < post.end else { return [("\(post.start)", "\(post.end)", post.fte)] }
        return [
          ("\(cut.adding(days: 1))", "\(post.end)", post.fte), ("\(post.start)", "\(cut)", post.fte),
        ]
      })
    #expect(parts.servedTerms == whole.servedTerms && parts.expectedEnd == whole.expectedEnd)
  }

  @Test(
    "A reduction to what was brought forward, or less, leaves the final assessment on the first day in post",
    arguments: [("4", "4"), ("4", "3"), ("3", "3"), ("1.5", "1"), ("5.5", "1"), ("4.5", "4.4")])
  func reduced(_ served: String, _ terms: String) throws {
    let plan = try Self.plan(
      [("2026-09-01", nil, 0.5)],
      #","brought_forward":\#(served),"reductions":[{"to_terms":\#(terms)}]"#)
    #expect(plan.expectedEnd == day("2026-09-01") && plan.servedTerms == 0)
    #expect(plan.requiredTerms == Double(terms))
    #expect(plan.formalAssessments.map(\.due) == [day("2026-09-01")] && plan.progressReviews.isEmpty)
    #expect(plan.explanation.contains { $0.text.contains("nothing more is served") })
  }

  @Test("A reduction to more than was brought forward leaves the difference")
  func reducedToMore() throws {
    let plan = try Self.plan(
      [("2026-09-01", nil, 1)], #","brought_forward":1.5,"reductions":[{"to_terms":2.5}]"#)
    #expect(plan.expectedEnd == day("2026-12-18") && plan.servedTerms == 1)
  }

  @Test(
    "As many terms as induction has can’t be brought forward",
    arguments: [("nqt", "2019-01-07", "3"), ("nqt", "2019-01-07", "3.5"), ("auto", "2021-09-01", "4")])
  func excess(_ regime: String, _ start: String, _ terms: String) throws {
    let error = #expect(throws: DomainError.self) {
      try Self.plan([(start, nil, 1)], #","regime":"\#(regime)","brought_forward":\#(terms)"#)
    }
    #expect(error?.fields == ["brought_forward"])
  }

  @Test("Terms of very many different lengths are reckoned all the same")
  func lengths() throws {
    var start = day("2012-01-09")
    let terms = (100..<140).map { length -> String in
      let (weeks, days) = length.quotientAndRemainder(dividingBy: 5)
      defer { start = start.adding(days: 7 * (weeks + (days == 0 ? 0 : 1))) }
      let end = start.adding(days: 7 * weeks + (days == 0 ? -3 : days - 1))
      return #"{"start":"\#(start)","end":"\#(end)"}"#
    }
    let plan = try Self.plan(
      [("2012-01-09", nil, 0.14)], #","regime":"ect","terms":[\#(terms.joined(separator: ","))]"#)
    // On the day on which a part ends no more counts than it needs.
    #expect(plan.servedTerms > 5.59 && plan.servedTerms <= 5.6)
  }
}
