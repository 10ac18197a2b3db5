public import Foundation
import Postgres

/// What a school answered when asked whether a vacancy was filled.
public struct RecordedOutcome: Sendable, Equatable {
  /// The code of the answer, for example "pool".
  public let code: String
  /// How many posts were filled.
  public let postsFilled: Int
  /// What else the school said; for the school and the authority only.
  public let note: String
  /// When it answered.
  public let recordedAt: Date

  /// Reads the columns of ``Vacancy``; nil while there is no answer.
  init?(row: Row) throws {
    guard let code = try row.decodeIfPresent("filled_through", as: String.self),
      let recordedAt = try row.decodeIfPresent("outcome_at", as: Date.self)
    else { return nil }
    self.code = code
    self.recordedAt = recordedAt
    postsFilled = try row.decodeIfPresent("posts_filled") ?? 0
    note = try row.decode("outcome_note")
  }
}
