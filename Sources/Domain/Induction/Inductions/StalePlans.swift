import Foundation
import Postgres

/// Plans that wait to be reckoned again because new term dates were stored. What is due by them is not shown till then.
enum StalePlans {
  /// Whether the plan of an induction `i` is stale: it is marked so, or dates that it follows from were stored and the
  /// worker has not come to mark it. Where no dates wait, that costs no more than reading the mark.
  static let isStale: Statement = """
    (i.plan_is_stale OR ((SELECT EXISTS (SELECT FROM induction_terms_work))
      AND induction_awaits_terms(i.id, i.authority_id)))
    """

  /// The same for a statement over many of them: the marked ones are read from their own small index, not one by one.
  static let isStaleAmongMany: Statement = """
    (i.id IN (SELECT ts.id FROM induction ts WHERE ts.plan_is_stale)
      OR ((SELECT EXISTS (SELECT FROM induction_terms_work)) AND induction_awaits_terms(i.id, i.authority_id)))
    """

  /// Which of the rows with an `induction_id` of this name are not of a stale induction; free where nothing is stale.
  static func isFresh(_ id: StaticString) -> Statement {
    """
    (NOT (SELECT EXISTS (SELECT FROM induction WHERE plan_is_stale) OR EXISTS (SELECT FROM induction_terms_work))
      OR NOT EXISTS (SELECT FROM induction i WHERE i.id = \(unsafe: id) AND \(fragment: isStale)))
    """
  }

  /// Lets the inductions of an owner of term dates be marked, from the first on.
  static func begin(
    of authority: AuthorityID, school: OrganisationID?, _ services: Services, in tx: Transaction
  ) async throws {
    try await tx.execute(
      """
      INSERT INTO induction_terms_work (id, authority_id, school_id, stored_at)
      VALUES (\(services.newID(InductionEventID.self)), \(authority), \(school), \(services.now()))
      ON CONFLICT ON CONSTRAINT induction_terms_work_one_of_owner
        DO UPDATE SET marked_to = NULL, stored_at = excluded.stored_at
      """)
  }

  /// Marks a batch in one transaction, and says whether there may be more. A worker that is killed loses no more than
  /// the batch: the next goes on behind the last that was marked.
  static func mark(batch: Int = 1_000, _ services: Services) async throws -> Bool {
    try await services.pool.withTransaction { tx in
      let work = try await tx.firstRow(
        """
        SELECT id, authority_id, school_id, marked_to FROM induction_terms_work ORDER BY stored_at, id LIMIT 1 FOR UPDATE
        """)
      guard let work else { return false }
      let id = try work.decode("id", as: InductionEventID.self)
      let school: Statement =
        try work.decodeIfPresent("school_id", as: OrganisationID.self).map {
          "EXISTS (SELECT FROM induction_period p WHERE p.induction_id = i.id AND p.school_id = \($0))"
        } ?? "true"
      let behind: Statement =
        try work.decodeIfPresent("marked_to", as: UUID.self).map { "i.id > \($0)" } ?? "true"
      let ids = try await tx.query(
        """
        SELECT i.id FROM induction i
        WHERE i.authority_id = \(try work.decode("authority_id", as: AuthorityID.self))
          AND i.state IN ('serving', 'paused', 'recommended') AND \(fragment: behind) AND \(fragment: school)
        ORDER BY i.id LIMIT \(batch)
        """
      ).map { try $0.decode("id", as: UUID.self) }
      try await tx.execute(
        """
        UPDATE induction SET plan_is_stale = true WHERE NOT plan_is_stale AND id IN (
          SELECT id FROM induction WHERE id = ANY (\(ids)) ORDER BY id FOR UPDATE)
        """)
      if ids.count < batch {
        try await tx.execute("DELETE FROM induction_terms_work WHERE id = \(id)")
      } else {
        try await tx.execute(
          "UPDATE induction_terms_work SET marked_to = \(ids.last) WHERE id = \(id)")
      }
      return true
    }
  }
}

/// How far the worker has come with reckoning plans again after new term dates.
public struct PlanProgress: Sendable, Equatable {
  /// How many inductions are yet to be reckoned again.
  public let left: Int
  /// How many go on.
  public let total: Int

  /// What people are told while it goes on; nil when everything is reckoned.
  public var sentence: String? {
    if left == 0 { return nil }
    return """
      \(left) of \(total) \(total == 1 ? "induction is" : "inductions are") yet to be reckoned again after new term \
      dates. What is due in them is left out until then.
      """
  }

  /// The same beside a file of what is due.
  public var sentenceOfFile: String? {
    if left == 0 { return nil }
    return """
      \(left) of \(total) \(total == 1 ? "induction is" : "inductions are") yet to be reckoned again after new term \
      dates. What was due in them before has the state “reckoning” in the file.
      """
  }
}

/// Reads how many inductions are yet to be reckoned again.
public struct ReadPlanProgress: Sendable {
  let services: Services

  /// The use case over an installation’s services.
  public init(_ services: Services) { self.services = services }

  /// Of all of an appropriate body’s. Throws ``DomainError``.
  public func callAsFunction(of authority: Place, by actor: Actor) async throws -> PlanProgress {
    guard actor.may(.decideInduction, at: authority) || actor.may(.setTermDates, at: authority) else {
      throw DomainError.notFound("page")
    }
    return try await count("i.authority_id = \(authority.authority)")
  }

  /// Of those with a period at a school. Throws ``DomainError``.
  public func callAsFunction(at school: OrganisationID, by actor: Actor) async throws -> PlanProgress {
    let place = try await VacancyStore.placeOfSchool(school, in: services.pool)
    guard actor.may(.readInductions, at: place) || actor.may(.setTermDates, at: place) else {
      throw DomainError.notFound("school")
    }
    return try await count(
      "i.id IN (SELECT p.induction_id FROM induction_period p WHERE p.school_id = \(school))")
  }

  private func count(_ condition: Statement) async throws -> PlanProgress {
    let isAny = try await services.pool.value(
      """
      SELECT EXISTS (SELECT FROM induction WHERE plan_is_stale) OR EXISTS (SELECT FROM induction_terms_work)
      """, as: Bool.self)
    guard isAny else { return PlanProgress(left: 0, total: 0) }
    let rows = try await services.pool.query(
      """
      SELECT count(*) AS total, count(*) FILTER (WHERE \(fragment: StalePlans.isStale)) AS left
      FROM induction i WHERE i.state IN ('serving', 'paused', 'recommended') AND \(fragment: condition)
      """)
    return PlanProgress(
      left: try rows.first?.decode("left", as: Int.self) ?? 0,
      total: try rows.first?.decode("total", as: Int.self) ?? 0)
  }
}
