public import Foundation
public import Postgres

/// Names an entry of the pool.
public struct PoolEntryID: Identifier {
  public let rawValue: UUID
  /// Wraps a UUID.
  public init(rawValue: UUID) { self.rawValue = rawValue }
}

/// Where an entry of the pool stands.
public enum PoolState: String, Sendable, Codable, CaseIterable, PostgresValue {
  case active, paused, placed, left, closed

  /// The words for it.
  public var title: String {
    switch self {
    case .active: "Open to offers"
    case .paused: "Paused"
    case .placed: "Has taken a post"
    case .left: "Left"
    case .closed: "Year has ended"
    }
  }

  /// Whether its person still looks for a post by it, if not at this moment.
  public var isLooking: Bool { self == .active || self == .paused }
  /// Whether it is over. The consent to read the general application was for as long as one is in the pool, and whoever
  /// has taken a post is there no more than who has left; they may come back.
  public var hasEnded: Bool { !isLooking }

  /// The states that may follow each state: the one table of an entry's life. Who has ended their entry comes back to
  /// it while the year is open; the end of the year closes what is still looking.
  public static let transitions: [PoolState: Set<PoolState>] = [
    .active: [.paused, .placed, .left, .closed],
    .paused: [.active, .placed, .left, .closed],
    .placed: [.active, .left],
    .left: [.active],
    .closed: [],
  ]

  /// Whether an entry may go from this state to another.
  public func mayBecome(_ next: PoolState) -> Bool { Self.transitions[self, default: []].contains(next) }

  /// The states from which an entry may go to another, as the database holds them.
  static func leading(to next: PoolState) -> [String] {
    allCases.filter { $0.mayBecome(next) }.map(\.rawValue)
  }

  /// The states that its person may bring it to from here: all that may follow but the end of the year.
  public var next: [PoolState] { Self.allCases.filter { mayBecome($0) && $0 != .closed } }
}

/// Whether somebody looks for full-time or part-time work.
public enum PoolHours: String, Sendable, Codable, CaseIterable, PostgresValue {
  case fullTime = "full_time"
  case partTime = "part_time"
  case either

  /// The words for it.
  public var title: String {
    switch self {
    case .fullTime: "Full time"
    case .partTime: "Part time"
    case .either: "Full or part time"
    }
  }
}

/// What somebody in the pool looks for.
public struct PoolPreferences: Sendable, Equatable {
  /// The phases.
  public var phases: [VacancyPhase] = []
  /// The key stages, by code.
  public var keyStages: [String] = []
  /// The subjects, by code.
  public var subjects: [String] = []
  /// Where they want to work near, up to ``PoolPlace/most``; none for anywhere.
  public var places: [PoolPlace] = []
  /// From when.
  public var availableFrom: CivilDate?
  /// Full or part time.
  public var hours: PoolHours?
  /// A few words to schools.
  public var about = ""

  /// What somebody looks for; nothing yet.
  public init() {}
}

/// An entry of the pool, as far as its person, officers and schools may all know of it.
public struct PoolEntry: Sendable, RowDecodable {
  /// Its identifier.
  public let id: PoolEntryID
  /// The authority whose pool it is in.
  public let authority: AuthorityID
  /// The recruitment year.
  public let year: Int
  /// Whose it is.
  public let account: AccountID
  /// Their name.
  public let name: String
  /// Where it stands.
  public let state: PoolState
  /// What they look for.
  public internal(set) var preferences: PoolPreferences
  /// When they joined.
  public let joinedAt: Date
  /// When they last did anything about it.
  public let activeAt: Date
  /// When officers had checked it; nil before.
  public let checkedAt: Date?
  /// Whether its person has accepted an offer made through the service, and waits to be appointed: until that falls
  /// through, no school finds them.
  public let hasAcceptedOffer: Bool
  /// What officers found not to be right, nothing if all was; nil before anybody has looked. Not for schools.
  public let faults: [PoolFault]?
  /// The grade that officers gave, by code.
  public let grade: String?
  /// Rises with every change.
  public let version: Int

