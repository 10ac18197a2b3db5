/// What a file of claims comes to.
public struct ClaimsReport: Sendable, Codable {
  /// What becomes of a row.
  public enum Outcome: String, Sendable, Codable, CaseIterable {
    /// It is taken, or will be.
    case claimed
    /// It was taken before.
    case already
    /// It has faults.
    case faulty
  }

  /// A row.
  public struct Row: Sendable, Codable {
    /// The line of the file, the header being 1.
    public let line: Int
    /// The teacher’s name, where the number is known here.
    public let name: String?
    /// The cells as they stand there.
    public let cells: [String]
    /// What becomes of it.
    public var outcome: Outcome
    /// Everything that is wrong with it.
    public var problems: [String]
  }

  /// Every row, in the order of the file.
  public var rows: [Row]
  /// Whether it was stored, and not only looked at.
  public var isStored = false

  /// How many rows came to this.
  public func count(_ outcome: Outcome) -> Int { rows.count { $0.outcome == outcome } }

  /// The faulty rows as a file that can be loaded again as it is; nil when there are none.
  public var errorFile: String? {
    let faulty = rows.filter { $0.outcome == .faulty }
    if faulty.isEmpty { return nil }
    let lines = faulty.map { $0.cells + [$0.problems.joined(separator: " ")] }
    return CSV.text([ClaimsFile.columns + [ClaimsFile.errorColumn]] + lines)
  }
}
