import Domain
import Postgres
import TestSupport
import Testing

@Suite("Time limits of induction") struct InductionDeadlineTests {
  @Test(
    "The day itself is the first; weekends and bank holidays are passed over",
    arguments: [
      // Monday 1 June 2026, and nothing in the way.
      ("head-recommendation", "2026-06-01", "2026-06-12"), ("assessment-report", "2026-06-01", "2026-06-12"),
      ("representations", "2026-06-01", "2026-06-12"), ("ab-decision", "2026-06-01", "2026-06-26"),
      ("notice", "2026-06-01", "2026-06-03"), ("appeal-reply", "2026-06-01", "2026-06-26"),
      ("dismissal", "2026-06-01", "2026-06-12"),
      // Begun on a Saturday, the first day is Monday.
      ("notice", "2026-06-06", "2026-06-10"),
      // Friday before the spring bank holiday.
      ("notice", "2026-05-22", "2026-05-27"),
      // Over Christmas 2026, with Boxing Day's substitute, and New Year.
      ("head-recommendation", "2026-12-18", "2027-01-05"),
      // Easter.
      ("notice", "2026-04-02", "2026-04-08"),
      // Counted back from a hearing.
      ("hearing-notice", "2026-06-26", "2026-06-08"),
    ])
  func lastDay(_ rule: String, _ from: String, _ last: String) throws {
    #expect(try InductionDeadline.lastDay(of: rule, from: day(from)) == day(last))
  }

  @Test(
    "An appeal counts from the deemed receipt of the notice",
    arguments: [
      // Sent on Monday 1 June 2026: received on Wednesday, or at once by hand.
      (InductionDeadline.Means.electronic, "2026-06-01", "2026-06-30"), (.hand, "2026-06-01", "2026-06-26"),
      (.post, "2026-06-01", "2026-06-30"),
      // Sent on a Friday: electronically received on Sunday, by post on Tuesday.
      (.electronic, "2026-06-05", "2026-07-03"), (.post, "2026-06-05", "2026-07-06"),
    ])
  func appeal(_ means: InductionDeadline.Means, _ sent: String, _ last: String) throws {
    #expect(try InductionDeadline.lastDay(of: "appeal", from: day(sent), sentBy: means) == day(last))
  }

  @Test("Left out, a notice was sent electronically")
  func usual() throws {
    #expect(
      try InductionDeadline.lastDay(of: "appeal", from: day("2026-06-01"))
        == InductionDeadline.lastDay(of: "appeal", from: day("2026-06-01"), sentBy: .electronic))
  }

  @Test("Every time limit has its source and a day it counts from")
  func sources() throws {
    let all = try InductionDeadline.all()
    #expect(all.count == 9)
    #expect(all.allSatisfy { !$0.source.isEmpty && !$0.from.isEmpty && $0.workingDays > 0 })
  }

  @Test(
    "Bank holidays need to be known as far as the limit runs, and no further",
    arguments: [
      ("head-recommendation", "2031-11-20", "2031-12-03"), ("notice", "2031-12-29", "2031-12-31"),
      ("appeal", "2031-11-30", "2031-12-31"), ("hearing-notice", "2031-12-31", "2031-12-09"),
      ("hearing-notice", "2012-01-24", "2012-01-04"), ("notice", "2031-12-30", nil),
      ("appeal", "2031-12-01", nil), ("hearing-notice", "2012-01-20", nil),
    ] as [(String, String, String?)])
  func known(_ rule: String, _ from: String, _ last: String?) throws {
    guard let last else {
      let error = #expect(throws: DomainError.self) {
        try InductionDeadline.lastDay(of: rule, from: day(from))
      }
      #expect(error?.fields == ["from"])
      return
    }
    #expect(try InductionDeadline.lastDay(of: rule, from: day(from)) == day(last))
  }

  @Test("An unknown limit, a deemed receipt where there is none, and years without holidays are refused")
  func refused() {
    for (rule, from, means) in [
      ("lunch", "2026-06-01", InductionDeadline.Means?.none), ("notice", "2026-06-01", .post),
      ("notice", "2032-06-01", nil), ("notice", "2011-12-31", nil),
    ] {
      #expect(throws: DomainError.self) {
        try InductionDeadline.lastDay(of: rule, from: day(from), sentBy: means)
      }
    }
  }
}
