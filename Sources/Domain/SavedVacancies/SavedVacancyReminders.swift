public import Foundation
import Postgres

/// Reminds people, once, of vacancies that they saved, have not applied for, and that close in ten days.
public struct RemindOfSavedVacancies: Sendable {
  let services: Services

  /// The use case over an installation's services.
  public init(_ services: Services) { self.services = services }

  /// How long before closing people are reminded, in seconds.
  public static let lead: TimeInterval = 10 * 86_400

  /// Reminds one person of everything that is due for them, in one mail, and says of how many vacancies; zero
  /// when nothing is due for anybody. What was saved within the ten days needs no reminder. Several workers
  /// may run at once.
  public func callAsFunction(by actor: Actor = .worker) async throws -> Int {
    try await services.pool.withTransaction { tx in
      guard let account = try await nextAccount(tx) else { return 0 }
      let due = try await tx.query(
        Self.due(services.now(), of: account), as: DueVacancy.self)
      guard let first = due.first else { return 0 }
      try await tx.execute(
        """
        UPDATE saved_vacancy SET reminded_at = \(services.now())
        WHERE account_id = \(account) AND vacancy_id = ANY (\(due.map(\.id.rawValue)))
        """)
      try await Outbox.enqueue(mail(to: first, due), services, in: tx)
      try await Audit.record(
        "saved_vacancies.reminded", AuditSubject("account", account),
        details: ["vacancies": .number(Double(due.count))], by: actor, services, in: tx)
      return due.count
    }
  }

  private func nextAccount(_ tx: Transaction) async throws -> AccountID? {
    try await tx.firstRow(Self.due(services.now(), of: nil))?.decode("account_id")
  }

  /// Reminders that are due, for one person or (only the first) for anybody; locked, those of others skipped.
  private static func due(_ now: Date, of account: AccountID?) -> Statement {
    let whose: Statement = account.map { " AND k.account_id = \($0)" } ?? ""
    let limit: Statement = account == nil ? " LIMIT 1" : ""
    return """
      SELECT k.account_id, a.email, a.name, v.id, v.title, v.closes_at, o.name AS school_name
      FROM saved_vacancy k JOIN vacancy v ON v.id = k.vacancy_id JOIN organisation o ON o.id = v.school_id
        JOIN account a ON a.id = k.account_id
      WHERE k.reminded_at IS NULL AND v.state = 'published' AND v.closes_at > \(now)
        AND v.closes_at <= \(now.addingTimeInterval(lead))
        AND k.saved_at < v.closes_at - \(lead) * interval '1 second'
        AND a.saved_vacancy_reminders AND a.closed_at IS NULL AND a.email_confirmed_at IS NOT NULL
        AND NOT EXISTS (SELECT FROM application p WHERE p.vacancy_id = v.id AND p.account_id = a.id
          AND p.state <> 'withdrawn')\(fragment: whose)
      ORDER BY v.closes_at, v.id, k.account_id\(fragment: limit) FOR UPDATE OF k SKIP LOCKED
      """
  }

  private func mail(to person: DueVacancy, _ due: [DueVacancy]) -> OutgoingMail {
    let lines = due.map { vacancy in
      """
      \(vacancy.title)
      \(vacancy.schoolName)
      Closes on \(LondonTime.dateAndTime(vacancy.closesAt))
      \(services.settings.baseURL)/vacancies/\(vacancy.id)
      """
    }
    let subject =
      due.count == 1
      ? "A vacancy you saved closes soon: \(person.title)" : "\(due.count) vacancies you saved close soon"
    let which =
      due.count == 1 ? "This vacancy, which you saved, closes" : "These vacancies, which you saved, close"
    return OutgoingMail(
      to: person.email, subject: subject,
      body: """
        Hello \(person.name),

        \(which) \
        within 10 days, and you have not applied yet.

        \(lines.joined(separator: "\n\n"))

        We remind you of each vacancy once. You can turn these reminders off on your account's page:

        \(services.settings.baseURL)/account/reminders
        """)
  }

  private struct DueVacancy: RowDecodable {
    let id: VacancyID
    let title: String
    let schoolName: String
    let closesAt: Date
    let email: String
    let name: String

    init(row: Row) throws {
      id = try row.decode("id")
      title = try row.decode("title")
      schoolName = try row.decode("school_name")
      closesAt = try row.decode("closes_at")
      email = try row.decode("email")
      name = try row.decode("name")
    }
  }
}

/// Whether a person is reminded of what they saved.
public struct SetSavedVacancyReminders: Sendable {
  let services: Services

  /// The use case over an installation's services.
  public init(_ services: Services) { self.services = services }

  /// Whether the person is reminded now. Throws ``DomainError``.
  public func isOn(by actor: Actor) async throws -> Bool {
    let account = try actor.requireOwn(.readSavedVacancies)
    return try await services.pool.value(
      "SELECT saved_vacancy_reminders FROM account WHERE id = \(account.id)", as: Bool.self)
  }

  /// Turns the reminders on or off. Throws ``DomainError``.
  public func callAsFunction(_ isOn: Bool, by actor: Actor) async throws {
    let account = try actor.requireOwn(.saveVacancy)
    try await services.pool.withTransaction { tx in
      let changed = try await tx.execute(
        """
        UPDATE account SET saved_vacancy_reminders = \(isOn), updated_at = \(services.now()),
          version = version + 1
        WHERE id = \(account.id) AND saved_vacancy_reminders <> \(isOn)
        """)
      guard changed > 0 else { return }
      try await Audit.record(
        "account.reminders_set", AuditSubject("account", account.id), details: ["on": .bool(isOn)],
        by: actor, services, in: tx)
    }
  }
}
