/// How a school narrows and orders the applications of a vacancy.
public struct ShortlistFilter: Sendable, Equatable {
  /// In what order.
  public enum Order: String, Sendable, Codable, CaseIterable {
    /// By the mean of the members' totals, highest first.
    case average
    /// By how far the members are apart, furthest first.
    case spread
    /// By name, or by number while names are hidden.
    case name
    /// By when they were sent, oldest first.
    case sent

    /// The words for it.
    public var title: String {
      switch self {
      case .average: "Highest average first"
      case .spread: "Panel furthest apart first"
      case .name: "Name"
      case .sent: "Oldest first"
      }
    }
  }

  /// Whether an essential criterion was failed.
  public enum Essentials: String, Sendable, Codable, CaseIterable {
    /// At least one was.
    case failed
    /// None was.
    case met

    /// The words for it.
    public var title: String {
      switch self {
      case .failed: "At least one failed"
      case .met: "None failed"
      }
    }
  }

  /// Only in these states; any when empty.
  public var states: Set<ApplicationState> = []
  /// Only those that failed this criterion.
  public var failed: CriterionID?
  /// Only those that failed an essential criterion, or none.
  public var essentials: Essentials?
  /// Only those to which a member recommends this.
  public var recommendation: Recommendation?
  /// Only those that say all of these words.
  public var words = ""
  /// In what order.
  public var order = Order.average

  /// Everything, best first.
  public init() {}
}

/// What has come of an application in the sift.
public struct ShortlistLine: Sendable {
  /// The application.
  public let application: SentApplication
  /// The members' totals that are shown to the actor, by member.
  public let totals: [AccountID: Int]
  /// The members' recommendations that are shown to the actor, by member.
  public let recommendations: [AccountID: Recommendation]
  /// The mean of the totals, if there are any.
  public let average: Double?
  /// How far the highest total is from the lowest.
  public let spread: Int?
  /// The essential criteria that were failed.
  public let failed: [CriterionID]
  /// How many members have submitted.
  public let progress: SiftProgress
  /// Whether the members' sheets are shown.
  public let isRevealed: Bool
  /// What the head decided on it last.
  public let decision: SelectionDecision?
  /// The agency through which it came, since a fee may be due; nil where there is none, and for members of the panel.
  /// It says nothing of who the applicant is, so it is told while names are hidden too, to those who run the selection
  /// and know from the agency's own notice that it put somebody forward.
  public let agency: String?
  /// Applications that are most likely of the same person; told as the agency is.
  public internal(set) var likelyDuplicates: [LikelyDuplicate] = []
}

/// The applications of a vacancy with what came of the sift.
public struct Shortlist: Sendable {
  /// The vacancy and its panel.
  public let panel: Panel
  /// The criteria of the sift.
  public let criteria: [Criterion]
  /// A page of applications.
  public let lines: [ShortlistLine]
  /// How many match in all.
  public let total: Int
  /// Where the next page begins; nil on the last.
  public let next: ShortlistCursor?

  /// The highest total that a member can give.
  public var highestTotal: Int { criteria.count * SiftScale.range.upperBound }
}
