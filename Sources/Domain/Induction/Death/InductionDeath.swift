public import Foundation
public import Postgres

/// That a teacher has died, and their induction has ended with it.
public struct InductionDeath: Sendable {
  /// The day.
  public let diedOn: CivilDate
  /// When it was recorded.
  public let recordedAt: Date
  /// By whom.
  public let recordedBy: String
  let id: UUID
  /// The account that was closed by it.
  let account: AccountID?
  let closed: [ClosedPeriod]

  /// A period that it ended, as it was before.
  struct ClosedPeriod: Codable, Sendable {
    let id: UUID
    let endsOn: CivilDate?
    let leavesTeaching: Bool
  }

  /// The one that stands; nil where there is none.
  static func standing(of induction: InductionID, in db: some Queryable) async throws -> InductionDeath? {
    let row = try await db.firstRow(
      """
      SELECT id, died_on, recorded_at, recorded_by_name, account_id, closed_periods FROM induction_death
      WHERE induction_id = \(induction) AND undone_at IS NULL
      """)
    return try row.map { row in
      InductionDeath(
        diedOn: try row.decode("died_on"), recordedAt: try row.decode("recorded_at"),
        recordedBy: try row.decode("recorded_by_name"), id: try row.decode("id"),
        account: try row.decodeIfPresent("account_id"),
        closed: try JSONColumn.decode([ClosedPeriod].self, from: try row.decode("closed_periods")))
    }
  }
}

/// What the end of an induction by death means for mail and for the account.
enum EndByDeath {
  /// How long a closed account is kept so that a mistake can be put right, in days.
  static let keptDays = 30

  /// Whether an address, in lower case, is that of somebody of whom it is recorded that they have died. One by which
  /// somebody else gets in, such as a mailbox that several share, stays theirs.
  static func isOver(_ address: Statement) -> Statement {
    """
    (EXISTS (SELECT FROM induction n WHERE n.state = 'died' AND n.email_normal = \(fragment: address)
        AND NOT EXISTS (SELECT FROM account o WHERE o.email_normal = n.email_normal AND o.closed_at IS NULL))
      OR EXISTS (SELECT FROM account k JOIN induction_death t ON t.account_id = k.id
        WHERE k.email_normal = \(fragment: address) AND t.undone_at IS NULL))
    """
  }

  /// Whether an account was closed by a death that was recorded of late.
  static func isRecent(ofAccount account: StaticString, at now: Date) -> Statement {
    """
    EXISTS (SELECT FROM induction_death t WHERE t.account_id = \(unsafe: account).id AND t.undone_at IS NULL
      AND t.recorded_at > \(now.addingTimeInterval(-Double(keptDays) * 86_400)))
    """
  }
}
