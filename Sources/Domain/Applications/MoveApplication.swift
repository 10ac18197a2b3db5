import Foundation
import Postgres

/// Moves a received application on: being considered, not taken forward, or back again with a reason.
public struct MoveApplication: Sendable {
  let services: Services

  /// The use case over an installation's services.
  public init(_ services: Services) { self.services = services }

  /// Moves the application. A decision against it, and reopening one, need a reason, which is kept for the
  /// school; the applicant is told of the state. Throws ``DomainError``.
  public func callAsFunction(
    _ id: ApplicationID, to next: ApplicationState, reason: String?, expectedVersion: Int?, by actor: Actor
  ) async throws -> SentApplication {
    try await services.pool.withTransaction { tx in
      let application = try await ApplicationStore.lock(id, in: tx)
      try actor.require(.readReceivedApplications, at: application.place, orHide: "application")
      try require(next, from: application.state, at: application.place, actor)
      if application.state == next { return application }
      try VacancyStore.requireVersion(expectedVersion, of: application.version)
      guard application.state.mayBecome(next) else {
        throw DomainError.conflict(
          "This application is \(application.state.title.lowercased()), so it can't become "
            + "\(next.title.lowercased()).")
      }
      let reason = try checked(reason, needed: next == .unsuccessful || application.state == .unsuccessful)
      try await ApplicationStore.setState(id, next, reason, services.now(), tx)
      try await tell(application, next, tx)
      try await Audit.record(
        "application.\(next.rawValue)", AuditSubject("application", id), at: application.place,
        details: ["from": .string(application.state.rawValue)], by: actor, services, in: tx)
      return try await ApplicationStore.find(id, in: tx)
    }
  }

  private func require(
    _ next: ApplicationState, from state: ApplicationState, at place: Place, _ actor: Actor
  ) throws {
    switch next {
    case .underConsideration:
      try actor.require(state == .unsuccessful ? .rejectApplication : .considerApplication, at: place)
    case .unsuccessful: try actor.require(.rejectApplication, at: place)
    case .sent, .withdrawn:
      throw DomainError.invalid([
        FieldProblem(field: "state", message: "Choose under_consideration or unsuccessful.")
      ])
    }
  }

  private func checked(_ reason: String?, needed: Bool) throws -> String? {
    let reason = (reason ?? "").trimmed
    var problems = Problems()
    problems.require(!needed || !reason.isEmpty, "reason", "Enter the reason for this decision.")
    problems.require(reason.count <= 2000, "reason", "Shorten the reason to 2,000 characters or fewer.")
    try problems.throwIfAny()
    return reason.isEmpty ? nil : reason
  }

  private func tell(_ application: SentApplication, _ next: ApplicationState, _ tx: Transaction) async throws
  {
    let email = try await tx.value(
      "SELECT email FROM account WHERE id = \(application.account)", as: String.self)
    try await Outbox.enqueue(
      OutgoingMail(
        to: email, subject: "Your application \(application.reference): \(next.title.lowercased())",
        body: """
          \(next.explanation)

          Vacancy: \(application.vacancyTitle) at \(application.schoolName)
          Application: \(application.reference)

          See it here: \(services.settings.baseURL)/applications/\(application.id)
          """), services, in: tx)
  }
}

extension ApplicationStore {
  /// Stores a new state; the database refuses one that may not follow.
  static func setState(
    _ id: ApplicationID, _ state: ApplicationState, _ reason: String?, _ now: Date, _ tx: Transaction
  ) async throws {
    try await tx.execute(
      """
      UPDATE application SET state = \(state), state_reason = \(reason), state_changed_at = \(now),
        version = version + 1 WHERE id = \(id)
      """)
  }
}
