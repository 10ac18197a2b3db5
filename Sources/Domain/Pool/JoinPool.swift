import Foundation
import Postgres

/// Joins the pool of a recruitment year, and changes what one looks for. Nothing is frozen: schools see the general
/// application as it stands.
public struct JoinPool: Sendable {
  let services: Services

  /// The use case over an installation's services.
  public init(_ services: Services) { self.services = services }

  /// A page of the acting person's entries, newest first. Throws ``DomainError``.
  public func own(limit: Int = 50, after: Cursor? = nil, by actor: Actor) async throws -> Page<PoolEntry> {
    let account = try actor.requireOwn(.keepPoolEntry)
    let behind: Statement = after.map { "(e.joined_at, e.id) < (\($0.instant), \($0.id))" } ?? "true"
    let found = try await PoolStore.list(
      "e.account_id = \(account.id) AND \(fragment: behind)", limit: limit + 1, in: services.pool)
    return Page(found, limit: limit) { Cursor(instant: $0.joinedAt, id: $0.id.rawValue) }
  }

  /// One entry of the acting person's. Throws ``DomainError``.
  public func own(_ id: PoolEntryID, by actor: Actor) async throws -> PoolEntry {
    let entry = try await PoolStore.find(id, in: services.pool)
    guard actor.may(.keepPoolEntry, ownedBy: entry.account) else {
      throw DomainError.notFound("entry of the pool")
    }
    return entry
  }

  /// The entry that ``join(_:of:_:consents:by:)`` makes, or finds. Throws ``DomainError``.
  public func callAsFunction(
    _ year: Int, of authority: AuthorityID, _ wanted: PoolPreferences, consents: Bool, by actor: Actor
  ) async throws -> PoolEntry {
    try await join(year, of: authority, wanted, consents: consents, by: actor).entry
  }

  /// Joins a year that is open. One person has one entry a year: a repeat gives the one that stands, as it is, and who
  /// has ended theirs comes back by it, with ``ChangePoolEntry``. `consents` is that schools of the authority may read
  /// the general application. Throws ``DomainError``.
  public func join(
    _ year: Int, of authority: AuthorityID, _ wanted: PoolPreferences, consents: Bool, by actor: Actor
  ) async throws -> (entry: PoolEntry, stoodBefore: Bool) {
    let account = try actor.requireOwn(.keepPoolEntry)
    return try await services.pool.withTransaction { tx in
      try await tx.execute("SELECT 1 FROM account WHERE id = \(account.id) FOR UPDATE")
      let found = try await PoolYear.find(authority, year, in: tx)
      let standing = try await PoolStore.list(
        "e.account_id = \(account.id) AND e.authority_id = \(authority) AND e.year = \(Int32(year))", in: tx)
      if let entry = standing.first, entry.state.isLooking { return (entry: entry, stoodBefore: true) }
      guard found.isOpen(on: services.today) else {
        throw DomainError.conflict("This year’s pool is not open, so you can’t join it.")
      }
      if let ended = standing.first {
        let mayReturn = ended.state.mayBecome(.active)
        throw DomainError.conflict(
          mayReturn
            ? "Your entry in this year’s pool is “\(ended.state.title)”. To come back, say there that you are looking "
              + "again." : "This year’s pool has ended.")
      }
      guard account.emailConfirmed else {
        throw DomainError.conflict(
          "Confirm your e-mail address first: follow the link in the mail we sent you.")
      }
      let places = try await checked(wanted, consents: consents, since: nil, tx)
      let general = try await GeneralApplication.load(account.id, today: services.today, in: tx)
      guard general.isComplete else {
        throw DomainError.conflict("Complete your general application first: schools read it in the pool.")
      }
      let id = services.newID(PoolEntryID.self)
      let now = services.now()
      try await tx.execute(
        """
        INSERT INTO pool_entry (id, authority_id, year, account_id, state, phases, key_stages, subjects, postcode,
          within_miles, easting, northing, available_from, hours, about, joined_at, active_at)
        VALUES (\(id), \(authority), \(Int32(year)), \(account.id), 'active',
          \(wanted.phases.map(\.rawValue)), \(wanted.keyStages), \(wanted.subjects), \(places.first?.place.name),
          \(places.first?.miles), \(places.first?.place.easting), \(places.first?.place.northing),
          \(wanted.availableFrom), \(wanted.hours), \(wanted.about.trimmed), \(now), \(now))
        """)
      try await PoolPlace.set(places, of: id, in: tx)
      try await Audit.record(
        "pool.joined", AuditSubject("pool_entry", id), details: ["year": .number(Double(year))], by: actor,
        services, in: tx)
      return (entry: try await PoolStore.find(id, in: tx), stoodBefore: false)
    }
  }

