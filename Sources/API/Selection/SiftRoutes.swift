import Domain
import HTTPTypes

/// What the members of a panel make of applications.
enum SiftRoutes {
  static let all = [list, close, reopen, read, save, reopenSheet]

  private static let line = Schema.named(
    "SiftLine",
    .answer([
      "application": ApplicationJSON.listing, "progress": SelectionJSON.progress,
      "own_version": .whole.orNull.note("Of your own sheet; null when you aren’t on the panel."),
      "own_submitted_at": .instant.orNull,
      "revealed": .flag.note("Whether the sheets of all are shown."),
    ]))

  private static let list = Endpoint(
    method: .get, path: "/vacancies/{id}/sift", operationID: "listSift", tag: .selection,
    summary: "List a vacancy’s applications as its panel sifts them",
    access: .scoped(.readApplicationToSift), parameters: [.vacancy],
    query: [.limit(100, otherwise: 50), .cursor],
    successes: [.ok(.page(of: line), "A page, in the order of sending.")]
  ) { call in
    let page = try await ReadSift(call.services)(
      try call.id(of: "vacancy"), limit: call.limit(otherwise: 50), after: try call.cursor(), by: call.actor)
    return .page(page) { line in
      [
        "application": ApplicationJSON.json(line.application, for: call.actor),
        "progress": SelectionJSON.json(line.progress), "own_version": .whole(line.ownVersion),
        "own_submitted_at": .instant(line.ownSubmittedAt), "revealed": .bool(line.isRevealed),
      ]
    }
  }

  private static let state = Schema.answer([
    "sift_closed_at": .instant.orNull, "version": .whole.note("Of the selection, as with its panel."),
  ])

  private static func json(_ selection: Selection) -> JSONValue {
    ["sift_closed_at": .instant(selection.siftClosedAt), "version": .whole(selection.version)]
  }

  private static let close = Endpoint(
    method: .post, path: "/vacancies/{id}/sift/close", operationID: "closeSift", tag: .selection,
    summary: "Close a sift before everybody has submitted",
    note: "What was submitted is shown then; what wasn’t stays with its author.",
    access: .scoped(.closeSift), parameters: [.vacancy], successes: [.ok(state, "It is closed.")]
  ) { call in
    .ok(json(try await CloseSift(call.services)(try call.id(of: "vacancy"), by: call.actor)))
  }

  private static let reopen = Endpoint(
    method: .post, path: "/vacancies/{id}/sift/reopen", operationID: "reopenSift", tag: .selection,
    summary: "Open a closed sift again", access: .scoped(.closeSift), parameters: [.vacancy],
    body: .init(
      schema: .request(required: ["reason": .text.note("Up to 2,000 characters.")]),
      example: ["reason": "Two applications came late by post."]),
    successes: [.ok(state, "It is open.")]
  ) { call in
    .ok(
      json(
        try await CloseSift(call.services).reopen(
          try call.id(of: "vacancy"), reason: call.body.text("reason"), by: call.actor)))
  }

  private static let view = Schema.named(
    "ApplicationSift",
    .answer([
      "criteria": .list(SelectionJSON.criterion), "progress": SelectionJSON.progress, "revealed": .flag,
      "own": SelectionJSON.sheet.orNull.note("Your own sheet; null when you aren’t on the panel."),
      "others": .list(SelectionJSON.sheet).note("Empty until everybody has submitted."),
    ]))

  private static func answer(_ call: Call) async throws -> Answer {
    let view = try await ReadSift(call.services).sheet(try call.id(of: "application"), by: call.actor)
    let json: JSONValue = [
      "criteria": SelectionJSON.json(view.criteria), "progress": SelectionJSON.json(view.progress),
      "revealed": .bool(view.isRevealed), "own": view.own.map(SelectionJSON.json) ?? .null,
      "others": .array(view.others.map(SelectionJSON.json)),
    ]
    return .ok(json, version: view.own?.version)
  }

  private static let read = Endpoint(
    method: .get, path: "/applications/{id}/sift", operationID: "readSheets", tag: .selection,
    summary: "Read the scores of an application",
    note: """
      Your own sheet always; those of the others once everybody on the panel, two at least, has submitted, or the \
      head has closed the sift. The ETag is that of your own sheet.
      """,
    access: .scoped(.readApplicationToSift), parameters: [.application],
    successes: [.ok(view, "The criteria and the sheets.")]
  ) { call in try await answer(call) }

  private static let save = Endpoint(
    method: .put, path: "/applications/{id}/sift", operationID: "saveSheet", tag: .selection,
    summary: "Write your own scores of an application",
    note: "The whole sheet, however far it is; `submit` freezes it and asks for every score.",
    access: .scoped(.siftApplication), parameters: [.application],
    body: .init(
      schema: .request(
        required: [
          "scores": .list(
            .request(
              required: ["criterion_id": .uuid],
              optional: ["score": .whole.orNull.note("0 to 3."), "note": .text.orNull]))
        ],
        optional: [
          "recommendation": .choice(Recommendation.self).orNull, "note": .text.orNull, "submit": .flag,
        ]),
      example: [
        "scores": [
          [
            "criterion_id": "0193a5c8-1f00-7000-8000-000000000005", "score": 2,
            "note": "Two placements in Key Stage 2.",
          ]
        ], "recommendation": "shortlist", "note": "", "submit": false,
      ]),
    condition: .required, successes: [.ok(view, "The sheets as they are now.")], failures: [409]
  ) { call in
    let content = SheetContent(
      scores: (call.body.members["scores"]?.array ?? []).compactMap { score($0.object ?? [:]) },
      recommendation: call.body.code("recommendation"), note: call.body.text("note"))
    _ = try await SaveSheet(call.services)(
      try call.id(of: "application"), content, submit: call.body.flag("submit"),
      expectedVersion: call.expectedVersion, by: call.actor)
    return try await answer(call)
  }

  private static func score(_ members: [String: JSONValue]) -> CriterionScore? {
    let fields = Fields(members)
    guard let criterion = CriterionID(fields.text("criterion_id")) else { return nil }
    return CriterionScore(criterion: criterion, score: fields.whole("score"), note: fields.text("note"))
  }

  private static let reopenSheet = Endpoint(
    method: .post, path: "/applications/{id}/sift/reopen", operationID: "reopenSheet", tag: .selection,
    summary: "Take your submitted scores back to change them",
    note: "Possible until everybody has submitted.", access: .scoped(.siftApplication),
    parameters: [.application], successes: [.ok(view, "The sheets as they are now.")]
  ) { call in
    _ = try await ReopenSheet(call.services)(try call.id(of: "application"), by: call.actor)
    return try await answer(call)
  }
}
