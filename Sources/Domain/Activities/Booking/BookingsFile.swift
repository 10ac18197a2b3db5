import Foundation
import Postgres

extension ReadBookings {
  /// Everybody of a session as comma-separated values (RFC 4180), in the order of its list; nothing in it is taken for
  /// a formula. Throws ``DomainError``.
  public func csv(of session: ActivitySessionID, by actor: Actor) async throws -> String {
    try await CSV.text(columns) { after in
      try await page(of: session, limit: 500, after: after, by: actor)
    }
  }

  /// All that a school pays for, the same way. Throws ``DomainError``.
  public func csv(ofSchool school: OrganisationID, by actor: Actor) async throws -> String {
    try await CSV.text(columns) { after in
      try await list(ofSchool: school, limit: 500, after: after, by: actor)
    }
  }

  private var columns: [CSVColumn<ActivityBooking>] {
    let now = services.now()
    return [
      .init("activity") { $0.activityTitle }, .init("organiser") { $0.organiserName },
      .init("session_on") { $0.session.day.description },
      .init("starts_at") { $0.session.startsAt.formatted(.iso8601) },
      .init("ends_at") { $0.session.endsAt.formatted(.iso8601) },
      .init("name") { $0.name }, .init("email") { $0.email }, .init("school") { $0.schoolName },
      .init("state") { $0.state.rawValue },
      .init("state_title") { $0.stateTitle(at: now) },
      .init("position") { booking in booking.position(at: now).map { "\($0)" } },
      .init("asked_at") { $0.askedAt.formatted(.iso8601) },
      .init("booked_at") { $0.bookedAt?.formatted(.iso8601) },
      .init("cancelled_at") { $0.cancelledAt?.formatted(.iso8601) },
      .init("cancelled_by") { $0.cancelledBy?.rawValue },
      .init("attended_at") { $0.attendedAt?.formatted(.iso8601) },
      .init("charge_pence") { "\($0.chargePence)" }, .init("booking") { $0.id.description },
    ]
  }
}

extension KeepRegister {
  /// The register of a session as comma-separated values (RFC 4180), by name. The code for the room is not in it.
  /// Throws ``DomainError``.
  public func csv(_ id: ActivitySessionID, by actor: Actor) async throws -> String {
    CSV.text(try await read(id, by: actor).bookings, Self.columns)
  }

  private static let columns: [CSVColumn<ActivityBooking>] = [
    .init("name") { $0.name }, .init("email") { $0.email }, .init("school") { $0.schoolName },
    .flag("attended") { $0.attendedAt != nil },
    .init("attended_at") { $0.attendedAt?.formatted(.iso8601) },
    .init("booking") { $0.id.description },
  ]
}
