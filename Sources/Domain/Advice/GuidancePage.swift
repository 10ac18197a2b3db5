public import Foundation
public import Postgres

/// Names a page of guidance.
public struct GuidanceID: Identifier {
  public let rawValue: UUID
  /// Wraps a UUID.
  public init(rawValue: UUID) { self.rawValue = rawValue }
}

/// Who may read a published page of guidance.
public enum GuidanceAudience: String, Sendable, Codable, CaseIterable, PostgresValue {
  case everybody, schools

  /// The words for it.
  public var title: String {
    switch self {
    case .everybody: "Everybody"
    case .schools: "Staff of schools"
    }
  }
}

/// Where a page of guidance stands.
public enum GuidanceState: String, Sendable, Codable, CaseIterable, PostgresValue {
  case draft, published, withdrawn

  /// The states that may follow each state.
  public static let transitions: [GuidanceState: Set<GuidanceState>] = [
    .draft: [.published, .withdrawn], .published: [.withdrawn], .withdrawn: [.published],
  ]

  /// The word for it.
  public var title: String { rawValue.prefix(1).uppercased() + rawValue.dropFirst() }
}

/// What an officer writes in a page of guidance.
public struct GuidanceContent: Sendable, Equatable {
  /// Its title, 3–120 characters.
  public var title: String
  /// What it is about, in a sentence or two; at most 300 characters.
  public var summary: String
  /// The text in Markdown; at most 50,000 characters.
  public var body: String
  /// Who may read it.
  public var audience: GuidanceAudience?
  /// The day on which somebody last made sure that it is right.
  public var reviewedOn: CivilDate?
  /// The day by which somebody must make sure again.
  public var reviewBy: CivilDate?

  /// What a page says.
  public init(
    title: String, summary: String = "", body: String = "", audience: GuidanceAudience? = nil,
    reviewedOn: CivilDate? = nil, reviewBy: CivilDate? = nil
  ) {
    self.title = title
    self.summary = summary
    self.body = body
    self.audience = audience
    self.reviewedOn = reviewedOn
    self.reviewBy = reviewBy
  }

  func check(today: CivilDate) throws {
    var problems = Problems()
    problems.require(
      (3...120).contains(title.trimmed.count), "title", "Enter a title of 3 to 120 characters.")
    problems.require(summary.count <= 300, "summary", "Shorten the summary to 300 characters or fewer.")
    problems.require(body.count <= 50_000, "body", "Shorten the text to 50,000 characters or fewer.")
    for problem in pictureProblems { problems.add(problem.field, problem.message) }
    problems.require(audience != nil, "audience", "Choose who may read it.")
    if let reviewedOn {
      problems.require(reviewedOn <= today, "reviewed_on", "Enter a day of review that is not in the future.")
      if let reviewBy {
        problems.require(reviewBy > reviewedOn, "review_by", "Enter a next review after the last one.")
      }
    }
    try problems.throwIfAny()
  }
}

/// A dated page of guidance of an authority.
public struct GuidancePage: Sendable, RowDecodable {
  /// Its identifier.
  public let id: GuidanceID
  /// The authority whose page it is.
  public let owner: Place
  /// What that is called.
  public let ownerName: String
  /// What names it in addresses; made of its first title and never changed.
  public let slug: String
  /// What was written.
  public let content: GuidanceContent
  /// Where it stands.
  public let state: GuidanceState
  /// When it was published last.
  public let publishedAt: Date?
  /// Rises by one with every change.
  public let version: Int
  /// When it was last changed.
  public let updatedAt: Date

  /// Whether somebody should have made sure by now that it is right.
  public func isReviewDue(on today: CivilDate) -> Bool { content.reviewBy.map { $0 <= today } ?? false }

  static let columns: Statement = """
    g.id, g.organisation_id, g.authority_id, o.name AS owner_name, g.slug, g.title, g.summary, g.body, g.audience,
    g.reviewed_on, g.review_by, g.state, g.published_at, g.version, g.updated_at
    """
  static let tables: Statement = "guidance_page g JOIN organisation o ON o.id = g.organisation_id"

  /// Reads a row of the columns above.
  public init(row: Row) throws {
    id = try row.decode("id")
    owner = Place(
      organisation: try row.decode("organisation_id"), authority: try row.decode("authority_id"))
    ownerName = try row.decode("owner_name")
    slug = try row.decode("slug")
    content = GuidanceContent(
      title: try row.decode("title"), summary: try row.decode("summary"), body: try row.decode("body"),
      audience: try row.decode("audience"), reviewedOn: try row.decodeIfPresent("reviewed_on"),
      reviewBy: try row.decodeIfPresent("review_by"))
    state = try row.decode("state")
    publishedAt = try row.decodeIfPresent("published_at")
    version = try row.decode("version")
    updatedAt = try row.decode("updated_at")
  }
}
