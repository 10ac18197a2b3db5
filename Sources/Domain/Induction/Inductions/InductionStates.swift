public import Postgres

/// Where a school's registration of a new teacher stands.
public enum RegistrationState: String, Sendable, Codable, CaseIterable, PostgresValue {
  case draft, submitted, queried, accepted, rejected, withdrawn

  /// The states that may follow each: the one table of a registration's life. The database holds the same as rows of
  /// `induction_transition`.
  public static let transitions: [RegistrationState: Set<RegistrationState>] = [
    .draft: [.submitted, .withdrawn],
    .submitted: [.queried, .accepted, .rejected, .withdrawn],
    .queried: [.submitted, .rejected, .withdrawn],
    .accepted: [], .rejected: [], .withdrawn: [],
  ]

  /// Whether it may go from this state to another.
  public func mayBecome(_ next: RegistrationState) -> Bool {
    Self.transitions[self, default: []].contains(next)
  }

  /// Whether it came to nothing: then nothing of it is to be warned of.
  var isGivenUp: Bool { self == .withdrawn || self == .rejected }

  /// Whether the school may write in it.
  public var isWritable: Bool { self == .draft || self == .queried }

  /// The words for it.
  public var title: String {
    switch self {
    case .draft: "Draft"
    case .submitted: "With the appropriate body"
    case .queried: "Sent back with a question"
    case .accepted: "Accepted"
    case .rejected: "Rejected"
    case .withdrawn: "Withdrawn"
    }
  }
}

/// Where an induction stands.
public enum InductionState: String, Sendable, Codable, CaseIterable, PostgresValue {
  case serving, paused, recommended, satisfactory
  case notSatisfactory = "not_satisfactory"
  case left, transferred, died

  /// The states that may follow each: the one table of an induction's life. The database holds the same as rows of
  /// `induction_transition`.
  public static let transitions: [InductionState: Set<InductionState>] = [
    .serving: [.paused, .recommended, .left, .transferred, .died],
    .paused: [.serving, .recommended, .left, .transferred, .died],
    .recommended: [.serving, .paused, .satisfactory, .notSatisfactory, .died],
    .satisfactory: [],
    .notSatisfactory: [.serving, .satisfactory],
    .left: [.serving, .transferred, .died],
    .transferred: [.serving, .paused, .left],
    .died: [.serving, .paused, .recommended, .left],
  ]

  /// Whether it may go from this state to another.
  public func mayBecome(_ next: InductionState) -> Bool {
    Self.transitions[self, default: []].contains(next)
  }

  /// Whether it is still going on, in post or between posts.
  public var isOpen: Bool { [.serving, .paused, .recommended].contains(self) }

  /// Whether the head may recommend an outcome: to the end of the last period, and after it; nothing of who has left
  /// before the end of induction.
  public var takesRecommendation: Bool { self != .died && mayBecome(.recommended) }

  /// The states that are open.
  static let open = allCases.filter(\.isOpen)

  /// The words for it.
  public var title: String {
    switch self {
    case .serving: "In induction"
    case .paused: "Between posts"
    case .recommended: "Waiting for the decision"
    case .satisfactory: "Completed"
    case .notSatisfactory: "Not completed satisfactorily"
    case .left: "Left before the end"
    case .transferred: "Transferred to another appropriate body"
    case .died: "Ended: the teacher has died"
    }
  }
}
