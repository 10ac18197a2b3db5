import Foundation
import Postgres

/// Moves a received application on: being considered, not taken forward, or back again with a reason.
public struct MoveApplication: Sendable {
  let services: Services

  /// The use case over an installation's services.
  public init(_ services: Services) { self.services = services }

  /// Moves the application. A decision against it, and taking back any decision, need a reason, which is kept for
  /// the school; the applicant is told of the state. What has a step of its own, such as an offer, isn't reached
  /// from here. Throws ``DomainError``.
  public func callAsFunction(
    _ id: ApplicationID, to next: ApplicationState, reason: String?, expectedVersion: Int?, by actor: Actor
  ) async throws -> SentApplication {
    let reason = (reason ?? "").trimmed
    return try await services.pool.withTransaction { tx in
      let state = try await ApplicationStore.lock(id, in: tx).state
      let isDecision = next == .unsuccessful || state == .unsuccessful
      let step = ApplicationStep(
        services, isDecision ? .rejectApplication : .considerApplication, "application.\(next.rawValue)")
      return try await step.take(
        id, to: next, reason: reason.isEmpty ? nil : reason, expectedVersion: expectedVersion, by: actor,
        in: tx
      ) { application, _ in
        guard next == .underConsideration || next == .unsuccessful else {
          throw DomainError.invalid([
            FieldProblem(
              field: "state",
              message: "Choose under_consideration or unsuccessful: “\(next.title)” has a step of its own.")
          ])
        }
        let isTakenBack = application.state != .sent && next == .underConsideration
        try DecisionReason.check(reason, isNeeded: isDecision || isTakenBack)
        return ApplicationChange()
      }
    }
  }
}

/// What is asked of the reason for a decision.
enum DecisionReason {
  /// Throws ``DomainError/invalid(_:)`` when a reason is missing or too long.
  static func check(_ reason: String, isNeeded: Bool) throws {
    var problems = Problems()
    problems.require(!isNeeded || !reason.isEmpty, "reason", "Enter the reason for this decision.")
    problems.require(reason.count <= 2000, "reason", "Shorten the reason to 2,000 characters or fewer.")
    try problems.throwIfAny()
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
