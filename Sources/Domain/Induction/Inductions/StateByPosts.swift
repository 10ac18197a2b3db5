import Postgres

extension InductionStore {
  /// How an induction stands by its posts: it goes on, is paused behind the last of them, or is left where the teacher
  /// leaves teaching before the end by the plan.
  static func stateByPosts(
    _ id: InductionID, on today: CivilDate, in tx: Transaction
  ) async throws -> InductionState {
    let last = try await tx.firstRow(
      """
      SELECT coalesce(p.ends_on > \(today), true) AS goes_on,
        p.leaves_teaching AND NOT coalesce(i.expected_end <= p.ends_on, false) AS leaves
      FROM induction_period p JOIN induction i ON i.id = p.induction_id
      WHERE p.induction_id = \(id) ORDER BY p.ends_on DESC NULLS FIRST, p.leaves_teaching DESC, p.id DESC LIMIT 1
      """)
    guard let last else { return .paused }
    if try last.decode("goes_on", as: Bool.self) { return .serving }
    return try last.decode("leaves", as: Bool.self) ? .left : .paused
  }
}
