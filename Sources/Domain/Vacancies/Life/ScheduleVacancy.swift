public import Foundation
import Postgres

/// Sets the moment at which a vacancy in preparation is published; the head decides.
public struct ScheduleVacancy: Sendable {
  let services: Services

  /// The use case over an installation's services.
  public init(_ services: Services) { self.services = services }

  /// Schedules a whole vacancy, or moves one that is scheduled, to a moment ahead and before it closes. Throws
  /// ``DomainError``.
  public func callAsFunction(
    _ id: VacancyID, at moment: Date, expectedVersion: Int? = nil, by actor: Actor
  ) async throws -> Vacancy {
    try await VacancyStep(services, .publishVacancy, "vacancy.scheduled")(
      id, to: .scheduled, expectedVersion: expectedVersion, by: actor
    ) { vacancy, tx in
      let pay = try await VacancyPay.checkedForPublication(
        vacancy.content, at: vacancy.place, services.now(), in: tx)
      try check(moment, vacancy)
      return VacancyChange(
        assignments: """
          , publish_at = \(moment), approval_note = NULL, pay_area = \(pay.area),
          pay_minimum_pence = \(pay.minimumPence), pay_maximum_pence = \(pay.maximumPence)
          """,
        details: ["publish_at": .string(moment.formatted(.iso8601))])
    }
  }

  private func check(_ moment: Date, _ vacancy: Vacancy) throws {
    var problems = Problems()
    problems.require(
      moment > services.now(), "publish_at", "Enter a moment in the future, or publish it now.")
    if let closesAt = vacancy.content.closesAt {
      problems.require(moment < closesAt, "publish_at", "Enter a moment before the vacancy closes.")
    }
    try problems.throwIfAny()
  }
}

/// Publishes every scheduled vacancy whose moment has come.
public struct PublishDueVacancies: Sendable {
  let services: Services

  /// The use case over an installation's services.
  public init(_ services: Services) { self.services = services }

  /// Publishes what is due, a batch in one transaction, and says how many; run it until it says zero. Several
  /// workers may run at once.
  public func callAsFunction(batch: Int = 100, by actor: Actor = .worker) async throws -> Int {
    try await services.pool.withTransaction { tx in
      let now = services.now()
      let due = try await tx.query(
        """
        UPDATE vacancy SET state = 'published', published_at = \(now), publish_at = NULL, updated_at = \(now),
          version = version + 1
        WHERE id IN (
          SELECT id FROM vacancy WHERE state = 'scheduled' AND publish_at <= \(now)
          ORDER BY publish_at, id LIMIT \(batch) FOR UPDATE SKIP LOCKED)
        RETURNING id, school_id, authority_id
        """)
      for row in due {
        let place = Place(
          organisation: try row.decode("school_id"), authority: try row.decode("authority_id"))
        try await Audit.record(
          "vacancy.published", AuditSubject("vacancy", try row.decode("id", as: VacancyID.self)), at: place,
          by: actor, services, in: tx)
      }
      return due.count
    }
  }
}
