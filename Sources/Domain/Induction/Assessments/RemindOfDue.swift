import Foundation
import Postgres

/// Reminds the right people of what is due: by the days of the assessment form, seven days before, the day before, on
/// the day, when it is overdue, then weekly.
public struct RemindOfInductionDue: Sendable {
  let services: Services

  /// The use case over an installation’s services.
  public init(_ services: Services) { self.services = services }

  /// Reminds of a batch and says of how many. Any number of workers may do so at once, and a day that was missed is
  /// made up for once.
  public func callAsFunction(batch: Int = 50) async throws -> Int {
    let reminders = try AssessmentForm.load().reminders
    let (today, first) = (services.today, reminders.before.max() ?? 7)
    return try await services.pool.withTransaction { tx in
      let rows = try await tx.query(
        """
        SELECT d.id, d.induction_id, d.kind, d.number, d.due_on, d.done_on, d.reminded_on FROM induction_due d
          JOIN induction i ON i.id = d.induction_id
        WHERE d.done_on IS NULL AND d.due_on <= \(today.adding(days: first)) AND i.state = \(InductionState.serving)
          AND NOT \(fragment: StalePlans.isStale)
          AND (d.reminded_on IS NULL OR d.reminded_on < \(today)) AND d.checked_on IS DISTINCT FROM \(today)
        ORDER BY d.due_on, d.id LIMIT \(batch) FOR UPDATE OF d SKIP LOCKED
        """)
      for row in rows {
        let (id, due) = (try row.decode("id", as: InductionEventID.self), try InductionDue(row: row))
        let last = Self.lastDay(due.dueOn, on: today, reminders)
        let reminded = try row.decodeIfPresent("reminded_on", as: CivilDate.self)
        let isDue = last.map { day in reminded.map { $0 < day } ?? true } ?? false
        if isDue { try await remind(due, of: try row.decode("induction_id"), today, tx) }
        try await tx.execute(
          """
          UPDATE induction_due SET checked_on = \(today),
            reminded_on = CASE WHEN \(isDue) THEN \(today) ELSE reminded_on END WHERE id = \(id)
          """)
      }
      return rows.count
    }
  }

  /// The last day up to today on which somebody is reminded; nil when none has come.
  static func lastDay(_ due: CivilDate, on today: CivilDate, _ reminders: AssessmentForm.Reminders)
    -> CivilDate?
  {
    let overdue = due.days(until: today)
    if overdue > 0 {
      return due.adding(days: 1 + (overdue - 1) / reminders.overdueEvery * reminders.overdueEvery)
    }
    return reminders.before.map { due.adding(days: -$0) }.filter { $0 <= today }.max()
  }

  private func remind(
    _ due: InductionDue, of id: InductionID, _ today: CivilDate, _ tx: Transaction
  ) async throws {
    let record = try await InductionStore.record(id, in: tx)
    guard let period = record.periods.last(where: { $0.goesOn(after: today.adding(days: -1)) }) else {
      return
    }
    let state = try await InductionAssessment.list(
      "a.induction_id = \(id) AND a.kind = \(due.kind.rawValue) AND a.number = \(Int32(due.number))", in: tx
    ).first?.state
    let isOverdue = due.dueOn < today
    let when = isOverdue ? "was due on" : "is due on"
    let subject = "\(isOverdue ? "Overdue: " : "")\(due.title) of \(record.induction.name)"
    let body = """
      \(due.title) of \(record.induction.name) at \(period.schoolName) \(when) \(LondonTime.longDate(due.dueOn)). It is \
      \((state ?? .draft).title.lowercasedFirstLetter).

      See it here: \(services.settings.baseURL)/inductions/\(id)
      """
    switch state ?? .draft {
    case .draft:
      try await RegistrationStore.tell([period.tutorEmail], subject: subject, body: body, services, in: tx)
    case .drafted: break
    case .completed:
      try await RegistrationStore.tell(
        [record.induction.email], subject: subject, body: body, services, in: tx)
    case .confirmed, .received:
      return try await RegistrationStore.tellOfficers(
        of: period.place, subject: subject, body: body, services, in: tx)
    }
    // The head is told where it is theirs, and of everything overdue at the school.
    if state == .drafted || isOverdue && state != .completed {
      try await RegistrationStore.tellHead(of: period.place, subject: subject, body: body, services, in: tx)
    }
  }
}