  /// Changes what the person looks for. Throws ``DomainError``.
  public func change(
    _ id: PoolEntryID, _ wanted: PoolPreferences, expectedVersion: Int?, by actor: Actor
  ) async throws -> PoolEntry {
    try await services.pool.withTransaction { tx in
      let entry = try await PoolStore.lockOwn(id, expectedVersion, actor, in: tx)
      guard entry.state != .closed else { throw DomainError.conflict("This year’s pool has ended.") }
      let places = try await checked(
        wanted, consents: true, since: entry.preferences.availableFrom, tx)
      try await tx.execute(
        """
        UPDATE pool_entry SET phases = \(wanted.phases.map(\.rawValue)), key_stages = \(wanted.keyStages),
          subjects = \(wanted.subjects), postcode = \(places.first?.place.name),
          within_miles = \(places.first?.miles),
          easting = \(places.first?.place.easting), northing = \(places.first?.place.northing),
          available_from = \(wanted.availableFrom), hours = \(wanted.hours), about = \(wanted.about.trimmed),
          active_at = \(services.now()), reminded_at = NULL, version = version + 1
        WHERE id = \(id)
        """)
      try await PoolPlace.set(places, of: id, in: tx)
      try await Audit.record(
        "pool.changed", AuditSubject("pool_entry", id), by: actor, services, in: tx)
      return try await PoolStore.find(id, in: tx)
    }
  }

  /// Checks what was entered, and finds the places that are meant. The first day may lie in the past only where it stands
  /// so since before.
  private func checked(
    _ wanted: PoolPreferences, consents: Bool, since stored: CivilDate?, _ tx: Transaction
  ) async throws -> [PoolPlace.Found] {
    var problems = Problems()
    problems.require(!wanted.phases.isEmpty, "phases", "Choose at least one phase.")
    let reference = try await tx.firstRow(
      """
      SELECT \(wanted.keyStages) <@ (SELECT array_agg(code) FROM key_stage) AS stages,
        \(wanted.subjects) <@ (SELECT array_agg(code) FROM subject) AS subjects
      """)
    problems.require(
      try reference?.decode("stages", as: Bool.self) ?? false, "key_stages",
      "Choose key stages from the list.")
    problems.require(
      try reference?.decode("subjects", as: Bool.self) ?? false, "subjects", "Choose subjects from the list.")
    problems.require(
      !wanted.subjects.isEmpty && wanted.subjects.count <= 10, "subjects", "Choose from one to ten subjects.")
    let places = try await PoolPlace.found(wanted.places, &problems, in: tx)
    problems.require(
      wanted.availableFrom != nil, "available_from", "Enter the day from which you can start.")
    if let day = wanted.availableFrom, day != stored {
      problems.require(
        day >= services.today, "available_from",
        "Enter today or a later day. If you can start at once, enter today.")
    }
    problems.require(wanted.hours != nil, "hours", "Choose full time, part time or either.")
    problems.require(
      wanted.about.count <= 1000, "about", "Shorten your words to schools to 1,000 characters or fewer.")
    problems.require(
      consents, "consents",
      "Confirm that schools, and the officers who run the pool, may read your general application.")
    try problems.throwIfAny()
    return places
  }
}

/// What its person does with an entry of the pool.
public struct ChangePoolEntry: Sendable {
  let services: Services

  /// The use case over an installation's services.
  public init(_ services: Services) { self.services = services }

