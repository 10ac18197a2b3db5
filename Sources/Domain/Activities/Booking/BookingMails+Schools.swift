import Foundation
import Postgres

extension BookingMails {
  /// Tells schools that a session which they booked has moved, or with a reason that it does not take place: each once
  /// for all of its people there, as their bookings stood until then. Told are the heads where the school pays, and
  /// those of its staff who booked for others.
  static func tellSchools(
    _ bookings: [ActivityBooking], calledOff reason: String? = nil, _ services: Services, in tx: Transaction
  ) async throws {
    for ofSession in Dictionary(grouping: bookings, by: \.session.id).values {
      for (school, people) in Dictionary(grouping: ofSession, by: \.school?.organisation) {
        guard let school else { continue }
        try await tell(school, of: inOrder(people), calledOff: reason, services, in: tx)
      }
    }
  }

  /// Those with a place by name, then those who wait in their order.
  private static func inOrder(_ people: [ActivityBooking]) -> [ActivityBooking] {
    people.sorted {
      ($0.position ?? 0, $0.shownName.lowercased()) < ($1.position ?? 0, $1.shownName.lowercased())
    }
  }

  private static func tell(
    _ school: OrganisationID, of people: [ActivityBooking], calledOff reason: String?, _ services: Services,
    in tx: Transaction
  ) async throws {
    let bookers = people.filter { $0.bookedBy != $0.account }.compactMap(\.bookedBy).map(\.rawValue)
    let paid: Statement = people.contains { $0.chargePence > 0 } ? "m.role = 'head'" : "false"
    let staff = try await staff(
      of: school,
      "\(fragment: paid) OR m.role IN ('head', 'recruiter') AND ac.id = ANY (\(bookers))", in: tx)
    for reader in staff {
      // Whoever has a place of their own is told of that as a person.
      let others = people.filter {
        $0.name != nil && $0.account != reader.account
          && $0.email?.lowercased() != reader.email.lowercased()
      }
      guard let first = others.first else { continue }
      let (subject, body) = schoolText(others, first, calledOff: reason, at: services.now())
      let link = "\(services.settings.baseURL)/school/activities?school=\(school)"
      try await Outbox.enqueue(
        OutgoingMail(
          to: reader.email, subject: subject,
          body: "\(body)\n\nSee what your school has booked here:\n\(link)"),
        services, in: tx)
    }
  }

  private static func schoolText(
    _ people: [ActivityBooking], _ first: ActivityBooking, calledOff reason: String?, at now: Date
  ) -> (subject: String, body: String) {
    let concerned = "From your school this concerns:\n"
    guard let reason else {
      return (
        "What your school booked has changed: \(first.activityTitle)",
        "\(changed(first))\n\n\(concerned)\(people.map { moved($0, at: now) }.joined(separator: "\n"))"
      )
    }
    let names = people.map { $0.state == .waiting ? "\($0.shownName), on the waiting list" : $0.shownName }
    return (
      "What your school booked does not take place: \(first.activityTitle)",
      """
      \(first.organiserName) has cancelled this:

      \(facts(first))

      Why: \(reason)

      \(concerned)\(names.joined(separator: "\n"))

      Your school is not charged for it. Everybody named here is told by mail.
      """
    )
  }

  /// Somebody of a session that has moved, with what the school pays and until when it can still cancel free of charge.
  private static func moved(_ booking: ActivityBooking, at now: Date) -> String {
    if booking.state == .waiting {
      return "\(booking.shownName), number \(booking.position ?? 1) on the waiting list"
    }
    if booking.chargePence == 0 { return booking.shownName }
    let price = "\(booking.shownName), \(SchemeMoney.pounds(booking.chargePence))"
    guard let freeUntil = booking.freeUntil, freeUntil > now else { return price }
    return "\(price). Cancelling is free until \(BookingRules.words(freeUntil: freeUntil))"
  }
}
