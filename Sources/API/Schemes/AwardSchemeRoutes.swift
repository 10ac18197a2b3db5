import Domain
import HTTPTypes
import Postgres

/// Applications for schemes, for the officers who decide on them and record what is paid.
enum AwardSchemeRoutes {
  static let all = [
    list, export, waitingList, read, check, award, refuse, wait, reopen, release, plan, pay, undo, remove,
  ]

  private static let application = ApplySchemeRoutes.application
  private static let payment = Endpoint.Parameter(
    name: "id", schema: .uuid, note: "The payment’s identifier.")
  private static let whole = Endpoint.Success.ok(SchemeApplicationJSON.whole, "The application.")

  private static let narrowing: [Endpoint.Parameter] = [
    .init(name: "scheme_id", schema: .uuid, note: "Only those for this scheme."),
    .init(name: "state", schema: .choice(SchemeApplicationState.self), note: "Only those in this state."),
    .init(name: "q", schema: .text, note: "A reference, or letters of the name."),
  ]

  private static func filter(_ call: Call) -> DecideSchemeApplication.Filter {
    .init(
      scheme: call.query.textIfAny("scheme_id").flatMap { SchemeID($0) }, state: call.query.code("state"),
      words: call.query.text("q"))
  }

  private static let list = Endpoint(
    method: .get, path: "/scheme-applications", operationID: "listSchemeApplications", tag: .schemes,
    summary: "List applications that were sent, the last first", access: .scoped(.awardSchemes),
    query: narrowing + [.limit(100, otherwise: 50), .cursor],
    successes: [.ok(.page(of: SchemeApplicationJSON.application), "A page of applications.")],
    failures: [404]
  ) { call in
    let page = try await DecideSchemeApplication(call.services).list(
      of: try await Authority.seat(of: call.actor, in: call.services.pool), filter(call),
      limit: call.limit(otherwise: 50), after: try call.cursor(), by: call.actor)
    return .page(page, SchemeApplicationJSON.json)
  }

  private static let export = Endpoint(
    method: .get, path: "/scheme-applications/export", operationID: "exportSchemeApplications",
    tag: .schemes, summary: "Export applications that were sent as CSV",
    access: .scoped(.awardSchemes), query: narrowing,
    successes: [.file(["text/csv"], "The file, in UTF-8.")], failures: [404]
  ) { call in
    .csv(
      try await DecideSchemeApplication(call.services).csv(
        of: try await Authority.seat(of: call.actor, in: call.services.pool), filter(call), by: call.actor))
  }

  private static let waitingList = Endpoint(
    method: .get, path: "/schemes/{id}/waiting-list", operationID: "listSchemeWaitingList", tag: .schemes,
    summary: "List those who wait for a scheme, who has waited longest first", access: .scoped(.awardSchemes),
    parameters: [SchemeRoutes.id], query: [.limit(100, otherwise: 50), .cursor],
    successes: [.ok(.page(of: SchemeApplicationJSON.application), "A page of the waiting list.")]
  ) { call in
    let page = try await DecideSchemeApplication(call.services).waitingList(
      of: try call.id(of: "scheme"), limit: call.limit(otherwise: 50), after: try call.cursor(),
      by: call.actor)
    return .page(page, SchemeApplicationJSON.json)
  }

  private static let read = Endpoint(
    method: .get, path: "/scheme-applications/{id}", operationID: "getSchemeApplication", tag: .schemes,
    summary: "Read an application with its criteria and payments", access: .scoped(.awardSchemes),
    parameters: [application], successes: [whole]
  ) { call in
    SchemeApplicationJSON.answer(
      try await DecideSchemeApplication(call.services).find(try call.id(of: "application"), by: call.actor))
  }

  private static let check = Endpoint(
    method: .put, path: "/scheme-applications/{id}/criteria/{criterion}", operationID: "checkSchemeCriterion",
    tag: .schemes, summary: "Say whether a criterion is met",
    note:
      "It counts before what the induction record says; where it differs, note why. The ETag is that of the "
      + "application.",
    access: .scoped(.awardSchemes),
    parameters: [application, .init(name: "criterion", schema: .uuid, note: "The criterion’s identifier.")],
    body: .init(
      schema: .request(required: ["is_met": .flag], optional: ["note": .text]),
      example: ["is_met": true, "note": "She says what she would lead."]),
    condition: .required, successes: [whole], failures: [409]
  ) { call in
    SchemeApplicationJSON.answer(
      try await DecideSchemeApplication(call.services).check(
        try call.id(of: "application"), try call.id("criterion", of: "criterion"),
        isMet: call.body.flag("is_met"),
        note: call.body.text("note"), expectedVersion: call.expectedVersion, by: call.actor))
  }

  private static let award = Endpoint(
    method: .post, path: "/scheme-applications/{id}/award", operationID: "awardScheme", tag: .schemes,
    summary: "Offer an award",
    note: """
      Out of the budget of today’s financial year, which is never over-committed. Nobody is offered anything before \
      those who have waited longer.
      """, access: .scoped(.awardSchemes), parameters: [application],
    body: .init(
      schema: .request(optional: ["pence": .whole.orNull.note("Left out where the amount is fixed.")]),
      example: ["pence": 75_000]), condition: .optional, successes: [whole]
  ) { call in
    SchemeApplicationJSON.answer(
      try await DecideSchemeApplication(call.services).award(
        try call.id(of: "application"), pence: call.body.whole("pence"),
        expectedVersion: call.expectedVersion,
        by: call.actor))
  }

