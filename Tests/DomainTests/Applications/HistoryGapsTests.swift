import Domain
import Foundation
import Postgres
import TestSupport
import Testing

@Suite struct HistoryGapsTests {
  static let today = day("2026-11-24")

  /// The history section of the form, as far as gaps go.
  static let section = try? JSONDecoder().decode(
    FormSection.self,
    from: Data(
      """
      {"key":"history","title":"History","rule":"no_unexplained_gaps","questions":[],
       "entries":{"name":"job","minimum":0,"maximum":60,"naming":[]}}
      """.utf8))

  /// Periods with an open end for what continues, and what is asked to be explained, in words.
  static let table: [(periods: [(String, String?)], gaps: [String])] = [
    ([], []),
    ([("2020-01", nil)], []),
    ([("2020-01", "2026-10")], []),
    ([("2020-01", "2026-11")], []),
    ([("2020-01", "2026-09")], ["from October 2026 to today"]),
    ([("2018-09", "2019-07"), ("2019-08", nil)], []),
    ([("2018-09", "2019-07"), ("2019-09", nil)], ["in August 2019"]),
    ([("2019-09", nil), ("2018-09", "2019-07")], ["in August 2019"]),
    ([("2015-01", "2020-12"), ("2016-01", "2016-06"), ("2021-01", nil)], []),
    (
      [("2015-01", "2015-12"), ("2017-01", "2017-12"), ("2019-01", nil)],
      ["from January 2016 to December 2016", "from January 2018 to December 2018"]
    ),
    ([("2015-01", nil), ("2016-01", "2016-06")], []),
    ([("2018-12", "2019-01"), ("2019-03", nil)], ["in February 2019"]),
    // With days, 28 of them are a gap and 27 are none.
    ([("2019-01-01", "2019-07-15"), ("2019-08-13", nil)], ["from 16 July 2019 to 12 August 2019 (28 days)"]),
    ([("2019-01-01", "2019-07-15"), ("2019-08-12", nil)], []),
    // Where one end has only a month, the whole of it counts as covered.
    ([("2019-01", "2019-07"), ("2019-08-20", nil)], []),
    ([("2019-01", "2019-07-15"), ("2019-08", nil)], []),
    ([("2019-01", "2019-07-01"), ("2019-08", nil)], ["from 2 July 2019 to 31 July 2019 (30 days)"]),
    ([("2026-01-01", "2026-10-27")], ["from 28 October 2026 to today (28 days)"]),
    ([("2026-01-01", "2026-10-28")], []),
    ([("nonsense", "2019-07"), ("2020-01", nil)], []),
  ]

  @Test("Twenty-eight days or more without an entry are asked about", arguments: table.indices)
  func gaps(_ index: Int) throws {
    let row = Self.table[index]
    let entries = row.periods.map { from, to -> JSONValue in
      var entry: [String: JSONValue] = ["from": .string(from), "current": to == nil ? "yes" : "no"]
      if let to { entry["to"] = .string(to) }
      return .object(entry)
    }
    let found = FormRules.problems(
      ["entries": .array(entries)], try #require(Self.section), today: Self.today)
    #expect(
      found.map(\.message)
        == row.gaps.map { "Explain the gap \($0): add what you did then, such as study, caring or travel." })
  }

  @Test("An entry with the dates of a gap closes it, whatever the gap")
  func explained() throws {
    var random = SeededRandom(seed: 28)
    for _ in 0..<300 {
      var periods: [(from: CivilDate, to: CivilDate?)] = []
      for _ in 0..<Int.random(in: 1...6, using: &random) {
        let from = day("2015-01-01").adding(days: Int.random(in: 0...4000, using: &random))
        periods.append((from, from.adding(days: Int.random(in: 0...400, using: &random))))
      }
      periods = periods.map { ($0.from, min($0.to ?? Self.today, Self.today)) }
      let gaps = HistoryGaps.find(periods, today: Self.today)
      #expect(gaps.allSatisfy { $0.days >= HistoryGaps.shortest })
      for gap in gaps { periods.append((gap.from, gap.isOpen ? nil : gap.to)) }
      #expect(HistoryGaps.find(periods, today: Self.today) == [])
    }
  }

  @Test("An entry that ends before it begins is a problem of its own, and covers and opens nothing")
  func reversed() throws {
    let entries: JSONValue = [
      ["from": "2020-07-01", "current": "no", "to": "2024-12-31"],
      ["from": "2025-01-01", "current": "no", "to": "2020-01-01"],
    ]
    let found = FormRules.problems(
      ["entries": entries], try #require(Self.section), today: Self.today,
      others: ["education": ["has_left": "yes", "left_on": "2020-06-30"]])
    let gaps = found.map(\.message).filter { $0.contains("gap") }
    #expect(gaps.count == 1 && gaps[0].contains("from January 2025 to today"))
  }

  @Test("The answers that explain a gap carry its dates as people write them")
  func answers() {
    let months = HistoryGaps.Gap(from: day("2019-08-01"), to: day("2019-09-30"))
    #expect(months.answers == ["kind": "other", "from": "2019-08", "to": "2019-09", "current": "no"])
    let open = HistoryGaps.Gap(from: day("2026-09-12"), to: Self.today, isOpen: true)
    #expect(open.answers == ["kind": "other", "from": "2026-09-12", "current": "yes"])
  }
}

@Suite struct WordCountTests {
  @Test(
    "Words are what stands between white space, as browsers count them",
    arguments: [
      ("", 0), ("  \n ", 0), ("one", 1), (" one  two\nthree\t", 3), ("it’s well-known", 2),
      ("a\u{00A0}b\u{2003}c", 3), ("a\u{FEFF}b", 2), ("a\u{200B}b", 1), ("e\u{0301}te\u{0301} is", 2),
      ("- – —", 3), ("a\u{3000}b\u{2028}c", 3),
    ])
  func words(_ text: String, _ count: Int) {
    #expect(WordCount.of(text) == count)
  }
}
