import Postgres

/// Closes the sift of a vacancy before everybody has submitted, or opens it again.
public struct CloseSift: Sendable {
  let services: Services

  /// The use case over an installation's services.
  public init(_ services: Services) { self.services = services }

  /// Closes it: what was submitted is shown, what wasn't stays with its author. Throws ``DomainError``.
  @discardableResult
  public func callAsFunction(
    _ vacancy: VacancyID, expectedVersion: Int? = nil, by actor: Actor
  ) async throws -> Selection {
    try await change(vacancy, expectedVersion, "selection.sift_closed", [:], by: actor) { selection, tx in
      if !selection.isSiftOpen { return false }
      try await SelectionStore.change(
        vacancy, ", sift_closed_at = \(services.now())", services, in: tx)
      try await SiftStore.revealWhatIsSubmitted(vacancy, services, in: tx)
      return true
    }
  }

  /// Opens it again, with a reason for the trail. What has been shown stays shown. Throws ``DomainError``.
  @discardableResult
  public func reopen(
    _ vacancy: VacancyID, reason: String, expectedVersion: Int? = nil, by actor: Actor
  ) async throws -> Selection {
    let reason = reason.trimmed
    return try await change(
      vacancy, expectedVersion, "selection.sift_reopened", ["reason": .string(reason)], by: actor
    ) { selection, tx in
      if selection.isSiftOpen { return false }
      try DecisionReason.check(reason, isNeeded: true)
      try await SelectionStore.change(vacancy, ", sift_closed_at = NULL", services, in: tx)
      return true
    }
  }

  private func change(
    _ id: VacancyID, _ expectedVersion: Int?, _ action: String, _ details: [String: JSONValue],
    by actor: Actor, _ change: (Selection, Transaction) async throws -> Bool
  ) async throws -> Selection {
    try await services.pool.withTransaction { tx in
      let vacancy = try await SelectionAccess.run(id, .closeSift, by: actor, in: tx)
      let selection = try await SelectionStore.lock(vacancy, services, in: tx)
      try VacancyStore.requireVersion(expectedVersion, of: selection.version)
      if try await change(selection, tx) {
        try await Audit.record(
          action, AuditSubject("vacancy", id), at: vacancy.place, details: details, by: actor, services,
          in: tx)
      }
      return try await SelectionStore.read(id, in: tx)
    }
  }
}
