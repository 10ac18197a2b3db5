public import Foundation
public import Postgres

/// What an induction plan is reckoned from; nothing of it names a person.
public struct InductionCase: Sendable, Decodable {
  /// A time in post at one FTE.
  public struct Period: Sendable, Decodable {
    /// The first day.
    public let start: CivilDate
    /// The last day; nil while it goes on.
    public let end: CivilDate?
    /// The part of full time, over 0 and up to 1.
    public let fte: Decimal
    /// Which contract it belongs to, such as that with one school; nil where that isn’t known, so that periods which
    /// follow each other are one.
    let contract: UUID?
    /// The last day of the period of the same post that this one resumes after an appeal; nil for every other.
    let resumes: CivilDate?
    /// The last day of the post, which is later than ``end`` where only the decision on induction ended the period; nil
    /// while it goes on.
    let postEnd: CivilDate?

    private enum CodingKeys: String, CodingKey { case start, end, fte }

    init(
      start: CivilDate, end: CivilDate?, fte: Decimal, contract: UUID? = nil, resumes: CivilDate? = nil,
      decided: DecidedPeriods.Post? = nil
    ) {
      (self.start, self.end, self.fte, self.contract) = (start, end, fte, contract)
      self.resumes = resumes
      postEnd = decided.map { post in post.contractEnd.map { max($0, end ?? $0) } } ?? end
    }

    /// Reads JSON, which names no contract.
    public init(from decoder: any Decoder) throws {
      let box = try decoder.container(keyedBy: CodingKeys.self)
      start = try box.decode(CivilDate.self, forKey: .start)
      end = try box.decodeIfPresent(CivilDate.self, forKey: .end)
      fte = try box.decode(Decimal.self, forKey: .fte)
      (contract, resumes, postEnd) = (nil, nil, end)
    }
  }

  /// A time of absence.
  public struct Absence: Sendable, Decodable {
    /// The first day.
    public let start: CivilDate
    /// The last day.
    public let end: CivilDate
    /// How many of the teacher's working days it took.
    public let days: Decimal
    /// What kind it was, for example "sickness" or "maternity".
    public let kind: String

    private enum CodingKeys: String, CodingKey { case start, end, days, kind }

    init(start: CivilDate, end: CivilDate, days: Decimal, kind: String) {
      (self.start, self.end, self.days, self.kind) = (start, end, days, kind)
    }

    /// Reads JSON, in which a kind may have any name that is in use for it.
    public init(from decoder: any Decoder) throws {
      let box = try decoder.container(keyedBy: CodingKeys.self)
      start = try box.decode(CivilDate.self, forKey: .start)
      end = try box.decode(CivilDate.self, forKey: .end)
      days = try box.decode(Decimal.self, forKey: .days)
      kind = AbsenceKinds.code(of: try box.decode(String.self, forKey: .kind))
    }
  }

  /// A reduction that the appropriate body has agreed.
  public struct Reduction: Sendable, Decodable {
    /// To how many terms in all.
    public let toTerms: Decimal
    /// The day on which it was agreed; nil where that isn’t known, as in JSON.
    var agreedOn: CivilDate?

    enum CodingKeys: String, CodingKey { case toTerms = "to_terms" }
  }

  /// An extension that the appropriate body has decided.
  public struct Extension: Sendable, Decodable {
    /// By how many full-time terms.
    public let terms: Decimal
  }

  /// Which regime; nil for the one that the first day falls under.
  public var regime: RegimeCode?
  /// The school's terms; nil for the borough's.
  public var terms: [SchoolTerm]?
  /// Days within terms on which school is closed.
  public var closures: [CivilDate]
  /// Times in post.
  public var periods: [Period]
  /// Times of absence.
  public var absences: [Absence]
  /// Reductions.
  public var reductions: [Reduction]
  /// Extensions.
  public var extensions: [Extension]
  /// Full-time terms that were served before, under another body.
  public var broughtForward: TermFraction
  /// Working days of absence under that body, in the part of induction that was under way.
  public var earlierAbsenceDays: Decimal
  /// Full-time terms by which that body has extended induction, other than for absence.
  public var earlierExtensionTerms: Decimal
  /// The day on which induction began under that body; nil where that isn’t said.
  public var broughtForwardFrom: CivilDate?
  /// The part of full time there, by which days of absence are measured; nil for that of the first period.
  public var earlierFTE: Decimal?
  /// The average of all terms that are known, where the case holds only some of them; nil for that of its own.
  var averageTerm: AverageTerm?

