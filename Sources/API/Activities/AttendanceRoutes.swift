import Domain
import HTTPTypes

/// Who was there, what they thought of it, certificates, and what schools pay.
enum AttendanceRoutes {
  static let all = [
    register, exportRegister, keep, attend, evaluate, totals, exportTotals, certificate, charges, csv,
  ]

  private static let registerSchema = Schema.named(
    "ActivityRegister",
    .answer([
      "code": .text.note("What the room is shown."),
      "items": .list(BookingJSON.booking).note("Everybody who has a place, by name."),
    ]))

  private static func json(_ register: ActivityRegister, _ call: Call) -> JSONValue {
    [
      "code": .string(register.code),
      "items": .array(register.bookings.map { BookingJSON.json($0, call) }),
    ]
  }

  private static let register = Endpoint(
    method: .get, path: "/activity-sessions/{id}/register", operationID: "getActivityRegister",
    tag: .activities, summary: "Read the register of a session with its code",
    access: .scoped(.manageActivities), parameters: [.activitySession],
    successes: [.ok(registerSchema, "The register.")], failures: [409]
  ) { call in
    .ok(json(try await KeepRegister(call.services).read(try call.id(of: "session"), by: call.actor), call))
  }

  private static let exportRegister = Endpoint(
    method: .get, path: "/activity-sessions/{id}/register/export", operationID: "exportActivityRegister",
    tag: .activities, summary: "Export the register of a session as CSV",
    access: .scoped(.manageActivities), parameters: [.activitySession],
    successes: [.file(["text/csv"], "The file, in UTF-8.")], failures: [409]
  ) { call in
    .csv(try await KeepRegister(call.services).csv(try call.id(of: "session"), by: call.actor))
  }

  private static let keep = Endpoint(
    method: .put, path: "/activity-sessions/{id}/register", operationID: "keepActivityRegister",
    tag: .activities, summary: "Note who was there",
    note:
      "Name in shown whom the register showed as there when you read it: those of them who are not in attended "
      + "weren’t. Without it only what a register noted is undone, never what somebody said by code.",
    access: .scoped(.manageActivities), parameters: [.activitySession],
    body: .init(
      schema: .request(
        required: ["attended": .list(.uuid).note("Identifiers of bookings.")],
        optional: [
          "shown": .list(.uuid).note("Bookings that the register showed as attended."),
          "read_at": .instant.note("When it was read: attendance by code after that stays."),
        ]), example: ["attended": [], "shown": []]), successes: [.ok(registerSchema, "The register.")],
    failures: [409]
  ) { call in
    func bookings(_ name: String) -> Set<ActivityBookingID> {
      Set(call.body.texts(name).compactMap { ActivityBookingID($0) })
    }
    let shown = call.body.members["shown"].map { _ in
      ShownRegister(attended: bookings("shown"), readAt: call.body.instant("read_at"))
    }
    return .ok(
      json(
        try await KeepRegister(call.services)(
          try call.id(of: "session"), attended: bookings("attended"), shown: shown, by: call.actor), call))
  }

  private static let attend = Endpoint(
    method: .post, path: "/activity-bookings/{id}/attendance", operationID: "attendActivity",
    tag: .activities, summary: "Say by the room’s code that you are there",
    note: "Only on the day of the session in London.", access: .scoped(.bookActivity),
    parameters: [BookingRoutes.id],
    body: .init(schema: .request(required: ["code": .text]), example: ["code": "7K3QXM"]),
    successes: [.ok(BookingJSON.booking, "The booking.")]
  ) { call in
    let booking = try await AttendByCode(call.services)(
      .own(try call.id(of: "booking")), code: call.body.text("code"), by: call.actor)
    return .ok(BookingJSON.json(booking, call), version: booking.version)
  }

  private static let rating = Schema.whole.bounded(1...5)

  private static let evaluate = Endpoint(
    method: .put, path: "/activity-bookings/{id}/evaluation", operationID: "evaluateActivity",
    tag: .activities, summary: "Say what you thought of a session that you attended",
    note: "Whoever runs it sees totals and comments without names.", access: .scoped(.bookActivity),
    parameters: [BookingRoutes.id],
    body: .init(
      schema: .request(
        required: [
          "useful": rating.note("From 1, very poor, to 5, very good."), "delivery": rating,
          "organisation": rating,
        ], optional: ["comment": .text]),
      example: ["useful": 4, "delivery": 5, "organisation": 3, "comment": "More time to talk, please."]),
    successes: [.noContent("It is stored.")], failures: [409]
  ) { call in
    try await EvaluateActivity(call.services)(
      .own(try call.id(of: "booking")),
      ActivityEvaluation(
        useful: call.body.whole("useful") ?? 0, delivery: call.body.whole("delivery") ?? 0,
        organisation: call.body.whole("organisation") ?? 0, comment: call.body.text("comment")),
      by: call.actor)
    return .noContent
  }

