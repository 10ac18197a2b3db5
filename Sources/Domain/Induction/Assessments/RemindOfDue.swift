import Foundation
import Postgres

/// Reminds the right people of what is due: by the days of the assessment form, seven days before, the day before, on
/// the day, when it is overdue, then weekly. What would go out at a weekend or on a bank holiday goes out on the working
/// day before it, and once it is overdue on the one after.
public struct RemindOfInductionDue: Sendable {
  let services: Services

  /// The use case over an installation’s services.
  public init(_ services: Services) { self.services = services }

  /// Reminds of a batch and says of how many. Any number of workers may do so at once, and a day that was missed is
  /// made up for once.
  public func callAsFunction(batch: Int = 50) async throws -> Int {
    let (reminders, today) = (try Reminders.load(), services.today)
    let horizon = try reminders.horizon(on: today)
    return try await services.pool.withTransaction { tx in
      let items = try await DueItem.list(
        """
        d.due_on <= \(horizon) AND (d.reminded_on IS NULL OR d.reminded_on < \(today))
          AND d.checked_on IS DISTINCT FROM \(today) AND i.state <> \(InductionState.recommended)
        """, limit: batch, lock: true, in: tx)
      for item in items {
        let last = try reminders.lastDay(of: item.due.dueOn, on: today)
        let isDue = last.map { day in item.remindedOn.map { $0 < day } ?? true } ?? false
        if isDue { try await remind(item, today, tx) }
        try await tx.execute(
          """
          UPDATE induction_due SET checked_on = \(today),
            reminded_on = CASE WHEN \(isDue) THEN \(today) ELSE reminded_on END WHERE id = \(item.id)
          """)
      }
      return items.count
    }
  }

  private func remind(_ item: DueItem, _ today: CivilDate, _ tx: Transaction) async throws {
    let isOverdue = item.isOverdue(on: today)
    let when = isOverdue ? "was due on" : "is due on"
    let subject = "\(isOverdue ? "Overdue: " : "")\(item.due.title) of \(item.name)"
    let body = """
      \(item.due.title) of \(item.name) at \(item.school) \(when) \(LondonTime.longDate(item.due.dueOn)). \
      \(item.sentence)

      See it here: \(services.settings.baseURL)/inductions/\(item.induction)
      """
    switch item.turn {
    case .tutor:
      try await remindTutor(item, subject: subject, body: body, isOverdue: isOverdue, tx)
    case .head:
      try await RegistrationStore.tellHead(
        of: item.place, subject: subject, body: body, services, in: tx)
    case .teacher:
      try await RegistrationStore.tell(
        [item.teacherEmail], subject: subject, body: body, services, in: tx)
    case .body:
      try await RegistrationStore.tellOfficers(
        of: item.place, subject: subject, body: body, services, in: tx)
    }
  }

  /// The head is told of everything overdue at the school, and where the tutor can’t get in yet.
  private func remindTutor(
    _ item: DueItem, subject: String, body: String, isOverdue: Bool, _ tx: Transaction
  ) async throws {
    let getsIn = try await !InductionAccess.withAccount([item.tutorEmail], in: tx).isEmpty
    let hint = getsIn ? "" : "\n\n\(InductionAccess.howToGetIn(services))"
    try await RegistrationStore.tell(
      [item.tutorEmail], subject: subject, body: body + hint, services, in: tx)
    if !isOverdue && getsIn { return }
    let note = getsIn ? "" : "\n\n\(item.withoutAccount)"
    try await RegistrationStore.tellHead(
      of: item.place, subject: subject, body: body + note, services, in: tx)
  }
}
