import Foundation
import Postgres

/// Lets an interim assessment be due wherever a teacher leaves a school before the end of induction, as the rule asks
/// (``InterimRule``): with a last day that is recorded for another school, a break, leaving teaching or another body.
struct InterimDue: Sendable {
  let services: Services

  init(_ services: Services) { self.services = services }

  private struct Known {
    let id: UUID
    let plannedOn: CivilDate?
    let isBegun: Bool
  }

  /// Asks for one at a school, moves its day, or takes it back where nobody has begun it and it is not asked for any
  /// more. It is due on the last day there; within the time of a report where that day is over. Says by when, where it
  /// was asked for now.
  @discardableResult
  func renew(_ id: InductionID, at place: Place, in tx: Transaction) async throws -> CivilDate? {
    let record = try await InductionStore.record(id, in: tx)
    let known = try await known(id, place, tx)
    guard let last = try await lastDay(record, place, isKnown: known != nil, tx) else {
      if let known, !known.isBegun {
        try await tx.execute("DELETE FROM induction_due WHERE id = \(known.id)")
      }
      return nil
    }
    if known?.plannedOn == last { return nil }
    let due = last >= services.today ? last : try DueAgain.day(.interim, from: services.today)
    if let known {
      try await tx.execute(
        """
        UPDATE induction_due SET due_on = \(due), planned_on = \(last), reminded_on = NULL WHERE id = \(known.id)
        """)
    } else {
      try await tx.execute(
        """
        INSERT INTO induction_due (id, induction_id, kind, number, due_on, planned_on, school_id)
        VALUES (\(services.newID(InductionEventID.self)), \(id), \(InductionDue.Kind.interim),
          \(Int32(try await number(id, place, tx))), \(due), \(last), \(place.organisation))
        """)
    }
    return due
  }

  /// The last day at the school, where an interim assessment of the time there is asked for and not received.
  private func lastDay(
    _ record: InductionRecord, _ place: Place, isKnown: Bool, _ tx: Transaction
  ) async throws -> CivilDate? {
    let own = record.periods.filter { $0.place == place }
    let ends = own.compactMap(\.endsOn)
    guard ends.count == own.count, let last = ends.max(), !record.induction.state.isDecided else {
      return nil
    }
    // Whoever has served to the end by the plan has their last formal assessment.
    if let end = record.induction.storedPlan?.expectedEnd, end <= last { return nil }
    let finding = try await InterimRule.finding(record, at: place, until: last, in: tx)
    return finding == .asked || finding == .written && isKnown ? last : nil
  }

  private func known(_ id: InductionID, _ place: Place, _ tx: Transaction) async throws -> Known? {
    let row = try await tx.firstRow(
      """
      SELECT d.id, d.planned_on, EXISTS (SELECT FROM induction_assessment a WHERE a.induction_id = d.induction_id
        AND a.kind = d.kind AND a.number = d.number) AS is_begun
      FROM induction_due d WHERE d.induction_id = \(id) AND d.kind = \(InductionDue.Kind.interim)
        AND d.school_id = \(place.organisation) AND d.done_on IS NULL ORDER BY d.number LIMIT 1
      """)
    return try row.map {
      Known(
        id: try $0.decode("id"), plannedOn: try $0.decodeIfPresent("planned_on"),
        isBegun: try $0.decode("is_begun"))
    }
  }

  /// That of one which the school has begun already, or the next.
  private func number(_ id: InductionID, _ place: Place, _ tx: Transaction) async throws -> Int {
    try await tx.value(
      """
      SELECT coalesce(
        (SELECT min(a.number) FROM induction_assessment a WHERE a.induction_id = \(id) AND a.kind = 'interim'
          AND a.school_id = \(place.organisation) AND a.state <> 'received' AND NOT EXISTS (SELECT FROM induction_due d
            WHERE d.induction_id = a.induction_id AND d.kind = a.kind AND d.number = a.number)),
        greatest(
          (SELECT max(a.number) FROM induction_assessment a WHERE a.induction_id = \(id) AND a.kind = 'interim'),
          (SELECT max(d.number) FROM induction_due d WHERE d.induction_id = \(id) AND d.kind = 'interim'), 0) + 1)
      """, as: Int.self)
  }

  /// Tells the head and the tutor of the school that it is asked for, and why.
  func tell(_ record: InductionRecord, at place: Place, by day: CivilDate, in tx: Transaction) async throws {
    let name = record.induction.name
    let school = record.periods.last { $0.place == place }?.schoolName ?? ""
    let subject = "An interim assessment of \(name) is due"
    let why = try await InterimRule.reason(record, until: day, in: tx)
    let body = """
      \(name) leaves \(school): \(why). Write an interim assessment of the time there by \
      \(LondonTime.longDate(day)), so that what was done is not lost (DfE statutory guidance 2024, 2.62–2.63):

      \(services.settings.baseURL)/inductions/\(record.induction.id)
      """
    try await RegistrationStore.tellHead(of: place, subject: subject, body: body, services, in: tx)
    try await RegistrationStore.tell(
      try await InductionAccess.tutors(record.induction.id, at: place, in: tx), subject: subject, body: body,
      services, in: tx)
  }
}
