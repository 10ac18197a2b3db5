import Domain
import HTTPTypes

/// What became of an authority's vacancies.
enum FiguresRoutes {
  static let all = [read]

  private static let line = Schema.named(
    "VacancyFiguresLine",
    .answer([
      "group": .choice(FiguresLine.Group.self), "code": .text.note("Of the phase or subject; empty for all."),
      "name": .text, "published": .whole, "open": .whole, "unanswered": .whole, "filled": .whole,
      "not_filled": .whole, "withdrawn": .whole,
      "median_days_to_fill": .whole.orNull.note("From publication to the school’s answer."),
    ]))

  private static let outcome = Schema.named(
    "VacancyOutcomeCount",
    .answer(["code": .text, "name": .text, "filled": .flag, "count": .whole]))

  private static let read = Endpoint(
    method: .get, path: "/vacancy-figures", operationID: "readVacancyFigures", tag: .vacancies,
    summary: "Read what became of your authority’s vacancies",
    note: "A vacancy of several phases or subjects counts in each. For officers and administrators.",
    access: .scoped(.readBoroughFigures),
    query: [
      .init(name: "from", schema: .date, note: "Published from this day on; a year before `to` if left out."),
      .init(name: "to", schema: .date, note: "Published up to this day; today if left out."),
    ],
    successes: [
      .ok(
        .answer(["from": .date, "to": .date, "lines": .list(line), "outcomes": .list(outcome)]),
        "The figures.")
    ], failures: [404]
  ) { call in
    let authority = try await ReadRecruitmentFigures(call.services).authority(of: call.actor)
    let figures = try await BoroughFigures(call.services)(
      authority: authority.id, from: call.query.date("from"), to: call.query.date("to"), by: call.actor)
    return .ok(json(figures))
  }

  private static func json(_ figures: VacancyFigures) -> JSONValue {
    [
      "from": .date(figures.from), "to": .date(figures.to),
      "lines": .array(
        figures.lines.map { line in
          [
            "group": .code(line.group), "code": .string(line.code), "name": .string(line.name),
            "published": .whole(line.published), "open": .whole(line.open),
            "unanswered": .whole(line.unanswered), "filled": .whole(line.filled),
            "not_filled": .whole(line.notFilled), "withdrawn": .whole(line.withdrawn),
            "median_days_to_fill": .whole(line.daysToFill),
          ]
        }),
      "outcomes": .array(
        figures.outcomes.map { outcome in
          [
            "code": .string(outcome.code), "name": .string(outcome.name), "filled": .bool(outcome.isFilled),
            "count": .whole(outcome.count),
          ]
        }),
    ]
  }
}
