import Domain
import TestSupport
import Testing

/// An attacker who knows the published table, everybody's number at every stage, and the very procedure by which the
/// table was made. For every small figure there must be another table that they can't tell from the real one, in which
/// that figure is another.
@Suite struct EqualityAttackTests {
  /// How many of each category came to a stage and no further.
  private typealias Levels = [[Int]]

  private struct Figure: Hashable {
    let row: Int
    let stage: Int
    /// The later stage to which they did not come; nil for the figure itself.
    let without: Int?

    func value(_ table: EqualityTable) -> Int {
      let counts = table.rows[row].counts
      return counts[stage] - (without.map { counts[$0] } ?? 0)
    }
  }

  private static func table(_ levels: Levels) -> EqualityTable {
    let stages = Array(EqualityStage.allCases.prefix(levels[0].count))
    let rows = levels.enumerated().map { index, row in
      EqualityTable.Row("c\(index)", row.indices.map { stage in row[stage...].reduce(0, +) })
    }
    return EqualityTable(stages: stages, rows: rows)
  }

  private static func smallFigures(_ table: EqualityTable) -> Set<Figure> {
    var found = Set<Figure>()
    for row in table.rows.indices {
      for stage in table.stages.indices {
        for without in [nil] + ((stage + 1)..<table.stages.count).map(Optional.some) {
          let figure = Figure(row: row, stage: stage, without: without)
          if (1..<EqualitySuppression.smallest).contains(figure.value(table)) { found.insert(figure) }
        }
      }
    }
    return found
  }

  /// The same people with some moved between categories; the numbers at every stage stay.
  private static func moved(_ levels: Levels, _ random: inout SeededRandom) -> Levels {
    var levels = levels
    for _ in 0..<Int.random(in: 1...4, using: &random) {
      let (from, to) = (
        Int.random(in: levels.indices, using: &random), Int.random(in: levels.indices, using: &random)
      )
      let (stage, back) = (
        Int.random(in: levels[0].indices, using: &random), Int.random(in: levels[0].indices, using: &random)
      )
      if from == to || levels[from][stage] == 0 { continue }
      levels[from][stage] -= 1
      levels[to][stage] += 1
      // Most moves are exchanges, which keep the sums of both categories.
      if Bool.random(using: &random), levels[to][back] > 0 {
        levels[to][back] -= 1
        levels[from][back] += 1
      }
    }
    return levels
  }

  private static func levels(_ random: inout SeededRandom, stages: Int) -> Levels {
    let largest = [6, 9, 12, 25].randomElement(using: &random) ?? 6
    return (0..<Int.random(in: 2...6, using: &random)).map { _ in
      var most = Int.random(in: 0...largest, using: &random)
      return (0..<stages).map { _ in
        let here = Int.random(in: 0...most, using: &random)
        most -= here
        return here
      }
    }
  }

  @Test("No figure from one to four can be told, at a stage or between two", arguments: 0..<60)
  func nothingIsDetermined(_ seed: Int) {
    var random = SeededRandom(seed: UInt64(seed))
    let levels = Self.levels(&random, stages: [1, 2, 4][seed % 3])
    let whole = Self.table(levels)
    let published = EqualitySuppression.safe(whole)
    var open = Self.smallFigures(whole)
    for _ in 0..<6000 where !open.isEmpty {
      let other = Self.table(Self.moved(levels, &random))
      let differing = open.filter { $0.value(other) != $0.value(whole) }
      if !differing.isEmpty, EqualitySuppression.safe(other) == published { open.subtract(differing) }
    }
    #expect(open.isEmpty, "\(whole) → \(published)")
  }

  @Test("Every table of one stage and three categories hides its small figures", arguments: 1...24)
  func everySmallTable(_ sum: Int) {
    // All tables whose sum the attacker knows, by what is published of them.
    var seen: [String: [[Int]]] = [:]
    for first in 0...sum {
      for second in 0...(sum - first) {
        let counts = [first, second, sum - first - second]
        seen["\(EqualitySuppression.safe(Self.table(counts.map { [$0] })))", default: []].append(counts)
      }
    }
    for tables in seen.values {
      for row in 0..<3 {
        let values = Set(tables.map { $0[row] })
        #expect(values.count > 1 || !(1..<5).contains(values.first ?? 0), "\(tables)")
      }
    }
  }
}
