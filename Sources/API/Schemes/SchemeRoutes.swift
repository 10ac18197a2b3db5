import Domain
import HTTPSupport
import HTTPTypes

/// What authorities offer teachers during and after induction.
enum SchemeRoutes {
  static let all =
    [kinds, list, managed, create, read, change, setBudget, publish, close, withdraw, remove, report, csv]
    + ApplySchemeRoutes.all + AwardSchemeRoutes.all

  static let id = Endpoint.Parameter(name: "id", schema: .uuid, note: "The scheme’s identifier.")

  private static let kinds = Endpoint(
    method: .get, path: "/scheme-kinds", operationID: "listSchemeKinds", tag: .schemes,
    summary: "List the kinds of schemes", access: .open,
    successes: [.ok(.answer(["items": .list(.answer(["code": .text, "name": .text]))]), "The kinds.")]
  ) { call in
    let kinds = try await ReadSchemes(call.services).kinds()
    return .ok(["items": .array(kinds.map { ["code": .string($0.code), "name": .string($0.name)] })])
  }

  private static let list = Endpoint(
    method: .get, path: "/schemes", operationID: "listSchemes", tag: .schemes,
    summary: "List published schemes, by their last day", access: .open,
    query: [
      .init(name: "kind", schema: .text, note: "Only those of this kind."), .limit(200, otherwise: 200),
      .cursor,
    ], successes: [.ok(.page(of: SchemeJSON.scheme), "A page of schemes.")]
  ) { call in
    let page = try await ReadSchemes(call.services).published(
      kind: call.query.textIfAny("kind"), limit: call.limit(otherwise: 200), after: try call.cursor())
    return .page(page) { SchemeJSON.json($0, call) }
  }

  private static let managed = Endpoint(
    method: .get, path: "/managed-schemes", operationID: "listManagedSchemes", tag: .schemes,
    summary: "List your authority’s schemes with their budgets, drafts included, newest first",
    access: .scoped(.manageSchemes),
    query: [
      .init(name: "state", schema: .choice(SchemeState.self), note: "Only those in this state."),
      .limit(100, otherwise: 50), .cursor,
    ], successes: [.ok(.page(of: SchemeJSON.managed), "A page of schemes.")], failures: [404]
  ) { call in
    let page = try await ReadSchemes(call.services).managed(
      of: try await Authority.seat(of: call.actor, in: call.services.pool), state: call.query.code("state"),
      limit: call.limit(otherwise: 50), after: try call.cursor(), by: call.actor)
    return .page(page) { SchemeJSON.managed($0, call) }
  }

  private static let create = Endpoint(
    method: .post, path: "/schemes", operationID: "createScheme", tag: .schemes, summary: "Draft a scheme",
    note: "Set a budget, then publish it.", access: .scoped(.manageSchemes),
    body: .init(schema: SchemeJSON.input, example: SchemeJSON.example),
    successes: [.created(SchemeJSON.managed, "The draft.")], failures: [404]
  ) { call in
    let made = try await ManageSchemes(call.services).create(
      of: try await Authority.seat(of: call.actor, in: call.services.pool), SchemeJSON.content(call.body),
      submission: call.submission, by: call.actor)
    return .created(SchemeJSON.managed(made, call), at: "/schemes/\(made.id)", version: made.version)
  }

  private static let read = Endpoint(
    method: .get, path: "/schemes/{id}", operationID: "getScheme", tag: .schemes, summary: "Read a scheme",
    access: .openOrToken, parameters: [id], successes: [.ok(SchemeJSON.scheme, "The scheme.")]
  ) { call in
    let scheme = try await ReadSchemes(call.services).find(try call.id(of: "scheme"), by: call.actor)
    return .ok(SchemeJSON.json(scheme, call), version: scheme.version)
  }

  private static let change = Endpoint(
    method: .put, path: "/schemes/{id}", operationID: "changeScheme", tag: .schemes,
    summary: "Replace what is written about a scheme",
    note: "Criteria stay as they are once somebody has applied.", access: .scoped(.manageSchemes),
    parameters: [id], body: .init(schema: SchemeJSON.input, example: SchemeJSON.example),
    condition: .required,
    successes: [.ok(SchemeJSON.managed, "The scheme as it is now.")], failures: [409]
  ) { call in
    SchemeJSON.answer(
      try await ManageSchemes(call.services).change(
        try call.id(of: "scheme"), SchemeJSON.content(call.body), expectedVersion: call.expectedVersion,
        by: call.actor), call)
  }

