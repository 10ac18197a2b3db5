public import Postgres

/// Where an activity stands.
public enum ActivityState: String, Sendable, CaseIterable, PostgresValue {
  case draft, published, cancelled, finished

  /// The states that may follow each state: the one table of an activity's life. The database holds the same as rows
  /// of `activity_transition`.
  public static let transitions: [ActivityState: Set<ActivityState>] = [
    .draft: [.published],
    .published: [.cancelled, .finished],
    .cancelled: [],
    .finished: [],
  ]

  /// Whether an activity may go from this state to another.
  public func mayBecome(_ next: ActivityState) -> Bool {
    Self.transitions[self, default: []].contains(next)
  }

  /// The words for it.
  public var title: String {
    switch self {
    case .draft: "Draft"
    case .published: "Published"
    case .cancelled: "Cancelled"
    case .finished: "Finished"
    }
  }
}

/// Whom an activity is for.
public enum ActivityAudience: String, Sendable, CaseIterable {
  case nqt, tutor, mentor

  /// The words for it.
  public var title: String {
    switch self {
    case .nqt: "Newly qualified teachers"
    case .tutor: "Induction tutors"
    case .mentor: "Mentors"
    }
  }
}

/// A kind of activity.
public struct ActivityKind: Sendable, RowDecodable {
  /// Its code, for example "welcome-fair".
  public let code: String
  /// What it is called.
  public let name: String

  /// Reads the columns `code` and `name`.
  public init(row: Row) throws {
    code = try row.decode("code")
    name = try row.decode("name")
  }
}
