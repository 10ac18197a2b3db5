import Domain
import HTTPTypes

/// Places in sessions: booked by people for themselves and by schools for colleagues.
enum BookingRoutes {
  static let all = [
    book, colleagues, own, ofSchool, exportOfSchool, ofSession, exportOfSession, read, cancel, callOff,
    callSessionOff,
  ]

  static let id = Endpoint.Parameter(name: "id", schema: .uuid, note: "The booking’s identifier.")

  private static let book = Endpoint(
    method: .post, path: "/activities/{id}/bookings", operationID: "bookActivity", tag: .activities,
    summary: "Book a place for yourself",
    note: """
      For those whom the activity is for; anybody else asks their school for a place. Where every place is taken you wait, and get a place by itself when one becomes free. A repeat is answered with \
      what stands.
      """,
    access: .scoped(.bookActivity), parameters: [.activity],
    body: .init(schema: BookingJSON.own, example: [:]),
    successes: [.created(BookingJSON.list, "Your bookings, one for each session.", location: false)]
  ) { call in
    let made = try await BookActivity(call.services)(
      try call.id(of: "activity"), sessions: BookingJSON.sessions(call.body),
      school: call.body.textIfAny("school_id").flatMap { OrganisationID($0) }, by: call.actor)
    return .created(BookingJSON.answer(made, call), at: nil)
  }

  private static let colleagues = Endpoint(
    method: .post, path: "/activities/{id}/colleague-bookings", operationID: "bookColleagues",
    tag: .activities, summary: "Book places for colleagues of your school",
    note: """
      They are told by mail and can say no by a link. All are booked or none. Of whom it isn’t known that the activity \
      is for them, audience_confirmed says so.
      """,
    access: .scoped(.bookColleagues), parameters: [.activity],
    body: .init(schema: BookingJSON.colleagues, example: BookingJSON.colleaguesExample),
    successes: [.created(BookingJSON.list, "The bookings.", location: false)]
  ) { call in
    let people = (call.body.members["people"]?.array ?? []).compactMap(\.object).map {
      ActivityPerson(name: $0["name"]?.string ?? "", email: $0["email"]?.string ?? "")
    }
    guard let school = OrganisationID(call.body.text("school_id")) else {
      throw DomainError.notFound("school")
    }
    let made = try await BookActivity(call.services).colleagues(
      try call.id(of: "activity"), sessions: BookingJSON.sessions(call.body), people: people, of: school,
      isConfirmed: call.body.flag("audience_confirmed"), by: call.actor)
    return .created(BookingJSON.answer(made, call), at: nil)
  }

  private static let own = Endpoint(
    method: .get, path: "/activity-bookings", operationID: "listOwnActivityBookings", tag: .activities,
    summary: "List your places in activities, those asked for last first", access: .scoped(.readOwnBookings),
    query: [.limit(100, otherwise: 50), .cursor],
    successes: [.ok(.page(of: BookingJSON.booking), "A page of your bookings.")]
  ) { call in
    let page = try await ReadBookings(call.services).own(
      limit: call.limit(otherwise: 50), after: try call.cursor(), by: call.actor)
    return .page(page) { BookingJSON.json($0, call) }
  }

  private static let ofSchool = Endpoint(
    method: .get, path: "/schools/{urn}/activity-bookings", operationID: "listSchoolActivityBookings",
    tag: .activities, summary: "List the places that a school pays for, those asked for last first",
    access: .scoped(.bookColleagues), parameters: [.school], query: [.limit(100, otherwise: 50), .cursor],
    successes: [.ok(.page(of: BookingJSON.booking), "A page of bookings.")]
  ) { call in
    let page = try await ReadBookings(call.services).list(
      ofSchool: try await call.school().id, limit: call.limit(otherwise: 50), after: try call.cursor(),
      by: call.actor)
    return .page(page) { BookingJSON.json($0, call) }
  }

