public import Postgres

/// Where a claim stands that was sent to the national service.
public enum ClaimState: String, Sendable, Codable, CaseIterable, PostgresValue {
  case sent, accepted, refused, resent

  /// The states that may follow each: the one table of a claim’s life. The database holds the same as rows of
  /// `induction_transition`. What was answered may be answered otherwise later; what was sent again stays.
  public static let transitions: [ClaimState: Set<ClaimState>] = [
    .sent: [.accepted, .refused], .accepted: [.refused], .refused: [.accepted, .resent], .resent: [],
  ]

  /// Whether it may go from this state to another.
  public func mayBecome(_ next: ClaimState) -> Bool { Self.transitions[self, default: []].contains(next) }

  /// The words for it.
  public var title: String {
    switch self {
    case .sent: "Sent"
    case .accepted: "Accepted"
    case .refused: "Refused"
    case .resent: "Sent again"
    }
  }
}
