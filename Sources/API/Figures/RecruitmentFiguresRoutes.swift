import Domain
import HTTPTypes
import Postgres

/// How an authority's schools recruit, in figures.
enum RecruitmentFiguresRoutes {
  static let all = [recruitment, pool]

  private static let quartiles = Schema.named(
    "Quartiles",
    .answer([
      "vacancies": .whole, "lower_quartile": .number.orNull, "median": .number.orNull,
      "upper_quartile": .number.orNull,
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
      "posts": .answer([
        "advertised": .whole, "filled": .whole, "unfilled": .whole, "undecided": .whole, "withdrawn": .whole,
      ]),
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
    query: [
      .init(
        name: "year", schema: .whole.bounded(2000...2199),
        note: "The year in whose September the school year begins; the present one unless given."),
      .init(name: "term", schema: .choice(RecruitmentTerm.self), note: "The whole year unless given."),
      .init(
        name: "schools", schema: .text, note: "The code of a group, for “months”; all schools unless given."),
    ],
    successes: [
      .ok(
        .answer([
          "from": .date, "to": .date, "chosen": line, "lines": .list(line),
          "months": .list(.answer(["first": .date, "sent": .whole])),
        ]), "The figures.")
    ], failures: [404]
  ) { call in
    let authority = try await Authority.seat(of: call.actor, in: call.services.pool)
    let read = ReadRecruitmentFigures(call.services)
    let span = try read.span(year: call.query.whole("year"), term: call.query.text("term"))
    let figures = try await read(authority, span, schools: call.query.text("schools"), by: call.actor)
    return .ok([
      "from": .date(span.from), "to": .date(span.to), "chosen": json(figures.chosen),
      "lines": .array(figures.lines.map(json)),
      "months": .array(figures.months.map { ["first": .date($0.first), "sent": .whole($0.sent)] }),
    ])
  }

  private static func json(_ line: RecruitmentLine) -> JSONValue {
    let (applications, posts) = (line.applications, line.posts)
    return [
      "code": .string(line.group?.code ?? ""), "name": .string(line.title), "kind": .code(line.group?.kind),
      "applications": [
        "sent": .whole(applications.sent), "shortlisted": .whole(applications.shortlisted),
        "interviewed": .whole(applications.interviewed), "offered": .whole(applications.offered),
        "appointed": .whole(applications.appointed), "unsuccessful": .whole(applications.unsuccessful),
        "withdrawn": .whole(applications.withdrawn), "open": .whole(applications.open),
      ],
      "posts": [
        "advertised": .whole(posts.advertised), "filled": .whole(posts.filled),
        "unfilled": .whole(posts.unfilled), "undecided": .whole(posts.undecided),
        "withdrawn": .whole(posts.withdrawn),
      ],
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
    query: [
      .init(name: "on", schema: .date, note: "The day; its last count before is taken. Now unless given.")
    ],
    successes: [
      .ok(
        .answer([
          "counted_on": .date.orNull,
          "lines": .list(
            .answer([
              "measure": .choice(PoolSize.Measure.self), "code": .text, "name": .text, "people": .whole,
            ])),
          "weeks": .list(.answer(["monday": .date, "people": .whole])),
        ]), "The figures.")
    ], failures: [404]
  ) { call in
    let authority = try await Authority.seat(of: call.actor, in: call.services.pool)
    let size = try await ReadPoolSize(call.services)(of: authority, on: call.query.date("on"), by: call.actor)
    return .ok([
      "counted_on": .date(size.countedOn),
      "lines": .array(
        size.lines.map { line in
          [
            "measure": .code(line.measure), "code": .string(line.code), "name": .string(line.name),
            "people": .whole(line.people),
          ]
        }),
      "weeks": .array(size.weeks.map { ["monday": .date($0.monday), "people": .whole($0.people)] }),
    ])
  }
}
