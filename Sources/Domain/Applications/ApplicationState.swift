public import Postgres

/// Where a sent application stands.
public enum ApplicationState: String, Sendable, Codable, CaseIterable, PostgresValue {
  case sent
  case underConsideration = "under_consideration"
  case unsuccessful
  case withdrawn

  /// The states that may follow each state: the one table of an application's life.
  public static let transitions: [ApplicationState: Set<ApplicationState>] = [
    .sent: [.underConsideration, .unsuccessful, .withdrawn],
    .underConsideration: [.unsuccessful, .withdrawn],
    .unsuccessful: [.underConsideration],
    .withdrawn: [],
  ]

  /// Whether an application may go from this state to another.
  public func mayBecome(_ next: ApplicationState) -> Bool {
    Self.transitions[self, default: []].contains(next)
  }

  /// The words for it, for schools and applicants alike.
  public var title: String {
    switch self {
    case .sent: "Sent"
    case .underConsideration: "Being considered"
    case .unsuccessful: "Not taken forward"
    case .withdrawn: "Withdrawn"
    }
  }

  /// What it means for the applicant, in a sentence.
  public var explanation: String {
    switch self {
    case .sent: "The school has your application."
    case .underConsideration: "The school is considering your application."
    case .unsuccessful: "The school has decided not to take your application forward."
    case .withdrawn: "You withdrew this application."
    }
  }
}