  private static let refuse = Endpoint(
    method: .post, path: "/scheme-applications/{id}/refuse", operationID: "refuseSchemeApplication",
    tag: .schemes, summary: "Turn an application down", access: .scoped(.awardSchemes),
    parameters: [application],
    body: .init(
      schema: .request(required: ["reason": .text.note("The teacher reads it.")]),
      example: ["reason": "The course is for those who lead a subject."]), condition: .optional,
    successes: [whole]
  ) { call in
    SchemeApplicationJSON.answer(
      try await DecideSchemeApplication(call.services).refuse(
        try call.id(of: "application"), reason: call.body.text("reason"),
        expectedVersion: call.expectedVersion,
        by: call.actor))
  }

  private static let wait = Endpoint(
    method: .post, path: "/scheme-applications/{id}/wait", operationID: "putSchemeApplicationOnWaitingList",
    tag: .schemes, summary: "Put an application on the waiting list", access: .scoped(.awardSchemes),
    parameters: [application], condition: .optional, successes: [whole]
  ) { call in
    SchemeApplicationJSON.answer(
      try await DecideSchemeApplication(call.services).wait(
        try call.id(of: "application"), expectedVersion: call.expectedVersion, by: call.actor))
  }

  private static let reopen = Endpoint(
    method: .post, path: "/scheme-applications/{id}/reopen", operationID: "reopenSchemeApplication",
    tag: .schemes, summary: "Look again at what was turned down or has lapsed",
    access: .scoped(.awardSchemes),
    parameters: [application], condition: .optional, successes: [whole]
  ) { call in
    SchemeApplicationJSON.answer(
      try await DecideSchemeApplication(call.services).reopen(
        try call.id(of: "application"), expectedVersion: call.expectedVersion, by: call.actor))
  }

  private static let release = Endpoint(
    method: .post, path: "/scheme-applications/{id}/release", operationID: "releaseSchemeAward",
    tag: .schemes,
    summary: "Free what of an award will not be paid", access: .scoped(.awardSchemes),
    parameters: [application],
    body: .init(
      schema: .request(required: ["pence": .whole, "reason": .text.note("The teacher reads it.")]),
      example: ["pence": 20_000, "reason": "The course cost less."]), condition: .optional, successes: [whole]
  ) { call in
    SchemeApplicationJSON.answer(
      try await PaySchemeAward(call.services).release(
        try call.id(of: "application"), pence: call.body.whole("pence") ?? 0,
        reason: call.body.text("reason"),
        expectedVersion: call.expectedVersion, by: call.actor))
  }

  private static let plan = Endpoint(
    method: .post, path: "/scheme-applications/{id}/payments", operationID: "planSchemePayment",
    tag: .schemes,
    summary: "Plan a part in which an award is paid", access: .scoped(.awardSchemes),
    parameters: [application],
    body: .init(
      schema: .request(required: ["pence": .whole, "due_on": .date]),
      example: ["pence": 25_000, "due_on": "2027-03-01"]), condition: .optional, successes: [whole]
  ) { call in
    SchemeApplicationJSON.answer(
      try await PaySchemeAward(call.services).plan(
        try call.id(of: "application"), pence: call.body.whole("pence") ?? 0, dueOn: call.body.date("due_on"),
        expectedVersion: call.expectedVersion, by: call.actor))
  }

  private static let pay = Endpoint(
    method: .post, path: "/scheme-payments/{id}/pay", operationID: "paySchemePayment", tag: .schemes,
    summary: "Record that a part was paid", access: .scoped(.awardSchemes), parameters: [payment],
    body: .init(schema: .request(required: ["paid_on": .date]), example: ["paid_on": "2027-03-02"]),
    successes: [whole]
  ) { call in
    SchemeApplicationJSON.answer(
      try await PaySchemeAward(call.services).pay(
        try call.id(of: "payment"), on: call.body.date("paid_on"), by: call.actor))
  }

  private static let undo = Endpoint(
    method: .post, path: "/scheme-payments/{id}/undo", operationID: "undoSchemePayment", tag: .schemes,
    summary: "Take back that a part was paid, where it was recorded by mistake",
    access: .scoped(.awardSchemes),
    parameters: [payment], successes: [whole]
  ) { call in
    SchemeApplicationJSON.answer(
      try await PaySchemeAward(call.services).undo(try call.id(of: "payment"), by: call.actor))
  }

  private static let remove = Endpoint(
    method: .delete, path: "/scheme-payments/{id}", operationID: "removeSchemePayment", tag: .schemes,
    summary: "Take a part out of the plan that was not paid", access: .scoped(.awardSchemes),
    parameters: [payment], successes: [.noContent("It is gone.")], failures: [409]
  ) { call in
    _ = try await PaySchemeAward(call.services).remove(try call.id(of: "payment"), by: call.actor)
    return .noContent
  }
}