  static let columns: Statement = """
    e.id, e.authority_id, e.year, e.account_id, ac.name, e.state, e.phases, e.key_stages, e.subjects,
    \(fragment: PoolPlace.columns), e.available_from, e.hours, e.about, e.joined_at, e.active_at, e.checked_at, e.grade,
    e.version,
    \(fragment: hasAccepted) AS has_accepted_offer
    """
  /// Whose person has said yes to an offer that still stands. From the appointment on the entry's own state says so, and
  /// its person may open it again, for example beside a part-time post.
  static let hasAccepted: Statement = """
    EXISTS (SELECT FROM application a WHERE a.account_id = e.account_id AND a.state IN ('accepted', 'unconditional'))
    """
  /// What the check found, for the person and officers; schools search without it.
  static let faults: Statement = """
    (SELECT array_remove(ARRAY[CASE WHEN NOT p.is_complete THEN 'incomplete' END,
        CASE WHEN NOT p.trn_is_right THEN 'number' END, CASE WHEN NOT p.has_consented THEN 'consent' END]::text[], NULL)
      FROM pool_assessment p WHERE p.entry_id = e.id
        AND (p.checked_by IS NOT NULL OR p.is_complete OR p.trn_is_right OR p.has_consented)) AS faults
    """
  static let tables: Statement = "pool_entry e JOIN account ac ON ac.id = e.account_id"

  /// Reads a row of the columns above.
  public init(row: Row) throws {
    id = try row.decode("id")
    authority = try row.decode("authority_id")
    year = try row.decode("year")
    account = try row.decode("account_id")
    name = try row.decode("name")
    state = try row.decode("state")
    joinedAt = try row.decode("joined_at")
    activeAt = try row.decode("active_at")
    hasAcceptedOffer = try row.decode("has_accepted_offer")
    checkedAt = try row.decodeIfPresent("checked_at")
    faults = try row.decodeIfPresent("faults", as: [String].self).map { found in
      found.compactMap { PoolFault(rawValue: $0) }
    }
    grade = try row.decodeIfPresent("grade")
    version = try row.decode("version")
    var wanted = PoolPreferences()
    wanted.phases = try row.decode("phases", as: [String].self).compactMap(VacancyPhase.init)
    wanted.keyStages = try row.decode("key_stages")
    wanted.subjects = try row.decode("subjects")
    wanted.places = try PoolPlace.list(row)
    wanted.availableFrom = try row.decode("available_from")
    wanted.hours = try row.decode("hours")
    wanted.about = try row.decode("about")
    preferences = wanted
  }

  /// Whether schools and officers may ask its person for something now.
  public var isOpenToOffers: Bool { state == .active && !hasAcceptedOffer }

  /// The words for where it stands.
  public var standing: String {
    hasAcceptedOffer && state.isLooking ? "Has accepted an offer" : state.title
  }

  /// Where operations of the authority on it happen. An entry belongs to no organisation.
  var place: Place { Place(organisation: OrganisationID(rawValue: id.rawValue), authority: authority) }
}

/// Statements that the use cases of the pool share.
enum PoolStore {
  static func find(_ id: PoolEntryID, in db: some Queryable) async throws -> PoolEntry {
    guard let found = try await list("e.id = \(id)", in: db).first else {
      throw DomainError.notFound("entry of the pool")
    }
    return found
  }

  static func lock(_ id: PoolEntryID, in tx: Transaction) async throws -> PoolEntry {
    try await tx.execute("SELECT 1 FROM pool_entry WHERE id = \(id) FOR UPDATE")
    return try await find(id, in: tx)
  }

  static func list(
    _ condition: Statement, limit: Int? = nil, in db: some Queryable
  ) async throws -> [PoolEntry] {
    try await db.query(
      """
      SELECT \(fragment: PoolEntry.columns), \(fragment: PoolEntry.faults) FROM \(fragment: PoolEntry.tables)
      WHERE \(fragment: condition) ORDER BY e.joined_at DESC, e.id DESC LIMIT \(limit)
      """, as: PoolEntry.self)
  }

  /// Deletes every entry of a person, when their account is closed; schools that wait for an answer are told.
  static func removeAll(of account: AccountID, _ services: Services, in tx: Transaction) async throws {
    for entry in try await list("e.account_id = \(account)", in: tx) {
      try await PoolInterestStore.endAll(of: entry.id, .left, services, in: tx)
    }
    try await tx.execute("DELETE FROM pool_entry WHERE account_id = \(account)")
  }

  /// The entry, of its own person; for everybody else it doesn't exist.
  static func lockOwn(
    _ id: PoolEntryID, _ expectedVersion: Int?, _ actor: Actor, in tx: Transaction
  ) async throws -> PoolEntry {
    let entry = try await lock(id, in: tx)
    guard actor.may(.keepPoolEntry, ownedBy: entry.account) else {
      throw DomainError.notFound("entry of the pool")
    }
    try VacancyStore.requireVersion(expectedVersion, of: entry.version)
    return entry
  }
}
