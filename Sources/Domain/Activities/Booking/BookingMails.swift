import Foundation
import Postgres

/// What people are written about their places.
enum BookingMails {
  /// What is told.
  enum News {
    case made
    /// A school made it for its colleague.
    case named(by: String)
    case filled
    case moved
    case reminder(inDays: Int)
    case takenBack(by: String)
    case calledOff(reason: String)
  }

  /// Tells the person of a booking, with the way to change their mind.
  static func tell(
    _ booking: ActivityBooking, _ news: News, _ services: Services, in tx: Transaction
  ) async throws {
    guard let email = booking.email, let name = booking.name else { return }
    let link =
      booking.account == nil
      ? try await BookingLink.make(for: booking, services, in: tx)
      : "\(services.settings.baseURL)/activity-bookings/\(booking.id)"
    let (subject, body) = text(booking, news, link, at: services.now())
    try await Outbox.enqueue(
      OutgoingMail(to: email, subject: subject, body: "Dear \(name),\n\n\(body)"), services, in: tx)
  }

  /// What a booking is for, when and where.
  static func facts(_ booking: ActivityBooking) -> String {
    let session = booking.session
    return """
      \(booking.activityTitle)\(session.title.isEmpty ? "" : ": \(session.title)")
      \(session.when)
      \(booking.venue)\(session.room.isEmpty ? "" : ", \(session.room)")
      """
  }

  /// That a session is at another time or place, with what it is now.
  static func changed(_ booking: ActivityBooking) -> String {
    "Time or place have changed. They are now:\n\n\(facts(booking))"
  }

  private static func text(
    _ booking: ActivityBooking, _ news: News, _ link: String, at now: Date
  ) -> (subject: String, body: String) {
    let title = booking.activityTitle
    let facts = facts(booking)
    let number =
      "you are number \(booking.position ?? 1) on the waiting list, and get a place by itself when one "
      + "becomes free."
    let place = booking.state == .waiting ? "Every place is taken: \(number)" : "You have a place."
    let way = "See it, put it into your calendar or say that you can’t come here:\n\(link)"
    switch news {
    case .made:
      return (
        booking.state == .waiting ? "On the waiting list: \(title)" : "Your place: \(title)",
        "\(place)\n\n\(facts)\n\n\(terms(booking))\(way)"
      )
    case .named(let school):
      let deed =
        booking.state == .waiting
        ? "\(school) has put you on the waiting list" : "\(school) has booked for you"
      return (
        "\(deed): \(title)",
        "\(deed). \(place)\n\n\(facts)\n\nIf you can’t come, please say so by this link:\n\(link)"
      )
    case .filled:
      return (
        "A place is yours: \(title)",
        "A place has become free, and it is yours.\n\n\(facts)\n\n\(terms(booking))\(way)"
      )
    case .moved:
      let told = changed(booking)
      if booking.state == .waiting {
        return (
          "Changed: \(title)",
          "\(told)\n\nYou still wait for a place: \(number)\n\nSee it, or leave the waiting list, here:\n\(link)"
        )
      }
      // Whoever booked themselves is told until when they can still cancel free of charge.
      let hasTerms = booking.account != nil && (booking.freeUntil ?? now) > now
      return ("Changed: \(title)", "\(told)\n\n\(hasTerms ? terms(booking) : "")\(way)")
    case .reminder(let days):
      return ("\(when(days, booking.session)): \(title)", "This is to remind you.\n\n\(facts)\n\n\(way)")
    case .takenBack(let whom):
      return ("Cancelled: \(title)", "\(whom) has cancelled your booking for:\n\n\(facts)")
    case .calledOff(let reason):
      return (
        "Does not take place: \(title)",
        "\(booking.organiserName) has cancelled this:\n\n\(facts)\n\nWhy: \(reason)\n\nNobody is charged for it."
      )
    }
  }

  private static func when(_ days: Int, _ session: ActivitySession) -> String {
    switch days {
    case 0: "Today"
    case 1: "Tomorrow"
    case 7: "In a week"
    default: "On \(LondonTime.longDate(session.day))"
    }
  }

