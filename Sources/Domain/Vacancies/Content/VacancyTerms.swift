public import Postgres

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
  case casual

  /// The words for it.
  public var title: String {
    switch self {
    case .permanent: "Permanent"
    case .fixedTerm: "Fixed term"
    case .maternityCover: "Maternity or parental leave cover"
    case .casual: "Casual"
    }
  }
}

/// How much of the week, or of the year, a post is for.
public enum WorkingPattern: String, Sendable, Codable, CaseIterable, PostgresValue {
  case fullTime = "full_time"
  case partTime = "part_time"
  case flexible
  case termTime = "term_time"

  /// The words for it.
  public var title: String {
    switch self {
    case .fullTime: "Full time"
    case .partTime: "Part time"
    case .flexible: "Flexible working"
    case .termTime: "Term time only"
    }
  }
}

/// How a vacancy names its pay.
public enum PayKind: String, Sendable, Codable, CaseIterable, PostgresValue {
  /// By points of a national scale.
  case scale
  /// In figures, as for leadership, support staff and schools with their own pay.
  case actual

  /// The words for it.
  public var title: String {
    switch self {
    case .scale: "Points of the teachers’ pay scales"
    case .actual: "A figure or a range of figures"
    }
  }
}
