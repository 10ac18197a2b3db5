import Foundation
public import Postgres

/// Something that happened in the life of an induction, or is still to come.
public struct TimelineEntry: Sendable {
  /// What it belongs to.
  public enum Kind: String, Sendable, CaseIterable {
    case registration, period, change, assessment, outcome, transfer, due
    case observation, support
    case nationalService = "national_service"

    /// The words for it.
    public var title: String {
      switch self {
      case .registration: "Registration"
      case .period: "Post"
      case .change: "Absence, change or correction"
      case .assessment: "Assessment"
      case .observation: "Lesson observation"
      case .support: "Support plan"
      case .outcome: "Outcome"
      case .transfer: "Transfer"
      case .due: "To come"
      case .nationalService: "National service"
      }
    }
  }

  /// What something means for the teacher.
  public enum Bearing: Sendable {
    case neutral, good, bad
  }

  /// The day, in London.
  public let day: CivilDate
  /// What it belongs to.
  public let kind: Kind
  /// What happened, or is to happen.
  public let title: String
  /// More about it; empty where there is nothing to add.
  public let detail: String
  /// Who did it; empty for what the plan expects.
  public let who: String
  /// Whether it is still to come.
  public let isExpected: Bool
  /// What it means for the teacher.
  public private(set) var bearing = Bearing.neutral
  /// When on that day, where it is known.
  private let instant: Date?
  private let cause: TimelineCause

  init(
    _ day: CivilDate, _ kind: Kind, _ title: String, detail: String = "", who: String = "",
    isExpected: Bool = false, at instant: Date? = nil, as cause: TimelineCause? = nil
  ) {
    (self.day, self.kind, self.title, self.detail) = (day, kind, title, detail)
    (self.who, self.isExpected) = (who, isExpected)
    // The moment counts on its own day only: what was entered later of an earlier day has none there.
    self.instant = instant.flatMap { LondonTime.date(of: $0) == day ? $0 : nil }
    self.cause = cause ?? .usual(kind)
  }

  init(
    at instant: Date, _ kind: Kind, _ title: String, detail: String = "", who: String = "",
    as cause: TimelineCause? = nil
  ) {
    self.init(LondonTime.date(of: instant), kind, title, detail: detail, who: who, at: instant, as: cause)
  }

  /// The same, with what it means for the teacher.
  func meaning(_ bearing: Bearing) -> TimelineEntry {
    var entry = self
    entry.bearing = bearing
    return entry
  }

  /// Whether it comes before another one: by the day, then what is done, then the moment, then what follows from what.
  /// What has a day and no moment comes first where posts begin, and last where something else is its cause.
  func precedes(_ other: TimelineEntry) -> Bool {
    if day != other.day { return day < other.day }
    if isExpected != other.isExpected { return !isExpected }
    let (own, others) = (instant ?? cause.moment, other.instant ?? other.cause.moment)
    return own == others ? cause < other.cause : own < others
  }
}

/// What follows from what within one moment of an induction.
enum TimelineCause: Int, Sendable, Comparable {
  case begun, recorded, assessed, changed, transferred, recommended, answered, decided, ended, told, appealed,
    replied
  case heard, settled, toldOutcome, sent

  static func < (left: TimelineCause, right: TimelineCause) -> Bool { left.rawValue < right.rawValue }

  /// Where on a day it stands without a moment.
  fileprivate var moment: Date { self < .changed ? .distantPast : .distantFuture }

  fileprivate static func usual(_ kind: TimelineEntry.Kind) -> TimelineCause {
    switch kind {
    case .registration, .change: .recorded
    case .period: .begun
    case .assessment, .observation, .support: .assessed
    case .transfer: .transferred
    case .outcome, .due: .settled
    case .nationalService: .sent
    }
  }
}

/// The whole life of an induction, as far as the reader may see it.
public struct InductionTimeline: Sendable {
  /// The induction with everything that hangs on it.
  public let record: InductionRecord
  /// What happened and what is to come, day by day.
  public let entries: [TimelineEntry]
  /// Days served against days required; nil where the plan can't be reckoned or isn't the reader's to see.
  public let service: ServiceByTerm?

  /// The entries as comma-separated values (RFC 4180); nothing in it is taken for a formula.
  public func csv(on today: CivilDate) -> String {
    let rows =
      [["day", "kind", "state", "what", "detail", "who"]]
      + entries.map {
        [
          $0.day.description, $0.kind.rawValue,
          $0.isExpected ? $0.day < today ? "overdue" : "to_come" : "done", $0.title, $0.detail,
          $0.who,
        ]
      }
    return CSV.text(rows)
  }
}
