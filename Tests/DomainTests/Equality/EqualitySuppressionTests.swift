import Domain
import TestSupport
import Testing

@Suite struct EqualitySuppressionTests {
  private static func random(_ seed: UInt64) -> EqualityTable {
    var random = SeededRandom(seed: seed)
    let largest = [6, 12, 40, 200].randomElement(using: &random) ?? 6
    let rows = (0..<Int.random(in: 1...7, using: &random)).map { index in
      var counts: [Int] = []
      for _ in EqualityStage.allCases {
        counts.append(Int.random(in: 0...(counts.last ?? largest), using: &random))
      }
      return EqualityTable.Row("c\(index)", counts)
    }
    return EqualityTable(stages: EqualityStage.allCases, rows: rows)
  }

  @Test("No figure under five is given out or can be had by adding and subtracting", arguments: 0..<40)
  func nothingSmall(_ batch: Int) {
    for number in 0..<50 {
      let whole = Self.random(UInt64(batch * 50 + number))
      let safe = EqualitySuppression.safe(whole)
      let rows = safe.rows + [safe.others].compactMap(\.self)
      // Every union of rows, at every stage and between every two stages: all groups that the figures describe.
      for mask in 1..<(1 << rows.count) {
        let sums = safe.stages.indices.map { stage in
          rows.indices.filter { mask & (1 << $0) != 0 }.reduce(0) { $0 + rows[$1].counts[stage] }
        }
        for (index, sum) in sums.enumerated() {
          #expect(sum >= 5, "\(whole) → \(safe)")
          for later in sums[(index + 1)...] { #expect(sum - later >= 5, "\(whole) → \(safe)") }
        }
      }
    }
  }

  @Test("What is given out is true, whole, and gathers what is small from two categories at least")
  func truth() {
    for seed in 0..<1000 {
      let whole = Self.random(UInt64(seed))
      let safe = EqualitySuppression.safe(whole)
      for row in safe.rows {
        let stored = whole.rows.first { $0.category == row.category }
        let expected = safe.stages.map { stage in
          stored?.counts[EqualityStage.allCases.firstIndex(of: stage) ?? 0]
        }
        #expect(row.counts.map { Optional($0) } == expected)
      }
      guard !safe.stages.isEmpty else { continue }
      let totals = safe.stages.map { stage in
        whole.rows.reduce(0) { $0 + $1.counts[EqualityStage.allCases.firstIndex(of: stage) ?? 0] }
      }
      #expect(safe.totals == totals)
      let left = whole.rows.count - safe.rows.count
      #expect(safe.others == nil ? left == 0 : left >= 2)
    }
  }

  /// Tables of several questions to the same people: everybody in one category of each.
  private static func family(_ seed: UInt64) -> [String: EqualityTable] {
    var random = SeededRandom(seed: seed)
    let people = (0..<[8, 30, 90].randomElement(using: &random).unsafelyUnwrapped).map { _ in
      Int.random(in: 0...3, using: &random)
    }
    return Dictionary(
      uniqueKeysWithValues: (0..<3).map { question in
        let categories = Int.random(in: 2...5, using: &random)
        var rows = (0..<categories).map { EqualityTable.Row("c\($0)", [0, 0, 0, 0]) }
        for level in people {
          let row = Int.random(in: 0..<categories, using: &random)
          for stage in 0...level { rows[row].counts[stage] += 1 }
        }
        return ("q\(question)", EqualityTable(stages: EqualityStage.allCases, rows: rows))
      })
  }

  @Test("No table of a question tells what another keeps back of the same people", arguments: 0..<200)
  func together(_ seed: Int) {
    let whole = Self.family(UInt64(seed))
    let safe = EqualitySuppression.safe(together: whole)
    #expect(Set(safe.keys) == Set(whole.keys))
    var everybody: [EqualityStage: Int] = [:]
    for table in safe.values {
      for (stage, total) in zip(table.stages, table.totals) { everybody[stage] = total }
    }
    let totals = EqualityStage.allCases.compactMap { everybody[$0] }
    for (index, total) in totals.enumerated() {
      #expect(total >= 5)
      for later in totals[(index + 1)...] { #expect(total - later >= 5, "\(whole) → \(safe)") }
    }
  }

  @Test("Where every figure is large enough, all questions are given out whole")
  func largeTogether() {
    let table = EqualityTable(
      stages: EqualityStage.allCases, rows: [.init("a", [90, 60, 40, 20]), .init("b", [80, 50, 30, 10])])
    #expect(EqualitySuppression.safe(together: ["q": table, "r": table]) == ["q": table, "r": table])
    #expect(EqualitySuppression.safe(together: [:]).isEmpty)
  }

  @Test("Two tables that differ in small categories only may look the same: what is hidden is not determined")
  func ambiguous() {
    func table(_ small: Int, _ smaller: Int) -> EqualityTable {
      EqualityTable(
        stages: [.applied], rows: [.init("large", [30]), .init("a", [small]), .init("b", [smaller])])
    }
    #expect(EqualitySuppression.safe(table(4, 2)) == EqualitySuppression.safe(table(3, 3)))
    #expect(EqualitySuppression.safe(table(4, 2)).others?.counts == [6])
    // Of two that are four at the most, eight could only be four and four.
    #expect(EqualitySuppression.safe(table(4, 4)).rows.isEmpty)
    #expect(EqualitySuppression.safe(table(1, 1)).rows.isEmpty)
  }

  @Test("As much as is safe is kept")
  func useful() {
    let table = EqualityTable(
      stages: EqualityStage.allCases,
      rows: [.init("female", [60, 40, 20, 10]), .init("male", [40, 30, 20, 15])])
    #expect(EqualitySuppression.safe(table) == table)
    let small = EqualityTable(
      stages: EqualityStage.allCases, rows: [.init("yes", [12, 6, 3, 1]), .init("no", [50, 30, 12, 5])])
    #expect(EqualitySuppression.safe(small).stages == [.applied, .shortlisted])
    #expect(EqualitySuppression.safe(EqualityTable(stages: [.applied], rows: [])).stages == [])
  }
}
