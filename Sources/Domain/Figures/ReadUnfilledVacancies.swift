public import Foundation
public import Postgres

/// A vacancy that was not filled, or not wholly, or of which its school has not said whether it was.
public struct UnfilledVacancy: Sendable, RowDecodable {
  /// Why it stands in the list.
  public enum Standing: String, Sendable, CaseIterable {
    case notFilled = "not_filled"
    case partlyFilled = "partly_filled"
    case unanswered

    /// The words for it.
    public var title: String {
      switch self {
      case .notFilled: "Not filled"
      case .partlyFilled: "Partly filled"
      case .unanswered: PostFigures.unansweredTitle
      }
    }
  }

  /// Names it.
  public let id: VacancyID
  /// Its reference.
  public let reference: String
  /// Its title.
  public let title: String
  /// Its school's name.
  public let school: String
  /// Its school's reference number.
  public let urn: Int
  /// Its roles by name.
  public let roles: [String]
  /// Its subjects by name.
  public let subjects: [String]
  /// Its phases.
  public let phases: [VacancyPhase]
  /// When it was published.
  public let publishedAt: Date
  /// When it closed.
  public let closesAt: Date
  /// How many posts were advertised.
  public let posts: Int
  /// How many of them were filled.
  public let postsFilled: Int
  /// Why it stands in the list.
  public let standing: Standing

  /// Reads a row of ``ReadUnfilledVacancies``.
  public init(row: Row) throws {
    id = try row.decode("id")
    reference = try row.decode("reference")
    title = try row.decode("title")
    school = try row.decode("school")
    urn = try row.decode("urn")
    roles = try row.decode("roles")
    subjects = try row.decode("subjects")
    phases = try row.decode("phases", as: [String].self).compactMap { VacancyPhase(rawValue: $0) }
    publishedAt = try row.decode("published_at")
    closesAt = try row.decode("closes_at")
    posts = try row.decode("posts")
    postsFilled = try row.decode("posts_filled")
    switch try row.decode("state", as: VacancyState.self) {
    case .filled: standing = .partlyFilled
    case .notFilled: standing = .notFilled
    default: standing = .unanswered
    }
  }

  fileprivate var cells: [String] {
    [
      school, "\(urn)", reference, title, roles.joined(separator: "; "), subjects.joined(separator: "; "),
      phases.map(\.rawValue).joined(separator: "; "), LondonTime.date(of: publishedAt).description,
      LondonTime.date(of: closesAt).description, "\(posts)", "\(postsFilled)", standing.rawValue,
    ]
  }
}

/// Lists the vacancies behind the figures of posts that were not filled: posts, and nothing of whoever applied.
public struct ReadUnfilledVacancies: Sendable {
  let services: Services

  /// The use case over an installation's services.
  public init(_ services: Services) { self.services = services }

  /// Those published in a span, of all schools or of one group by its code, the last published first. A wrong code is a
  /// problem of the field `schools`. Throws ``DomainError``.
  public func callAsFunction(
    _ authority: Authority, _ span: RecruitmentSpan, schools: String? = nil, limit: Int = 50,
    after: Cursor? = nil, by actor: Actor
  ) async throws -> Page<UnfilledVacancy> {
    let groups = try await ReadRecruitmentFigures(services).groups(of: authority, by: actor)
    let group = try SchoolGroup.chosen(schools, of: groups)
    let (start, end) = span.moments
    let chosen: Statement = group.map { "AND v.school_id = ANY (\($0.schools.map(\.rawValue)))" } ?? ""
    let behind: Statement = after.map { "AND (v.published_at, v.id) < (\($0.instant), \($0.id))" } ?? ""
    let found = try await services.pool.query(
      """
      SELECT v.id, v.reference, v.title, o.name AS school, s.urn, v.phases, v.published_at, v.closes_at, v.posts,
        coalesce(v.posts_filled, 0) AS posts_filled, v.state,
        ARRAY(SELECT r.name FROM job_role r WHERE r.code = ANY (v.job_roles) ORDER BY r.sort) AS roles,
        ARRAY(SELECT b.name FROM subject b WHERE b.code = ANY (v.subjects) ORDER BY b.sort) AS subjects
      FROM vacancy v JOIN organisation o ON o.id = v.school_id JOIN school s ON s.organisation_id = v.school_id
      WHERE v.authority_id = \(authority.id) AND v.published_at >= \(start) AND v.published_at < \(end)
        AND (v.state = 'not_filled' OR v.state = 'filled' AND coalesce(v.posts_filled, 0) < v.posts
          OR \(fragment: PostFigures.isUnanswered(at: services.now())))
        \(fragment: chosen) \(fragment: behind)
      ORDER BY v.published_at DESC, v.id DESC LIMIT \(limit + 1)
      """, as: UnfilledVacancy.self)
    return Page(found, limit: limit) { Cursor(instant: $0.publishedAt, id: $0.id.rawValue) }
  }

  /// All of them as comma-separated values (RFC 4180). Throws ``DomainError``.
  public func csv(
    _ authority: Authority, _ span: RecruitmentSpan, schools: String? = nil, by actor: Actor
  ) async throws -> String {
    let all = try await Page<UnfilledVacancy>.every {
      try await self(authority, span, schools: schools, limit: 500, after: $0, by: actor)
    }
    let header = [
      "school", "urn", "reference", "title", "roles", "subjects", "phases", "published_on", "closed_on",
      "posts", "posts_filled", "standing",
    ]
    return CSV.text([header] + all.map(\.cells))
  }
}
