import Foundation
import Postgres

/// Changes what a vacancy says: before publication freely, afterwards as long as it stays whole.
public struct ChangeVacancy: Sendable {
  let services: Services

  /// The use case over an installation's services.
  public init(_ services: Services) { self.services = services }

  /// Throws ``DomainError`` unless the actor may change the vacancy as it stands.
  public func check(_ vacancy: Vacancy, by actor: Actor) throws {
    try VacancyEditing.check(vacancy, services.now(), actor)
  }

  /// Whether the actor may change the vacancy as it stands.
  public func mayChange(_ vacancy: Vacancy, by actor: Actor) -> Bool {
    (try? check(vacancy, by: actor)) != nil
  }

  /// Stores the content. `expectedVersion` is the version that the actor read; a scheduled or published vacancy
  /// may only be changed by those who may publish, and a published one is marked as revised. Throws
  /// ``DomainError``.
  public func callAsFunction(
    _ id: VacancyID, content: VacancyContent, expectedVersion: Int?, by actor: Actor
  ) async throws -> Vacancy {
    try await callAsFunction(id, expectedVersion: expectedVersion, by: actor) { _ in content }
  }

  /// Stores what `edit` makes of the content as it is stored, for a form that knows a part of it. `unread` is what could
  /// not be read of what was typed: it is told with all that is wrong besides. Throws ``DomainError``.
  public func callAsFunction(
    _ id: VacancyID, unread: [FieldProblem] = [], expectedVersion: Int?, by actor: Actor,
    edit: (VacancyContent) throws -> VacancyContent
  ) async throws -> Vacancy {
    try await services.pool.withTransaction { tx in
      let vacancy = try await VacancyStore.lock(id, in: tx)
      try actor.require(.draftVacancy, at: vacancy.place, orHide: "vacancy")
      try await ApplicationReaders.hideFromApplicants(id, thing: "vacancy", actor, in: tx)
      try VacancyStore.requireVersion(expectedVersion, of: vacancy.version)
      let content = try edit(vacancy.content).tidied
      let changed = content.differences(from: vacancy.content)
      let pay = try await checked(content, of: vacancy, unread, by: actor, tx)
      if changed.isEmpty { return vacancy }
      try await VacancyStore.write(content, pay, to: id, services.now(), in: tx)
      try await Audit.record(
        "vacancy.changed", AuditSubject("vacancy", id), at: vacancy.place,
        details: [
          "state": .string(vacancy.state(at: services.now()).rawValue),
          "version": .number(Double(vacancy.version + 1)), "changed": .array(changed.map { .string($0) }),
        ], by: actor, services, in: tx)
      return try await VacancyStore.find(id, in: tx)
    }
  }

  /// The same with what could not be read; of a field that could not be read nothing else is said.
  private func checked(
    _ content: VacancyContent, of vacancy: Vacancy, _ unread: [FieldProblem], by actor: Actor,
    _ tx: Transaction
  ) async throws -> VacancyPay? {
    do {
      let pay = try await checked(content, of: vacancy, by: actor, tx)
      if !unread.isEmpty { throw DomainError.invalid([]) }
      return pay
    } catch DomainError.invalid(let found) {
      let faulty = Set(unread.map(\.field))
      throw DomainError.invalid(unread + found.filter { !faulty.contains($0.field) })
    }
  }

  /// What the pay comes to, where the vacancy must be whole.
  private func checked(
    _ content: VacancyContent, of vacancy: Vacancy, by actor: Actor, _ tx: Transaction
  ) async throws -> VacancyPay? {
    let now = services.now()
    let state = vacancy.state(at: now)
    switch state {
    case .draft, .awaitingApproval:
      try await VacancyStore.checkDraft(content, services.today, in: tx)
      return nil
    case .scheduled, .published:
      try actor.require(.publishVacancy, at: vacancy.place)
      return try await VacancyPay.checkedForPublication(content, at: vacancy.place, now, in: tx)
    case .closed, .interviewing, .filled, .notFilled, .withdrawn:
      throw DomainError.conflict("This vacancy is \(state.title.lowercased()), so it can't be changed.")
    }
  }
}
