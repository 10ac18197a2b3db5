public import Foundation
public import Postgres

/// A panel that still chooses, or a day of interviews to come, on which nobody is trained in safer recruitment.
public struct UntrainedPanel: Sendable, RowDecodable {
  /// Names the day of interviews, or the vacancy where it is its panel.
  let key: UUID
  /// The vacancy.
  public let vacancy: VacancyID
  /// The vacancy's reference.
  public let reference: String
  /// Its title.
  public let title: String
  /// Its school's name.
  public let school: String
  /// Its school's reference number.
  public let urn: Int
  /// The day of the interviews; nil where it is the panel that chooses for the vacancy.
  public let heldOn: CivilDate?
  /// When the vacancy closes, or the day of the interviews begins.
  public let dueAt: Date
  /// How many people are on it.
  public let members: Int

  /// What it is.
  public var kind: String { heldOn == nil ? "panel" : "interview_day" }

  /// Reads a row of ``ReadUntrainedPanels``.
  public init(row: Row) throws {
    key = try row.decode("key")
    vacancy = try row.decode("vacancy_id")
    reference = try row.decode("reference")
    title = try row.decode("title")
    school = try row.decode("school")
    urn = try row.decode("urn")
    heldOn = try row.decodeIfPresent("held_on")
    dueAt = try row.decode("due_at")
    members = try row.decode("members")
  }

  fileprivate var cells: [String] {
    [
      kind, school, "\(urn)", reference, title, LondonTime.date(of: dueAt).description, "\(members)",
    ]
  }
}

/// Reads which panels of an authority's schools are without anybody trained in safer recruitment, whom the law asks for
/// on each (School Staffing (England) Regulations 2009, regulation 9).
public struct ReadUntrainedPanels: Sendable {
  let services: Services

  /// The use case over an installation's services.
  public init(_ services: Services) { self.services = services }

  /// Panels of vacancies that are open, or closed in the last half-year without an answer, and their days of interviews
  /// from today on: what is due first comes first. Throws ``DomainError``.
  public func callAsFunction(
    of authority: Authority, limit: Int = 50, after: Cursor? = nil, by actor: Actor
  ) async throws -> Page<UntrainedPanel> {
    try actor.require(.readStaff, at: authority.place, orHide: "page")
    let behind: Statement = after.map { "WHERE (u.due_at, u.key) > (\($0.instant), \($0.id))" } ?? ""
    let found = try await services.pool.query(
      """
      WITH v AS (
        SELECT v.id, v.reference, v.title, v.school_id, v.closes_at FROM vacancy v
        WHERE v.authority_id = \(authority.id) AND v.state IN ('published', 'closed', 'interviewing')
          AND v.closes_at > \(oldest)),
      u AS (\(fragment: panels) UNION ALL \(fragment: days))
      SELECT u.key, u.vacancy_id, u.reference, u.title, o.name AS school, s.urn, u.held_on, u.due_at, u.members
      FROM u JOIN organisation o ON o.id = u.school_id JOIN school s ON s.organisation_id = u.school_id
      \(fragment: behind)
      ORDER BY u.due_at, u.key LIMIT \(limit + 1)
      """, as: UntrainedPanel.self)
    return Page(found, limit: limit) { Cursor(instant: $0.dueAt, id: $0.key) }
  }

  private var oldest: Date {
    services.now().addingTimeInterval(-Double(RemindOfOutcomes.furthest) * 86_400)
  }

  private var panels: Statement {
    """
    SELECT v.id AS key, v.id AS vacancy_id, v.reference, v.title, v.school_id, NULL::date AS held_on,
      v.closes_at AS due_at, (SELECT count(*) FROM panel_member p WHERE p.vacancy_id = v.id) AS members
    FROM v WHERE EXISTS (SELECT FROM panel_member p WHERE p.vacancy_id = v.id)
      AND NOT EXISTS (SELECT FROM panel_member p JOIN safer_recruitment_training t ON t.account_id = p.account_id
        WHERE p.vacancy_id = v.id AND t.completed_on <= \(services.today) AND t.valid_until >= \(services.today))
    """
  }

  private var days: Statement {
    """
    SELECT d.id, v.id, v.reference, v.title, v.school_id, d.held_on,
      d.held_on::timestamp AT TIME ZONE 'Europe/London',
      (SELECT count(*) FROM interview_panelist p WHERE p.day_id = d.id)
    FROM v JOIN interview_day d ON d.vacancy_id = v.id
    WHERE d.held_on >= \(services.today)
      AND NOT EXISTS (SELECT FROM interview_panelist p
        JOIN safer_recruitment_training t ON t.account_id = p.account_id
        WHERE p.day_id = d.id AND t.completed_on <= d.held_on AND t.valid_until >= d.held_on)
    """
  }

  /// All of them as comma-separated values (RFC 4180). Throws ``DomainError``.
  public func csv(of authority: Authority, by actor: Actor) async throws -> String {
    let all = try await Page<UntrainedPanel>.every {
      try await self(of: authority, limit: 500, after: $0, by: actor)
    }
    let header = ["kind", "school", "urn", "reference", "title", "due_on", "members"]
    return CSV.text([header] + all.map(\.cells))
  }
}
