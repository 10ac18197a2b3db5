import Domain
import HTTPTypes

/// Equality monitoring: voluntary answers after sending, and totals.
enum EqualityRoutes {
  static let all = [form, answer, remove, totals, export]

  private static let form = Endpoint(
    method: .get, path: "/equality-form", operationID: "getEqualityForm", tag: .applications,
    summary: "Read the questions of equality monitoring", note: "All are voluntary.", access: .open,
    successes: [.ok(.answer(["version": .whole, "section": ApplicationFormJSON.section]), "The questions.")],
    failures: [404]
  ) { call in
    let form = try await AnswerEquality(call.services).form()
    return .ok(["version": .whole(form.version), "section": ApplicationFormJSON.json(form.section)])
  }

  private static let answer = Endpoint(
    method: .put, path: "/applications/{id}/equality", operationID: "answerEqualityQuestions",
    tag: .applications, summary: "Answer the equality questions for an application of yours",
    note: """
      The answers are kept apart from the application and are never shown again, but in totals. They replace all \
      earlier ones. No answers at all are a 422 where there are earlier ones: delete those instead.
      """,
    access: .scoped(.sendApplication), parameters: [.application],
    body: .init(schema: .request(required: ["answers": .map(.any)]), example: ["answers": ["sex": "female"]]),
    successes: [.noContent("The answers are kept.")]
  ) { call in
    try await AnswerEquality(call.services)(
      try call.id(of: "application"), call.body.object("answers"), by: call.actor)
    return .noContent
  }

  private static let remove = Endpoint(
    method: .delete, path: "/applications/{id}/equality", operationID: "removeEqualityAnswers",
    tag: .applications, summary: "Take your equality answers away", access: .scoped(.sendApplication),
    parameters: [.application], successes: [.noContent("No answers are kept.")]
  ) { call in
    try await AnswerEquality(call.services).remove(try call.id(of: "application"), by: call.actor)
    return .noContent
  }

  private static let row = Schema.answer(["category": .text, "name": .text, "counts": .list(.whole)])

  private static let totals = Endpoint(
    method: .get, path: "/equality-totals", operationID: "getEqualityTotals", tag: .applications,
    summary: "Read the equality totals of your authority",
    note: """
      The people who applied in each term of a school year, each counted once, along the stages. A term’s totals are \
      given out once, a month after its end, and never change. No group of fewer than five people is given out or can \
      be found by subtraction: small categories stand together as “others”, and stages are left out where a \
      difference would be too small.
      """,
    access: .scoped(.readEqualityTotals),
    query: [year],
    successes: [
      .ok(
        .answer([
          "year": .whole,
          "terms": .list(
            .answer([
              "term": .choice(RecruitmentTerm.self), "from": .date, "to": .date,
              "released_on": .date.note("From when, and up to when answers and stages count."),
              "released": .flag,
              "withheld": .flag.note(
                "Never given out: some of its people were counted before totals were given out by term."),
              "suppressed": .flag.note(
                "Given out without any figure: fewer people applied than may be told of, or nobody did."),
              "characteristics": .list(
                .answer([
                  "key": .text, "question": .text,
                  "suppressed": .flag.note("Whether too few people are in it for any figure."),
                  "stages": .list(.choice(EqualityStage.self)),
                  "rows": .list(row), "others": row.orNull,
                  "totals": Schema.list(.whole).orNull.note("Null where it is suppressed."),
                ])),
            ])),
        ]), "The totals.")
    ], failures: [404]
  ) { call in
    let report = try await report(call)
    return .ok(["year": .whole(report.year), "terms": .array(report.terms.map(json))])
  }

  private static let year = Endpoint.Parameter(
    name: "year", schema: .whole.bounded(2000...2199),
    note: "The year in whose September it begins; the present one unless given.")

  private static func report(_ call: Call) async throws -> EqualityReport {
    let authority = try await Authority.seat(of: call.actor, in: call.services.pool)
    return try await EqualityTotals(call.services)(
      of: authority, year: call.query.whole("year"), by: call.actor)
  }

  private static let export = Endpoint(
    method: .get, path: "/equality-totals/export", operationID: "exportEqualityTotals", tag: .applications,
    summary: "Export the equality totals of your authority as CSV",
    note: "What was given out, and nothing else: the same figures as the totals, with the same left out.",
    access: .scoped(.readEqualityTotals), query: [year],
    successes: [.file(["text/csv"], "The file, in UTF-8.")], failures: [404]
  ) { call in
    .csv(try await report(call).csv)
  }

  private static func json(_ term: EqualityTermReport) -> JSONValue {
    [
      "term": .code(term.span.term), "from": .date(term.span.from), "to": .date(term.span.to),
      "released_on": .date(term.releasedOn), "released": .bool(term.isReleased),
      "withheld": .bool(term.isWithheld), "suppressed": .bool(term.isSuppressed),
      "characteristics": .array(term.characteristics.map(json)),
    ]
  }

  private static func json(_ one: EqualityCharacteristic) -> JSONValue {
    func row(_ row: EqualityTable.Row) -> JSONValue {
      [
        "category": .string(row.category), "name": .string(one.title(row.category)),
        "counts": .array(row.counts.map { .whole($0) }),
      ]
    }
    return [
      "key": .string(one.question.key), "question": .string(one.question.label),
      "suppressed": .bool(one.isSuppressed),
      "stages": .array(one.table.stages.map { .string($0.rawValue) }),
      "rows": .array(one.table.rows.map(row)), "others": one.table.others.map(row) ?? .null,
      "totals": one.isSuppressed ? .null : .array(one.table.totals.map { .whole($0) }),
    ]
  }
}
