/// The form of assessments: versioned data, so that an assessment is always shown with the form it was written on.
public struct AssessmentForm: Sendable, Decodable {
  /// A code with its words.
  public struct Item: Sendable, Decodable {
    /// The code.
    public let code: String
    /// The words.
    public let title: String
  }

  struct Reminders: Sendable, Decodable {
    let before: [Int]
    let overdueEvery: Int
  }

  /// Which form it is.
  public let version: String
  /// Where it stands.
  public let source: String
  /// The Teachers’ Standards, Part Two last.
  public let standards: [Item]
  /// What is written of each.
  public let parts: [Item]
  let reminders: Reminders

  private static let loaded = Result { try RuleSet.read(AssessmentForm.self, "assessment-form") }

  /// The form that comes with the program.
  public static func load() throws -> AssessmentForm {
    try loaded.get()
  }

  /// A Standard in words, with its number.
  public func title(ofStandard code: String) -> String {
    let title = standards.first { $0.code == code }?.title ?? code
    return code.allSatisfy(\.isNumber) ? "\(code). \(title)" : title
  }

  /// The name of an answer, such as "1.strengths".
  public static func key(_ standard: String, _ part: String) -> String { "\(standard).\(part)" }

  /// The names of all answers of a kind of assessment.
  public func keys(_ kind: InductionAssessment.Kind) -> [String] {
    let whole = ["progress", "summary", "support_plan"]
    if kind == .review { return whole }
    return standards.flatMap { standard in parts.map { Self.key(standard.code, $0.code) } } + whole
  }

  /// Everything that keeps answers from being signed.
  func problems(_ answers: [String: String], _ kind: InductionAssessment.Kind) -> [FieldProblem] {
    var problems = Problems()
    if kind != .review {
      for standard in standards {
        for part in ["strengths", "evidence"] {
          let key = Self.key(standard.code, part)
          problems.require(
            !(answers[key] ?? "").trimmed.isEmpty, key, "Enter \(part) for “\(standard.title)”.")
        }
      }
    }
    problems.require(
      ["satisfactory", "unsatisfactory"].contains(answers["progress"] ?? ""), "progress",
      "Choose whether progress is satisfactory.")
    problems.require(
      (answers["summary"] ?? "").trimmed.count >= 10, "summary", "Sum up in 10 characters at least.")
    // Cause for concern: say so, attach the support plan, tell the body (DfE statutory guidance 2024, 2.58).
    if answers["progress"] == "unsatisfactory" {
      problems.require(
        (answers["support_plan"] ?? "").trimmed.count >= 20, "support_plan",
        "Enter the support plan: areas, objectives and support, in 20 characters at least.")
    }
    return problems.found
  }
}
