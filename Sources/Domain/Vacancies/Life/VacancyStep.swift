import Foundation
import Postgres

/// One step of a vacancy's life: locked, permitted, of the version that was read, allowed from its state, stored
/// and recorded in one transaction.
struct VacancyStep: Sendable {
  let services: Services
  /// What the actor must be allowed.
  let operation: Operation
  /// The entry in the trail, for example "vacancy.scheduled".
  let action: String

  init(_ services: Services, _ operation: Operation, _ action: String) {
    self.services = services
    self.operation = operation
    self.action = action
  }

  /// The vacancy for whoever may do this with it. For everybody outside its school there is no such vacancy, whatever its
  /// state and whatever they send, nor for whoever has applied for it themselves. Throws ``DomainError``.
  static func permitted(
    _ id: VacancyID, _ operation: Operation, by actor: Actor, in db: some Queryable
  ) async throws -> Vacancy {
    let vacancy = try await VacancyStore.find(id, in: db)
    try await VacancyStore.requireAtDesk(vacancy, actor, in: db)
    try actor.require(operation, at: vacancy.place)
    return vacancy
  }

  /// Takes the vacancy to `next`. `change` says what else is stored, what the trail keeps and does what belongs
  /// to the same transaction; it may throw ``DomainError``.
  func callAsFunction(
    _ id: VacancyID, to next: VacancyState, expectedVersion: Int?, by actor: Actor,
    change: (Vacancy, Transaction) async throws -> VacancyChange
  ) async throws -> Vacancy {
    try await services.pool.withTransaction { tx in
      let vacancy = try await VacancyStore.lock(id, in: tx)
      try await VacancyStore.requireAtDesk(vacancy, actor, in: tx)
      try actor.require(operation, at: vacancy.place)
      try VacancyStore.requireVersion(expectedVersion, of: vacancy.version)
      if vacancy.state(at: services.now()) != next {
        try VacancyStore.requireTransition(vacancy, to: next, now: services.now())
      }
      let change = try await change(vacancy, tx)
      let past = try await close(vacancy, before: next, tx)
      try await tx.execute(
        """
        UPDATE vacancy SET state = \(next), updated_at = \(services.now()), version = version + 1 \
        \(fragment: change.assignments) WHERE id = \(id)
        """)
      try await Audit.record(
        action, AuditSubject("vacancy", id), at: vacancy.place,
        details: change.details.merging(past) { $1 }, by: actor, services, in: tx)
      return try await VacancyStore.find(id, in: tx)
    }
  }

  /// A vacancy whose time is over may not have been marked as closed yet; then what follows closing begins there.
  private func close(
    _ vacancy: Vacancy, before next: VacancyState, _ tx: Transaction
  ) async throws -> [String: JSONValue] {
    guard vacancy.storedState == .published, vacancy.state(at: services.now()) == .closed,
      next != .closed
    else { return [:] }
    try await tx.execute(
      "UPDATE vacancy SET state = 'closed', closed_at = closes_at WHERE id = \(vacancy.id)")
    return ["closed_at": .string((vacancy.closesAt ?? services.now()).formatted(.iso8601))]
  }
}

/// What a step stores besides the state.
struct VacancyChange: Sendable {
  /// Further columns, each begun with a comma.
  var assignments: Statement = ""
  /// What the trail keeps; nothing personal.
  var details: [String: JSONValue] = [:]
}
