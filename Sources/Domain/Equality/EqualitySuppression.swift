/// How far applications came, for totals: each stage counts those that came at least so far.
public enum EqualityStage: String, Sendable, Codable, CaseIterable {
  case applied, shortlisted, interviewed, offered

  /// The words for it.
  public var title: String {
    switch self {
    case .applied: "Applied"
    case .shortlisted: "Shortlisted"
    case .interviewed: "Interviewed"
    case .offered: "Offered a post"
    }
  }

  /// The states of an application that show that it came so far.
  var states: [ApplicationState] {
    switch self {
    case .applied: ApplicationState.allCases
    case .shortlisted: [.shortlisted, .interviewing, .offered, .accepted, .unconditional, .appointed]
    case .interviewed: [.interviewing, .offered, .accepted, .unconditional, .appointed]
    case .offered: [.offered, .accepted, .unconditional, .appointed, .offerDeclined, .offerWithdrawn]
    }
  }
}

/// Counts of one characteristic by category and stage, as they are, or made safe to give out.
public struct EqualityTable: Sendable, Codable, Equatable {
  /// A category and how many came to each stage; a stage that is not given out is missing.
  public struct Row: Sendable, Codable, Equatable {
    /// What it is, for example "female".
    public var category: String
    /// The number at each stage that is given out, in the order of ``EqualityTable/stages``.
    public var counts: [Int]

    /// A row.
    public init(_ category: String, _ counts: [Int]) {
      self.category = category
      self.counts = counts
    }
  }

  /// The stages that are given out, in order.
  public var stages: [EqualityStage]
  /// The categories that are given out.
  public var rows: [Row]
  /// All categories that are not given out by themselves, together; nil when there is none, or nothing is given out.
  public var others: Row?

  /// A table.
  public init(stages: [EqualityStage], rows: [Row], others: Row? = nil) {
    self.stages = stages
    self.rows = rows
    self.others = others
  }

  /// Everybody at each stage.
  public var totals: [Int] {
    stages.indices.map { stage in (rows + [others].compactMap(\.self)).reduce(0) { $0 + $1.counts[stage] } }
  }
}

/// Makes totals safe to give out: nothing under five stands in them or can be found from them by adding and
/// subtracting.
///
/// What is given out are whole rows over the same stages. Every row, the one that gathers the small categories
/// included, has at least ``smallest`` people at every stage, and at least as many who came to one stage and not to a
/// later one. Every group of people that sums and differences of such rows and stages describe is put together of
/// these, so none is smaller. The row of others gathers at least two categories, so that none of them can be read
/// from it, nor from knowing that each is too small to stand alone. As many figures as possible are kept.
public enum EqualitySuppression {
  /// The smallest figure that is given out.
  public static let smallest = 5

  /// The table that may be given out in place of the whole one; the stages of `table` must be in order, each a part of
  /// the one before.
  public static func safe(_ table: EqualityTable) -> EqualityTable {
    safe(table, within: Set(table.stages.indices))
  }

  /// The tables that may be given out together, of several questions to the same people. Every table says how many came
  /// to each of its stages, so one could tell what another keeps back: of how many came to one stage and not to another.
  /// They are therefore given out over stages of which each has at least ``smallest`` people more than the next; which
  /// stages these are depends on nothing but how many came to them, and on how much can be told.
  public static func safe(together tables: [String: EqualityTable]) -> [String: EqualityTable] {
    guard let first = tables.values.first else { return [:] }
    let everybody = first.totals
    var best: (size: Int, tables: [String: EqualityTable])?
    for stages in subsets(of: first.stages.indices) where isSafe(stages.map { everybody[$0] }) {
      let candidates = tables.mapValues { safe($0, within: Set(stages)) }
      let told = candidates.values.reduce(0) { $0 + size($1) }
      if told > best?.size ?? -1 { best = (told, candidates) }
    }
    return best?.tables ?? tables.mapValues { _ in EqualityTable(stages: [], rows: []) }
  }

  private static func safe(_ table: EqualityTable, within stages: Set<Int>) -> EqualityTable {
    var best = EqualityTable(stages: [], rows: [])
    for chosen in subsets(of: table.stages.indices) where stages.isSuperset(of: chosen) {
      guard let candidate = safe(table, chosen) else { continue }
      if size(candidate) > size(best) { best = candidate }
    }
    return best
  }

  /// Non-empty choices of stages, those with more of the earlier ones first.
  private static func subsets(of indices: Range<Int>) -> [[Int]] {
    (1..<(1 << indices.count)).map { mask in indices.filter { mask & (1 << $0) != 0 } }
      .sorted { $0.count != $1.count ? $0.count > $1.count : $0.lexicographicallyPrecedes($1) }
  }

  /// How much a table tells: figures of categories first, then of the others together.
  private static func size(_ table: EqualityTable) -> Int {
    (table.rows.count * 100 + (table.others == nil ? 0 : 1)) * table.stages.count
  }

  private static func safe(_ table: EqualityTable, _ stages: [Int]) -> EqualityTable? {
    let rows = table.rows.map { row in EqualityTable.Row(row.category, stages.map { row.counts[$0] }) }
    var kept = rows.filter { isSafe($0.counts) }
    var others = rows.filter { !isSafe($0.counts) }
    func together() -> EqualityTable.Row {
      .init("others", stages.indices.map { stage in others.reduce(0) { $0 + $1.counts[stage] } })
    }
    // The smallest categories join the others until those are many enough.
    while !others.isEmpty,
      others.count < 2 || !isSafe(together().counts) || isFull(together().counts, of: others.count)
    {
      let next = kept.min { ($0.counts.last ?? 0, $0.category) < ($1.counts.last ?? 0, $1.category) }
      guard let next else { return nil }
      kept.removeAll { $0.category == next.category }
      others.append(next)
    }
    guard !kept.isEmpty || !others.isEmpty else { return nil }
    return EqualityTable(
      stages: stages.map { table.stages[$0] }, rows: kept, others: others.isEmpty ? nil : together())
  }

  /// Whether a sum is so large that whoever knows that none of the categories stands alone knows each of them: of two
  /// that are four at the most, eight are four and four, and seven are four and three.
  private static func isFull(_ counts: [Int], of categories: Int) -> Bool {
    counts.count == 1 && counts[0] >= categories * (smallest - 1) - 1
  }

  /// Whether no figure of a row, and no difference between its stages, is too small.
  private static func isSafe(_ counts: [Int]) -> Bool {
    counts.allSatisfy { $0 >= smallest } && zip(counts, counts.dropFirst()).allSatisfy { $0 - $1 >= smallest }
  }
}
