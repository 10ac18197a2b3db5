public import Postgres

/// Records when somebody who was appointed left the school: the day from which their records have their time.
public struct RecordLeaving: Sendable {
  let services: Services

  /// The use case over an installation's services.
  public init(_ services: Services) { self.services = services }

  /// The day that is recorded, if one is. Throws ``DomainError``.
  public func find(_ id: ApplicationID, by actor: Actor) async throws -> CivilDate? {
    _ = try await AppointmentAccess.received(id, .recordChecks, by: actor, in: services.pool)
    return try await services.pool.firstRow("SELECT left_on FROM appointment WHERE application_id = \(id)")?
      .decodeIfPresent("left_on", as: CivilDate.self)
  }

  /// Records the day, or takes it back. Throws ``DomainError``.
  public func callAsFunction(_ id: ApplicationID, leftOn: CivilDate?, by actor: Actor) async throws {
    try await services.pool.withTransaction { tx in
      let application = try await AppointmentAccess.lock(id, .recordChecks, by: actor, in: tx)
      guard application.state == .appointed else {
        throw DomainError.conflict("Only somebody who was appointed can leave.")
      }
      if let leftOn, leftOn > services.today || leftOn < LondonTime.date(of: application.sentAt) {
        throw DomainError.invalid([
          FieldProblem(
            field: "left_on", message: "Enter the day they left: not after today, not before they applied.")
        ])
      }
      try await tx.execute("UPDATE appointment SET left_on = \(leftOn) WHERE application_id = \(id)")
      try await Audit.record(
        leftOn == nil ? "appointment.leaving_removed" : "appointment.left", AuditSubject("application", id),
        at: application.place, by: actor, services, in: tx)
    }
  }
}
