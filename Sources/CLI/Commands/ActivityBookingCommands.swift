import ArgumentParser
import Domain
import Foundation
import Postgres

extension ActivitiesCommand {
  struct Cancel: ServicesCommand {
    static let configuration = CommandConfiguration(
      abstract: "Call an activity off, or one session of it; everybody is told.")

    @OptionGroup var installation: InstallationOptions
    @OptionGroup var format: FormatOptions
    @Argument(help: "The activity's id.") var activity: String
    @Argument(help: "Why.") var reason: String
    @Option(help: ArgumentHelp("Only this session.", valueName: "id")) var session: String?

    func run(in context: CommandContext) async throws {
      let id = try Reading.activity(activity)
      let changed: Activity
      if let session {
        changed = try await ManageSessions(context.services).cancel(
          try Reading.session(session), reason: reason, by: context.actor)
      } else {
        changed = try await ManageActivities(context.services).cancel(id, reason: reason, by: context.actor)
      }
      try context.show(changed, json: format.json)
    }
  }

  struct Book: ServicesCommand {
    static let configuration = CommandConfiguration(
      abstract: "Book a place for somebody of a school, who is told by mail.")

    @OptionGroup var installation: InstallationOptions
    @OptionGroup var format: FormatOptions
    @Argument(help: "The activity's id.") var activity: String
    @Argument(help: "The school's URN.") var school: String
    @Argument(help: "The person's name.") var name: String
    @Argument(help: "The person's e-mail address.") var email: String
    @Option(help: ArgumentHelp("A session; may be repeated. Without one, all to come.", valueName: "id"))
    var session: [String] = []
    @Flag(help: "The activity is for this person, whatever is known of them here.") var confirmed = false

    private static let names: FieldNames = [
      "audience_confirmed": "--confirmed", "session_ids": "--session", "people": "name, email",
    ]

    func run(in context: CommandContext) async throws {
      let made = try await Self.names {
        try await BookActivity(context.services).colleagues(
          try Reading.activity(activity), sessions: try session.map(Reading.session),
          people: [ActivityPerson(name: name, email: email)], of: try await context.lookup.school(school).id,
          isConfirmed: confirmed, by: context.actor)
      }
      try context.show(made, json: format.json)
    }
  }

  struct Bookings: ServicesCommand {
    static let configuration = CommandConfiguration(abstract: "List everybody of a session.")

    @OptionGroup var installation: InstallationOptions
    @OptionGroup var format: FormatOptions
    @OptionGroup var paging: PagingOptions
    @Argument(help: "The session's id.") var session: String
    @Flag(help: "Answer as CSV, all of them.") var csv = false

    func run(in context: CommandContext) async throws {
      let (read, id) = (ReadBookings(context.services), try Reading.session(session))
      if csv { return context.show(csv: try await read.csv(of: id, by: context.actor)) }
      let page = try await read.page(
        of: id, limit: paging.limit, after: try paging.cursor(), by: context.actor)
      try context.show(page.items, json: format.json)
      context.sayMore(page.next)
    }
  }

  struct CancelPlace: ServicesCommand {
    static let configuration = CommandConfiguration(
      commandName: "cancel-booking", abstract: "Take a place back; whoever waits longest gets it.")

    @OptionGroup var installation: InstallationOptions
    @OptionGroup var format: FormatOptions
    @Argument(help: "The booking's id.") var booking: String

    func run(in context: CommandContext) async throws {
      let ended = try await CancelBooking(context.services)(
        try Reading.identifier(booking, "booking"), by: context.actor)
      try context.show([ended], json: format.json)
    }
  }
}

/// A booking as the commands show it.
struct BookingLine: Encodable {
  let id: ActivityBookingID
  let activity: String
  let sessionID: ActivitySessionID
  let startsAt: Date
  let name: String
  let email: String?
  let school: String?
  let state: String
  let stateTitle: String
  let position: Int?
  let chargePence: Int
  let attendedAt: Date?

  init(_ booking: ActivityBooking, at now: Date) {
    (id, activity, sessionID) = (booking.id, booking.activityTitle, booking.session.id)
    (startsAt, name, email) = (booking.session.startsAt, booking.shownName, booking.email)
    (school, state) = (booking.schoolName, booking.state.rawValue)
    (stateTitle, position) = (booking.stateTitle(at: now), booking.position(at: now))
    (chargePence, attendedAt) = (booking.chargePence, booking.attendedAt)
  }
}

extension CommandContext {
  func show(_ bookings: [ActivityBooking], json: Bool) throws {
    let now = services.now()
    try show(
      bookings.map { BookingLine($0, at: now) }, json: json, none: "Nobody.",
      Table(
        .init("id") { $0.id.description }, .init("name") { $0.name }, .init("school") { $0.school ?? "–" },
        .init("session") { Self.moment($0.startsAt) },
        .init("state") { $0.stateTitle },
        .init("charge") { AgencyLine.pounds($0.chargePence) },
        .init("attended") { $0.attendedAt == nil ? "no" : "yes" }))
  }
}
