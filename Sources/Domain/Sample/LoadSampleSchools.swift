import Postgres

/// Brings the sample borough's authority and schools into the database; a second time changes nothing.
public struct LoadSampleSchools: Sendable {
  private let services: Services

  /// Loads into the database of these services.
  public init(_ services: Services) {
    self.services = services
  }

  /// Adds the authority, where it is missing, and imports the schools.
  @discardableResult
  public func callAsFunction(by actor: Actor = .operatorAtCommandLine) async throws -> SchoolImportReport {
    guard actor.isSystem else {
      throw DomainError.notAllowed("Only the operator at the command line can load the sample.")
    }
    try await services.pool.withTransaction { tx in
      let now = services.now()
      try await tx.execute(
        """
        INSERT INTO authority (id, code, name, created_at)
        VALUES (\(services.newID(AuthorityID.self)), \(SampleBorough.authorityCode),
          \(SampleBorough.authorityName), \(now))
        ON CONFLICT ON CONSTRAINT authority_code_unique DO NOTHING
        """)
      try await tx.execute(
        """
        INSERT INTO organisation (id, authority_id, kind, name, created_at)
        SELECT \(services.newID(OrganisationID.self)), a.id, 'authority', a.name, \(now)
        FROM authority a WHERE a.code = \(SampleBorough.authorityCode)
        ON CONFLICT (authority_id) WHERE kind = 'authority' DO NOTHING
        """)
    }
    return try await ImportSchools(services)(
      path: SampleBorough.schoolsPath(), authority: SampleBorough.authorityCode, by: actor)
  }
}
