import Foundation
import Postgres

/// Asks schools whether and how they filled a vacancy: seven days after it closed, then weekly until they
/// answer.
public struct RemindOfOutcomes: Sendable {
  let services: Services

  /// The use case over an installation's services.
  public init(_ services: Services) { self.services = services }

  /// Days between closing and the first reminder, and between one reminder and the next.
  public static let days = 7
  /// As many reminders are sent at most.
  public static let most = 8
  /// What closed longer ago than so many days is let rest.
  static let furthest = 180

  /// Sends what is due, a batch in one transaction, and says for how many vacancies; run it until it says
  /// zero. Several workers may run at once. A vacancy that was opened again is counted anew.
  public func callAsFunction(batch: Int = 50, by actor: Actor = .worker) async throws -> Int {
    try await services.pool.withTransaction { tx in
      let now = services.now()
      let week = now.addingTimeInterval(-Double(Self.days) * 86_400)
      let oldest = now.addingTimeInterval(-Double(Self.furthest) * 86_400)
      let due = try await tx.query(
        """
        UPDATE vacancy v SET outcome_reminded_at = \(now), outcome_reminders =
          CASE WHEN outcome_reminded_at >= closes_at THEN outcome_reminders + 1 ELSE 1 END
        WHERE id IN (
          SELECT id FROM vacancy
          WHERE state IN ('closed', 'interviewing') AND closes_at <= \(week) AND closes_at > \(oldest)
            AND (outcome_reminded_at IS NULL OR outcome_reminded_at < closes_at
              OR (outcome_reminders < \(Self.most) AND outcome_reminded_at <= \(week)))
          ORDER BY closes_at, id LIMIT \(batch) FOR UPDATE SKIP LOCKED)
        RETURNING id, school_id, authority_id, title, reference, closes_at, outcome_reminders
        """)
      for row in due { try await remind(row, actor, tx) }
      return due.count
    }
  }

  private func remind(_ row: Row, _ actor: Actor, _ tx: Transaction) async throws {
    let id = try row.decode("id", as: VacancyID.self)
    let place = Place(organisation: try row.decode("school_id"), authority: try row.decode("authority_id"))
    let title = try row.decode("title", as: String.self)
    for address in try await ApplicationReaders.addresses(of: id, at: place, in: tx) {
      let mail = OutgoingMail(
        to: address, subject: "Did you fill it? \(title)",
        body: """
          "\(title)" (\(try row.decode("reference", as: String.self))) closed on \
          \(LondonTime.dateAndTime(try row.decode("closes_at"))).

          Have you filled it, and how? It takes a minute, and helps the borough to see what works:
          \(services.settings.baseURL)/school/vacancies/\(id)/outcome

          If you are still interviewing, say so there. We ask once a week, \(Self.most) times at most.
          """)
      try await Outbox.enqueue(mail, services, in: tx)
    }
    try await Audit.record(
      "vacancy.outcome_asked", AuditSubject("vacancy", id), at: place,
      details: ["reminder": .number(Double(try row.decode("outcome_reminders", as: Int.self)))], by: actor,
      services, in: tx)
  }
}
