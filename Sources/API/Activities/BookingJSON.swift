import Domain
import Foundation

/// Bookings in JSON.
enum BookingJSON {
  static let own = Schema.request(
    optional: [
      "session_ids": .list(.uuid).note("Without any, all that are to come; of an event one."),
      "school_id": .uuid.orNull.note("The school that pays, if you work at several."),
    ])

  static let colleagues = Schema.request(
    required: [
      "school_id": .uuid,
      "people": .list(.request(required: ["name": .text, "email": .text])).note("From 1 to 50."),
    ],
    optional: [
      "session_ids": .list(.uuid),
      "audience_confirmed": .flag.note("You say that the activity is for each of them."),
    ])

  static let colleaguesExample: JSONValue = [
    "school_id": "0193a5c8-1f00-7000-8000-000000000009",
    "people": [["name": "Ada Sample", "email": "ada@example.org"]],
  ]

  static let booking = Schema.named(
    "ActivityBooking",
    .answer([
      "id": .uuid, "activity_id": .uuid, "activity_title": .text, "organiser_name": .text, "place": .text,
      "session": ActivityJSON.session, "state": .choice(ActivityBookingState.self),
      "state_title": .text.note("What became of it, once the session has taken place."),
      "position": .whole.orNull.note("Which one of those who wait, from 1, while a place can become free."),
      "name": .text.orNull.note("Null once it was erased."), "email": .text.orNull,
      "school_id": .uuid.orNull, "school_name": .text.orNull, "asked_at": .instant,
      "booked_at": .instant.orNull,
      "free_until": .instant.orNull.note(
        "Until when cancelling is free: the end of the last free day is midnight of the day after."),
      "cancelled_at": .instant.orNull, "cancelled_by": .choice(BookingCanceller.self).orNull,
      "charge_pence": .whole.note("What the school pays for it as it stands."),
      "attended_at": .instant.orNull, "version": .whole,
    ]))

  static let list = Schema.answer(["items": .list(booking)])

  static func json(_ booking: ActivityBooking, _ call: Call) -> JSONValue {
    let now = call.services.now()
    return [
      "id": .id(booking.id), "activity_id": .id(booking.activity),
      "activity_title": .string(booking.activityTitle), "organiser_name": .string(booking.organiserName),
      "place": .string(booking.venue),
      "session": ActivityJSON.json(booking.session, freeDays: booking.freeDays, isOff: booking.isOff),
      "state": .code(booking.state), "state_title": .string(booking.stateTitle(at: now)),
      "position": .whole(booking.position(at: now)), "name": .text(booking.name),
      "email": .text(booking.email), "school_id": .id(booking.school?.organisation),
      "school_name": .text(booking.schoolName), "asked_at": .instant(booking.askedAt),
      "booked_at": .instant(booking.bookedAt), "free_until": .instant(booking.freeUntil),
      "cancelled_at": .instant(booking.cancelledAt), "cancelled_by": .code(booking.cancelledBy),
      "charge_pence": .whole(booking.chargePence), "attended_at": .instant(booking.attendedAt),
      "version": .whole(booking.version),
    ]
  }

  static func answer(_ bookings: [ActivityBooking], _ call: Call) -> JSONValue {
    ["items": .array(bookings.map { json($0, call) })]
  }

  /// The sessions that a request names; what isn't an identifier is of no session.
  static func sessions(_ body: Fields) -> [ActivitySessionID] {
    body.texts("session_ids").compactMap { ActivitySessionID($0) }
  }
}
