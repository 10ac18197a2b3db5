import Foundation
public import Postgres

/// What an induction comes to: how long, until when, what is due on the way, and why.
public struct InductionPlan: Sendable, Codable, Equatable {
  /// A formal assessment.
  public struct Assessment: Sendable, Codable, Equatable {
    /// The first, second, and so on.
    public let number: Int
    /// The day by which it is due.
    public let due: CivilDate
  }

  /// A review of progress.
  public struct Review: Sendable, Codable, Equatable {
    /// The day by which it is due.
    public let due: CivilDate
  }

  /// A step of the reckoning, with the rule that asks for it.
  public struct Step: Sendable, Codable, Equatable {
    /// The rule, for example "absence".
    public let rule: String
    /// Where it stands.
    public let source: String
    /// What follows here, in a sentence.
    public let text: String
  }

  /// The regime that it runs on.
  public let regime: RegimeCode
  /// How many full-time terms are required, extensions apart.
  public let requiredTerms: Double
  /// How many full-time terms the periods amount to, up to the expected end.
  public let servedTerms: Double
  /// By how many full-time terms it is extended, for absence and by decision.
  public let extensionTerms: Double
  /// The last day; nil when the periods, or the terms given, end before induction does.
  public let expectedEnd: CivilDate?
  /// Formal assessments, in order.
  public let formalAssessments: [Assessment]
  /// Progress reviews, in order.
  public let progressReviews: [Review]
  /// The reckoning.
  public let explanation: [Step]
  /// What somebody should look at.
  public let warnings: [String]
  /// Which edition of the rules it was reckoned by; nil where that isn’t known. It is no member of the JSON.
  public internal(set) var rulesVersion: String?

  /// Names of the members in JSON.
  public enum CodingKeys: String, CodingKey {
    case regime, explanation, warnings
    case requiredTerms = "required_terms"
    case servedTerms = "served_terms"
    case extensionTerms = "extension_terms"
    case expectedEnd = "expected_end"
    case formalAssessments = "formal_assessments"
    case progressReviews = "progress_reviews"
  }

  /// The same with nothing that somebody should look at.
  var withoutWarnings: InductionPlan {
    InductionPlan(
      regime: regime, requiredTerms: requiredTerms, servedTerms: servedTerms, extensionTerms: extensionTerms,
      expectedEnd: expectedEnd, formalAssessments: formalAssessments, progressReviews: progressReviews,
      explanation: explanation, warnings: [], rulesVersion: rulesVersion)
  }

  /// Writes JSON with every member, null for an end that is open.
  public func encode(to encoder: any Encoder) throws {
    var box = encoder.container(keyedBy: CodingKeys.self)
    try box.encode(regime, forKey: .regime)
    try box.encode(requiredTerms, forKey: .requiredTerms)
    try box.encode(servedTerms, forKey: .servedTerms)
    try box.encode(extensionTerms, forKey: .extensionTerms)
    try box.encode(expectedEnd, forKey: .expectedEnd)
    try box.encode(formalAssessments, forKey: .formalAssessments)
    try box.encode(progressReviews, forKey: .progressReviews)
    try box.encode(explanation, forKey: .explanation)
    try box.encode(warnings, forKey: .warnings)
  }
}
