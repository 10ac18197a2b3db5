import Foundation
import Postgres

/// Statements that the use cases of alerts share.
enum JobAlertStore {
  /// Said of a link to an alert that is no more, or never was.
  static let unknown = DomainError.gone("This alert has ended, or the address of this page is incomplete.")

  static func find(_ id: JobAlertID, in db: some Queryable) async throws -> JobAlert {
    let found = try await db.first(
      "SELECT \(fragment: JobAlert.columns) FROM job_alert a WHERE a.id = \(id)", as: JobAlert.self)
    guard let found else { throw unknown }
    return found
  }

  /// The alert that a secret opens; locked when `locks`.
  static func find(token: String, locks: Bool = false, in db: some Queryable) async throws -> JobAlert {
    let found = try await db.first(
      """
      SELECT \(fragment: JobAlert.columns) FROM job_alert a
      WHERE a.id = (SELECT l.alert_id FROM job_alert_link l WHERE l.token_hash = \(Secret.hash(token)))
      \(fragment: locks ? "FOR UPDATE OF a" : "")
      """, as: JobAlert.self)
    guard let found else { throw unknown }
    return found
  }

  /// The alerts of an address that send mail or are paused, oldest first.
  static func running(of address: EmailAddress, in db: some Queryable) async throws -> [JobAlert] {
    try await db.query(
      """
      SELECT \(fragment: JobAlert.columns) FROM job_alert a
      WHERE a.email_normal = \(address.normal) AND a.state IN ('active', 'paused') ORDER BY a.id
      """, as: JobAlert.self)
  }

  /// A fresh secret that opens an alert's page, and ends it.
  static func secret(for id: JobAlertID, _ services: Services, in tx: Transaction) async throws -> String {
    let secret = Secret.make(services)
    try await tx.execute(
      """
      INSERT INTO job_alert_link (token_hash, alert_id, created_at)
      VALUES (\(secret.hash), \(id), \(services.now()))
      """)
    return secret.text
  }

  /// The address of an alert's page, for a mail.
  static func link(to id: JobAlertID, _ services: Services, in tx: Transaction) async throws -> String {
    JobAlertMails.manageLink(try await secret(for: id, services, in: tx), services)
  }

  /// An alert as its person may know of it.
  struct Held: Sendable {
    let criteria: String
    let state: String
    let createdAt: Date
  }

  /// Every alert of an address.
  static func held(of email: String, in db: some Queryable) async throws -> [Held] {
    try await db.query(
      """
      SELECT criteria, state, created_at FROM job_alert WHERE email_normal = \(email.lowercased())
      ORDER BY created_at, id
      """
    ).map {
      Held(
        criteria: try $0.decode("criteria"), state: try $0.decode("state"),
        createdAt: try $0.decode("created_at"))
    }
  }

  /// Deletes every alert of an address, when its account is closed.
  static func endAll(of email: String, in tx: Transaction) async throws {
    try await tx.execute("DELETE FROM job_alert WHERE email_normal = \(email.lowercased())")
  }

  static func expiry(from now: Date) -> Date {
    now.addingTimeInterval(Double(JobAlert.lifetimeDays) * 86_400)
  }

  static func end(_ id: JobAlertID, _ now: Date, in tx: Transaction) async throws {
    try await tx.execute(
      """
      UPDATE job_alert SET state = 'ended', ended_at = \(now), next_due_at = NULL, confirm_hash = NULL,
        version = version + 1
      WHERE id = \(id) AND state <> 'ended'
      """)
  }
}

/// Which vacancies an alert has to tell of.
enum JobAlertMatches {
  /// How long before the last look the next one begins: longer than any publication takes to be committed,
  /// and than clocks differ.
  static let overlap: TimeInterval = 2 * 3_600
  /// How many vacancies a mail tells of.
  static let most = 500

  /// Live vacancies that meet the criteria, were published since the last look or shortly before it, and that
  /// the address has not had; those published first come first. One more than ``most`` tells that others
  /// follow.
  static func find(_ alert: JobAlert, _ now: Date, in db: some Queryable) async throws -> [VacancyListing] {
    let conditions = try await SearchVacancies.conditions(alert.criteria, now, in: db)
    return try await db.query(
      """
      SELECT \(fragment: VacancyListing.columns)
      FROM vacancy v JOIN organisation o ON o.id = v.school_id
        JOIN school s ON s.organisation_id = v.school_id
      WHERE \(fragment: .joined(conditions, separator: " AND "))
        AND v.published_at > \(alert.seenUntil.addingTimeInterval(-overlap))
        AND NOT EXISTS (SELECT FROM job_alert_sent n WHERE n.alert_id = \(alert.id) AND n.vacancy_id = v.id)
      ORDER BY v.published_at, v.id LIMIT \(most + 1)
      """, as: VacancyListing.self)
  }

  /// Notes that the address has had vacancies.
  static func noteSent(
    _ vacancies: [VacancyListing], of alert: JobAlertID, _ now: Date, in tx: Transaction
  ) async throws {
    try await tx.execute(
      """
      INSERT INTO job_alert_sent (alert_id, vacancy_id, sent_at)
      SELECT \(alert), id, \(now) FROM unnest(\(vacancies.map(\.id.rawValue))) AS sent (id)
      """)
  }

  /// Notes what could be seen when the alert was asked for, or goes on after a pause, as far back as its next
  /// look goes.
  static func noteSeen(
    _ criteria: VacancyCriteria, of alert: JobAlertID, _ now: Date, in tx: Transaction
  ) async throws {
    let conditions = try await SearchVacancies.conditions(criteria, now, in: tx)
    try await tx.execute(
      """
      INSERT INTO job_alert_sent (alert_id, vacancy_id, sent_at)
      SELECT \(alert), v.id, \(now) FROM vacancy v JOIN school s ON s.organisation_id = v.school_id
      WHERE \(fragment: .joined(conditions, separator: " AND "))
        AND v.published_at > \(now.addingTimeInterval(-overlap))
      ON CONFLICT DO NOTHING
      """)
  }
}