  private static let setBudget = Endpoint(
    method: .put, path: "/schemes/{id}/budgets/{year}", operationID: "setSchemeBudget", tag: .schemes,
    summary: "Set the budget and the places of a financial year",
    note: "Never less than what is offered and committed already. The ETag is that of the scheme.",
    access: .scoped(.manageSchemes),
    parameters: [id, .init(name: "year", schema: .text, note: "The year in whose April it begins.")],
    body: .init(schema: SchemeJSON.budgetInput, example: ["budget_pence": 900_000, "places": 12]),
    condition: .required, successes: [.ok(SchemeJSON.managed, "The scheme.")], failures: [409]
  ) { call in
    guard let year = call.path["year"].flatMap({ Int($0) }) else { throw DomainError.notFound("year") }
    return SchemeJSON.answer(
      try await ManageSchemes(call.services).setBudget(
        try call.id(of: "scheme"), FinancialYear(year), budgetPence: call.body.whole("budget_pence") ?? -1,
        places: call.body.whole("places") ?? -1, expectedVersion: call.expectedVersion, by: call.actor), call)
  }

  private static let publish = Endpoint(
    method: .post, path: "/schemes/{id}/publish", operationID: "publishScheme", tag: .schemes,
    summary: "Publish a scheme, or open it again", access: .scoped(.manageSchemes), parameters: [id],
    condition: .optional, successes: [.ok(SchemeJSON.managed, "The scheme.")]
  ) { call in
    SchemeJSON.answer(
      try await ManageSchemes(call.services).publish(
        try call.id(of: "scheme"), expectedVersion: call.expectedVersion, by: call.actor), call)
  }

  private static let close = Endpoint(
    method: .post, path: "/schemes/{id}/close", operationID: "closeScheme", tag: .schemes,
    summary: "Let nobody else apply", access: .scoped(.manageSchemes), parameters: [id], condition: .optional,
    successes: [.ok(SchemeJSON.managed, "The scheme.")]
  ) { call in
    SchemeJSON.answer(
      try await ManageSchemes(call.services).close(
        try call.id(of: "scheme"), expectedVersion: call.expectedVersion, by: call.actor), call)
  }

  private static let withdraw = Endpoint(
    method: .post, path: "/schemes/{id}/withdraw", operationID: "withdrawScheme", tag: .schemes,
    summary: "Take a scheme back",
    note: "Everybody whose application is open is told. Offers and awards stand.",
    access: .scoped(.manageSchemes), parameters: [id],
    body: .init(schema: .request(required: ["reason": .text]), example: ["reason": "The grant has ended."]),
    condition: .optional, successes: [.ok(SchemeJSON.managed, "The scheme.")]
  ) { call in
    SchemeJSON.answer(
      try await ManageSchemes(call.services).withdraw(
        try call.id(of: "scheme"), reason: call.body.text("reason"), expectedVersion: call.expectedVersion,
        by: call.actor), call)
  }

  private static let remove = Endpoint(
    method: .delete, path: "/schemes/{id}", operationID: "removeScheme", tag: .schemes,
    summary: "Remove a draft",
    access: .scoped(.manageSchemes), parameters: [id], condition: .optional,
    successes: [.noContent("It is gone.")], failures: [409]
  ) { call in
    try await ManageSchemes(call.services).remove(
      try call.id(of: "scheme"), expectedVersion: call.expectedVersion, by: call.actor)
    return .noContent
  }

  private static let year = Endpoint.Parameter(
    name: "year", schema: .whole, note: "Only the financial year that begins in April of this year.")

  private static let report = Endpoint(
    method: .get, path: "/scheme-budgets", operationID: "reportSchemeBudgets", tag: .schemes,
    summary: "Report budgets, spending and take-up by scheme and year", access: .scoped(.readSchemeBudgets),
    query: [year], successes: [.ok(.answer(["items": .list(SchemeJSON.line)]), "The report.")],
    failures: [404]
  ) { call in .ok(["items": .array(try await lines(call).lines.map(SchemeJSON.json))]) }

  private static let csv = Endpoint(
    method: .get, path: "/scheme-budgets/export", operationID: "exportSchemeBudgets", tag: .schemes,
    summary: "Report budgets, spending and take-up as CSV", access: .scoped(.readSchemeBudgets),
    query: [year],
    successes: [.file(["text/csv"], "The file, in UTF-8.")], failures: [404]
  ) { call in .csv(try await lines(call).csv) }

  private static func lines(_ call: Call) async throws -> SchemeReport {
    try await ReportSchemes(call.services)(
      of: try await Authority.seat(of: call.actor, in: call.services.pool),
      year: call.query.whole("year").map(FinancialYear.init), by: call.actor)
  }
}
