import Foundation
import Postgres

/// Publishes a draft, so that jobseekers see it until it closes; the head decides.
public struct PublishVacancy: Sendable {
  let services: Services

  /// The use case over an installation's services.
  public init(_ services: Services) { self.services = services }

  /// Publishes the draft as it is stored, if it is whole. Publishing what is published already changes
  /// nothing. Throws ``DomainError``.
  public func callAsFunction(
    _ id: VacancyID, expectedVersion: Int? = nil, by actor: Actor
  ) async throws -> Vacancy {
    try await services.pool.withTransaction { tx in
      let vacancy = try await VacancyStore.lock(id, in: tx)
      try actor.require(.readUnpublishedVacancy, at: vacancy.place, orHide: "vacancy")
      try actor.require(.publishVacancy, at: vacancy.place)
      let now = services.now()
      if vacancy.state(at: now) == .published { return vacancy }
      try VacancyStore.requireVersion(expectedVersion, of: vacancy.version)
      try VacancyStore.requireTransition(vacancy, to: .published, now: now)
      let pay = try await VacancyPay.checkedForPublication(vacancy.content, at: vacancy.place, now, in: tx)
      try await tx.execute(
        """
        UPDATE vacancy SET state = 'published', published_at = \(now), updated_at = \(now),
          pay_area = \(pay.area), pay_minimum_pence = \(pay.minimumPence),
          pay_maximum_pence = \(pay.maximumPence), version = version + 1
        WHERE id = \(id)
        """)
      try await Audit.record(
        "vacancy.published", AuditSubject("vacancy", id), at: vacancy.place, by: actor, services, in: tx)
      return try await VacancyStore.find(id, in: tx)
    }
  }
}
