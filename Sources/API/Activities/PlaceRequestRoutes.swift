import Domain
import HTTPTypes

/// Places that people ask their school for.
enum PlaceRequestRoutes {
  static let all = [ask, own, ofSchool, read, withdraw, approve, decline]

  private static let requestID = Endpoint.Parameter(
    name: "id", schema: .uuid, note: "The request’s identifier.")

  private static let request = Schema.named(
    "ActivityPlaceRequest",
    .answer([
      "id": .uuid, "activity_id": .uuid, "activity_title": .text,
      "price_pence": .whole.note("What the school pays for a place in one session."),
      "session_ids": .list(.uuid).note("Without any, all that are to come."),
      "session_times": .list(.text).note("When those are, in words."),
      "sessions": .list(
        .answer([
          "id": .uuid, "when": .text.note("In words."),
          "is_cancelled": .flag.note("Whether it was cancelled, by itself or with the whole activity."),
          "cancel_reason": .text.orNull.note("Why, where that was kept."),
        ])
      ).note(
        "Those of `session_ids` with what became of each; without any, what was cancelled since it was asked."
      ),
      "school_id": .uuid,
      "school_name": .text, "name": .text, "email": .text, "message": .text,
      "state": .choice(PlaceRequestState.self),
      "state_title": .text.note(
        "The state in words, with a number on the waiting list, or that nothing of it takes place."),
      "waiting": .list(.whole).note(
        "Their number on the waiting list of each session in which the school booked and no place is free yet."
      ),
      "asked_at": .instant,
      "answered_at": .instant.orNull,
      "reason": .text.note(
        "Why the school said no, or why it ended unanswered; empty otherwise. `sessions` says why any was cancelled."
      ),
      "version": .whole,
    ]))

  private static let ask = Endpoint(
    method: .post, path: "/activities/{id}/requests", operationID: "askForActivityPlace", tag: .activities,
    summary: "Ask your school to book a place for you",
    note:
      "Where the school pays, or the activity is not known to be for you. Its head is told. A repeat gives what stands.",
    access: .scoped(.bookActivity), parameters: [.activity],
    body: .init(
      schema: .request(
        optional: [
          "session_ids": .list(.uuid).note("Without any, all that are to come; of an event one."),
          "school_id": .uuid.orNull.note("The school that you ask, if you work at several."),
          "message": .text.note("What you say to the school."),
        ]), example: ["message": "I teach phonics from January."]),
    successes: [.created(request, "The request.", location: false)]
  ) { call in
    let made = try await AskForPlace(call.services)(
      try call.id(of: "activity"), sessions: BookingJSON.sessions(call.body),
      school: call.body.textIfAny("school_id").flatMap { OrganisationID($0) },
      message: call.body.text("message"), by: call.actor)
    return .created(json(made, call), at: nil)
  }

  private static let own = Endpoint(
    method: .get, path: "/activity-requests", operationID: "listOwnActivityRequests", tag: .activities,
    summary: "List the places that you asked your school for, the last first",
    access: .scoped(.readOwnBookings), query: [.limit(100, otherwise: 50), .cursor],
    successes: [.ok(.page(of: request), "A page of your requests.")]
  ) { call in
    let page = try await AskForPlace(call.services).own(
      limit: call.limit(otherwise: 50), after: try call.cursor(), by: call.actor)
    return .page(page) { json($0, call) }
  }

  private static let ofSchool = Endpoint(
    method: .get, path: "/schools/{urn}/activity-requests", operationID: "listSchoolActivityRequests",
    tag: .activities, summary: "List the places that a school was asked for, the last first",
    note: "Of those that wait who asked first comes first.",
    access: .scoped(.bookColleagues), parameters: [.school],
    query: [
      .init(name: "waiting", schema: .flag, note: "Only those that wait for an answer."),
      .limit(100, otherwise: 50), .cursor,
    ], successes: [.ok(.page(of: request), "A page of requests.")]
  ) { call in
    let page = try await AskForPlace(call.services).list(
      ofSchool: try await call.school().id, isWaiting: call.query.flag("waiting"),
      limit: call.limit(otherwise: 50), after: try call.cursor(), by: call.actor)
    return .page(page) { json($0, call) }
  }

