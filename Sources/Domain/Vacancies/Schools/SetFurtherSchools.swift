import Foundation
public import Postgres

/// Another school that a post is at.
public struct FurtherSchool: Sendable, Hashable, RowDecodable {
  /// The school.
  public let id: OrganisationID
  /// Its number in the register.
  public let urn: Int
  /// Its name.
  public let name: String
  /// Its town, if known.
  public let town: String?

  /// Reads a row of `organisation_id`, `urn`, `name` and `town`.
  public init(row: Row) throws {
    id = try row.decode("organisation_id")
    urn = try row.decode("urn")
    name = try row.decode("name")
    town = try row.decodeIfPresent("town")
  }
}

/// Reads the further schools of a vacancy, and those it could have.
public struct ReadFurtherSchools: Sendable {
  let services: Services

  /// The use case over an installation's services.
  public init(_ services: Services) { self.services = services }

  /// The further schools of a vacancy that exists for the actor, by name. Throws ``DomainError``.
  public func callAsFunction(_ vacancy: VacancyID, by actor: Actor) async throws -> [FurtherSchool] {
    _ = try await FindVacancy(services)(vacancy, by: actor)
    return try await services.pool.query(
      """
      SELECT s.organisation_id, s.urn, s.name, s.town
      FROM vacancy_school w JOIN school s ON s.organisation_id = w.school_id
      WHERE w.vacancy_id = \(vacancy) ORDER BY s.name, s.organisation_id
      """, as: FurtherSchool.self)
  }

  /// The other open schools of the same trust, by name; none for a school without a trust. Throws
  /// ``DomainError``.
  public func possible(_ vacancy: VacancyID, by actor: Actor) async throws -> [FurtherSchool] {
    let found = try await FindVacancy(services).atDesk(vacancy, by: actor)
    return try await Self.possible(found, in: services.pool)
  }

  static func possible(_ vacancy: Vacancy, in db: some Queryable) async throws -> [FurtherSchool] {
    let school = vacancy.place.organisation
    return try await db.query(
      """
      SELECT s.organisation_id, s.urn, s.name, s.town
      FROM school mine JOIN school s ON s.trust_name = mine.trust_name
      WHERE mine.organisation_id = \(school) AND s.organisation_id <> \(school)
        AND s.status IN ('open', 'open but proposed to close')
      ORDER BY s.name, s.organisation_id
      """, as: FurtherSchool.self)
  }
}

/// Sets at which further schools of its trust a vacancy's post is.
public struct SetFurtherSchools: Sendable {
  let services: Services

  /// The use case over an installation's services.
  public init(_ services: Services) { self.services = services }

  /// Replaces the further schools. The vacancy's version rises, and `expectedVersion` is that of the vacancy
  /// that was read. A problem is of the field `schools`. Throws ``DomainError``.
  public func callAsFunction(
    _ vacancy: VacancyID, _ schools: [OrganisationID], expectedVersion: Int?, by actor: Actor
  ) async throws -> Vacancy {
    try await services.pool.withTransaction { tx in
      let found = try await VacancyStore.lock(vacancy, in: tx)
      try VacancyEditing.check(found, services.now(), actor)
      try await ApplicationReaders.hideFromApplicants(vacancy, thing: "vacancy", actor, in: tx)
      try VacancyStore.requireVersion(expectedVersion, of: found.version)
      let wanted = schools.uniqued
      let possible = Set(try await ReadFurtherSchools.possible(found, in: tx).map(\.id))
      guard possible.isSuperset(of: wanted) else {
        throw DomainError.invalid([
          FieldProblem(field: "schools", message: "Choose open schools of the same trust.")
        ])
      }
      let before = try await tx.query("SELECT school_id FROM vacancy_school WHERE vacancy_id = \(vacancy)")
        .map { try $0.decode("school_id", as: OrganisationID.self) }
      if Set(before) == Set(wanted) { return found }
      try await tx.execute("DELETE FROM vacancy_school WHERE vacancy_id = \(vacancy)")
      try await tx.execute(
        """
        INSERT INTO vacancy_school (vacancy_id, school_id)
        SELECT \(vacancy), unnest(\(wanted.map(\.rawValue)))
        """)
      try await VacancyEditing.touch(found, services, in: tx)
      try await tx.execute("UPDATE vacancy SET version = version + 1 WHERE id = \(vacancy)")
      try await Audit.record(
        "vacancy.schools_changed", AuditSubject("vacancy", vacancy), at: found.place,
        details: ["schools": .number(Double(wanted.count)), "changed": ["schools"]], by: actor, services,
        in: tx)
      return try await VacancyStore.find(vacancy, in: tx)
    }
  }
}
