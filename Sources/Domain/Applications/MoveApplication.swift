import Foundation
import Postgres

/// Moves a received application on: being considered, not taken forward, or back again with a reason.
public struct MoveApplication: Sendable {
  let services: Services

  /// The use case over an installation's services.
  public init(_ services: Services) { self.services = services }

  /// Moves the application. A decision against it, and taking back any decision, need a reason, which is kept for
  /// the school; the applicant is told of the state. What has a step of its own, such as an offer, isn't reached
  /// from here. Until the shortlist, who is turned down must have been scored by two members of the panel; where that
  /// can't be, `exception` says why. Throws ``DomainError``.
  public func callAsFunction(
    _ id: ApplicationID, to next: ApplicationState, reason: String?, exception: String = "",
    expectedVersion: Int?, by actor: Actor
  ) async throws -> SentApplication {
    let reason = (reason ?? "").trimmed
    return try await services.pool.withTransaction { tx in
      let state = try await ApplicationStore.lock(id, in: tx).state
      let isDecision = next == .unsuccessful || state == .unsuccessful
      let step = ApplicationStep(
        services, isDecision ? .rejectApplication : .considerApplication, "application.\(next.rawValue)")
      return try await step.take(
        id, to: next, reason: reason.isEmpty ? nil : reason, expectedVersion: expectedVersion, by: actor,
        in: tx, whenThere: DecisionReason.isRepeat(reason)
      ) { application, tx in
        guard next == .underConsideration || next == .unsuccessful else {
          throw DomainError.invalid([
            FieldProblem(
              field: "state",
              message: "Choose under_consideration or unsuccessful: “\(next.title)” has a step of its own.")
          ])
        }
        let isTakenBack = application.state != .sent && next == .underConsideration
        try DecisionReason.check(reason, isNeeded: isDecision || isTakenBack)
        if next == .unsuccessful {
          try await SiftReadiness(try await VacancyStore.find(application.vacancy, in: tx), services).require(
            [application.id], for: .rejection, exception: exception, by: actor, in: tx)
        }
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

  /// Throws ``DomainError/conflict(_:)`` where an application is in a state already, for another reason than this: the
  /// reason that was noted is never replaced, nor is a new one dropped.
  static func requireRepeat(of application: SentApplication, _ reason: String) throws {
    guard reason.isEmpty || reason == application.stateReason else {
      throw DomainError.conflict(
        "The state of this application has been “\(application.state.title)” since "
          + "\(LondonTime.dateAndTime(application.stateChangedAt)), with the reason noted then, which stays. "
          + "\(remedy(application.state))")
    }
  }

  /// The same for a step.
  static func isRepeat(_ reason: String) -> ApplicationRepeat {
    ApplicationRepeat { application, _ in try requireRepeat(of: application, reason) }
  }

  private static func remedy(_ state: ApplicationState) -> String {
    state == .unsuccessful
      ? "To decide again with another reason, take the decision back first: consider the application further."
      : "The reason given now has not been kept."
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