  private static let read = Endpoint(
    method: .get, path: "/activity-requests/{id}", operationID: "getActivityRequest", tag: .activities,
    summary: "Read a request for a place", note: "For its person and the school.", access: .token,
    parameters: [requestID], successes: [.ok(request, "The request.")]
  ) { call in
    answer(try await AskForPlace(call.services).find(try call.id(of: "request"), by: call.actor), call)
  }

  private static let withdraw = Endpoint(
    method: .post, path: "/activity-requests/{id}/withdraw", operationID: "withdrawActivityRequest",
    tag: .activities, summary: "Take back a request that waits", access: .scoped(.bookActivity),
    parameters: [requestID], successes: [.ok(request, "The request.")], failures: [409]
  ) { call in
    answer(
      try await AskForPlace(call.services).withdraw(try call.id(of: "request"), by: call.actor), call)
  }

  private static let approve = Endpoint(
    method: .post, path: "/activity-requests/{id}/approve", operationID: "approveActivityRequest",
    tag: .activities, summary: "Book what somebody has asked for, at the school’s expense",
    note: "By that the school says that the activity is for them.", access: .scoped(.bookColleagues),
    parameters: [requestID], condition: .optional,
    successes: [
      .ok(
        .answer(["request": request, "bookings": .list(BookingJSON.booking)]), "The request and the bookings."
      )
    ], failures: [409]
  ) { call in
    let done = try await AskForPlace(call.services).approve(
      try call.id(of: "request"), expectedVersion: call.expectedVersion, by: call.actor)
    return .ok([
      "request": json(done.request, call),
      "bookings": .array(done.bookings.map { BookingJSON.json($0, call) }),
    ])
  }

  private static let decline = Endpoint(
    method: .post, path: "/activity-requests/{id}/decline", operationID: "declineActivityRequest",
    tag: .activities, summary: "Say no to a request for a place, with a reason",
    access: .scoped(.bookColleagues), parameters: [requestID],
    body: .init(
      schema: .request(required: ["reason": .text.note("They read it.")]),
      example: ["reason": "We have no cover on that day."]), condition: .optional,
    successes: [.ok(request, "The request.")], failures: [409]
  ) { call in
    answer(
      try await AskForPlace(call.services).decline(
        try call.id(of: "request"), reason: call.body.text("reason"), expectedVersion: call.expectedVersion,
        by: call.actor), call)
  }

  private static func answer(_ request: PlaceRequest, _ call: Call) -> Answer {
    .ok(json(request, call), version: request.version)
  }

  private static func json(_ session: AskedSession) -> JSONValue {
    [
      "id": .id(session.id), "when": .string(session.when), "is_cancelled": .bool(session.isCancelled),
      "cancel_reason": .text(session.cancelReason),
    ]
  }

  private static func json(_ request: PlaceRequest, _ call: Call) -> JSONValue {
    let now = call.services.now()
    return [
      "id": .id(request.id), "activity_id": .id(request.activity),
      "activity_title": .string(request.activityTitle), "price_pence": .whole(request.pricePence),
      "session_ids": .array(request.sessions.map { .id($0) }), "session_times": .texts(request.times),
      "sessions": .array(request.asked.map { json($0) }),
      "school_id": .id(request.school.organisation),
      "school_name": .string(request.schoolName), "name": .string(request.name),
      "email": .string(request.email), "message": .string(request.message), "state": .code(request.state),
      "state_title": .string(request.stateTitle(at: now)),
      "waiting": .array(request.waiting(at: now).map { .whole($0) }),
      "asked_at": .instant(request.askedAt), "answered_at": .instant(request.answeredAt),
      "reason": .string(request.reason), "version": .whole(request.version),
    ]
  }
}
