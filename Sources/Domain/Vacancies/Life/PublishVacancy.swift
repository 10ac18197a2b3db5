import Foundation
import Postgres

/// Publishes a vacancy in preparation, so that jobseekers see it until it closes; the head decides.
public struct PublishVacancy: Sendable {
  let services: Services

  /// The use case over an installation's services.
  public init(_ services: Services) { self.services = services }

  /// Publishes the vacancy as it is stored, if it is whole. Publishing what is published already changes
  /// nothing. Throws ``DomainError``.
  public func callAsFunction(
    _ id: VacancyID, expectedVersion: Int? = nil, by actor: Actor
  ) async throws -> Vacancy {
    let now = services.now()
    let stored = try await VacancyStep.permitted(id, .publishVacancy, by: actor, in: services.pool)
    if stored.state(at: now) == .published { return stored }
    if stored.storedState.isPastClosing || stored.state(at: now) == .closed {
      throw DomainError.conflict(
        "The state of this vacancy is “\(stored.state(at: now).title)”, so it can’t become “Published”.")
    }
    return try await VacancyStep(services, .publishVacancy, "vacancy.published")(
      id, to: .published, expectedVersion: expectedVersion, by: actor
    ) { vacancy, tx in
      if vacancy.storedState == .published { return VacancyChange() }
      let pay = try await VacancyPay.checkedForPublication(vacancy.content, at: vacancy.place, now, in: tx)
      return VacancyChange(
        assignments: """
          , published_at = \(now), publish_at = NULL, approval_note = NULL, pay_area = \(pay.area),
          pay_minimum_pence = \(pay.minimumPence), pay_maximum_pence = \(pay.maximumPence)
          """)
    }
  }
}
