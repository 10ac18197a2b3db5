import Foundation
import Postgres

extension ReadRegistrations {
  /// How a registration came to where it stands now: by whom and when; nil where that isn’t known. Throws
  /// ``DomainError``.
  public func lastMove(of id: RegistrationID, by actor: Actor) async throws -> TrailEntry? {
    let found = try await RegistrationStore.find(id, in: services.pool)
    try RegistrationStore.requireReading(found, actor)
    return try await TrailEntry.last(
      "induction.registration_\(found.state.rawValue)", about: AuditSubject("induction_registration", id),
      in: services.pool)
  }

  /// Whether the school of a registration has a head here, to whom mail about it goes. Throws ``DomainError``.
  public func hasHead(_ registration: InductionRegistration, by actor: Actor) async throws -> Bool {
    try RegistrationStore.requireReading(registration, actor)
    return try await !ListStaff.holding(
      [.head], at: registration.place.organisation, in: services.pool
    ).isEmpty
  }
}
