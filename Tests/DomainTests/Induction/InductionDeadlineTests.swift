import Domain
import Foundation
import Postgres
import TestSupport
import Testing

@Suite("Time limits of induction") struct InductionDeadlineTests {
  /// A row of the published table of cases.
  struct Case: Sendable, CustomTestStringConvertible {
    let rule, from, means, last: String
    var testDescription: String { "\(rule) from \(from) \(means)" }

    /// The rows of the article on working days.
    static func all() throws -> [Case] {
      let article = URL(filePath: #filePath).deletingLastPathComponent().appending(
        path: "../../../Sources/Domain/Documentation.docc/WorkingDayCases.md")
      return try String(contentsOf: article, encoding: .utf8).split(separator: "\n").compactMap { line in
        let cells = line.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
        return cells.count == 5 && cells[1].hasPrefix("20")
          ? Case(rule: cells[0], from: cells[1], means: cells[2], last: cells[3]) : nil
      }
    }
  }

  @Test("Every row of the published table holds", arguments: try Case.all())
  func published(_ one: Case) throws {
    let means = InductionDeadline.Means(rawValue: one.means)
    #expect((means == nil) == one.means.isEmpty)
    guard one.last != "refused" else {
      let error = #expect(throws: DomainError.self) {
        try InductionDeadline.lastDay(of: one.rule, from: day(one.from), sentBy: means)
      }
      #expect(error?.fields == ["from"])
      return
    }
    #expect(try InductionDeadline.lastDay(of: one.rule, from: day(one.from), sentBy: means) == day(one.last))
  }

  @Test("The published table has rows for every time limit")
  func whole() throws {
    let cases = try Case.all()
    #expect(cases.count >= 20)
    #expect(try Set(cases.map(\.rule)) == Set(InductionDeadline.all().map(\.rule)))
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
