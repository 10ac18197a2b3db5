import Foundation
import Postgres

/// Changes what a vacancy says: a draft freely, a published one as long as it stays whole.
public struct ChangeVacancy: Sendable {
  let services: Services

  /// The use case over an installation's services.
  public init(_ services: Services) { self.services = services }

  /// Stores the content. `expectedVersion` is the version that the actor read; a published vacancy may only
  /// be changed by those who may publish. Throws ``DomainError``.
  public func callAsFunction(
    _ id: VacancyID, content: VacancyContent, expectedVersion: Int?, by actor: Actor
  ) async throws -> Vacancy {
    try await services.pool.withTransaction { tx in
      let vacancy = try await VacancyStore.lock(id, in: tx)
      try actor.require(.draftVacancy, at: vacancy.place, orHide: "vacancy")
      try VacancyStore.requireVersion(expectedVersion, of: vacancy.version)
      let state = vacancy.state(at: services.now())
      guard state == .draft || state == .published else {
        throw DomainError.conflict("This vacancy is \(state.title.lowercased()), so it can't be changed.")
      }
      var pay: VacancyPay?
      if state == .published {
        try actor.require(.publishVacancy, at: vacancy.place)
        pay = try await VacancyPay.checkedForPublication(
          content, at: vacancy.place, services.now(), in: tx)
      } else {
        try await VacancyStore.checkDraft(content, in: tx)
      }
      try await update(id, content.tidied, pay, tx)
      try await Audit.record(
        "vacancy.changed", AuditSubject("vacancy", id), at: vacancy.place,
        details: ["state": .string(state.rawValue), "version": .number(Double(vacancy.version + 1))],
        by: actor, services, in: tx)
      return try await VacancyStore.find(id, in: tx)
    }
  }

  private func update(
    _ id: VacancyID, _ content: VacancyContent, _ pay: VacancyPay?, _ tx: Transaction
  ) async throws {
    try await tx.execute(
      """
      UPDATE vacancy SET title = \(content.title), phase = \(content.phase), subjects = \(content.subjects),
        key_stages = \(content.keyStages), contract_type = \(content.contractType),
        contract_length = \(content.contractLength), working_pattern = \(content.workingPattern),
        fte = \(content.fte), pay_minimum = \(content.payMinimum), pay_maximum = \(content.payMaximum),
        pay_area = \(pay?.area), pay_minimum_pence = \(pay?.minimumPence),
        pay_maximum_pence = \(pay?.maximumPence), starts_on = \(content.startsOn),
        starts_as_soon_as_possible = \(content.startsAsSoonAsPossible), closes_at = \(content.closesAt),
        nqts_welcome = \(content.nqtsWelcome), description = \(content.description),
        visits = \(content.visits), updated_at = \(services.now()), version = version + 1
      WHERE id = \(id)
      """)
  }
}