  private static let exportOfSchool = Endpoint(
    method: .get, path: "/schools/{urn}/activity-bookings/export",
    operationID: "exportSchoolActivityBookings", tag: .activities,
    summary: "Export the places that a school pays for as CSV",
    access: .scoped(.bookColleagues), parameters: [.school],
    successes: [.file(["text/csv"], "The file, in UTF-8.")]
  ) { call in
    .csv(
      try await ReadBookings(call.services).csv(ofSchool: try await call.school().id, by: call.actor))
  }

  private static let ofSession = Endpoint(
    method: .get, path: "/activity-sessions/{id}/bookings", operationID: "listSessionBookings",
    tag: .activities, summary: "List everybody of a session",
    note: "Those with a place by name, then those who wait in their order, then those who cancelled.",
    access: .scoped(.manageActivities), parameters: [.activitySession],
    query: [.limit(100, otherwise: 50), .cursor],
    successes: [.ok(.page(of: BookingJSON.booking), "A page of bookings.")]
  ) { call in
    let page = try await ReadBookings(call.services).page(
      of: try call.id(of: "session"), limit: call.limit(otherwise: 50), after: try call.cursor(),
      by: call.actor)
    return .page(page) { BookingJSON.json($0, call) }
  }

  private static let exportOfSession = Endpoint(
    method: .get, path: "/activity-sessions/{id}/bookings/export", operationID: "exportSessionBookings",
    tag: .activities, summary: "Export everybody of a session as CSV",
    access: .scoped(.manageActivities), parameters: [.activitySession],
    successes: [.file(["text/csv"], "The file, in UTF-8.")]
  ) { call in
    .csv(try await ReadBookings(call.services).csv(of: try call.id(of: "session"), by: call.actor))
  }

  private static let read = Endpoint(
    method: .get, path: "/activity-bookings/{id}", operationID: "getActivityBooking", tag: .activities,
    summary: "Read a booking", note: "For the person, the school that pays and whoever runs the activity.",
    access: .token, parameters: [id], successes: [.ok(BookingJSON.booking, "The booking.")]
  ) { call in
    let booking = try await ReadBookings(call.services).access(
      try call.id(of: "booking"), by: call.actor
    ).booking
    return .ok(BookingJSON.json(booking, call), version: booking.version)
  }

  private static let cancel = Endpoint(
    method: .post, path: "/activity-bookings/{id}/cancel", operationID: "cancelActivityBooking",
    tag: .activities, summary: "Give a place back",
    note: "Whoever has waited longest gets it. After `free_until` the school still pays.", access: .token,
    parameters: [id], condition: .optional, successes: [.ok(BookingJSON.booking, "The booking.")]
  ) { call in
    let booking = try await CancelBooking(call.services)(
      try call.id(of: "booking"), expectedVersion: call.expectedVersion, by: call.actor)
    return .ok(BookingJSON.json(booking, call), version: booking.version)
  }

  private static let reason = Schema.request(required: ["reason": .text.note("Everybody is told.")])

  private static let callOff = Endpoint(
    method: .post, path: "/activities/{id}/cancel", operationID: "cancelActivity", tag: .activities,
    summary: "Call an activity off", note: "Everybody is told, and nobody is charged for what was to come.",
    access: .scoped(.manageActivities), parameters: [.activity],
    body: .init(schema: reason, example: ["reason": "The hall is flooded."]), condition: .optional,
    successes: [.ok(ActivityJSON.activity, "The activity.")]
  ) { call in
    ActivityJSON.answer(
      try await ManageActivities(call.services).cancel(
        try call.id(of: "activity"), reason: call.body.text("reason"), expectedVersion: call.expectedVersion,
        by: call.actor), call)
  }

  private static let callSessionOff = Endpoint(
    method: .post, path: "/activity-sessions/{id}/cancel", operationID: "cancelActivitySession",
    tag: .activities, summary: "Call one session off", access: .scoped(.manageActivities),
    parameters: [.activitySession],
    body: .init(schema: reason, example: ["reason": "The speaker is ill."]), condition: .optional,
    successes: [.ok(ActivityJSON.activity, "The activity.")]
  ) { call in
    ActivityJSON.answer(
      try await ManageSessions(call.services).cancel(
        try call.id(of: "session"), reason: call.body.text("reason"), expectedVersion: call.expectedVersion,
        by: call.actor), call)
  }
}
