import Domain
import HTTPTypes
import Postgres

/// How an authority's schools recruit, in figures.
enum RecruitmentFiguresRoutes {
  static let all = [recruitment, recruitmentFile, pool, poolFile]

  private static let quartiles = Schema.named(
    "Quartiles",
    .answer([
      "vacancies": .whole, "lower_quartile": .number.orNull, "median": .number.orNull,
      "upper_quartile": .number.orNull,
    ]))

  private static let posts = Schema.named(
    "PostFigures",
    .answer([
      "advertised": .whole, "filled": .whole, "unfilled": .whole,
      "undecided": .whole.note("Still advertised, or closed lately without an answer."),
      "unanswered": .whole.note(
        "Closed more than \(PostFigures.weeksToAnswer) weeks ago, without an answer."),
      "withdrawn": .whole,
    ]))

  private static let line = Schema.named(
    "RecruitmentLine",
    .answer([
      "code": .text.note("Of the group; empty for all schools."), "name": .text,
      "kind": .choice(SchoolGroup.Kind.self).orNull,
      "applications": .answer([
        "sent": .whole, "shortlisted": .whole,
        "interviewed": .whole.note("Invited to interview."), "offered": .whole, "appointed": .whole,
        "unsuccessful": .whole, "withdrawn": .whole, "open": .whole,
      ]),
      "posts": posts,
      "days_to_shortlist": quartiles.note(
        "From closing to the first who was shortlisted, where that was after the closing day."),
      "days_to_appointment": quartiles.note(
        "From closing to the first who was appointed, where that was after the closing day."),
      "days_from_publication_to_shortlist": quartiles.note(
        "From publication to the first who was shortlisted."),
      "days_from_publication_to_appointment": quartiles.note(
        "From publication to the first who was appointed."),
    ]))

  private static let recruitment = Endpoint(
    method: .get, path: "/recruitment-figures", operationID: "readRecruitmentFigures", tag: .vacancies,
    summary: "Read how your authority’s schools recruited in a school year or term",
    note: """
      Applications sent, posts of vacancies published, and days of vacancies closed in the span; what has been erased \
      since is counted too. Groups of schools have three schools or more.
      """,
    access: .scoped(.readBoroughFigures),
    query: FiguresSpan.query,
    successes: [
      .ok(
        .answer([
          "from": .date, "to": .date, "chosen": line, "lines": .list(line),
          "months": .list(.answer(["first": .date, "sent": .whole])),
          "posts": .list(
            .answer([
              "measure": .choice(PostLine.Measure.self), "code": .text, "name": .text, "posts": posts,
            ])
          ).note("Of those chosen, by subject and by role; posts of several count in each."),
        ]), "The figures.")
    ], failures: [404]
  ) { call in
    let figures = try await read(call)
    let span = figures.span
    return .ok([
      "from": .date(span.from), "to": .date(span.to), "chosen": json(figures.chosen),
      "lines": .array(figures.lines.map(json)),
      "months": .array(figures.months.map { ["first": .date($0.first), "sent": .whole($0.sent)] }),
      "posts": .array(
        figures.posts.map { line in
          [
            "measure": .code(line.measure), "code": .string(line.code), "name": .string(line.name),
            "posts": json(line.posts),
          ]
        }),
    ])
  }

  private static func read(_ call: Call) async throws -> RecruitmentFigures {
    let (authority, span) = try await FiguresSpan.read(call)
    return try await ReadRecruitmentFigures(call.services)(
      authority, span, schools: call.query.text("schools"), by: call.actor)
  }

  /// Which table a file is of.
  private static func table(_ kinds: [FiguresTable.Kind]) -> Endpoint.Parameter {
    .init(
      name: "table", schema: .choice(kinds.map(\.rawValue)),
      note: "Which table; `\(kinds[0].rawValue)` unless given.")
  }

  private static let recruitmentFile = Endpoint(
    method: .get, path: "/recruitment-figures/export", operationID: "exportRecruitmentFigures",
    tag: .vacancies, summary: "Export one table of the figures of recruitment as CSV",
    access: .scoped(.readBoroughFigures), query: [table(FiguresTable.Kind.recruitment)] + FiguresSpan.query,
    successes: [.file(["text/csv"], "The file, in UTF-8.")], failures: [404]
  ) { call in
    .csv(try await read(call).table(call.query.code("table") ?? .applications).csv)
  }

