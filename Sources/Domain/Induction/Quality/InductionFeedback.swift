public import Foundation
public import Postgres

/// Names feedback to a school.
public struct InductionFeedbackID: Identifier {
  public let rawValue: UUID
  /// Wraps a UUID.
  public init(rawValue: UUID) { self.rawValue = rawValue }
}

/// What goes with feedback: the visit, what was agreed and the judgements, without anybody’s name, as they were when
/// it was sent.
public struct FeedbackEvidence: Sendable, Codable {
  /// A visit.
  public struct Visit: Sendable, Codable {
    /// The day.
    public let visitedOn: String
    /// Who came.
    public let visitors: String
    /// What for.
    public let purpose: String
    /// What was found.
    public let found: String
    /// What was agreed.
    public let actions: [Action]
  }

  /// What was agreed.
  public struct Action: Sendable, Codable {
    /// What is to be done.
    public let what: String
    /// By whom.
    public let owner: String
    /// By when.
    public let dueOn: String
  }

  /// How the school’s assessments or lesson observations of a sample meet a criterion.
  public struct Criterion: Sendable, Codable {
    /// The criterion.
    public let title: String
    /// In how many it is met.
    public let met: Int
    /// In how many partly.
    public let partly: Int
    /// In how many it isn’t.
    public let notMet: Int
  }

  /// The visit.
  public let visit: Visit?
  /// The term of the sample.
  public let term: String?
  /// How many of the school’s assessments were looked at.
  public let looked: Int
  /// How they meet each criterion.
  public let criteria: [Criterion]
  /// How many of the school’s lesson observations were looked at; nil where it was sent before they were.
  public let observationsLooked: Int?
  /// How they meet each criterion.
  public let observationCriteria: [Criterion]?
}

/// Feedback of the body to a school.
public struct InductionFeedback: Sendable, RowDecodable {
  /// Its identifier.
  public let id: InductionFeedbackID
  /// The school and its authority.
  public let place: Place
  /// The school’s name.
  public let schoolName: String
  /// The visit it is about.
  public let visit: InductionVisitID?
  /// The sample it is about.
  public let sample: SampleID?
  /// What is written.
  public let body: String
  /// Who wrote it.
  public let writtenBy: String
  /// When it was begun.
  public let writtenAt: Date
  /// When it was sent; nil while it is a draft.
  public let sentAt: Date?
  /// Who sent it.
  public let sentBy: String?
  /// What went with it.
  public let evidence: FeedbackEvidence?
  /// When the head acknowledged it.
  public let acknowledgedAt: Date?
  /// Who did.
  public let acknowledgedBy: String?
  /// What the head says to it.
  public let comment: String
  /// Rises with every change.
  public let version: Int

  /// Where it stands.
  public var state: String {
    acknowledgedAt != nil ? "Acknowledged" : sentAt != nil ? "Sent" : "Draft"
  }

  static let columns: Statement = """
    f.id, f.school_id, f.authority_id, o.name AS school_name, f.visit_id, f.sample_id, f.body, f.written_by_name,
    f.written_at, f.sent_at, f.sent_by_name, f.sent, f.acknowledged_at, f.acknowledged_by_name, f.comment, f.version
    """
  static let tables: Statement = "induction_feedback f JOIN organisation o ON o.id = f.school_id"

  /// Reads a row of the columns above.
  public init(row: Row) throws {
    id = try row.decode("id")
    place = Place(organisation: try row.decode("school_id"), authority: try row.decode("authority_id"))
    schoolName = try row.decode("school_name")
    visit = try row.decodeIfPresent("visit_id")
    sample = try row.decodeIfPresent("sample_id")
    body = try row.decode("body")
    writtenBy = try row.decode("written_by_name")
    writtenAt = try row.decode("written_at")
    sentAt = try row.decodeIfPresent("sent_at")
    sentBy = try row.decodeIfPresent("sent_by_name")
    evidence = try row.decodeIfPresent("sent", as: JSONText.self).map {
      try JSONColumn.decode(FeedbackEvidence.self, from: $0)
    }
    acknowledgedAt = try row.decodeIfPresent("acknowledged_at")
    acknowledgedBy = try row.decodeIfPresent("acknowledged_by_name")
    comment = try row.decode("comment")
    version = try row.decode("version")
  }
}
