import Domain
import Postgres
import TestSupport
import Testing

@Suite struct HistoryGapsTests {
  static let today = day("2026-11-24")

  static func month(_ text: String) -> CivilDate {
    day(text + "-01")
  }

  /// Periods as "from..to" with an open end for what continues, and the gaps that must be found.
  static let table: [(periods: [(String, String?)], gaps: [(String, String)])] = [
    ([], []),
    ([("2020-01", nil)], []),
    ([("2020-01", "2026-10")], []),
    ([("2020-01", "2026-11")], []),
    ([("2020-01", "2026-09")], [("2026-10", "2026-10")]),
    ([("2018-09", "2019-07"), ("2019-08", nil)], []),
    ([("2018-09", "2019-07"), ("2019-09", nil)], [("2019-08", "2019-08")]),
    ([("2019-09", nil), ("2018-09", "2019-07")], [("2019-08", "2019-08")]),
    ([("2015-01", "2020-12"), ("2016-01", "2016-06"), ("2021-01", nil)], []),
    (
      [("2015-01", "2015-12"), ("2017-01", "2017-12"), ("2019-01", nil)],
      [("2016-01", "2016-12"), ("2018-01", "2018-12")]
    ),
    ([("2015-01", nil), ("2016-01", "2016-06")], []),
    ([("2018-12", "2018-12"), ("2019-02", nil)], [("2019-01", "2019-01")]),
  ]

  @Test("Whole months without an entry are gaps", arguments: table.indices)
  func gaps(_ index: Int) {
    let row = Self.table[index]
    let found = HistoryGaps.find(
      row.periods.map { (from: Self.month($0.0), to: $0.1.map(Self.month)) }, today: Self.today)
    #expect(
      found == row.gaps.map { HistoryGaps.Gap(from: Self.month($0.0), to: Self.month($0.1)) })
  }
}
