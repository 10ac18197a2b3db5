import Foundation
import Postgres

/// Reminds a school’s heads of what they have to record: the appointment of somebody who was to have begun, or the day
/// on which somebody left whose contract has ended. Without the one an appointment may be erased that was made and
/// written down nowhere; without the other the time after which records are erased never begins.
public struct RemindOfAppointments: Sendable {
  /// So many days after the first day, the last step or the end of a contract.
  static let days = 14
  /// So many days after a reminder of an appointment comes the next.
  static let again = 90
  /// The same for the day of leaving: a contract may have been prolonged.
  static let leavingAgain = 365

  let services: Services

  /// The use case over an installation's services.
  public init(_ services: Services) { self.services = services }

  /// Sends what is due, a batch in one transaction, and says of how many people; run it until it says zero. Several
  /// workers may run at once.
  public func callAsFunction(batch: Int = 50, by actor: Actor = .worker) async throws -> Int {
    try await services.pool.withTransaction { tx in
      let now = services.now()
      let day = services.today.adding(days: -Self.days)
      let due = try await tx.query(
        """
        UPDATE offer SET reminded_at = \(now)
        WHERE id IN (
          SELECT f.id FROM offer f JOIN application a ON a.id = f.application_id
            LEFT JOIN appointment p ON p.application_id = a.id
          WHERE \(fragment: OfferStore.stands) AND (
            a.state IN ('accepted', 'unconditional') AND f.starts_on <= \(day)
              AND a.state_changed_at <= \(Self.before(now, Self.days))
              AND (f.reminded_at IS NULL OR f.reminded_at <= \(Self.before(now, Self.again)))
            OR a.state = 'appointed' AND p.left_on IS NULL AND f.contract_ends_on <= \(day)
              AND (f.reminded_at IS NULL OR f.reminded_at <= \(Self.before(now, Self.leavingAgain))))
          ORDER BY f.id LIMIT \(batch) FOR UPDATE OF f SKIP LOCKED)
        RETURNING application_id, starts_on, contract_ends_on
        """)
      for row in due { try await remind(row, actor, tx) }
      return due.count
    }
  }

  private static func before(_ now: Date, _ days: Int) -> Date {
    now.addingTimeInterval(-Double(days) * 86_400)
  }

  private func remind(_ row: Row, _ actor: Actor, _ tx: Transaction) async throws {
    let application = try await ApplicationStore.find(try row.decode("application_id"), in: tx)
    let contractEnds = try row.decodeIfPresent("contract_ends_on", as: CivilDate.self)
    let isLeaving = application.state == .appointed
    let body: String
    if isLeaving {
      body = leaving(application, contractEnds)
    } else {
      body = try await unfinished(application, startsOn: try row.decode("starts_on"), tx)
    }
    let subject =
      isLeaving
      ? "Has \(application.applicantName) left?" : "Has \(application.applicantName) begun?"
    try await SchoolMail.send(
      about: application.vacancy, to: application.place,
      subject: "\(subject) \(application.vacancyTitle)", body: body, services, in: tx,
      where: { $0.role == .head })
    try await Audit.record(
      isLeaving ? "appointment.leaving_asked" : "appointment.asked",
      AuditSubject("application", application.id),
      at: application.place, by: actor, services, in: tx)
  }

  private func unfinished(
    _ application: SentApplication, startsOn: CivilDate, _ tx: Transaction
  ) async throws -> String {
    let period = try await RetentionPeriod.all(of: application.place.authority, in: tx)
      .first { $0.kind == .unfinishedAppointment }
    let words = period.map(\.words) ?? "some time"
    return """
      \(application.applicantName) was to begin on \(LondonTime.longDate(startsOn)) in the post \
      "\(application.vacancyTitle)". Record the appointment, or withdraw the offer:
      \(services.settings.baseURL)/received/\(application.id)

      If neither is done, the application is erased, with its checks and references, \(words) after that day or after \
      the last step, whichever is later.
      """
  }

  private func leaving(_ application: SentApplication, _ endsOn: CivilDate?) -> String {
    """
    The contract of \(application.applicantName) for the post "\(application.vacancyTitle)" was to end\
    \(endsOn.map { " on \(LondonTime.longDate($0))" } ?? ""). If they have left, enter their last day, from which it \
    counts how long their records are kept:
    \(services.settings.baseURL)/received/\(application.id)/keeping

    If they have stayed, you need do nothing: we ask again in a year.
    """
  }
}
