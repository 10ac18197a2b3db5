public import Foundation
import Postgres

/// Keeps a file that somebody has looked at in a dry run until they confirm it; it goes after a day.
public struct HoldVacancyImport: Sendable {
  let services: Services

  /// The use case over an installation's services.
  public init(_ services: Services) { self.services = services }

  /// Keeps a file and returns its name.
  public func callAsFunction(
    _ content: [UInt8], school: OrganisationID, publish: Bool, by actor: Actor
  ) async throws -> UUID {
    let account = try actor.requireAccount()
    let id = UUIDv7.make(at: services.now(), random: services.random(10))
    try await services.pool.execute(
      """
      INSERT INTO held_import (id, school_id, account_id, content, publishes, created_at)
      VALUES (\(id), \(school), \(account.id), \(content), \(publish), \(services.now()))
      """)
    return id
  }

  /// Imports a file that the same person has kept. A file that was imported already changes nothing.
  public func confirm(_ id: UUID, school: OrganisationID, by actor: Actor) async throws -> VacancyImportReport
  {
    let account = try actor.requireAccount()
    let row = try await services.pool.firstRow(
      """
      SELECT content, publishes FROM held_import
      WHERE id = \(id) AND school_id = \(school) AND account_id = \(account.id)
      """)
    guard let row else {
      throw DomainError.gone("This file is not kept any more. Upload it again.")
    }
    return try await ImportVacancies(services)(
      try row.decode("content"), school: school, publish: try row.decode("publishes"), by: actor)
  }
}
