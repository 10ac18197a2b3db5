public import Postgres

/// Where a vacancy stands in its life.
public enum VacancyState: String, Sendable, Codable, CaseIterable, PostgresValue {
  case draft, published, closed, withdrawn

  /// The states that may follow each state: the one table of a vacancy's life.
  public static let transitions: [VacancyState: Set<VacancyState>] = [
    .draft: [.published, .withdrawn],
    .published: [.closed, .withdrawn],
    .closed: [],
    .withdrawn: [],
  ]

  /// Whether a vacancy may go from this state to another.
  public func mayBecome(_ next: VacancyState) -> Bool {
    Self.transitions[self, default: []].contains(next)
  }

  /// The word for it on pages.
  public var title: String {
    switch self {
    case .draft: "Draft"
    case .published: "Published"
    case .closed: "Closed"
    case .withdrawn: "Withdrawn"
    }
  }
}

/// The stage of school that a vacancy is for.
public enum VacancyPhase: String, Sendable, Codable, CaseIterable, PostgresValue {
  case nursery, primary, middle, secondary
  case allThrough = "all-through"
  case sixteenPlus = "16-plus"
  case special

  /// The words for it.
  public var title: String {
    switch self {
    case .nursery: "Nursery"
    case .primary: "Primary"
    case .middle: "Middle"
    case .secondary: "Secondary"
    case .allThrough: "All-through"
    case .sixteenPlus: "16 plus"
    case .special: "Special"
    }
  }
}

/// How long a contract lasts.
public enum ContractType: String, Sendable, Codable, CaseIterable, PostgresValue {
  case permanent
  case fixedTerm = "fixed_term"
  case maternityCover = "maternity_cover"

  /// The words for it.
  public var title: String {
    switch self {
    case .permanent: "Permanent"
    case .fixedTerm: "Fixed term"
    case .maternityCover: "Maternity cover"
    }
  }
}

/// Whether a post is for the whole week.
public enum WorkingPattern: String, Sendable, Codable, CaseIterable, PostgresValue {
  case fullTime = "full_time"
  case partTime = "part_time"

  /// The words for it.
  public var title: String {
    switch self {
    case .fullTime: "Full time"
    case .partTime: "Part time"
    }
  }
}
