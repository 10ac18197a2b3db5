import Foundation
import Postgres

/// Reminds tutor and teacher of the days on which targets of support plans are reviewed, and the head of those that
/// are overdue: by the same days as of assessments.
public struct RemindOfSupport: Sendable {
  let services: Services

  /// The use case over an installation’s services.
  public init(_ services: Services) { self.services = services }

  /// Lets plans go to the schools that lead from today, which then are reminded of them.
  public func handOver() async throws {
    try await services.pool.withTransaction { try await HandOverSupport(services)(by: .worker, in: $0) }
  }

  /// Looks at a batch of targets that were not looked at today and says how many there were. Any number of workers may
  /// do so at once, and a day that was missed is made up for once.
  public func callAsFunction(batch: Int = 100) async throws -> Int {
    let (reminders, today) = (try Reminders.load(), services.today)
    let horizon = try reminders.horizon(on: today)
    return try await services.pool.withTransaction { tx in
      // The plan before its targets, as everything that changes a plan does: one that is being closed is passed over.
      let rows = try await tx.query(
        """
        WITH plan AS MATERIALIZED (
          SELECT p.id FROM support_plan p JOIN induction i ON i.id = p.induction_id
          WHERE p.closed_at IS NULL AND i.state IN ('serving', 'recommended')
            AND EXISTS (SELECT FROM support_target d WHERE d.plan_id = p.id AND d.outcome IS NULL
              AND d.review_on <= \(horizon) AND d.checked_on IS DISTINCT FROM \(today))
          ORDER BY p.id LIMIT \(batch) FOR UPDATE OF p SKIP LOCKED)
        SELECT t.id, t.plan_id, t.review_on, t.reminded_on FROM plan JOIN support_target t ON t.plan_id = plan.id
        WHERE t.outcome IS NULL AND t.review_on <= \(horizon)
          AND t.checked_on IS DISTINCT FROM \(today)
        ORDER BY t.plan_id, t.review_on, t.id LIMIT \(batch) FOR UPDATE OF t SKIP LOCKED
        """)
      var due: [SupportPlanID: [CivilDate]] = [:]
      for row in rows {
        let day = try row.decode("review_on", as: CivilDate.self)
        let reminded = try row.decodeIfPresent("reminded_on", as: CivilDate.self)
        let last = try reminders.lastDay(of: day, on: today)
        let isDue = last.map { day in reminded.map { $0 < day } ?? true } ?? false
        if isDue { due[try row.decode("plan_id"), default: []].append(day) }
        try await tx.execute(
          """
          UPDATE support_target SET checked_on = \(today),
            reminded_on = CASE WHEN \(isDue) THEN \(today) ELSE reminded_on END
          WHERE id = \(try row.decode("id", as: SupportTargetID.self))
          """)
      }
      for (plan, days) in due.sorted(by: { $0.key.description < $1.key.description }) {
        try await remind(plan, days, today, tx)
      }
      return rows.count
    }
  }

  private func remind(
    _ id: SupportPlanID, _ days: [CivilDate], _ today: CivilDate, _ tx: Transaction
  ) async throws {
    guard let plan = try await SupportPlan.list("p.id = \(id)", in: tx).first else { return }
    let induction = try await InductionStore.find(plan.induction, in: tx)
    let isOverdue = days.contains { $0 < today }
    let lines = days.map { day in
      "- a target \(day < today ? "was to be reviewed" : "is reviewed") on \(LondonTime.longDate(day))"
    }
    let subject = "\(isOverdue ? "Overdue: " : "")Review of the support plan of \(induction.name)"
    let body = """
      In the support plan of \(induction.name) at \(plan.schoolName):

      \(lines.joined(separator: "\n"))

      See it here: \(services.settings.baseURL)/inductions/\(plan.induction)/support-plans/\(plan.id)
      """
    let tutors = try await InductionAccess.tutors(plan.induction, at: plan.place, in: tx)
    try await RegistrationStore.tell(
      tutors + [induction.email], subject: subject, body: body, services, in: tx)
    if isOverdue {
      try await RegistrationStore.tellHead(of: plan.place, subject: subject, body: body, services, in: tx)
    }
  }
}