  /// Pauses it, takes it up again, leaves, or says that a post was taken. Open interest of schools ends where the
  /// person no longer looks. Throws ``DomainError``.
  public func callAsFunction(
    _ id: PoolEntryID, to next: PoolState, expectedVersion: Int? = nil, by actor: Actor
  ) async throws -> PoolEntry {
    try await services.pool.withTransaction { tx in
      let entry = try await PoolStore.lockOwn(id, expectedVersion, actor, in: tx)
      if entry.state == next { return entry }
      guard next != .closed, entry.state.mayBecome(next) else {
        throw DomainError.conflict(
          "Your entry is “\(entry.state.title)”, so it can’t become “\(next.title)”.")
      }
      if next == .active {
        guard try await PoolYear.find(entry.authority, entry.year, in: tx).isOpen(on: services.today) else {
          throw DomainError.conflict("This year’s pool is not open.")
        }
      }
      try await tx.execute(
        """
        UPDATE pool_entry SET state = \(next), active_at = \(services.now()), reminded_at = NULL,
          version = version + 1 WHERE id = \(id)
        """)
      if next == .placed || next == .left {
        try await PoolInterestStore.endAll(of: id, next == .left ? .left : .placed, services, in: tx)
        try await AnswerPoolInvitation.tellOfLeaving(entry, services, in: tx)
      }
      try await Audit.record(
        "pool.\(next.rawValue)", AuditSubject("pool_entry", id), by: actor, services, in: tx)
      return try await PoolStore.find(id, in: tx)
    }
  }

  /// The schools that the entry is hidden from, by name. Throws ``DomainError``.
  public func hidden(_ id: PoolEntryID, by actor: Actor) async throws -> [School] {
    let entry = try await JoinPool(services).own(id, by: actor)
    return try await services.pool.query(
      """
      SELECT \(fragment: School.columns) FROM school s JOIN organisation o ON o.id = s.organisation_id
        JOIN pool_hidden_school h ON h.school_id = s.organisation_id
      WHERE h.entry_id = \(entry.id) ORDER BY s.name, s.urn
      """, as: School.self)
  }

  /// The schools that it may be hidden from: all of the authority that are open, by name. Throws ``DomainError``.
  public func schools(_ id: PoolEntryID, by actor: Actor) async throws -> [School] {
    let entry = try await JoinPool(services).own(id, by: actor)
    return try await services.pool.query(
      """
      SELECT \(fragment: School.columns) FROM school s JOIN organisation o ON o.id = s.organisation_id
      WHERE o.authority_id = \(entry.authority) AND s.status <> 'closed' ORDER BY s.name, s.urn
      """, as: School.self)
  }

  /// Hides the entry from these schools and no others. Their open interest and saved lists forget it. `expectedVersion`
  /// is that of the entry as it was read: a list that is older than the stored one would show it to a school again.
  /// Throws ``DomainError``.
  public func hide(
    _ id: PoolEntryID, from schools: [URN], expectedVersion: Int? = nil, by actor: Actor
  ) async throws {
    try await services.pool.withTransaction { tx in
      let entry = try await PoolStore.lockOwn(id, expectedVersion, actor, in: tx)
      let numbers = schools.map { $0.description }
      let found = try await tx.query(
        """
        SELECT s.organisation_id FROM school s JOIN organisation o ON o.id = s.organisation_id
        WHERE s.urn::text = ANY (\(numbers)) AND o.authority_id = \(entry.authority)
        """
      ).map { try $0.decode("organisation_id", as: OrganisationID.self).rawValue }
      guard found.count == Set(numbers).count else {
        throw DomainError.invalid([
          FieldProblem(field: "schools", message: "Choose schools of this authority from the list.")
        ])
      }
      let before = try await tx.query(
        "DELETE FROM pool_hidden_school WHERE entry_id = \(id) RETURNING school_id"
      ).map { try $0.decode("school_id", as: OrganisationID.self).rawValue }
      try await tx.execute(
        """
        INSERT INTO pool_hidden_school (entry_id, school_id) SELECT \(id), unnest(\(found))
        """)
      try await tx.execute("DELETE FROM pool_saved WHERE entry_id = \(id) AND school_id = ANY (\(found))")
      let fresh = found.filter { !before.contains($0) }
      try await PoolInterestStore.endAll(of: id, .hidden, at: fresh, services, in: tx)
      try await tx.execute(
        """
        UPDATE pool_entry SET active_at = \(services.now()), reminded_at = NULL, version = version + 1
        WHERE id = \(id)
        """)
      try await Audit.record(
        "pool.hidden", AuditSubject("pool_entry", id), by: actor, services, in: tx)
    }
  }
}
