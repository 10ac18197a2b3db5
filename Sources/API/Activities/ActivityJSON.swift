import Domain
import HTTPSupport

/// Activities in JSON.
enum ActivityJSON {
  private static let contentFields: KeyValuePairs<String, Schema> = [
    "title": .text.note("4 to 100 characters."), "kind": .text.note("A code of /activity-kinds."),
    "is_programme": .flag.note(
      "Whether people take part in several sessions, and not in one that they choose."),
    "description": .text, "audiences": .list(.choice(ActivityAudience.self)), "place": .text,
    "price_pence": .whole.note("What a school pays for a place in one session."), "books_from": .date,
    "books_until": .date,
    "free_days": .whole.note("How many days before a session the last day lies on which cancelling is free."),
    "sessions_required": .whole.note("How many sessions somebody attends for the certificate."),
  ]

  static let input = Schema.named("ActivityContent", .request(required: contentFields))

  static let draft = Schema.named(
    "ActivityDraft",
    Schema(
      .object(
        input.fields + [
          .init(
            name: "organisation_id",
            schema: .uuid.orNull.note(
              "The authority or alliance that runs it; yours when you have only one."),
            required: false)
        ], closed: true)))

  static let example: JSONValue = [
    "title": "Phonics for beginners", "kind": "subject-workshop", "is_programme": false,
    "description": "Two hours on teaching children to read.", "audiences": ["nqt", "mentor"],
    "place": "Civic Hall, Sampletown", "price_pence": 4_500, "books_from": "2027-01-04",
    "books_until": "2027-02-26", "free_days": 7, "sessions_required": 1,
  ]

  static let sessionInput = Schema.named(
    "ActivitySessionContent",
    .request(
      required: [
        "held_on": .date, "starts_at": .text.note("“HH:MM” in London."),
        "ends_at": .text.note("“HH:MM” in London."), "places": .whole.note("From 1 to 2,000."),
      ], optional: ["title": .text, "room": .text]))

  static let sessionExample: JSONValue = [
    "title": "", "held_on": "2027-03-04", "starts_at": "16:00", "ends_at": "18:00", "room": "Room 2",
    "places": 30,
  ]

  static let session = Schema.named(
    "ActivitySession",
    .answer([
      "id": .uuid, "title": .text, "starts_at": .instant, "ends_at": .instant, "room": .text,
      "places": .whole, "free": .whole.note("How many places are free; none where it does not take place."),
      "waiting": .whole.note("How many people wait for a place."),
      "last_free_day": .date.note("The last day on which cancelling is free."),
      "is_cancelled": .flag.note("Whether it was cancelled, by itself or with the whole activity."),
      "cancelled_at": .instant.orNull.note("When it was cancelled by itself."), "version": .whole,
    ]))

  static let activity = Schema.named(
    "Activity",
    Schema(
      .object(
        Schema.answer([
          "id": .uuid, "organisation_id": .uuid, "organisation_name": .text,
          "state": .choice(ActivityState.self), "kind_name": .text, "cancel_reason": .text.orNull,
          "sessions": .list(session), "can_be_booked": .flag,
          "certificate_obstacle": .text.orNull.note(
            "For those who run it, that the certificate needs more sessions than take place; null for others, in the public list, and where it can be earned."
          ),
          "published_at": .instant.orNull,
          "version": .whole,
        ]).fields + Schema.answer(contentFields).fields, closed: false)))

  static func content(_ body: Fields) -> ActivityContent {
    ActivityContent(
      title: body.text("title"), kind: body.text("kind"), isProgramme: body.flag("is_programme"),
      description: body.text("description"), audiences: body.codes("audiences"), place: body.text("place"),
      pricePence: body.whole("price_pence") ?? -1, booksFrom: body.date("books_from"),
      booksUntil: body.date("books_until"), freeDays: body.whole("free_days") ?? -1,
      sessionsRequired: body.whole("sessions_required") ?? -1)
  }

  static func sessionContent(_ body: Fields) -> ActivitySessionContent {
    ActivitySessionContent(
      title: body.text("title"), heldOn: body.date("held_on"), startsAt: body.text("starts_at"),
      endsAt: body.text("ends_at"), room: body.text("room"), places: body.whole("places") ?? 0)
  }

  static func json(_ session: ActivitySession, freeDays: Int, isOff: Bool) -> JSONValue {
    [
      "id": .id(session.id), "title": .string(session.title), "starts_at": .instant(session.startsAt),
      "ends_at": .instant(session.endsAt), "room": .string(session.room), "places": .whole(session.places),
      "free": .whole(isOff ? 0 : session.free), "waiting": .whole(session.waiting),
      "last_free_day": .date(session.lastFreeDay(freeDays)), "is_cancelled": .bool(isOff),
      "cancelled_at": .instant(session.cancelledAt), "version": .whole(session.version),
    ]
  }

  static func json(_ activity: Activity, _ call: Call) -> JSONValue {
    let content = activity.content
    return [
      "id": .id(activity.id), "organisation_id": .id(activity.place.organisation),
      "organisation_name": .string(activity.ownerName), "state": .code(activity.state),
      "kind_name": .string(activity.kindName), "cancel_reason": .text(activity.cancelReason),
      "sessions": .array(
        activity.sessions.map { json($0, freeDays: content.freeDays, isOff: activity.isOff($0)) }),
      "can_be_booked": .bool(activity.obstacle(at: call.now) == nil),
      "certificate_obstacle": .text(activity.certificateObstacle(for: call.actor)),
      "published_at": .instant(activity.publishedAt), "version": .whole(activity.version),
      "title": .string(content.title), "kind": .string(content.kind),
      "is_programme": .bool(content.isProgramme), "description": .string(content.description),
      "audiences": .texts(content.audiences.map(\.rawValue)), "place": .string(content.place),
      "price_pence": .whole(content.pricePence), "books_from": .date(content.booksFrom),
      "books_until": .date(content.booksUntil), "free_days": .whole(content.freeDays),
      "sessions_required": .whole(content.sessionsRequired),
    ]
  }

  static func answer(_ activity: Activity, _ call: Call) -> Answer {
    .ok(json(activity, call), version: activity.version)
  }
}
