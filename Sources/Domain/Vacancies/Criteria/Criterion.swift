public import Foundation
public import Postgres

/// Names a criterion of a person specification.
public struct CriterionID: Identifier {
  public let rawValue: UUID
  /// Wraps a UUID.
  public init(rawValue: UUID) { self.rawValue = rawValue }
}

/// What a criterion is about.
public enum CriterionCategory: String, Sendable, Codable, CaseIterable, PostgresValue {
  case qualifications, experience, knowledge, skills, qualities, safeguarding

  /// The words for it.
  public var title: String {
    switch self {
    case .qualifications: "Qualifications"
    case .experience: "Experience"
    case .knowledge: "Knowledge"
    case .skills: "Skills"
    case .qualities: "Personal qualities"
    case .safeguarding: "Safeguarding"
    }
  }
}

/// By what a criterion is judged.
public enum AssessmentMethod: String, Sendable, Codable, CaseIterable, PostgresValue {
  case application, interview, task, references

  /// The words for it.
  public var title: String {
    switch self {
    case .application: "Application form"
    case .interview: "Interview"
    case .task: "Task or lesson"
    case .references: "References"
    }
  }
}

/// One line of a person specification: what selection goes by.
public struct Criterion: Sendable, Hashable {
  /// Its identifier; nil for one that isn't stored yet.
  public var id: CriterionID?
  /// Whether nobody can be appointed without it; otherwise it is desirable.
  public var isEssential: Bool
  /// What it is about.
  public var category: CriterionCategory
  /// What is wanted.
  public var wording: String
  /// By what it is judged.
  public var assessedBy: [AssessmentMethod]

  /// A criterion.
  public init(
    id: CriterionID? = nil, isEssential: Bool = true, category: CriterionCategory = .experience,
    wording: String = "", assessedBy: [AssessmentMethod] = [.application]
  ) {
    self.id = id
    self.isEssential = isEssential
    self.category = category
    self.wording = wording
    self.assessedBy = assessedBy
  }
}

extension Criterion: RowDecodable {
  /// Reads the columns `id` (or NULL), `essential`, `category`, `wording` and `assessed_by`.
  public init(row: Row) throws {
    id = try row.decodeIfPresent("id")
    isEssential = try row.decode("essential")
    category = try row.decode("category")
    wording = try row.decode("wording")
    assessedBy = try row.decode("assessed_by", as: [String].self).compactMap(AssessmentMethod.init)
  }
}

/// What a person specification must be.
public enum CriteriaRules {
  /// As many criteria there are at most.
  public static let most = 40
  /// Lengths of the wording.
  public static let wordingLength = 3...300

  /// Everything that keeps criteria from being stored.
  public static func problems(_ criteria: [Criterion]) -> Problems {
    var problems = Problems()
    problems.require(
      criteria.count <= most, "criteria", "Use at most \(most) criteria; nobody can be judged by more.")
    var seen: Set<String> = []
    for (index, criterion) in criteria.enumerated() {
      let wording = criterion.wording.trimmed
      let field = "criteria[\(index)]"
      if wording.count < wordingLength.lowerBound {
        problems.add("\(field).wording", "Enter what criterion \(index + 1) asks for.")
      } else if wording.count > wordingLength.upperBound {
        problems.add("\(field).wording", "Shorten criterion \(index + 1) to 300 characters or fewer.")
      } else if !seen.insert(wording.lowercased()).inserted {
        problems.add("\(field).wording", "Criterion \(index + 1) stands here twice. Remove it once.")
      }
      problems.require(
        !criterion.assessedBy.isEmpty, "\(field).assessed_by",
        "Choose by what criterion \(index + 1) is judged.")
    }
    return problems
  }
}
