public import Foundation
public import Postgres

/// A vacancy that a person has saved.
public struct SavedVacancy: Sendable, RowDecodable {
  /// The vacancy's identifier.
  public let id: VacancyID
  /// Its reference.
  public let reference: String
  /// The post.
  public let title: String
  /// The school's name.
  public let schoolName: String
  /// The school's town, if known.
  public let schoolTown: String?
  /// The state as stored.
  private let storedState: VacancyState
  /// Lowest pay in pence a year, full time.
  public let payMinimumPence: Int?
  /// Highest pay in pence a year, full time.
  public let payMaximumPence: Int?
  /// When it closes, or closed.
  public let closesAt: Date?
  /// When it was saved.
  public let savedAt: Date
  /// Whether the person has applied for it.
  public let hasApplied: Bool
  /// Where it stands in the list.
  let cursor: SavedVacancyCursor

  /// Reads a row of ``ListSavedVacancies``.
  public init(row: Row) throws {
    id = try row.decode("id")
    reference = try row.decode("reference")
    title = try row.decode("title")
    schoolName = try row.decode("school_name")
    schoolTown = try row.decodeIfPresent("school_town")
    storedState = try row.decode("state")
    payMinimumPence = try row.decodeIfPresent("pay_minimum_pence")
    payMaximumPence = try row.decodeIfPresent("pay_maximum_pence")
    closesAt = try row.decodeIfPresent("closes_at")
    savedAt = try row.decode("saved_at")
    hasApplied = try row.decode("has_applied")
    cursor = SavedVacancyCursor(
      isPast: try row.decode("is_past"), place: try row.decode("place"), id: id.rawValue)
  }

  /// How it stands for somebody who might apply.
  public func standing(at now: Date) -> Standing {
    if storedState == .withdrawn { return .withdrawn }
    guard storedState == .published, let closesAt, closesAt > now else { return .closed }
    return .open
  }

  /// Whether applications are taken.
  public enum Standing: String, Sendable, CaseIterable {
    case open, closed, withdrawn
  }
}

/// A person's saved vacancies: those that still take applications first, the ones that close soon before the
/// others.
public struct ListSavedVacancies: Sendable {
  let services: Services

  /// The use case over an installation's services.
  public init(_ services: Services) { self.services = services }

  /// A page of the person's list, which holds at most ``SaveVacancy/most``. Throws ``DomainError``.
  public func callAsFunction(
    limit: Int = 50, after: SavedVacancyCursor? = nil, by actor: Actor
  ) async throws -> SavedVacancyPage {
    let account = try actor.requireOwn(.readSavedVacancies)
    let behind: Statement =
      after.map { "(l.is_past, l.place, l.id) > (\($0.isPast), \($0.place)::bigint, \($0.id))" } ?? "true"
    let found = try await services.pool.query(
      """
      SELECT l.* FROM (\(fragment: saved(by: account.id))) l
      WHERE \(fragment: behind) ORDER BY l.is_past, l.place, l.id LIMIT \(limit + 1)
      """, as: SavedVacancy.self)
    let items = Array(found.prefix(limit))
    return SavedVacancyPage(items: items, next: found.count > limit ? items.last?.cursor : nil)
  }

  /// The person's whole list. Throws ``DomainError``.
  public func every(by actor: Actor) async throws -> [SavedVacancy] {
    try await callAsFunction(limit: SaveVacancy.most, by: actor).items
  }

  /// What somebody has saved, each with what it is ordered by.
  private func saved(by account: AccountID) -> Statement {
    let isOpen: Statement = "coalesce(v.state = 'published' AND v.closes_at > \(services.now()), false)"
    return """
      SELECT v.id, v.reference, v.title, o.name AS school_name, s.town AS school_town, v.state,
        v.pay_minimum_pence, v.pay_maximum_pence, v.closes_at, k.saved_at,
        EXISTS (SELECT FROM application a WHERE a.vacancy_id = v.id AND a.account_id = k.account_id
          AND a.state <> 'withdrawn') AS has_applied,
        NOT \(fragment: isOpen) AS is_past,
        CASE WHEN \(fragment: isOpen) THEN (extract(epoch FROM v.closes_at) * 1000000)::bigint
          ELSE coalesce(-(extract(epoch FROM v.closes_at) * 1000000)::bigint, -1000000000000000000) END AS place
      FROM saved_vacancy k JOIN vacancy v ON v.id = k.vacancy_id JOIN organisation o ON o.id = v.school_id
        JOIN school s ON s.organisation_id = v.school_id
      WHERE k.account_id = \(account)
      """
  }

  /// Which of these vacancies the person has saved; none when nobody has signed in.
  public func saved(among ids: [VacancyID], by actor: Actor) async throws -> Set<VacancyID> {
    guard let account = actor.account, actor.may(.readSavedVacancies, ownedBy: account.id), !ids.isEmpty
    else { return [] }
    let rows = try await services.pool.query(
      """
      SELECT vacancy_id FROM saved_vacancy
      WHERE account_id = \(account.id) AND vacancy_id = ANY (\(ids.map(\.rawValue)))
      """)
    return Set(try rows.map { try $0.decode("vacancy_id", as: VacancyID.self) })
  }
}
