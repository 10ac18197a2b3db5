public import Postgres

/// Until when the Secretary of State is told of a satisfactory completion, where others are told at once: in the return
/// of the term (DfE statutory guidance 2024, 2.69).
public struct TermlyReturn: Sendable, Decodable {
  /// Of which outcome.
  public let outcome: InductionOutcome
  /// Until when, in words.
  public let until: String
  /// What has to be done.
  public let what: String
  /// Where it stands.
  public let source: String

  /// The rule as it stands among the time limits of the day of a decision; of the newest edition where that isn’t known.
  public static func load(on day: CivilDate? = nil) throws -> TermlyReturn {
    try InductionDeadlines.inForce(on: day).termlyReturn
  }

  /// The last day for a decision of a day: the end of the term that it lies in, in the holidays of the next one, and
  /// never less than the time that there is for other notices. Nil where no term is known.
  public static func lastDay(from day: CivilDate, _ terms: [SchoolTerm]) throws -> CivilDate? {
    guard let end = terms.map(\.end).filter({ $0 >= day }).min() else { return nil }
    return max(end, try InductionDeadline.lastDay(of: "notice", from: day))
  }

  /// The last day of the notice to the Secretary of State: of the outcome that the return takes by the terms of the
  /// authority, of every other within the time of a notice.
  static func lastDay(
    of outcome: InductionOutcome, from day: CivilDate, in authority: AuthorityID, _ db: some Queryable
  ) async throws -> CivilDate {
    let notice = try InductionDeadline.lastDay(of: "notice", from: day)
    guard outcome == (try load(on: day).outcome) else { return notice }
    let code = try await db.value("SELECT code FROM authority WHERE id = \(authority)", as: String.self)
    let terms = try await InductionTerms.load(ofAuthority: code, in: db).terms
    return try lastDay(from: day, terms) ?? notice
  }
}
