import Domain
import HTTPTypes

/// Inductions that go on, and who acts as appropriate body.
enum InductionRecordRoutes {
  static let all = [ofSchool, exportOfSchool, list, export, own, read, bodies, setBody, setLevel]

  static let inductionID = Endpoint.Parameter(
    name: "id", schema: .text, note: "The induction’s reference, such as I-7K3QXM2P, or its identifier.")

  private static let ofSchool = Endpoint(
    method: .get, path: "/schools/{urn}/inductions", operationID: "listSchoolInductions", tag: .induction,
    summary: "List the inductions at a school, newest first", access: .scoped(.readInductions),
    parameters: [.school], query: [.limit(100, otherwise: 50), .cursor],
    successes: [.ok(.page(of: InductionJSON.inductionSummary), "A page of inductions.")]
  ) { call in
    let page = try await ReadInductions(call.services).list(
      at: try await call.school().id, limit: call.limit(otherwise: 50), after: try call.cursor(),
      by: call.actor)
    return .page(page) { InductionJSON.json($0) }
  }

  private static let exportOfSchool = Endpoint(
    method: .get, path: "/schools/{urn}/inductions/export", operationID: "exportSchoolInductions",
    tag: .induction, summary: "Export the inductions at a school as CSV",
    access: .scoped(.readInductions), parameters: [.school],
    successes: [.file(["text/csv"], "The file, in UTF-8.")]
  ) { call in
    .csv(
      try await ReadInductions(call.services).csv(at: try await call.school().id, by: call.actor))
  }

  private static let narrowing: [Endpoint.Parameter] = [
    .init(name: "state", schema: .choice(InductionState.self), note: "Only those in this state."),
    .init(name: "school_id", schema: .uuid, note: "Only those with a period at this school."),
    .init(name: "q", schema: .text.bounded(1...200), note: "A number, a reference or part of a name."),
    .init(name: "overdue", schema: .flag, note: "Only those with something overdue."),
    .init(name: "at_risk", schema: .flag, note: "Only those at risk."), BoardRoutes.cohort,
  ]

  private static func filter(_ call: Call) throws -> ReadInductions.Filter {
    .init(
      state: call.query.code("state"),
      school: call.query.textIfAny("school_id").flatMap { OrganisationID($0) },
      words: call.query.text("q"), isOverdue: call.query.flag("overdue"),
      cohort: try BoardRoutes.cohort(call), isAtRisk: call.query.flag("at_risk"))
  }

  private static let list = Endpoint(
    method: .get, path: "/inductions", operationID: "listInductions", tag: .induction,
    summary: "List the appropriate body’s inductions, newest first", access: .scoped(.decideInduction),
    query: narrowing + [.limit(100, otherwise: 50), .cursor],
    successes: [.ok(.page(of: InductionJSON.inductionSummary), "A page of inductions.")], failures: [404]
  ) { call in
    let seat = try await Authority.seat(of: call.actor, in: call.services.pool)
    let page = try await ReadInductions(call.services).list(
      of: seat.place, try filter(call), limit: call.limit(otherwise: 50), after: try call.cursor(),
      by: call.actor)
    return .page(page) { InductionJSON.json($0) }
  }

  private static let export = Endpoint(
    method: .get, path: "/inductions/export", operationID: "exportInductions",
    tag: .induction, summary: "Export the appropriate body’s inductions as CSV",
    note: "Narrowed as the list is: everything in it, with what is next and why it is at risk.",
    access: .scoped(.decideInduction), query: narrowing,
    successes: [.file(["text/csv"], "The file, in UTF-8.")], failures: [404]
  ) { call in
    let seat = try await Authority.seat(of: call.actor, in: call.services.pool)
    return .csv(
      try await ReadInductions(call.services).csv(of: seat.place, try filter(call), by: call.actor))
  }

  private static let own = Endpoint(
    method: .get, path: "/own-inductions", operationID: "listOwnInductions", tag: .induction,
    summary: "List your own induction, and those whose tutor or mentor you are",
    note: "Your own stand on every page; those whose tutor or mentor you are have pages.",
    access: .scoped(.readOwnInduction), query: [.limit(100, otherwise: 100), .cursor],
    successes: [
      .ok(
        .answer([
          "own": .list(InductionJSON.inductionSummary), "tutored": .list(InductionJSON.inductionSummary),
          "next": .text.orNull.note("`cursor` of the next page of `tutored`; null on the last."),
        ]), "Both lists.")
    ]
  ) { call in
    let found = try await ReadInductions(call.services).own(
      limit: call.limit(otherwise: 100), after: try call.cursor(), by: call.actor)
    let next = found.tutored.next.map { Opaque.write($0) }
    return Answer(
      status: .ok,
      body: [
        "own": .array(found.own.map { InductionJSON.json($0) }),
        "tutored": .array(found.tutored.items.map { InductionJSON.json($0) }), "next": .text(next),
      ], next: next)
  }

