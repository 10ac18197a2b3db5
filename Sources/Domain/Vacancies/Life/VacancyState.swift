public import Postgres

/// Where a vacancy stands in its life.
public enum VacancyState: String, Sendable, Codable, CaseIterable, PostgresValue {
  case draft
  case awaitingApproval = "awaiting_approval"
  case scheduled, published, closed, interviewing, filled
  case notFilled = "not_filled"
  case withdrawn

  /// The states that may follow each state: the one table of a vacancy's life.
  public static let transitions: [VacancyState: Set<VacancyState>] = [
    .draft: [.awaitingApproval, .scheduled, .published, .withdrawn],
    .awaitingApproval: [.draft, .scheduled, .published, .withdrawn],
    .scheduled: [.draft, .published, .withdrawn],
    .published: [.closed, .withdrawn],
    .closed: [.published, .interviewing, .filled, .notFilled],
    .interviewing: [.published, .filled, .notFilled],
    .filled: [.interviewing, .notFilled],
    .notFilled: [.interviewing, .filled],
    .withdrawn: [],
  ]

  /// Whether a vacancy may go from this state to another.
  public func mayBecome(_ next: VacancyState) -> Bool {
    Self.transitions[self, default: []].contains(next)
  }

  /// Whether jobseekers have not been shown it yet.
  public var isInPreparation: Bool { self == .draft || self == .awaitingApproval || self == .scheduled }

  /// Whether applications are no longer taken, though they were.
  public var isPastClosing: Bool {
    self == .closed || self == .interviewing || self == .filled || self == .notFilled
  }

  /// The word for it on pages.
  public var title: String {
    switch self {
    case .draft: "Draft"
    case .awaitingApproval: "Awaiting approval"
    case .scheduled: "Scheduled"
    case .published: "Published"
    case .closed: "Closed"
    case .interviewing: "Interviewing"
    case .filled: "Filled"
    case .notFilled: "Not filled"
    case .withdrawn: "Withdrawn"
    }
  }
}