  /// The day on which induction began, here or elsewhere, as far as the case says; nil where it has no period.
  var begunOn: CivilDate? { (periods.map(\.start) + [broughtForwardFrom].compactMap(\.self)).min() }

  private enum CodingKeys: String, CodingKey, CaseIterable {
    case regime, terms, closures, periods, absences, reductions, extensions
    case broughtForward = "brought_forward"
    case earlierAbsenceDays = "brought_forward_absence"
    case earlierExtensionTerms = "brought_forward_extension"
    case broughtForwardFrom = "brought_forward_from"
    case earlierFTE = "brought_forward_fte"
  }

  init(
    regime: RegimeCode?, terms: [SchoolTerm]?, closures: [CivilDate] = [], periods: [Period],
    absences: [Absence] = [], reductions: [Reduction] = [], extensions: [Extension] = [],
    broughtForward: TermFraction = .zero, earlierAbsenceDays: Decimal = 0, earlierExtensionTerms: Decimal = 0,
    broughtForwardFrom: CivilDate? = nil, earlierFTE: Decimal? = nil, averageTerm: AverageTerm? = nil
  ) {
    (self.regime, self.terms, self.closures, self.periods) = (regime, terms, closures, periods)
    (self.absences, self.reductions, self.extensions) = (absences, reductions, extensions)
    self.broughtForward = broughtForward
    (self.earlierAbsenceDays, self.earlierExtensionTerms) = (earlierAbsenceDays, earlierExtensionTerms)
    (self.broughtForwardFrom, self.earlierFTE) = (broughtForwardFrom, earlierFTE)
    self.averageTerm = averageTerm
  }

  /// Reads JSON; everything but the periods may be left out.
  public init(from decoder: any Decoder) throws {
    let box = try decoder.container(keyedBy: CodingKeys.self)
    let regime = try box.decodeIfPresent(String.self, forKey: .regime) ?? "auto"
    self.regime = RegimeCode(rawValue: regime)
    guard self.regime != nil || regime == "auto" else {
      throw DecodingError.dataCorruptedError(
        forKey: .regime, in: box, debugDescription: "Give nqt, ect or auto.")
    }
    terms = try box.decodeIfPresent([SchoolTerm].self, forKey: .terms)
    closures = try box.decodeIfPresent([CivilDate].self, forKey: .closures) ?? []
    periods = try box.decode([Period].self, forKey: .periods)
    absences = try box.decodeIfPresent([Absence].self, forKey: .absences) ?? []
    reductions = try box.decodeIfPresent([Reduction].self, forKey: .reductions) ?? []
    extensions = try box.decodeIfPresent([Extension].self, forKey: .extensions) ?? []
    let served = try box.decodeIfPresent(Decimal.self, forKey: .broughtForward) ?? 0
    guard served >= 0, served <= 12 else {
      throw DecodingError.dataCorruptedError(
        forKey: .broughtForward, in: box,
        debugDescription: "Give from 0 to 12 terms: those of induction, and of an extension.")
    }
    broughtForward = TermFraction(served)
    earlierAbsenceDays = try box.decodeIfPresent(Decimal.self, forKey: .earlierAbsenceDays) ?? 0
    earlierExtensionTerms = try box.decodeIfPresent(Decimal.self, forKey: .earlierExtensionTerms) ?? 0
    broughtForwardFrom = try box.decodeIfPresent(CivilDate.self, forKey: .broughtForwardFrom)
    earlierFTE = try box.decodeIfPresent(Decimal.self, forKey: .earlierFTE)
  }
}

extension InductionCase {
  /// Members of the entries of its lists, by the name of each list.
  private static let entries: [String: Set<String>] = [
    "terms": ["start", "end"], "periods": ["start", "end", "fte"],
    "absences": ["start", "end", "days", "kind"], "reductions": ["to_terms"], "extensions": ["terms"],
  ]

  /// Members of JSON that are no part of a case, each with its place: one that is written wrongly would otherwise be
  /// left out of account without a word.
  static func unknownMembers(_ json: JSONValue) -> [FieldProblem] {
    guard case .object(let members) = json else { return [] }
    let known = Set(CodingKeys.allCases.map(\.rawValue))
    var unknown = members.keys.sorted().filter { !known.contains($0) }
    for (list, names) in entries.sorted(by: { $0.key < $1.key }) {
      guard case .array(let items)? = members[list] else { continue }
      for (index, item) in items.enumerated() {
        guard case .object(let item) = item else { continue }
        unknown += item.keys.sorted().filter { !names.contains($0) }.map { "\(list)[\(index)].\($0)" }
      }
    }
    return unknown.map(FieldProblem.unknown)
  }
}