  private static let totals = Endpoint(
    method: .get, path: "/activities/{id}/evaluation", operationID: "getActivityEvaluation", tag: .activities,
    summary: "Read what people thought of an activity, together", access: .scoped(.manageActivities),
    parameters: [.activity],
    successes: [
      .ok(
        .named(
          "ActivityEvaluationTotals",
          .answer([
            "attended": .whole, "answers": .whole,
            "useful": .list(.whole).note("How many gave each rating from 1 to 5; empty below 3 answers."),
            "delivery": .list(.whole), "organisation": .list(.whole), "comments": .list(.text),
          ])), "The totals.")
    ]
  ) { call in
    let totals = try await EvaluateActivity(call.services).totals(try call.id(of: "activity"), by: call.actor)
    func numbers(_ counts: [Int]) -> JSONValue { .array(counts.map { .whole($0) }) }
    return .ok([
      "attended": .whole(totals.attended), "answers": .whole(totals.answers),
      "useful": numbers(totals.useful), "delivery": numbers(totals.delivery),
      "organisation": numbers(totals.organisation), "comments": .texts(totals.comments),
    ])
  }

  private static let exportTotals = Endpoint(
    method: .get, path: "/activities/{id}/evaluation/export", operationID: "exportActivityEvaluation",
    tag: .activities, summary: "Export what people thought of an activity as CSV",
    note: "A line for each question and each comment; no figure below 3 answers.",
    access: .scoped(.manageActivities), parameters: [.activity],
    successes: [.file(["text/csv"], "The file, in UTF-8.")]
  ) { call in
    .csv(
      try await EvaluateActivity(call.services).totals(try call.id(of: "activity"), by: call.actor).csv)
  }

  private static let certificate = Endpoint(
    method: .get, path: "/activity-bookings/{id}/certificate", operationID: "getActivityCertificate",
    tag: .activities, summary: "Read the certificate of whoever attended what the activity requires",
    access: .token, parameters: [BookingRoutes.id],
    successes: [
      .ok(
        .named(
          "ActivityCertificate",
          .answer([
            "name": .text, "activity_title": .text, "kind_name": .text, "organiser_name": .text,
            "sessions": .list(.answer(["title": .text, "starts_at": .instant, "ends_at": .instant])),
            "minutes": .whole, "attained_on": .date,
          ])), "The certificate.")
    ], failures: [409]
  ) { call in
    let found = try await ReadCertificate(call.services)(.own(try call.id(of: "booking")), by: call.actor)
    return .ok([
      "name": .string(found.name), "activity_title": .string(found.activityTitle),
      "kind_name": .string(found.kindName), "organiser_name": .string(found.organiserName),
      "sessions": .array(
        found.sessions.map {
          [
            "title": .string($0.title), "starts_at": .instant($0.startsAt), "ends_at": .instant($0.endsAt),
          ]
        }), "minutes": .whole(found.minutes), "attained_on": .date(found.attainedOn),
    ])
  }

  // MARK: Charges

  private static let period: [Endpoint.Parameter] = [
    .init(
      name: "organisation_id", schema: .uuid,
      note: "The authority, an alliance or a school; yours when you have only one."),
    .init(name: "from", schema: .date, note: "Only sessions on this day or later."),
    .init(name: "until", schema: .date, note: "Only sessions on this day or earlier."),
  ]

  private static let charges = Endpoint(
    method: .get, path: "/activity-charges", operationID: "listActivityCharges", tag: .activities,
    summary: "Report what schools pay for places, by term, school and activity",
    note: "Places that were attended, or not given back in time.", access: .scoped(.readActivityCharges),
    query: period + [.limit(100, otherwise: 50), .cursor],
    successes: [
      .ok(
        .named(
          "ActivityCharges",
          .answer([
            "items": .list(
              .answer([
                "term": .text, "school_id": .uuid, "urn": .text, "school_name": .text, "activity_id": .uuid,
                "activity_title": .text, "organiser_name": .text, "places": .whole, "attended": .whole,
                "charge_pence": .whole,
              ])),
            "next": .text.orNull.note("`cursor` of the next page; null on the last."),
            "charge_pence": .whole.note("What all of them come to, on every page."),
          ])), "A page of the charges, the last term first.")
    ], failures: [404]
  ) { call in
    let report = try await report(call)
    let page = try report.page(limit: call.limit(otherwise: 50), after: try call.cursor())
    return .page(page, ["charge_pence": .whole(report.pence)]) { line in
      [
        "term": .string(line.term.name), "school_id": .id(line.school), "urn": .string(line.urn),
        "school_name": .string(line.schoolName), "activity_id": .id(line.activity),
        "activity_title": .string(line.activityTitle), "organiser_name": .string(line.organiserName),
        "places": .whole(line.places), "attended": .whole(line.attended),
        "charge_pence": .whole(line.pence),
      ]
    }
  }

  private static let csv = Endpoint(
    method: .get, path: "/activity-charges/export", operationID: "exportActivityCharges", tag: .activities,
    summary: "Report what schools pay as CSV", access: .scoped(.readActivityCharges), query: period,
    successes: [.file(["text/csv"], "The file, in UTF-8.")], failures: [404]
  ) { call in
    .csv(try await report(call).csv)
  }

  private static func report(_ call: Call) async throws -> ActivityCharges {
    let organisation: OrganisationID
    if let named = call.query.textIfAny("organisation_id").flatMap({ OrganisationID($0) }) {
      organisation = named
    } else {
      let readable = try ReportActivityCharges.readable(by: call.actor)
      guard readable.count == 1, let only = readable.first else {
        throw DomainError.invalid([
          FieldProblem(field: "organisation_id", message: "You work for several organisations: say which.")
        ])
      }
      organisation = only
    }
    return try await ReportActivityCharges(call.services)(
      of: organisation, from: call.query.date("from"), until: call.query.date("until"), by: call.actor)
  }
}
