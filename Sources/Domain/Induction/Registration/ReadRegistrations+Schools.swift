import Foundation
import Postgres

extension ReadRegistrations {
  /// The schools that have sent the body a registration, by name. Throws ``DomainError``.
  public func schools(
    of authority: Place, by actor: Actor
  ) async throws -> [(id: OrganisationID, name: String)] {
    try actor.require(.decideInduction, at: authority, orHide: "page")
    return try await services.pool.query(
      """
      SELECT o.id, o.name FROM organisation o WHERE o.authority_id = \(authority.authority) AND EXISTS (
        SELECT FROM induction_registration r WHERE r.school_id = o.id AND r.submitted_at IS NOT NULL)
      ORDER BY o.name, o.id
      """
    ).map { (id: try $0.decode("id"), name: try $0.decode("name")) }
  }
}
