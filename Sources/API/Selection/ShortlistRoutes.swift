import Domain
import HTTPTypes

/// What a school makes of the sift: its lists, its decisions, its file.
enum ShortlistRoutes {
  static let all = [list, agree, reject, compare, export, feedback]

  private static let scores = Schema.map(.whole).note("Each member’s total, by account.")

  private static let line = Schema.named(
    "ShortlistLine",
    .answer([
      "application": ApplicationJSON.listing, "totals": scores,
      "recommendations": .map(.choice(Recommendation.self)), "average": .number.orNull,
      "spread": .whole.orNull.note("From the lowest total to the highest."),
      "essential_failed": .list(.uuid).note("Essential criteria whose mean score is below 1."),
      "progress": SelectionJSON.progress, "revealed": .flag,
      "decision": SelectionJSON.decision.orNull.note("What was decided last, and why."),
      "agency": .text.orNull.note(
        "The agency through which it came, for a fee may be due; told to the head and recruiters only."),
      "likely_duplicates": ApplicationJSON.duplicates,
    ]))

  private static let filters: [Endpoint.Parameter] = [
    .init(name: "state", schema: .list(.choice(ApplicationState.self)), note: "Only these states."),
    .init(name: "failed", schema: .uuid, note: "Only those that failed this criterion."),
    .init(
      name: "essentials", schema: .choice(ShortlistFilter.Essentials.self),
      note: "Only those that failed an essential criterion, or none."),
    .init(
      name: "recommendation", schema: .choice(Recommendation.self), note: "Only those a member recommends so."
    ),
    .init(name: "words", schema: .text.bounded(0...200), note: "Only those that say all these words."),
    .init(
      name: "order", schema: .choice(ShortlistFilter.Order.self).otherwise("average"), note: "In what order."),
  ]

  private static func filter(_ call: Call) -> ShortlistFilter {
    var filter = ShortlistFilter()
    filter.states = Set(call.query.codes("state", as: ApplicationState.self))
    filter.failed = call.query.textIfAny("failed").flatMap { CriterionID($0) }
    filter.essentials = call.query.code("essentials")
    filter.recommendation = call.query.code("recommendation")
    filter.words = call.query.text("words")
    filter.order = call.query.code("order") ?? .average
    return filter
  }

  private static let list = Endpoint(
    method: .get, path: "/vacancies/{id}/shortlist", operationID: "readShortlist", tag: .selection,
    summary: "List a vacancy’s applications with what came of the sift",
    note: "Scores are there once they are shown to you; see /applications/{id}/sift.",
    access: .scoped(.readApplicationToSift), parameters: [.vacancy],
    query: filters + [.limit(100, otherwise: 50), .cursor],
    successes: [.ok(.page(of: line, counted: true), "A page of applications.")]
  ) { call in
    var after: ShortlistCursor?
    if let text = call.query.textIfAny("cursor") {
      after = Opaque.read(text).flatMap { ShortlistCursor($0) }
      if after == nil { throw Opaque.unknownCursor }
    }
    let found = try await ReadShortlist(call.services)(
      try call.id(of: "vacancy"), filter(call), limit: call.limit(otherwise: 50), after: after,
      by: call.actor)
    return .page(
      found.lines.map { json($0, call.actor) }, next: found.next.map { Opaque.write($0.description) },
      total: found.total)
  }

  private static func json(_ line: ShortlistLine, _ actor: Actor) -> JSONValue {
    [
      "application": ApplicationJSON.json(line.application, for: actor),
      "totals": .object(byName(line.totals) { .whole($0) }),
      "recommendations": .object(byName(line.recommendations) { .code($0) }),
      "average": SelectionJSON.number(line.average), "spread": .whole(line.spread),
      "essential_failed": .texts(line.failed.map(\.description)),
      "progress": SelectionJSON.json(line.progress), "revealed": .bool(line.isRevealed),
      "decision": line.decision.map(SelectionJSON.json) ?? .null, "agency": .text(line.agency),
      "likely_duplicates": ApplicationJSON.json(line.likelyDuplicates),
    ]
  }

