public import Postgres

/// A time limit of induction, in working days of England and Wales that are counted beginning with the day that
/// sets it off (SI 2012/1115).
public struct InductionDeadline: Sendable, Decodable {
  /// Its name, for example "ab-decision".
  public let rule: String
  /// How many working days there are.
  public let workingDays: Int
  /// Which day it is counted from.
  public let from: String
  /// What has to be done.
  public let what: String
  /// Where it stands.
  public let source: String
  private let deemed: Bool?
  private let backwards: Bool?

  /// Whether it is counted from the day on which a notice counts as received.
  public var isFromDeemedReceipt: Bool { deemed ?? false }
  /// Whether it is counted back from its day, which is the last.
  public var isCountedBack: Bool { backwards ?? false }

  /// How a notice was sent.
  public enum Means: String, Sendable, Codable, CaseIterable {
    case electronic, post, hand

    /// The words for it.
    public var title: String {
      switch self {
      case .electronic: "By e-mail or another electronic way"
      case .post: "By post"
      case .hand: "By hand"
      }
    }
  }

  /// Every time limit of a day that sets one off; of the newest edition where no day is known.
  public static func all(on day: CivilDate? = nil) throws -> [InductionDeadline] {
    try InductionDeadlines.inForce(on: day).deadlines
  }

  /// One of them. Throws ``DomainError/notFound(_:)``.
  static func named(_ rule: String, on day: CivilDate) throws -> InductionDeadline {
    guard let found = try all(on: day).first(where: { $0.rule == rule }) else {
      throw DomainError.notFound("time limit \(rule)")
    }
    return found
  }

  /// The day on which a notice counts as received. Throws ``DomainError``.
  public static func deemedReceipt(of day: CivilDate, sentBy means: Means) throws -> CivilDate {
    try InductionDeadlines.inForce(on: day).deemedReceipt(of: day, sentBy: means)
  }

  /// The last day of a time limit. `means` says how the notice was sent, for those that count from its receipt;
  /// electronically where left out. Throws ``DomainError``.
  public static func lastDay(
    of rule: String, from day: CivilDate, sentBy means: Means? = nil
  ) throws -> CivilDate {
    try InductionDeadlines.inForce(on: day).lastDay(of: rule, from: day, sentBy: means)
  }
}
