public import Foundation
public import Postgres

/// How long something is kept, and why.
public struct RetentionPeriod: Sendable, RowDecodable {
  /// What is kept.
  public let kind: RetentionKind
  /// For how many months.
  public let months: Int
  /// The legal reason.
  public let reason: String
  /// Whether the authority has set it itself; otherwise it is the usual one.
  public let isOwn: Bool
  /// Since when it holds.
  public let setAt: Date
  /// How often the authority has set it, for optimistic locking.
  public let version: Int

  /// The period in words, such as "6 months" or "6 years".
  public var words: String {
    let (count, unit) = months >= 24 && months % 12 == 0 ? (months / 12, "year") : (months, "month")
    return "\(count) \(unit)\(count == 1 ? "" : "s")"
  }

  /// Reads a row of ``all(_:of:in:)``.
  public init(row: Row) throws {
    kind = try row.decode("kind")
    months = try row.decode("months")
    reason = try row.decode("reason")
    isOwn = try row.decode("is_own")
    setAt = try row.decode("set_at")
    version = try row.decode("version")
  }

  /// For how long an authority keeps records of a kind, in words.
  static func words(
    _ kind: RetentionKind, of authority: AuthorityID?, in db: some Queryable
  ) async throws -> String {
    try await all([kind], of: authority, in: db).first?.words ?? "some time"
  }

  /// The periods that hold for an authority, or, without one, for the installation; in the order of the kinds.
  static func all(of authority: AuthorityID?, in db: some Queryable) async throws -> [RetentionPeriod] {
    let kinds =
      authority == nil ? RetentionKind.allCases.filter(\.isOfInstallation) : RetentionKind.ofAuthority
    return try await all(kinds, of: authority, in: db)
  }

  /// The periods of some kinds, in their order: an authority's own where it has set one, otherwise the usual ones.
  static func all(
    _ kinds: [RetentionKind], of authority: AuthorityID?, in db: some Queryable
  ) async throws -> [RetentionPeriod] {
    let found = try await db.query(
      """
      SELECT DISTINCT ON (kind) kind, months, reason, authority_id IS NOT NULL AS is_own, set_at,
        (SELECT count(*) FROM retention_period o
          WHERE o.kind = p.kind AND o.authority_id IS NOT DISTINCT FROM \(authority))::int AS version
      FROM retention_period p
      WHERE kind = ANY (\(kinds.map(\.rawValue))) AND (authority_id = \(authority) OR authority_id IS NULL)
      ORDER BY kind, authority_id IS NULL, set_at DESC, id DESC
      """, as: RetentionPeriod.self)
    return kinds.compactMap { kind in found.first { $0.kind == kind } }
  }
}

/// Sets how long something is kept: an administrator for their authority, the operator for the installation too.
public struct SetRetentionPeriod: Sendable {
  let services: Services

  /// The use case over an installation's services.
  public init(_ services: Services) { self.services = services }

  /// Sets it from now on; what was set before stays in the table. Without an authority it is the usual period.
  /// `expectedVersion` is that of the period as it was read; nil overwrites whatever stands. Throws ``DomainError``.
  public func callAsFunction(
    _ kind: RetentionKind, months: Int?, reason: String, of authority: Authority?,
    expectedVersion: Int? = nil,
    by actor: Actor
  ) async throws {
    if let authority {
      try actor.require(.manageRetention, at: authority.place, orHide: "page")
      if kind.isOfInstallation {
        throw DomainError.notAllowed(
          "This period holds for the whole installation: only its operator sets it.")
      }
    } else if !actor.isSystem {
      throw DomainError.notAllowed("Only the operator sets the usual periods.")
    }
    let reason = reason.trimmed
    var problems = Problems()
    problems.require(
      months.map { (1...600).contains($0) } == true, "months", "Enter how many months, from 1 to 600.")
    problems.require(
      (10...1000).contains(reason.count), "reason", "Enter the legal reason, in 10 to 1,000 characters.")
    try problems.throwIfAny()
    guard let months else { return }
    try await services.pool.withTransaction { tx in
      try await requireVersion(expectedVersion, of: kind, authority, tx)
      try await tx.execute(
        """
        INSERT INTO retention_period (id, kind, authority_id, months, reason, set_by, set_at)
        VALUES (\(services.newID(RetentionHoldID.self)), \(kind), \(authority?.id), \(months), \(reason),
          \(actor.account?.id), \(services.now()))
        """)
      try await Audit.record(
        "retention.period_set", AuditSubject("retention_period", kind.rawValue), at: authority?.place,
        details: ["months": .number(Double(months)), "reason": .string(reason)], by: actor, services, in: tx)
    }
  }

  /// How often it was set, while nobody else sets it: by an authority, or the usual one of the installation.
  private func requireVersion(
    _ expected: Int?, of kind: RetentionKind, _ authority: Authority?, _ tx: Transaction
  ) async throws {
    if let authority {
      try await tx.execute("SELECT 1 FROM authority WHERE id = \(authority.id) FOR NO KEY UPDATE")
    } else {
      // The usual period is there from the beginning: its first row stands for it.
      try await tx.execute(
        """
        SELECT 1 FROM retention_period WHERE id = (SELECT id FROM retention_period
          WHERE kind = \(kind) AND authority_id IS NULL ORDER BY set_at, id LIMIT 1) FOR NO KEY UPDATE
        """)
    }
    let stored = try await tx.value(
      """
      SELECT count(*)::int FROM retention_period
      WHERE kind = \(kind) AND authority_id IS NOT DISTINCT FROM \(authority?.id)
      """, as: Int.self)
    try VacancyStore.requireVersion(expected, of: stored)
  }
}
