import Crypto
public import Foundation

/// Why something is looked at first.
public enum SampleRisk: String, Sendable, Codable, CaseIterable {
  /// A review said that progress was unsatisfactory.
  case concern
  /// A formal or interim assessment judged it so.
  case unsatisfactory
  /// The head had not signed by the day on which it was due.
  case late

  /// The words for it.
  public var title: String {
    switch self {
    case .concern: "Cause for concern"
    case .unsatisfactory: "Judged unsatisfactory"
    case .late: "Completed late"
    }
  }
}

/// Draws a part of each school’s assessments, at least one of each school, those at risk first and the others in an
/// order that a seed decides: the same candidates, share and seed always give the same.
public struct SampleDraw: Sendable {
  /// What may be drawn.
  public struct Candidate: Sendable {
    let id: UUID
    let school: UUID
    let risks: Set<SampleRisk>

    /// Something of a school.
    public init(id: UUID, school: UUID, risks: Set<SampleRisk>) {
      (self.id, self.school, self.risks) = (id, school, risks)
    }
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
    for ofSchool in Dictionary(grouping: candidates, by: \.school).values {
      let ordered = ofSchool.map { (key: Self.key($0, seed), candidate: $0) }.sorted {
        ($0.candidate.risks.count, $1.key) > ($1.candidate.risks.count, $0.key)
      }
      drawn.formUnion(ordered.prefix(size(of: ofSchool.count)).map(\.candidate.id))
    }
    return drawn
  }

  /// A number as good as drawn by lot, the same for the same seed.
  private static func key(_ candidate: Candidate, _ seed: String) -> String {
    let digest = SHA256.hash(data: Data("\(seed):\(candidate.id.uuidString.lowercased())".utf8))
    return digest.map { byte in
      let text = String(byte, radix: 16)
      return text.count == 1 ? "0" + text : text
    }.joined()
  }
}

/// What the assessments of a sample are judged by: data, so that a judgement is always shown with its criteria.
public struct SampleCriteria: Sendable, Decodable {
  /// A criterion.
  public struct Criterion: Sendable, Decodable {
    /// The code.
    public let code: String
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

  /// The words for a code.
  public func title(_ code: String) -> String { criteria.first { $0.code == code }?.title ?? code }
}
