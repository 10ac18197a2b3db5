import Foundation
import Postgres

/// Reminds those who have a place, a week before and the day before; once each. Where that day is a weekend or a bank
/// holiday the reminder goes out on the last working day before it: after it, it would come too late.
public struct RemindOfActivities: Sendable {
  let services: Services

  /// The use case over an installation's services.
  public init(_ services: Services) { self.services = services }

  /// The days of sessions to come that anybody is reminded of by now, with the moments from which that is.
  private struct Days {
    var days: [CivilDate] = []
    var dayBefore: [Date] = []
    var weekBefore: [Date] = []

    init(from today: CivilDate) throws {
      let reminders = try Reminders.load()
      let last = try reminders.furthest(7, on: today)
      for offset in 0...today.days(until: last) {
        let day = today.adding(days: offset)
        let moments = try [1, 7].compactMap { ahead in
          try LondonTime.instant(reminders.day(ahead, before: day), hour: reminders.fromHour, minute: 0)
        }
        guard moments.count == 2 else { continue }
        days.append(day)
        dayBefore.append(moments[0])
        weekBefore.append(moments[1])
      }
    }
  }

  /// Sends what is due, a batch in one transaction, and says how many; run it until it says zero. Whoever got the place
  /// later than the reminder would have gone out is not reminded of it. Several workers may run at once.
  public func callAsFunction(batch: Int = 50, by actor: Actor = .worker) async throws -> Int {
    let (now, days) = (services.now(), try Days(from: services.today))
    return try await services.pool.withTransaction { tx in
      let due = try await tx.query(
        """
        UPDATE activity_booking b SET
          week_reminded_at = CASE WHEN d.is_day_before THEN b.week_reminded_at ELSE \(now)::timestamptz END,
          day_reminded_at = CASE WHEN d.is_day_before THEN \(now)::timestamptz END
        FROM (
          SELECT b.id, r.day_before <= \(now) AS is_day_before
          FROM unnest(\(days.days), \(days.dayBefore), \(days.weekBefore)) AS r (day, day_before, week_before)
            JOIN activity_session s ON (s.starts_at AT TIME ZONE 'Europe/London')::date = r.day
            JOIN activity_booking b ON b.session_id = s.id
            JOIN activity a ON a.id = b.activity_id
          WHERE b.state = 'booked' AND b.erased_at IS NULL AND a.state = 'published' AND s.cancelled_at IS NULL
            AND s.starts_at > \(now) AND (
              r.day_before <= \(now) AND b.day_reminded_at IS NULL AND b.booked_at < r.day_before
              OR r.day_before > \(now) AND r.week_before <= \(now) AND b.week_reminded_at IS NULL
                AND b.booked_at < r.week_before)
          ORDER BY s.starts_at, b.id LIMIT \(batch) FOR UPDATE OF b SKIP LOCKED
        ) d WHERE b.id = d.id RETURNING b.id
        """)
      for row in due {
        let booking = try await BookingStore.find(try row.decode("id"), in: tx)
        let ahead = LondonTime.days(from: now, to: booking.session.startsAt)
        try await BookingMails.tell(booking, .reminder(inDays: ahead), services, in: tx)
        try await Audit.record(
          "activity_booking.reminded", AuditSubject("activity_booking", booking.id), by: actor, services,
          in: tx)
      }
      return due.count
    }
  }
}
