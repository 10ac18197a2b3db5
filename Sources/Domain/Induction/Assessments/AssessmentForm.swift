/// A form of assessments: versioned data, one for each regime, so that an assessment is always shown with the form it
/// was written on.
public struct AssessmentForm: Sendable {
  /// A code with its words.
  public struct Item: Sendable, Decodable {
    /// The code.
    public let code: String
    /// The words.
    public let title: String
  }

  /// What a form has for itself.
  struct Edition: Sendable, Decodable {
    let version: String
    let regime: RegimeCode?
    let source: String
    let progress: String
    let support: String?
    let supportHint: String?
  }

  private struct File: Sendable, Decodable {
    let standards: [Item]
    let parts: [Item]
    let reminders: Reminders
    let forms: [Edition]
  }

  /// The Teachers’ Standards, Part Two last.
  public let standards: [Item]
  /// What is written of each.
  public let parts: [Item]
  let reminders: Reminders
  private let edition: Edition

  /// Which form it is.
  public var version: String { edition.version }
  /// The regime that it is for; nil for one that served both.
  public var regime: RegimeCode? { edition.regime }
  /// Where it stands.
  public var source: String { edition.source }
  /// The question whether progress is satisfactory.
  public var progressQuestion: String { edition.progress }
  /// The question by which the support programme is confirmed, if the form has it.
  public var supportQuestion: String? { edition.support }
  /// What the support programme is.
  public var supportHint: String? { edition.supportHint }

  private static let loaded = Result { try RuleSet.read(File.self, "assessment-form") }

  private static func first(where isWanted: (Edition) -> Bool) throws -> AssessmentForm {
    let file = try loaded.get()
    guard let edition = file.forms.last(where: isWanted) else { throw DomainError.notFound("form") }
    return AssessmentForm(
      standards: file.standards, parts: file.parts, reminders: file.reminders, edition: edition)
  }

  /// The form that new assessments of a regime are written on.
  public static func load(for regime: RegimeCode = .ect) throws -> AssessmentForm {
    try first { $0.regime == regime }
  }

  /// The form of a version.
  public static func load(version: String) throws -> AssessmentForm {
    try first { $0.version == version }
  }

  /// A Standard in words, with its number.
  public func title(ofStandard code: String) -> String {
    let title = standards.first { $0.code == code }?.title ?? code
    return code.allSatisfy(\.isNumber) ? "\(code). \(title)" : title
  }

  /// The name of an answer, such as "1.strengths".
  public static func key(_ standard: String, _ part: String) -> String { "\(standard).\(part)" }

  /// Whether a kind of assessment confirms the support programme.
  public func confirmsSupport(_ kind: InductionAssessment.Kind) -> Bool {
    kind != .review && supportQuestion != nil
  }

  /// The names of all answers of a kind of assessment.
  public func keys(_ kind: InductionAssessment.Kind) -> [String] {
    let whole = ["progress", "summary", "support_plan"]
    if kind == .review { return whole }
    let support = confirmsSupport(kind) ? ["support", "support_note"] : []
    return standards.flatMap { standard in parts.map { Self.key(standard.code, $0.code) } } + support + whole
  }

  /// The answers of which one is given, where an answer is no text of one’s own.
  static func choices(of key: String) -> [String]? {
    switch key {
    case "progress": ["satisfactory", "unsatisfactory"]
    case "support": ["yes", "no"]
    default: nil
    }
  }

  /// What keeps answers from being stored: whole they need not be.
  func faults(_ answers: [String: String], _ kind: InductionAssessment.Kind) -> Problems {
    let known = Set(keys(kind))
    var problems = Problems()
    for (key, text) in answers.sorted(by: { $0.key < $1.key }) {
      problems.require(known.contains(key), key, "This is no part of the form.")
      problems.require(text.count <= 4_000, key, "Shorten this to 4,000 characters or fewer.")
      if known.contains(key), !text.isEmpty, let choices = Self.choices(of: key), !choices.contains(text) {
        problems.add(key, "Choose one of \(choices.joined(separator: ", ")).")
      }
    }
    return problems
  }

  /// The words for an answer.
  public func label(of key: String) -> String {
    switch key {
    case "progress": return "Progress"
    case "summary": return "In sum"
    case "support_plan": return "Support plan"
    case "support": return "Induction programme"
    case "support_note": return "What was missing"
    default: break
    }
    let names = key.split(separator: ".").map(String.init)
    let standard = standards.first { $0.code == names.first }?.title ?? key
    return "\(standard): \(parts.first { $0.code == names.last }?.title.lowercasedFirst ?? "")"
  }

  private static func isChosen(_ key: String, of answers: [String: String]) -> Bool {
    choices(of: key)?.contains(answers[key] ?? "") == true
  }

  /// Everything that keeps answers from being signed.
  func problems(_ answers: [String: String], _ kind: InductionAssessment.Kind) -> [FieldProblem] {
    var problems = Problems()
    if kind != .review { checkStandards(answers, &problems) }
    if confirmsSupport(kind) { Self.checkSupport(answers, &problems) }
    problems.require(
      Self.isChosen("progress", of: answers), "progress",
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

  private func checkStandards(_ answers: [String: String], _ problems: inout Problems) {
    for standard in standards {
      for part in ["strengths", "evidence"] {
        let key = Self.key(standard.code, part)
        problems.require(
          !(answers[key] ?? "").trimmed.isEmpty, key, "Enter \(part) for “\(standard.title)”.")
      }
    }
  }

  /// The head confirms the support programme, or says what of it was missing (DfE statutory guidance 2024, 2.61).
  private static func checkSupport(_ answers: [String: String], _ problems: inout Problems) {
    problems.require(
      isChosen("support", of: answers), "support",
      "Choose whether the teacher has had the whole induction programme.")
    problems.require(
      answers["support"] != "no" || (answers["support_note"] ?? "").trimmed.count >= 10, "support_note",
      "Enter what of the programme was missing, in 10 characters at least.")
  }
}
