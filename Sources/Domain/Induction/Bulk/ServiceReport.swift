/// What a file of the national service comes to, row by row.
public struct ServiceReport<Result: RawRepresentable<String> & Codable & Sendable & Hashable>: Sendable,
  Codable
{
  /// What may become of a row.
  public typealias Outcome = Result

  /// A row.
  public struct Row: Sendable, Codable {
    /// The line of the file, the header being 1.
    public let line: Int
    /// The teacher’s name, where the number is known here.
    public let name: String?
    /// The cells as they stand there.
    public let cells: [String]
    /// What becomes of it.
    public internal(set) var outcome: Result
    /// Everything that is wrong with it, or said against it.
    public internal(set) var problems: [String]
  }

  /// Every row, in the order of the file.
  public internal(set) var rows: [Row] = []
  /// Whether anything of it was stored: not when it was only looked at, nor when there was nothing to store.
  public internal(set) var isStored = false

  /// How many rows came to this.
  public func count(_ outcome: Result) -> Int { rows.count { $0.outcome == outcome } }
}
