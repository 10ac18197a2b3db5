public import Postgres

/// A payment on top of a scale, between national limits (School Teachers' Pay and Conditions Document, part 4).
public struct Allowance: Sendable, Hashable, RowDecodable {
  /// TLR1, TLR2, TLR3 or SEN.
  public let code: String
  /// The least that may be paid a year.
  public let lowest: Pence
  /// The most that may be paid a year.
  public let highest: Pence

  /// An allowance with its limits.
  public init(code: String, lowest: Pence, highest: Pence) {
    self.code = code
    self.lowest = lowest
    self.highest = highest
  }

  /// Reads a row of `pay_allowance`.
  public init(row: Row) throws {
    code = try row.decode("code")
    lowest = Pence(rawValue: Int(try row.decode("lowest_pence", as: Int32.self)))
    highest = Pence(rawValue: Int(try row.decode("highest_pence", as: Int32.self)))
  }

  /// Those that hold on a day.
  static func holding(on day: CivilDate, in db: some Queryable) async throws -> [Allowance] {
    try await db.query(
      """
      SELECT DISTINCT ON (code) code, lowest_pence, highest_pence FROM pay_allowance
      WHERE effective_from <= \(day) AND (effective_to IS NULL OR effective_to >= \(day))
      ORDER BY code, effective_from DESC
      """, as: Allowance.self)
  }
}