  private static func terms(_ booking: ActivityBooking) -> String {
    guard booking.chargePence > 0, let freeUntil = booking.freeUntil, let school = booking.schoolName else {
      return ""
    }
    return "\(school) pays for the place. Cancelling is free until "
      + "\(BookingRules.words(freeUntil: freeUntil)).\n\n"
  }

  /// Tells the heads of a school that somebody of theirs has booked a place that it pays for; not the head who booked it.
  static func tellHeads(_ booking: ActivityBooking, _ services: Services, in tx: Transaction) async throws {
    guard let name = booking.name else { return }
    let session = "\"\(booking.activityTitle)\" (\(booking.session.when))"
    try await tellHeads(
      booking, but: "ac.id IS NOT DISTINCT FROM \(booking.bookedBy)",
      subject: "\(name) has booked: \(booking.activityTitle)",
      body: "\(name) has booked a place in \(session), for which your school pays.", services, in: tx)
  }

  /// Tells the heads of a school that somebody of theirs who waited has got a place, which the school pays for from
  /// now on: also the head who booked it, but not the one whose place it is.
  static func tellHeadsOfFilled(
    _ booking: ActivityBooking, _ services: Services, in tx: Transaction
  ) async throws {
    guard let name = booking.name, let freeUntil = booking.freeUntil else { return }
    let session = "\"\(booking.activityTitle)\" (\(booking.session.when))"
    try await tellHeads(
      booking,
      but: """
        ac.id IS NOT DISTINCT FROM \(booking.account)
          OR ac.email_normal IS NOT DISTINCT FROM \(booking.email?.lowercased())
        """,
      subject: "\(name) has a place now: \(booking.activityTitle)",
      body: """
        \(name) was on the waiting list for \(session) and has got a place that has become free. Your school pays \
        \(SchemeMoney.pounds(booking.chargePence)) for it. Cancelling is free until \
        \(BookingRules.words(freeUntil: freeUntil)).
        """, services, in: tx)
  }

  private static func tellHeads(
    _ booking: ActivityBooking, but told: Statement, subject: String, body: String, _ services: Services,
    in tx: Transaction
  ) async throws {
    guard let school = booking.school, booking.chargePence > 0 else { return }
    let heads = try await staff(
      of: school.organisation, "m.role = 'head' AND NOT (\(fragment: told))", in: tx
    ).map(\.email)
    let link = "\(services.settings.baseURL)/activity-bookings/\(booking.id)"
    for head in heads {
      try await Outbox.enqueue(
        OutgoingMail(
          to: head, subject: subject,
          body: "\(body) See it, and cancel it if need be, here:\n\(link)"), services, in: tx)
    }
  }

  /// Those of a school’s staff, by membership `m` and account `ac`, who are told.
  static func staff(
    of school: OrganisationID, _ told: Statement, in tx: Transaction
  ) async throws -> [(account: AccountID, email: String)] {
    try await tx.query(
      """
      SELECT DISTINCT ac.id, ac.email FROM membership m JOIN account ac ON ac.id = m.account_id
      WHERE m.organisation_id = \(school) AND m.ended_at IS NULL AND ac.closed_at IS NULL
        AND (\(fragment: told)) ORDER BY ac.email
      """
    ).map { (account: try $0.decode("id"), email: try $0.decode("email")) }
  }

  /// Tells whoever booked for a colleague that they will not come.
  static func tellBooker(_ booking: ActivityBooking, _ services: Services, in tx: Transaction) async throws {
    guard let booker = booking.bookedBy, booker != booking.account, let name = booking.name else { return }
    let email = try await tx.valueIfAny(
      "SELECT email FROM account WHERE id = \(booker) AND closed_at IS NULL", as: String.self)
    guard let email else { return }
    try await Outbox.enqueue(
      OutgoingMail(
        to: email, subject: "\(name) can’t come: \(booking.activityTitle)",
        body: """
          \(name) has said that they can’t come to "\(booking.activityTitle)" (\(booking.session.when)). \
          \(booking.chargePence > 0 ? "It was too late to cancel free of charge." : "Your school pays nothing for it.")
          """), services, in: tx)
  }
}
