public import Postgres

/// An edition of the rules of induction: figures with their sources, held as data beside the code that applies them.
public struct InductionRules: Sendable, RuleEdition {
  /// How one regime works.
  public struct Regime: Sendable, Decodable {
    /// "nqt" or "ect".
    public let code: RegimeCode
    /// Its name on pages.
    public let name: String
    /// Inductions begun before this day are under it; nil for today's.
    public let begunBefore: CivilDate?
    /// How long induction lasts, in full-time terms.
    public let requiredTerms: Int
    /// After how many terms a part ends; absence is counted for each part.
    public let termsInPart: Int
    /// After how many full-time terms there is a formal assessment.
    public let assessedAfterTerms: [Int]
    /// Whether progress is reviewed in the other terms.
    public let reviewsProgress: Bool
    /// From how many days on absence extends.
    public let absenceDays: Int
    /// Whether that number is less for part-time teachers.
    public let absenceProRata: Bool
    /// Where each rule stands.
    public let sources: [String: String]
  }

  struct Transition: Sendable, Decodable {
    let begunBefore: CivilDate
    let completedBy: CivilDate
    let source: String
  }

  /// Which edition it is: a plan says what it was reckoned by.
  public let version: String
  /// Inductions that begin on this day or later run on it, until a later edition; nil of the first.
  let inForceFrom: CivilDate?
  /// Both regimes.
  public let regimes: [RegimeCode: Regime]
  /// Kinds of absence that extend only at the teacher's request.
  public let leaveOnRequest: Set<String>
  /// Kinds of absence that are agreed before they begin.
  public let plannedLeave: Set<String>
  /// Kinds of absence that don't count.
  public let notCounted: Set<String>
  /// The last day on which these don't count; later they count as any other.
  public let notCountedUntil: CivilDate
  let notCountedSource: String
  let transition: Transition
  let leastTermsInPost: Int
  let leastTermsAfterReduction: Int

  /// The rules of a regime. Throws ``DomainError`` when the rule sets lack it.
  public func regime(_ code: RegimeCode) throws -> Regime {
    guard let regime = regimes[code] else { throw DomainError.notFound("induction regime") }
    return regime
  }

  /// How many terms the regimes require, in words.
  var lengths: String {
    TermWords.list(
      RegimeCode.allCases.compactMap { regimes[$0] }.map { "\($0.requiredTerms) of the regime “\($0.name)”" })
  }

  /// Every kind of absence, in the order in which they are named.
  public var absenceKinds: [String] {
    ["sickness", "unpaid"] + leaveOnRequest.sorted() + notCounted.sorted() + ["other"]
  }

  /// The editions that come with the program.
  static func editions() throws -> RuleEditions<InductionRules> { try loaded.get() }

  /// The rules of inductions that began on a day; the newest where it isn’t known.
  public static func load(begunOn day: CivilDate? = nil) throws -> InductionRules {
    try editions().inForce(on: day)
  }

  /// The rules that a plan was reckoned by; those of a day where it doesn’t say, or says an edition that is no more.
  static func load(version: String?, begunOn day: CivilDate?) throws -> InductionRules {
    let editions = try editions()
    return editions.named(version) ?? editions.inForce(on: day)
  }

  private static let loaded = Result { try RuleSet.editions(InductionRules.self, "regimes") }
}

extension InductionRules: Decodable {
  private struct File: Decodable {
    let version: String
    let inForceFrom: CivilDate?
    let regimes: [Regime]
    let transition: Transition
    let leastTermsInPost: Int
    let leastTermsAfterReduction: Int
    let leaveOnRequest: [String]
    let plannedLeave: [String]
    let notCounted: [String]
    let notCountedUntil: CivilDate
    let notCountedSource: String
  }

  /// Reads an entry of the file of regimes.
  public init(from decoder: any Decoder) throws {
    let file = try File(from: decoder)
    self.init(
      version: file.version, inForceFrom: file.inForceFrom,
      regimes: Dictionary(file.regimes.map { ($0.code, $0) }, uniquingKeysWith: { $1 }),
      leaveOnRequest: Set(file.leaveOnRequest), plannedLeave: Set(file.plannedLeave),
      notCounted: Set(file.notCounted), notCountedUntil: file.notCountedUntil,
      notCountedSource: file.notCountedSource, transition: file.transition,
      leastTermsInPost: file.leastTermsInPost, leastTermsAfterReduction: file.leastTermsAfterReduction)
  }
}

/// The two ways in which teachers in England are inducted.
public enum RegimeCode: String, Sendable, Codable, CaseIterable {
  /// Newly qualified teachers: begun before September 2021.
  case nqt
  /// Early career teachers.
  case ect
}
