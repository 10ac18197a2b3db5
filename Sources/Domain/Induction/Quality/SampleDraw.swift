import Cryptography
public import Foundation

/// Why something is looked at first.
public enum SampleRisk: String, Sendable, Codable, CaseIterable {
  /// A review said that progress was unsatisfactory; of a lesson observation, what the school last completed did.
  case concern
  /// A formal or interim assessment judged it so.
  case unsatisfactory
  /// The head had not signed by the day on which it was due.
  case late
  /// A lesson observation was shared with the teacher long after the lesson.
  case sharedLate = "shared_late"

  /// How many days after the lesson an observation may be shared before it is looked at first. The guidance asks for
  /// prompt feedback and gives no figure: this one is our own.
  static let daysToShare = 14

  /// The words for it.
  public var title: String {
    switch self {
    case .concern: "Cause for concern"
    case .unsatisfactory: "Judged unsatisfactory"
    case .late: "Completed late"
    case .sharedLate: "Shared late"
    }
  }
}

/// Draws a part of each school’s assessments and a part of its lesson observations, at least one of each, those at risk
/// first and the others in an order that a seed decides: the same candidates, share and seed always give the same.
public struct SampleDraw: Sendable {
  /// What may be drawn.
  public struct Candidate: Sendable {
    let subject: SampleSubject
    let id: UUID
    let school: UUID
    let risks: Set<SampleRisk>

    /// Something of a school.
    public init(_ subject: SampleSubject = .assessment, id: UUID, school: UUID, risks: Set<SampleRisk>) {
      (self.subject, self.id, self.school, self.risks) = (subject, id, school, risks)
    }
  }

  /// What a share is taken of.
  private struct Whole: Hashable {
    let school: UUID
    let subject: SampleSubject
  }

  /// How many in a hundred.
  public let share: Int
  /// What decides the order.
  public let seed: String

  /// A draw.
  public init(share: Int, seed: String) { (self.share, self.seed) = (share, seed) }

  /// How many of so many are drawn: the share, rounded up, and so one at least.
  public func size(of count: Int) -> Int { (count * share + 99) / 100 }

  /// Those that are drawn.
  public func callAsFunction(_ candidates: [Candidate]) -> Set<UUID> {
    var drawn: Set<UUID> = []
    let wholes = Dictionary(grouping: candidates) { Whole(school: $0.school, subject: $0.subject) }
    for ofSchool in wholes.values {
      let ordered = ofSchool.map { (key: Self.key($0, seed), candidate: $0) }.sorted {
        ($0.candidate.risks.count, $1.key) > ($1.candidate.risks.count, $0.key)
      }
      drawn.formUnion(ordered.prefix(size(of: ofSchool.count)).map(\.candidate.id))
    }
    return drawn
  }

  /// A number as good as drawn by lot, the same for the same seed.
  private static func key(_ candidate: Candidate, _ seed: String) -> String {
    SHA256.hash("\(seed):\(candidate.id.uuidString.lowercased())").hexadecimal
  }
}

/// What the items of a sample are judged by: data, so that a judgement is always shown with its criteria.
public struct SampleCriteria: Sendable, Decodable {
  /// A criterion.
  public struct Criterion: Sendable, Decodable {
    /// The code.
    public let code: String
    /// What is judged by it.
    public let appliesTo: SampleSubject
    /// The words.
    public let title: String
    /// What to look at.
    public let help: String
  }

  /// How a criterion is met.
  public enum Judgement: String, Sendable, Codable, CaseIterable {
    case met, partly
    case notMet = "not_met"
    case notApplicable = "not_applicable"

    /// The words for it.
    public var title: String {
      switch self {
      case .met: "Met"
      case .partly: "Partly met"
      case .notMet: "Not met"
      case .notApplicable: "Does not apply"
      }
    }
  }

  /// Which criteria they are.
  public let version: String
  /// Where they stand.
  public let source: String
  /// The criteria.
  public let criteria: [Criterion]

  private static let loaded = Result { try RuleSet.read(SampleCriteria.self, "sample-criteria") }

  /// The criteria that come with the program.
  public static func load() throws -> SampleCriteria { try loaded.get() }

  /// Those by which something of this kind is judged.
  public func criteria(of subject: SampleSubject) -> [Criterion] {
    criteria.filter { $0.appliesTo == subject }
  }

  /// Those by which what is drawn from a scope is judged.
  public func criteria(of scope: SampleScope) -> [Criterion] {
    criteria.filter { scope.includes($0.appliesTo) }
  }

  /// The words for a code.
  public func title(_ code: String) -> String { criteria.first { $0.code == code }?.title ?? code }
}
