import Domain
import HTTPTypes

/// The vacancies behind the figures of posts that were not filled.
enum UnfilledVacancyRoutes {
  static let all = [list, file]

  private static let vacancy = Schema.named(
    "UnfilledVacancy",
    .answer([
      "id": .uuid, "reference": .text, "title": .text, "school": .text, "urn": .whole, "roles": .list(.text),
      "subjects": .list(.text), "phases": .list(.choice(VacancyPhase.self)), "published_at": .instant,
      "closes_at": .instant, "posts": .whole, "posts_filled": .whole,
      "standing": .choice(UnfilledVacancy.Standing.self).note(
        "`unanswered`: closed more than \(PostFigures.weeksToAnswer) weeks ago, without an answer."),
    ]))

  private static let list = Endpoint(
    method: .get, path: "/unfilled-vacancies", operationID: "listUnfilledVacancies", tag: .vacancies,
    summary: "List your authority’s vacancies that were not filled, the last published first",
    note: """
      Those published in the span that were not or not wholly filled, and those that closed long ago and whose school \
      has not said whether they were. For officers and administrators; nothing of whoever applied.
      """,
    access: .scoped(.readBoroughFigures),
    query: FiguresSpan.query + [.limit(100, otherwise: 50), .cursor],
    successes: [.ok(.page(of: vacancy), "A page of vacancies.")], failures: [404]
  ) { call in
    let (authority, span) = try await FiguresSpan.read(call)
    let page = try await ReadUnfilledVacancies(call.services)(
      authority, span, schools: call.query.text("schools"), limit: call.limit(otherwise: 50),
      after: try call.cursor(), by: call.actor)
    return .page(page) { json($0) }
  }

  private static func json(_ one: UnfilledVacancy) -> JSONValue {
    [
      "id": .id(one.id), "reference": .string(one.reference), "title": .string(one.title),
      "school": .string(one.school), "urn": .whole(one.urn), "roles": .texts(one.roles),
      "subjects": .texts(one.subjects), "phases": .texts(one.phases.map(\.rawValue)),
      "published_at": .instant(one.publishedAt), "closes_at": .instant(one.closesAt),
      "posts": .whole(one.posts), "posts_filled": .whole(one.postsFilled), "standing": .code(one.standing),
    ]
  }

  private static let file = Endpoint(
    method: .get, path: "/unfilled-vacancies/export", operationID: "exportUnfilledVacancies",
    tag: .vacancies, summary: "Export your authority’s vacancies that were not filled as CSV",
    access: .scoped(.readBoroughFigures), query: FiguresSpan.query,
    successes: [.file(["text/csv"], "The file, in UTF-8.")], failures: [404]
  ) { call in
    let (authority, span) = try await FiguresSpan.read(call)
    return .csv(
      try await ReadUnfilledVacancies(call.services).csv(
        authority, span, schools: call.query.text("schools"), by: call.actor))
  }
}
