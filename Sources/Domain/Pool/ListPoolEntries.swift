import Foundation
import Postgres

/// What officers look for among the entries of a year.
public struct PoolListFilter: Sendable, Equatable {
  /// What its person looks for, and the grade; its words, travel and saved list are for schools alone.
  public var wanted = PoolCriteria()
  /// Parts of a name, each of which must be in it.
  public var name = ""
  /// Only where it stands so.
  public var state: PoolState?
  /// Only whoever is invited to an interview day, or whoever is not.
  public var isInvited: Bool?
  /// Only those that wait to be checked.
  public var waitingOnly = false

  /// Every entry.
  public init() {}

  var conditions: [Statement] {
    var conditions = wanted.conditions
    for part in name.lowercased().split(whereSeparator: \.isWhitespace).prefix(10) {
      conditions.append("strpos(lower(ac.name), \(String(part))) > 0")
    }
    if let state { conditions.append("e.state = \(state)") }
    if let isInvited { conditions.append("(p.interview_at IS NOT NULL) = \(isInvited)") }
    if waitingOnly { conditions.append("e.checked_at IS NULL AND e.state = 'active'") }
    return conditions
  }
}

/// A line of the officers’ list.
public struct PoolEntryLine: Sendable {
  /// The entry.
  public let entry: PoolEntry
  /// The invitation to the interview day; nil where nobody has invited.
  public let invitation: PoolInvitation?
  /// The version of what officers have found; 0 before anything was.
  public let version: Int

  init(row: Row) throws {
    entry = try PoolEntry(row: row)
    invitation = try PoolInvitation(row: row)
    version = try row.decode("assessment_version")
  }

  /// Whether their person can be invited now, or moved to another day.
  public var canBeInvited: Bool { entry.isOpenToOffers }
}

/// Lists the entries of a year of the pool, as officers of the authority.
public struct ListPoolEntries: Sendable {
  let services: Services

  /// The use case over an installation's services.
  public init(_ services: Services) { self.services = services }

  /// A page, newest first. A code that nothing has throws ``DomainError/invalid(_:)``.
  public func callAsFunction(
    _ authority: Authority, year: Int, _ filter: PoolListFilter = PoolListFilter(), limit: Int = 50,
    after: Cursor? = nil, by actor: Actor
  ) async throws -> Page<PoolEntryLine> {
    try actor.require(.assessPool, at: authority.place, orHide: "page")
    try await filter.wanted.problems(services).throwIfAny()
    var conditions: [Statement] = ["e.authority_id = \(authority.id)", "e.year = \(Int32(clamping: year))"]
    conditions += filter.conditions
    if let after { conditions.append("(e.joined_at, e.id) < (\(after.instant), \(after.id))") }
    let found = try await lines(.joined(conditions, separator: " AND "), limit: limit + 1)
    return Page(found, limit: limit) { Cursor(instant: $0.entry.joinedAt, id: $0.entry.id.rawValue) }
  }

  /// These entries of the authority, in the order given; one that isn’t there is left out. Throws ``DomainError``.
  public func chosen(
    _ authority: Authority, _ ids: [PoolEntryID], by actor: Actor
  ) async throws -> [PoolEntryLine] {
    try actor.require(.assessPool, at: authority.place, orHide: "page")
    let found = try await lines(
      "e.authority_id = \(authority.id) AND e.id = ANY (\(ids.map(\.rawValue)))", limit: ids.count)
    let byID = Dictionary(found.map { ($0.entry.id, $0) }, uniquingKeysWith: { first, _ in first })
    return ids.compactMap { byID[$0] }
  }

  private func lines(_ condition: Statement, limit: Int) async throws -> [PoolEntryLine] {
    try await services.pool.query(
      """
      SELECT \(fragment: PoolEntry.columns), \(fragment: PoolEntry.faults), \(fragment: PoolInvitation.columns),
        coalesce(p.version, 0) AS assessment_version
      FROM \(fragment: PoolEntry.tables) LEFT JOIN pool_assessment p ON p.entry_id = e.id
      WHERE \(fragment: condition) ORDER BY e.joined_at DESC, e.id DESC LIMIT \(limit)
      """
    ).map(PoolEntryLine.init)
  }

  private static let columns: [CSVColumn<PoolEntryLine>] = [
    .init("name") { $0.entry.name }, .init("state") { $0.entry.standing },
    .init("joined") { $0.entry.joinedAt.formatted(.iso8601) },
    .init("checked") { $0.entry.checkedAt?.formatted(.iso8601) },
    .init("not right") { $0.entry.faults?.map(\.rawValue).joined(separator: "; ") },
    .init("phases") { $0.entry.preferences.phases.map(\.rawValue).joined(separator: "; ") },
    .init("key stages") { $0.entry.preferences.keyStages.joined(separator: "; ") },
    .init("subjects") { $0.entry.preferences.subjects.joined(separator: "; ") },
    .init("places") { line in line.entry.preferences.places.map(\.words).joined(separator: "; ") },
    .init("from") { $0.entry.preferences.availableFrom?.description },
    .init("hours") { $0.entry.preferences.hours?.rawValue }, .init("grade") { $0.entry.grade },
    .init("interview") { $0.invitation?.at.formatted(.iso8601) },
    .init("interview place") { $0.invitation?.place }, .init("answer") { $0.invitation?.answer?.rawValue },
    .init("entry") { $0.entry.id.description },
  ]

  /// All of them as comma-separated values (RFC 4180); nothing in it is taken for a formula. Throws ``DomainError``.
  public func csv(
    _ authority: Authority, year: Int, _ filter: PoolListFilter = PoolListFilter(), by actor: Actor
  ) async throws -> String {
    try await CSV.text(Self.columns) { after in
      try await self(authority, year: year, filter, limit: 500, after: after, by: actor)
    }
  }
}