  private static func json(_ posts: PostFigures) -> JSONValue {
    [
      "advertised": .whole(posts.advertised), "filled": .whole(posts.filled),
      "unfilled": .whole(posts.unfilled), "undecided": .whole(posts.undecided),
      "unanswered": .whole(posts.unanswered), "withdrawn": .whole(posts.withdrawn),
    ]
  }

  private static func json(_ line: RecruitmentLine) -> JSONValue {
    let applications = line.applications
    return [
      "code": .string(line.group?.code ?? ""), "name": .string(line.title), "kind": .code(line.group?.kind),
      "applications": [
        "sent": .whole(applications.sent), "shortlisted": .whole(applications.shortlisted),
        "interviewed": .whole(applications.interviewed), "offered": .whole(applications.offered),
        "appointed": .whole(applications.appointed), "unsuccessful": .whole(applications.unsuccessful),
        "withdrawn": .whole(applications.withdrawn), "open": .whole(applications.open),
      ],
      "posts": json(line.posts),
      "days_to_shortlist": json(line.toShortlist), "days_to_appointment": json(line.toAppointment),
      "days_from_publication_to_shortlist": json(line.publishedToShortlist),
      "days_from_publication_to_appointment": json(line.publishedToAppointment),
    ]
  }

  private static func json(_ days: Quartiles) -> JSONValue {
    func number(_ value: Double?) -> JSONValue { value.map { .number($0) } ?? .null }
    return [
      "vacancies": .whole(days.count), "lower_quartile": number(days.lower), "median": number(days.median),
      "upper_quartile": number(days.upper),
    ]
  }

  private static let pool = Endpoint(
    method: .get, path: "/pool-figures", operationID: "readPoolFigures", tag: .pool,
    summary: "Read how many people are or were in your authority’s pool, by phase and subject",
    note: "People are counted once a day. Somebody of several phases or subjects counts in each.",
    access: .scoped(.readBoroughFigures),
    query: [on],
    successes: [
      .ok(
        .answer([
          "counted_on": .date.orNull,
          "lines": .list(
            .answer([
              "measure": .choice(PoolSize.Measure.self), "code": .text, "name": .text, "people": .whole,
            ])),
          "subjects_by_phase": .list(
            .answer([
              "subject": .text.note("Its code; empty for those who named none."), "name": .text,
              "phase": .choice(VacancyPhase.self), "people": .whole,
            ])
          ).note("None on a day on which both were not counted together."),
          "weeks": .list(.answer(["monday": .date, "people": .whole])),
        ]), "The figures.")
    ], failures: [404]
  ) { call in
    let size = try await size(call)
    return .ok([
      "counted_on": .date(size.countedOn),
      "lines": .array(
        size.lines.map { line in
          [
            "measure": .code(line.measure), "code": .string(line.code), "name": .string(line.name),
            "people": .whole(line.people),
          ]
        }),
      "subjects_by_phase": .array(
        size.pairs.map { pair in
          [
            "subject": .string(pair.subject), "name": .string(pair.name), "phase": .code(pair.phase),
            "people": .whole(pair.people),
          ]
        }),
      "weeks": .array(size.weeks.map { ["monday": .date($0.monday), "people": .whole($0.people)] }),
    ])
  }

  private static let on = Endpoint.Parameter(
    name: "on", schema: .date, note: "The day; its last count before is taken. Now unless given.")

  private static func size(_ call: Call) async throws -> PoolSize {
    let authority = try await ReadRecruitmentFigures(call.services).authority(of: call.actor)
    return try await ReadPoolSize(call.services)(of: authority, on: call.query.date("on"), by: call.actor)
  }

  private static let poolFile = Endpoint(
    method: .get, path: "/pool-figures/export", operationID: "exportPoolFigures", tag: .pool,
    summary: "Export one table of the figures of the pool as CSV", access: .scoped(.readBoroughFigures),
    query: [table(FiguresTable.Kind.pools), on], successes: [.file(["text/csv"], "The file, in UTF-8.")],
    failures: [404]
  ) { call in
    .csv(try await size(call).table(call.query.code("table") ?? .pool).csv)
  }
}
