import Domain
import Foundation
import Postgres
import TestSupport
import Testing

@Suite struct BroughtForwardTests {
  private static func plan(_ start: String, fte: Double = 1, _ more: String = "") throws -> InductionPlan {
    try PlanInduction()(
      json: Data(#"{"regime":"ect","periods":[{"start":"\#(start)","end":null,"fte":\#(fte)}]\#(more)}"#.utf8)
    )
  }

  @Test(
    "Three terms brought forward are as good as three served: the same end, and the second assessment alone")
  func half() throws {
    let whole = try Self.plan("2025-09-01")
    let rest = try Self.plan("2026-09-01", #","brought_forward":3"#)
    #expect(rest.expectedEnd == whole.expectedEnd)
    #expect(rest.formalAssessments == whole.formalAssessments.suffix(1))
    #expect(rest.progressReviews == whole.progressReviews.filter { $0.due >= day("2026-09-01") })
  }

  @Test(
    "More brought forward never ends later, and nothing brought forward changes nothing", arguments: 1...5)
  func monotone(seed: Int) throws {
    var random = SeededRandom(seed: UInt64(seed))
    let parts: [Double] = [0.4, 0.6, 0.8, 1]
    let fte: Double = parts.randomElement(using: &random) ?? 1
    let without = try Self.plan("2025-09-01", fte: fte)
    #expect(try Self.plan("2025-09-01", fte: fte, #","brought_forward":0"#) == without)
    var last = try #require(without.expectedEnd)
    for tenths in 1..<60 {
      let plan = try Self.plan("2025-09-01", fte: fte, #","brought_forward":\#(Double(tenths) / 10)"#)
      let end = try #require(plan.expectedEnd)
      #expect(end <= last, "\(tenths) tenths at \(fte)")
      #expect(plan.formalAssessments.last?.due == end)
      #expect(plan.formalAssessments.count == (tenths < 30 ? 2 : 1))
      last = end
    }
  }

  @Test(
    "Terms are read as decimals and fractions, and as nothing else",
    arguments: [
      ("1", 1.0), ("1.5", 1.5), ("5/4", 1.25), ("0.333", 0.333), ("1/3", 0.3333), ("", nil), ("a", nil),
      ("1,5", nil),
      ("1/0", nil), ("-1", nil), ("1.2345", nil),
    ])
  func reading(text: String, terms: Double?) {
    #expect(TermFraction(text: text)?.rounded == terms)
  }
}
