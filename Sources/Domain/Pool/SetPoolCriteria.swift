import Foundation
import Postgres

/// What the interview day of an authority's pool is scored by.
public struct PoolCriteriaList: Sendable {
  /// The criteria, in order.
  public let criteria: [PoolCriterion]
  /// Whether officers have written them; otherwise they are the usual ones.
  public let areOwn: Bool
  /// Rises with every change; 0 before the first.
  public let version: Int
}

/// Writes the criteria of the pool's interview day, as officers of the authority.
public struct SetPoolCriteria: Sendable {
  /// The most that an authority may have.
  public static let most = 12

  /// A criterion as it is entered.
  public struct Draft: Sendable, Hashable {
    /// What is looked for.
    public var wording: String
    /// The highest score.
    public var highest: Int

    /// A criterion.
    public init(wording: String, highest: Int = 4) {
      self.wording = wording
      self.highest = highest
    }
  }

  let services: Services

  /// The use case over an installation's services.
  public init(_ services: Services) { self.services = services }

  /// The criteria that hold now. Throws ``DomainError``.
  public func read(_ authority: Authority, by actor: Actor) async throws -> PoolCriteriaList {
    try actor.require(.assessPool, at: authority.place, orHide: "page")
    return try await load(authority, in: services.pool)
  }

  /// Replaces them; none brings the usual ones back. A criterion that stays as it was keeps its scores, and one that
  /// goes is kept with the scores that were given. Problems are of the fields `criteria`, `criteria[n].wording` and
  /// `criteria[n].highest`. Throws ``DomainError``.
  public func callAsFunction(
    _ authority: Authority, _ drafts: [Draft], expectedVersion: Int?, by actor: Actor
  ) async throws -> PoolCriteriaList {
    try actor.require(.assessPool, at: authority.place, orHide: "page")
    let drafts = drafts.map {
      Draft(
        wording: $0.wording.split(whereSeparator: \.isNewline).joined(separator: " ").trimmed,
        highest: $0.highest)
    }
    try Self.problems(drafts).throwIfAny()
    return try await services.pool.withTransaction { tx in
      try await tx.execute("SELECT 1 FROM authority WHERE id = \(authority.id) FOR NO KEY UPDATE")
      let before = try await load(authority, in: tx)
      try VacancyStore.requireVersion(expectedVersion, of: before.version)
      let own = before.areOwn ? before.criteria : []
      if own.map({ Draft(wording: $0.wording, highest: $0.highest) }) == drafts { return before }
      try await write(drafts, over: own, authority, tx)
      try await tx.execute(
        """
        INSERT INTO pool_criterion_set AS s (authority_id) VALUES (\(authority.id))
        ON CONFLICT (authority_id) DO UPDATE SET version = s.version + 1
        """)
      try await Audit.record(
        "pool_criteria.set", AuditSubject("authority", authority.id), at: authority.place,
        details: ["criteria": .number(Double(drafts.count))], by: actor, services, in: tx)
      return try await load(authority, in: tx)
    }
  }

  private static func problems(_ drafts: [Draft]) -> Problems {
    var problems = Problems()
    problems.require(
      drafts.count <= most, "criteria", "Enter up to \(most) criteria.")
    var known: Set<String> = []
    for (index, draft) in drafts.enumerated() {
      problems.require(
        (1...200).contains(draft.wording.count), "criteria[\(index)].wording",
        "Enter what is looked for in up to 200 characters.")
      problems.require(
        known.insert(draft.wording.lowercased()).inserted, "criteria[\(index)].wording",
        "Enter each criterion once.")
      problems.require(
        (1...10).contains(draft.highest), "criteria[\(index)].highest", "Enter a highest score from 1 to 10.")
    }
    return problems
  }

  private func load(_ authority: Authority, in db: some Queryable) async throws -> PoolCriteriaList {
    let version = try await db.valueIfAny(
      "SELECT version FROM pool_criterion_set WHERE authority_id = \(authority.id)", as: Int32.self)
    let areOwn = try await db.value(
      "SELECT EXISTS (SELECT FROM pool_criterion WHERE authority_id = \(authority.id) AND NOT is_retired)",
      as: Bool.self)
    return PoolCriteriaList(
      criteria: try await PoolCriterion.list(authority.id, in: db), areOwn: areOwn, version: Int(version ?? 0)
    )
  }

  private func write(
    _ drafts: [Draft], over own: [PoolCriterion], _ authority: Authority, _ tx: Transaction
  ) async throws {
    let kept = own.filter { drafts.contains(Draft(wording: $0.wording, highest: $0.highest)) }
    for criterion in own where !kept.contains(where: { $0.id == criterion.id }) {
      let isScored = try await tx.value(
        "SELECT EXISTS (SELECT FROM pool_score WHERE criterion_id = \(criterion.id))", as: Bool.self)
      if isScored {
        try await tx.execute("UPDATE pool_criterion SET is_retired = true WHERE id = \(criterion.id)")
      } else {
        try await tx.execute("DELETE FROM pool_criterion WHERE id = \(criterion.id)")
      }
    }
    for (index, draft) in drafts.enumerated() {
      if let same = kept.first(where: { $0.wording == draft.wording && $0.highest == draft.highest }) {
        try await tx.execute("UPDATE pool_criterion SET position = \(index + 1) WHERE id = \(same.id)")
      } else {
        let id = UUIDv7.make(at: services.now(), random: services.random(10))
        try await tx.execute(
          """
          INSERT INTO pool_criterion (id, authority_id, position, wording, highest)
          VALUES (\(id), \(authority.id), \(index + 1), \(draft.wording), \(draft.highest))
          """)
      }
    }
  }
}

extension PoolCriterion {
  /// The criteria of an authority, in order: its own, or the usual ones.
  static func list(_ authority: AuthorityID, in db: some Queryable) async throws -> [PoolCriterion] {
    try await db.query(
      """
      SELECT id, wording, highest FROM pool_criterion
      WHERE NOT is_retired AND authority_id IS NOT DISTINCT FROM
        (SELECT DISTINCT authority_id FROM pool_criterion WHERE authority_id = \(authority) AND NOT is_retired)
      ORDER BY position, id
      """, as: PoolCriterion.self)
  }
}
