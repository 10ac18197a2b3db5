import Foundation
import Postgres

/// A group of a school's vacancies, by what there is to do about them.
public enum DeskTab: String, Sendable, CaseIterable {
  case drafts, approval, scheduled, live, unanswered, finished

  /// The words for it.
  public var title: String {
    switch self {
    case .drafts: "Drafts"
    case .approval: "Waiting for approval"
    case .scheduled: "Scheduled"
    case .live: "Live"
    case .unanswered: "Closed: did you fill it?"
    case .finished: "Finished"
    }
  }

  /// The states of its vacancies.
  public var states: [VacancyState] {
    switch self {
    case .drafts: [.draft]
    case .approval: [.awaitingApproval]
    case .scheduled: [.scheduled]
    case .live: [.published]
    case .unanswered: [.closed, .interviewing]
    case .finished: [.filled, .notFilled, .withdrawn]
    }
  }
}

/// A vacancy on its school's desk, with what has come of it.
public struct DeskLine: Sendable {
  /// The vacancy.
  public let vacancy: Vacancy
  /// Its state at this moment.
  public let state: VacancyState
  /// How often its page was read.
  public let views: Int
  /// How many people have saved it.
  public let saves: Int
  /// How many applications are at each stage.
  public let stages: [ApplicationState: Int]
  /// Whether its reader has ever applied for it themselves: then nothing is told of what has come of it, and it has no
  /// page for them at the school.
  public let hasApplied: Bool

  /// How many applications stand.
  public var applications: Int { stages.filter { $0.key != .withdrawn }.values.reduce(0, +) }
}

/// A school's desk: how many vacancies are where, and what has come of each.
public struct ReadDesk: Sendable {
  let services: Services

  /// The use case over an installation's services.
  public init(_ services: Services) { self.services = services }

  /// How many vacancies are in each group. Throws ``DomainError``.
  public func counts(school: OrganisationID, by actor: Actor) async throws -> [DeskTab: Int] {
    let place = try await VacancyStore.placeOfSchool(school, in: services.pool)
    try actor.require(.readUnpublishedVacancy, at: place, orHide: "school")
    let rows = try await services.pool.query(
      """
      SELECT
        CASE WHEN state = 'published' AND closes_at <= \(services.now()) THEN 'closed' ELSE state END AS now,
        count(*) AS count
      FROM vacancy WHERE school_id = \(school) GROUP BY 1
      """)
    var counts: [DeskTab: Int] = [:]
    for row in rows {
      let state = try row.decode("now", as: VacancyState.self)
      guard let tab = DeskTab.allCases.first(where: { $0.states.contains(state) }) else { continue }
      counts[tab, default: 0] += try row.decode("count", as: Int.self)
    }
    return counts
  }

  /// A page of one group, newest first. Throws ``DomainError``.
  public func callAsFunction(
    school: OrganisationID, tab: DeskTab, limit: Int = 25, after: Cursor? = nil, by actor: Actor
  ) async throws -> Page<DeskLine> {
    let place = try await VacancyStore.placeOfSchool(school, in: services.pool)
    try actor.require(.readUnpublishedVacancy, at: place, orHide: "school")
    var conditions: [Statement] = ["v.school_id = \(school)", condition(tab)]
    if let after { conditions.append("(v.created_at, v.id) < (\(after.instant), \(after.id))") }
    return Page(try await lines(where: conditions, limit + 1, actor), limit: limit) {
      Cursor(instant: $0.vacancy.createdAt, id: $0.vacancy.id.rawValue)
    }
  }

  /// What has come of one vacancy; for whoever has applied for it themselves there is none. Throws ``DomainError``.
  public func callAsFunction(_ id: VacancyID, by actor: Actor) async throws -> DeskLine {
    guard let line = try await lines(where: ["v.id = \(id)"], 1, actor).first,
      actor.may(.readUnpublishedVacancy, at: line.vacancy.place), !line.hasApplied
    else { throw DomainError.notFound("vacancy") }
    return line
  }

  private func condition(_ tab: DeskTab) -> Statement {
    let now = services.now()
    switch tab {
    case .live: return "v.state = 'published' AND v.closes_at > \(now)"
    case .unanswered:
      return
        "(v.state IN ('closed', 'interviewing') OR (v.state = 'published' AND v.closes_at <= \(now)))"
    default: return "v.state = ANY (\(tab.states.map(\.rawValue)))"
    }
  }

  private func lines(
    where conditions: [Statement], _ limit: Int, _ actor: Actor
  ) async throws -> [DeskLine] {
    let rows = try await services.pool.query(
      """
      SELECT \(fragment: Vacancy.columns),
        (SELECT coalesce(sum(w.views), 0)::int FROM vacancy_view w WHERE w.vacancy_id = v.id) AS views,
        (SELECT count(*) FROM saved_vacancy w WHERE w.vacancy_id = v.id) AS saves,
        (SELECT coalesce(jsonb_object_agg(c.state, c.count), '{}') FROM (
          SELECT a.state, count(*) AS count FROM application a WHERE a.vacancy_id = v.id GROUP BY a.state) c
        ) AS stages,
        EXISTS (SELECT FROM application own WHERE own.vacancy_id = v.id AND own.account_id = \(actor.account?.id))
          AS has_applied
      FROM \(fragment: Vacancy.tables) WHERE \(fragment: .joined(conditions, separator: " AND "))
      ORDER BY v.created_at DESC, v.id DESC LIMIT \(limit)
      """)
    return try rows.map(line)
  }

  private func line(_ row: Row) throws -> DeskLine {
    let vacancy = try Vacancy(row: row)
    let state = vacancy.state(at: services.now())
    if try row.decode("has_applied", as: Bool.self) {
      return DeskLine(vacancy: vacancy, state: state, views: 0, saves: 0, stages: [:], hasApplied: true)
    }
    let stages = try JSONColumn.decode([String: Int].self, from: row.decode("stages"))
    return DeskLine(
      vacancy: vacancy, state: state, views: try row.decode("views"), saves: try row.decode("saves"),
      stages: Dictionary(
        stages.compactMap { state, count in ApplicationState(rawValue: state).map { ($0, count) } },
        uniquingKeysWith: +), hasApplied: false)
  }
}