  private static let read = Endpoint(
    method: .get, path: "/inductions/{id}", operationID: "getInduction", tag: .induction,
    summary: "Read an induction with its plan, periods, absences and what is due",
    note: "For the appropriate body, schools with a period of it, and the teacher.",
    access: .scoped(.readOwnInduction), parameters: [inductionID],
    successes: [.ok(InductionJSON.induction, "The induction.")]
  ) { call in
    try answer(try await ReadInductions(call.services).find(try await call.induction(), by: call.actor))
  }

  static func answer(_ record: InductionRecord) throws -> Answer {
    .ok(try InductionJSON.json(record), version: record.induction.version)
  }

  // MARK: Who acts

  private static let bodySchema = Schema.named(
    "AppropriateBody",
    .answer([
      "id": .uuid, "name": .text, "acts_from": .date, "acts_until": .date.orNull,
      "takes_new_until": .date.orNull.note("The last first day of teachers who are new to it."),
      "source": .text,
      "address": .text.note("As it stands in letters, line by line; empty while none is set."),
    ]))
  private static let levelSchema = Schema.answer([
    "code": .text, "title": .text, "price_pence": .whole.note("For each teacher and year."),
    "offered_from": .date,
  ])
  private static let authorityCode = Endpoint.Parameter(
    name: "code", schema: .text, note: "The authority’s three-digit code.")

  private static let bodies = Endpoint(
    method: .get, path: "/authorities/{code}/appropriate-bodies", operationID: "listAppropriateBodies",
    tag: .induction, summary: "Read who acts as appropriate body, from when to when, and at what price",
    access: .open, parameters: [authorityCode],
    successes: [
      .ok(.answer(["bodies": .list(bodySchema), "service_levels": .list(levelSchema)]), "Both lists.")
    ]
  ) { call in
    let authority = try await authority(call)
    let manage = ManageAppropriateBodies(call.services)
    return .ok([
      "bodies": .array(try await manage.bodies(of: authority.id).map(json)),
      "service_levels": .array(
        try await manage.levels(of: authority.id).map {
          [
            "code": .string($0.code), "title": .string($0.title), "price_pence": .whole($0.pricePence),
            "offered_from": .date($0.offeredFrom),
          ]
        }),
    ])
  }

  private static let setBody = Endpoint(
    method: .post, path: "/authorities/{code}/appropriate-bodies", operationID: "setAppropriateBody",
    tag: .induction, summary: "Record that the authority acts as appropriate body from a day on",
    access: .scoped(.manageInductionService), parameters: [authorityCode],
    body: .init(
      schema: .request(
        required: ["name": .text, "acts_from": .date, "source": .text],
        optional: [
          "acts_until": .date.orNull,
          "takes_new_until": .date.orNull.note(
            "The last first day of teachers who are new to it; left out, it takes them until it ends."),
          "address": .text.note("As it stands in letters, line by line. Left out, what is set stays."),
        ]),
      example: [
        "name": "Thurrock Council", "acts_from": "2012-09-01", "acts_until": .null,
        "source": "Agreement with the schools", "address": "Civic Offices\nNew Road\nGrays\nRM17 6SL",
      ]), successes: [.created(bodySchema, "The body.", location: false)]
  ) { call in
    let body = try await ManageAppropriateBodies(call.services).setBody(
      call.body.text("name"), of: try await authority(call), from: call.body.date("acts_from"),
      until: call.body.date("acts_until"), takesNewUntil: call.body.date("takes_new_until"),
      source: call.body.text("source"),
      address: call.body.textIfAny("address"), by: call.actor)
    return .created(json(body), at: nil)
  }

  private static let setLevel = Endpoint(
    method: .put, path: "/authorities/{code}/induction-service-levels/{level}",
    operationID: "setServiceLevel",
    tag: .induction, summary: "Set the price of a service for each teacher and year",
    access: .scoped(.manageInductionService),
    parameters: [
      authorityCode, .init(name: "level", schema: .text, note: "The service’s code, such as basic."),
    ],
    body: .init(
      schema: .request(required: ["title": .text, "price_pence": .whole, "offered_from": .date]),
      example: ["title": "Full assurance", "price_pence": 40_000, "offered_from": "2026-09-01"]),
    successes: [.noContent("It is set.")]
  ) { call in
    try await ManageAppropriateBodies(call.services).setLevel(
      call.path["level"] ?? "", call.body.text("title"), pricePence: call.body.whole("price_pence"),
      from: call.body.date("offered_from"), of: try await authority(call), by: call.actor)
    return .noContent
  }

  private static func authority(_ call: Call) async throws -> Authority {
    try await Authority.find(code: call.path["code"] ?? "", in: call.services.pool)
  }

  private static func json(_ body: AppropriateBody) -> JSONValue {
    [
      "id": .id(body.id), "name": .string(body.name), "acts_from": .date(body.actsFrom),
      "acts_until": .date(body.actsUntil), "takes_new_until": .date(body.takesNewUntil),
      "source": .string(body.source), "address": .string(body.address),
    ]
  }
}
