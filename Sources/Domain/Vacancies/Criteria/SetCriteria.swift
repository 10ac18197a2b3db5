import Foundation
import Postgres

/// Replaces the person specification of a vacancy.
public struct SetCriteria: Sendable {
  let services: Services

  /// The use case over an installation's services.
  public init(_ services: Services) { self.services = services }

  /// Stores the criteria in the order given; those that name an identifier of the vacancy's keep it. The
  /// vacancy's version rises, and `expectedVersion` is that of the vacancy that was read. Problems are of the
  /// fields `criteria[n].wording` and `criteria[n].assessed_by`. Throws ``DomainError``.
  public func callAsFunction(
    _ vacancy: VacancyID, _ criteria: [Criterion], expectedVersion: Int?, by actor: Actor
  ) async throws -> Vacancy {
    try await services.pool.withTransaction { tx in
      let found = try await VacancyStore.lock(vacancy, in: tx)
      try VacancyEditing.check(found, services.now(), actor)
      try await ApplicationReaders.hideFromApplicants(vacancy, thing: "vacancy", actor, in: tx)
      try VacancyStore.requireVersion(expectedVersion, of: found.version)
      try CriteriaRules.problems(criteria).throwIfAny()
      let before = try await CriteriaStore.list(vacancy, in: tx)
      let after = identified(criteria, before)
      if after == before { return found }
      try await CriteriaStore.write(after, of: vacancy, in: tx)
      try await VacancyEditing.touch(found, services, in: tx)
      try await tx.execute("UPDATE vacancy SET version = version + 1 WHERE id = \(vacancy)")
      try await Audit.record(
        "vacancy.criteria_changed", AuditSubject("vacancy", vacancy), at: found.place,
        details: ["criteria": .number(Double(after.count)), "changed": ["criteria"]], by: actor, services,
        in: tx)
      return try await VacancyStore.find(vacancy, in: tx)
    }
  }

  /// The criteria tidied, each with an identifier: its own if the vacancy has it, otherwise a new one.
  private func identified(_ criteria: [Criterion], _ stored: [Criterion]) -> [Criterion] {
    var known = Set(stored.compactMap(\.id))
    return criteria.map { criterion in
      var copy = criterion
      copy.wording = criterion.wording.split(whereSeparator: \.isNewline).joined(separator: " ").trimmed
      copy.assessedBy = AssessmentMethod.allCases.filter { criterion.assessedBy.contains($0) }
      if let id = copy.id, known.remove(id) != nil { return copy }
      copy.id = services.newID()
      return copy
    }
  }
}

/// Reads the person specification of a vacancy, and what it could begin with.
public struct ReadCriteria: Sendable {
  let services: Services

  /// The use case over an installation's services.
  public init(_ services: Services) { self.services = services }

  /// The criteria of a vacancy that exists for the actor, in order. Throws ``DomainError``.
  public func callAsFunction(_ vacancy: VacancyID, by actor: Actor) async throws -> [Criterion] {
    _ = try await FindVacancy(services)(vacancy, by: actor)
    return try await CriteriaStore.list(vacancy, in: services.pool)
  }

  /// The usual criteria for the roles of a vacancy, for its school to begin with. Throws ``DomainError``.
  public func usual(_ vacancy: VacancyID, by actor: Actor) async throws -> [Criterion] {
    _ = try await FindVacancy(services).atDesk(vacancy, by: actor)
    let rows = try await services.pool.query(
      """
      SELECT NULL::uuid AS id, s.essential, s.category, s.wording, s.assessed_by
      FROM usual_criterion s JOIN vacancy v ON v.id = \(vacancy)
      LEFT JOIN job_role r ON r.code = v.job_roles[1]
      WHERE s.role_kind = coalesce(r.kind, 'teaching') OR s.role_kind = 'any'
      ORDER BY s.position
      """, as: Criterion.self)
    return rows
  }
}

/// Statements that the use cases of criteria share.
enum CriteriaStore {
  static func list(_ vacancy: VacancyID, in db: some Queryable) async throws -> [Criterion] {
    try await db.query(
      """
      SELECT id, essential, category, wording, assessed_by FROM vacancy_criterion
      WHERE vacancy_id = \(vacancy) ORDER BY position
      """, as: Criterion.self)
  }

  /// Replaces the criteria, each of which has an identifier.
  static func write(
    _ criteria: [Criterion], of vacancy: VacancyID, in tx: Transaction
  ) async throws {
    let ids = criteria.compactMap { $0.id?.rawValue }
    do {
      try await tx.execute(
        "DELETE FROM vacancy_criterion WHERE vacancy_id = \(vacancy) AND id <> ALL (\(ids))")
    } catch let error as PostgresError where error.constraint == "sift_score_criterion_stands" {
      throw DomainError.conflict(
        "The panel has scored applications by a criterion that you are taking out, so it must stay.")
    }
    for (index, criterion) in criteria.enumerated() {
      try await tx.execute(
        """
        INSERT INTO vacancy_criterion (vacancy_id, id, position, essential, category, wording, assessed_by)
        VALUES (\(vacancy), \(criterion.id), \(index + 1), \(criterion.isEssential), \(criterion.category),
          \(criterion.wording), \(criterion.assessedBy.map(\.rawValue)))
        ON CONFLICT (id) DO UPDATE SET position = excluded.position, essential = excluded.essential,
          category = excluded.category, wording = excluded.wording, assessed_by = excluded.assessed_by
        """)
    }
  }
}