  private static func byName<Value>(
    _ values: [AccountID: Value], _ json: (Value) -> JSONValue
  ) -> [String: JSONValue] {
    Dictionary(values.map { ($0.key.description, json($0.value)) }, uniquingKeysWith: { $1 })
  }

  /// Why a decision is made without the scores of two people.
  static let exception = Schema.text.orNull.note(
    "Why you decide before two members of the panel have handed in their scores; needed only then.")

  private static let agree = Endpoint(
    method: .put, path: "/vacancies/{id}/shortlist", operationID: "agreeShortlist", tag: .selection,
    summary: "Agree a longlist or shortlist",
    note: """
      Those chosen go on the list, those not chosen that are on it come off (which needs a reason), all in one or \
      not at all. Each application is named with the version it was read in: 412 when somebody else has moved one \
      since. Everybody put on it needs the scores of two members of the panel, or an exception. A longlist is for \
      headships. Once the shortlist is agreed, names are shown.
      """,
    access: .scoped(.runSelection), parameters: [.vacancy],
    body: .init(
      schema: .request(
        required: [
          "stage": .choice(SelectionStage.self),
          "applications": .list(.request(required: ["id": .uuid, "version": .whole, "chosen": .flag])),
        ],
        optional: [
          "reason": .text.orNull.note("Why somebody is taken off."), "exception": exception,
        ]),
      example: [
        "stage": "shortlist",
        "applications": [["id": "0193a5c8-1f00-7000-8000-000000000002", "version": 1, "chosen": true]],
      ]),
    successes: [.ok(.answer(["listed": .whole.note("How many are on the list now.")]), "It is agreed.")],
    failures: [409, 412]
  ) { call in
    let choices = (call.body.members["applications"]?.array ?? []).compactMap { value in
      let fields = Fields(value.object ?? [:])
      return ApplicationID(fields.text("id")).map {
        ApplicationChoice($0, version: fields.whole("version") ?? 0, isChosen: fields.flag("chosen"))
      }
    }
    let listed = try await AgreeShortlist(call.services)(
      try call.id(of: "vacancy"), call.body.code("stage") ?? .shortlist, choices,
      reason: call.body.text("reason"), exception: call.body.text("exception"), by: call.actor)
    return .ok(["listed": .whole(listed)])
  }

  private static let reject = Endpoint(
    method: .post, path: "/vacancies/{id}/rejections", operationID: "rejectApplications", tag: .selection,
    summary: "Turn applications down, each with its reason",
    note: """
      All of them or none; nobody twice: a second decision with another reason or message is a 409. Each needs criteria that aren’t met, or words; reasons stay with the school. The message \
      goes to every one of the applicants and stands on their page. Each is named with the version it was read in: \
      412 when somebody else has moved one since; null turns it down whatever it is.
      """,
    access: .scoped(.rejectApplication), parameters: [.vacancy],
    body: .init(
      schema: .request(
        required: [
          "rejections": .list(
            .request(
              required: ["application_id": .uuid, "version": .whole.orNull],
              optional: [
                "criteria": .list(.uuid).note("Criteria that aren’t met."),
                "reason": .text.orNull.note("Up to 1,000 characters."),
              ])), "message": .text.note("Up to 4,000 characters."),
        ],
        optional: [
          "exception": exception,
          "criteria": Schema.list(.uuid).note("For those who have no criteria and no reason of their own."),
          "reason": Schema.text.note("For those who have no criteria and no reason of their own."),
        ]),
      example: [
        "rejections": [
          [
            "application_id": "0193a5c8-1f00-7000-8000-000000000002", "version": 1,
            "criteria": ["0193a5c8-1f00-7000-8000-000000000005"], "reason": "Taught older pupils only.",
          ]
        ], "message": "Thank you for applying. We can’t take your application further this time.",
      ]),
    successes: [.ok(.answer(["items": .list(ApplicationJSON.listing)]), "They are turned down.")],
    failures: [409, 412]
  ) { call in
    let rejections = (call.body.members["rejections"]?.array ?? []).compactMap { value in
      let fields = Fields(value.object ?? [:])
      return ApplicationID(fields.text("application_id")).map {
        Rejection(
          $0, version: fields.whole("version"),
          criteria: fields.texts("criteria").compactMap { CriterionID($0) }, reason: fields.text("reason"))
      }
    }
    let moved = try await RejectApplications(call.services)(
      try call.id(of: "vacancy"), rejections,
      all: SharedRejection(
        criteria: call.body.texts("criteria").compactMap { CriterionID($0) }, reason: call.body.text("reason")
      ),
      message: call.body.text("message"),
      exception: call.body.text("exception"), by: call.actor)
    return .ok(["items": .array(moved.map { ApplicationJSON.json($0, for: call.actor) })])
  }

