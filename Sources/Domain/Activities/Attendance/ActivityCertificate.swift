import Foundation
public import Postgres

/// That somebody attended what an activity requires.
public struct ActivityCertificate: Sendable {
  /// Their name.
  public let name: String
  /// The activity's title.
  public let activityTitle: String
  /// What its kind is called.
  public let kindName: String
  /// Who ran it.
  public let organiserName: String
  /// The sessions that they attended, by time.
  public let sessions: [ActivitySession]
  /// The day of the last of them.
  public let attainedOn: CivilDate

  /// How long they were, in minutes.
  public var minutes: Int {
    sessions.reduce(0) { $0 + Int($1.endsAt.timeIntervalSince($1.startsAt) / 60) }
  }

  /// The same in words, for example "4 hours 30 minutes".
  public var duration: String {
    func count(_ number: Int, _ unit: String) -> String? {
      number == 0 ? nil : "\(number) \(unit)\(number == 1 ? "" : "s")"
    }
    return [count(minutes / 60, "hour"), count(minutes % 60, "minute")].compactMap { $0 }
      .joined(separator: " ")
  }

  /// Whether so many sessions are enough.
  public static func isEarned(attended: Int, required: Int) -> Bool { attended >= max(required, 1) }

  /// What is missing where somebody is noted as there in so many sessions; nil where nothing is.
  static func missing(noted: Int, required: Int) -> String? {
    if isEarned(attended: noted, required: required) { return nil }
    return "The certificate needs \(required) attended session\(required == 1 ? "" : "s"): so far "
      + "\(noted) \(noted == 1 ? "is" : "are") noted."
  }
}

/// Reads certificates: for the person, their school and whoever runs the activity.
public struct ReadCertificate: Sendable {
  let services: Services

  /// The use case over an installation's services.
  public init(_ services: Services) { self.services = services }

  /// The certificate of a booking's person; throws ``DomainError/conflict(_:)`` that says what is missing.
  public func callAsFunction(_ key: BookingKey, by actor: Actor) async throws -> ActivityCertificate {
    let booking: ActivityBooking
    switch key {
    case .link(let token): booking = try await ReadBookings(services).byLink(token)
    case .own(let id): booking = try await ReadBookings(services).access(id, by: actor).booking
    }
    let activity = try await ActivityStore.find(booking.activity, in: services.pool)
    guard let name = booking.name, let email = booking.email else {
      throw DomainError.notFound("certificate")
    }
    let noted = try await BookingStore.list(
      """
      b.activity_id = \(activity.id) AND b.email_normal = \(email.lowercased()) AND b.attended_at IS NOT NULL
      """, order: "s.starts_at, s.id", in: services.pool
    ).map(\.session)
    // A session counts once it is over: who says at its beginning that they are there has not attended it yet.
    let now = services.now()
    let attended = noted.filter { $0.endsAt <= now }
    let required = activity.content.sessionsRequired
    guard ActivityCertificate.isEarned(attended: attended.count, required: required), let last = attended.last
    else {
      if let missing = ActivityCertificate.missing(noted: noted.count, required: required) {
        throw DomainError.conflict(missing)
      }
      let running = noted.last { $0.endsAt > now }
      let end = running.map { ", on \(LondonTime.longDate($0.day)) at \(LondonTime.clockTime($0.endsAt))" }
      throw DomainError.conflict("The certificate is given once the session is over\(end ?? "").")
    }
    return ActivityCertificate(
      name: name, activityTitle: activity.content.title, kindName: activity.kindName,
      organiserName: activity.ownerName, sessions: attended, attainedOn: last.day)
  }
}
