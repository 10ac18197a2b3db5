public import Postgres

/// To whom a check before starting applies.
public enum CheckRule: String, Sendable, CaseIterable, PostgresValue {
  case everybody, teaching
  case livedAbroad = "lived_abroad"
  case youngChildren = "young_children"
}

/// A check before starting, as dated data.
public struct CheckKind: Sendable, RowDecodable {
  /// Its name in data, for example "right_to_work".
  public let code: String
  /// Its name on pages.
  public let title: String
  /// How it is made.
  public let guidance: String
  /// To whom it applies.
  public let appliesTo: CheckRule
  /// Whether it applies to posts of leadership only.
  public let onlyLeadership: Bool
  /// What it must state to be satisfactory, in order.
  public let needs: [CheckNeed]

  static let columns: Statement = """
    k.code, k.title, k.guidance, k.applies_to, k.only_leadership, coalesce((
      SELECT jsonb_agg(jsonb_build_object('field', n.field, 'label', n.label, 'remedy', n.remedy, 'form', n.form)
        ORDER BY n.position)
      FROM check_need n WHERE n.kind = k.code), '[]') AS needs
    """

  /// A kind of check.
  public init(
    code: String, title: String, guidance: String = "", appliesTo: CheckRule, onlyLeadership: Bool = false,
    needs: [CheckNeed] = []
  ) {
    self.needs = needs
    self.onlyLeadership = onlyLeadership
    self.code = code
    self.title = title
    self.guidance = guidance
    self.appliesTo = appliesTo
  }

  /// Reads a row of `check_kind`.
  public init(row: Row) throws {
    code = try row.decode("code")
    title = try row.decode("title")
    guidance = try row.decode("guidance")
    appliesTo = try row.decode("applies_to")
    onlyLeadership = try row.decode("only_leadership")
    needs = try JSONColumn.decode([CheckNeed].self, from: try row.decode("needs"))
  }

  /// What is needed in a field; nil where it may stay empty.
  public func need(_ field: CheckNeed.Field) -> CheckNeed? { needs.first { $0.field == field } }

  /// Whether it is made for everybody whom a school appoints, so that nobody may say that it does not apply.
  public var isForEverybody: Bool { appliesTo == .everybody && !onlyLeadership }

  /// What may come of it, as every face offers it.
  public var outcomes: [CheckOutcome] {
    CheckOutcome.allCases.filter { $0 != .notApplicable || !isForEverybody }
  }

  /// The check that may be outstanding on the first day, with a risk assessment.
  public static let certificate = "enhanced_dbs"
  /// The check that two references were received.
  public static let references = "references"
  /// The check of qualified teacher status.
  public static let qts = "qts"
  /// The check that somebody may work in the United Kingdom.
  public static let rightToWork = "right_to_work"
  /// The check of fitness for the work.
  public static let medical = "medical"
}

/// What decides which checks apply to somebody.
public struct CheckFacts: Sendable, Equatable {
  /// Whether the post is one of teaching or leadership.
  public var isTeaching: Bool
  /// Whether the post is one of leadership.
  public var isLeadership: Bool
  /// Whether the applicant says that they lived or worked abroad.
  public var livedAbroad: Bool
  /// The phases of the post.
  public var phases: [VacancyPhase]

  /// What decides.
  public init(
    isTeaching: Bool, isLeadership: Bool = false, livedAbroad: Bool, phases: [VacancyPhase]
  ) {
    self.isLeadership = isLeadership
    self.isTeaching = isTeaching
    self.livedAbroad = livedAbroad
    self.phases = phases
  }
}

/// Which checks apply to somebody, and why (Keeping children safe in education, part three).
public enum CheckPlan {
  /// Whether a kind applies, with the reason in a sentence.
  ///
  /// A direction under section 128 of the Education and Skills Act 2008 bars somebody from managing an independent
  /// school, academies and free schools included; it is looked for where the post is one of leadership.
  public static func applies(_ kind: CheckKind, to facts: CheckFacts) -> (applies: Bool, why: String) {
    if kind.onlyLeadership {
      return facts.isLeadership
        ? (true, "The post is one of leadership.") : (false, "The post is not one of leadership.")
    }
    return rule(kind, facts)
  }

  private static func rule(_ kind: CheckKind, _ facts: CheckFacts) -> (applies: Bool, why: String) {
    switch kind.appliesTo {
    case .everybody: (true, "Made for everybody who is appointed to a school.")
    case .teaching:
      facts.isTeaching
        ? (true, "The post is one of teaching or leadership.")
        : (false, "The post is not one of teaching or leadership.")
    case .livedAbroad:
      facts.livedAbroad
        ? (true, "The application says that they lived or worked outside the United Kingdom.")
        : (false, "The application says that they did not live or work outside the United Kingdom lately.")
    case .youngChildren:
      facts.phases.contains(where: youngPhases.contains)
        ? (true, "The post is in a phase with children up to the age of eight.")
        : (false, "The post is in no phase with children up to the age of eight.")
    }
  }

  /// The phases with children up to the age of eight.
  static let youngPhases: Set<VacancyPhase> = [.nursery, .primary, .allThrough, .special]

  /// What stands against an appointment: the titles of the checks that are open or not satisfactory. With a risk
  /// assessment somebody may start before the certificate arrives, once every other check is made, the barred
  /// list among them (Keeping children safe in education, part three); a certificate that has arrived and is
  /// not satisfactory is an obstacle in any case.
  public static func obstacles(
    _ checks: [(code: String, title: String, outcome: CheckOutcome)], hasRiskAssessment: Bool
  ) -> [String] {
    checks.filter { check in
      switch check.outcome {
      case .satisfactory, .notApplicable: false
      case .notSatisfactory: true
      case .outstanding: !(hasRiskAssessment && check.code == CheckKind.certificate)
      }
    }.map(\.title)
  }
}

/// What came of a check.
public enum CheckOutcome: String, Sendable, Codable, CaseIterable, PostgresValue {
  case outstanding, satisfactory
  case notSatisfactory = "not_satisfactory"
  case notApplicable = "not_applicable"

  /// The words for it.
  public var title: String {
    switch self {
    case .outstanding: "Not made yet"
    case .satisfactory: "Satisfactory"
    case .notSatisfactory: "Not satisfactory"
    case .notApplicable: "Not applicable"
    }
  }
}