  private static let interview = Schema.named(
    "ComparedInterview",
    .answer([
      "members": .whole.note("How many interview."), "handed_in": .whole,
      "average": .number.orNull.note("Of their totals, once all are in."),
      "sheets": Schema.list(InterviewRoutes.sheet).note("Empty until everybody has handed in."),
    ]))

  private static func json(_ interview: ComparedInterview) -> JSONValue {
    [
      "members": .whole(interview.members), "handed_in": .whole(interview.handedIn),
      "average": SelectionJSON.number(interview.average),
      "sheets": .array(interview.sheets.map { InterviewRoutes.json($0) }),
    ]
  }

  private static let compare = Endpoint(
    method: .get, path: "/vacancies/{id}/comparison", operationID: "compareApplications", tag: .selection,
    summary: "Set two to six applications side by side", access: .scoped(.readApplicationToSift),
    parameters: [.vacancy],
    query: [.init(name: "application", schema: .list(.uuid), note: "The applications, two to six.")],
    successes: [
      .ok(
        .answer([
          "criteria": .list(SelectionJSON.criterion),
          "questions": Schema.list(InterviewRoutes.question).note("Of the interviews, where there are any."),
          "applications": .list(
            .answer([
              "application": ApplicationJSON.listing, "average": .number.orNull,
              "sheets": .list(SelectionJSON.sheet), "decision": SelectionJSON.decision.orNull,
              "interview": interview.orNull.note("Null for whoever may not read its scores."),
            ])),
        ]), "The criteria and questions, and what was given for each.")
    ]
  ) { call in
    let comparison = try await CompareApplications(call.services)(
      try call.id(of: "vacancy"), call.query.texts("application").compactMap { ApplicationID($0) },
      by: call.actor)
    return .ok([
      "criteria": SelectionJSON.json(comparison.criteria),
      "questions": .array(comparison.questions.map { InterviewRoutes.json($0) }),
      "applications": .array(
        comparison.columns.map { column in
          [
            "application": ApplicationJSON.json(column.application, for: call.actor),
            "average": SelectionJSON.number(column.average),
            "sheets": .array(column.sheets.map(SelectionJSON.json)),
            "decision": column.decision.map(SelectionJSON.json) ?? .null,
            "interview": column.interview.map(json) ?? .null,
          ]
        }),
    ])
  }

  private static let export = Endpoint(
    method: .get, path: "/vacancies/{id}/shortlist/export", operationID: "exportShortlist", tag: .selection,
    summary: "Export a vacancy’s applications with what came of the sift as CSV",
    note: """
      Without names while they are hidden. The last column, `account_closed`, is `true` where the applicant has closed \
      their account and can’t be invited, and `false` while names are hidden.
      """, access: .scoped(.readApplicationToSift),
    parameters: [.vacancy], query: filters, successes: [.file(["text/csv"], "The file, in UTF-8.")]
  ) { call in
    let text = try await ExportShortlist(call.services)(
      try call.id(of: "vacancy"), filter(call), by: call.actor)
    return .csv(text)
  }

  private static let feedback = Endpoint(
    method: .get, path: "/applications/{id}/feedback", operationID: "readFeedback", tag: .selection,
    summary: "Read what the school says on an application it didn’t take forward",
    access: .scoped(.readOwnApplications), parameters: [.application],
    successes: [
      .ok(
        .answer(["message": .text.orNull, "decided_at": .instant.orNull]), "The message; null without one.")
    ]
  ) { call in
    let found = try await RejectApplications(call.services).feedback(
      try call.id(of: "application"), by: call.actor)
    return .ok(["message": .text(found?.message), "decided_at": .instant(found?.decidedAt)])
  }
}
