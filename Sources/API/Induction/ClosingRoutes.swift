import Domain
import HTTPTypes
import Postgres

/// What a term is closed with: assessments to receive and recommendations to decide.
enum ClosingRoutes {
  static let all = [closing]

  private static let assessment = Schema.answer([
    "id": .uuid, "version": .whole, "induction_id": .uuid, "name": .text, "school": .text, "title": .text,
    "is_concern": .flag, "confirmed_at": .instant,
  ])
  private static let recommendation = Schema.answer([
    "id": .uuid, "version": .whole, "reference": .text, "name": .text, "school": .text,
    "recommendation": .choice(InductionOutcome.self), "decide_by": .date,
    "exceptions": .list(.text).note("Why it is decided by itself; empty when it can be with others."),
  ])

  private static func place(_ list: String) -> Endpoint.Parameter {
    .init(
      name: "\(list)_cursor", schema: .text.bounded(1...1000),
      note: "Where the page of this list begins: `next_\(list)` of the page before.")
  }

  private static func next(_ list: String) -> Schema {
    .text.orNull.note("`\(list)_cursor` of the next page; null on the last.")
  }

  private static let closing = Endpoint(
    method: .get, path: "/induction-board/closing", operationID: "getTermClosing", tag: .induction,
    summary: "List assessments to receive and recommendations to decide, the longest waiting first",
    note: """
      Two lists, each with pages of its own. With `to_receive_cursor` alone `to_decide` is empty, with \
      `to_decide_cursor` alone `to_receive` is.
      """, access: .scoped(.decideInduction),
    query: [
      BoardRoutes.cohort, .limit(CloseTerm.most, otherwise: CloseTerm.most), place("to_receive"),
      place("to_decide"),
    ],
    successes: [
      .ok(
        .answer([
          "to_receive": .list(assessment), "next_to_receive": next("to_receive"),
          "to_decide": .list(recommendation), "next_to_decide": next("to_decide"),
        ]), "A page of each list.")
    ], failures: [404]
  ) { call in
    let place = try await Authority.seat(of: call.actor, in: call.services.pool).place
    let (closing, today) = (ReadTermClosing(call.services), call.services.today)
    let (cohort, limit) = (try BoardRoutes.cohort(call), call.limit(otherwise: CloseTerm.most))
    let (received, decided) = (try call.cursor("to_receive_cursor"), try call.cursor("to_decide_cursor"))
    let toReceive = try await Page.ifAsked(received, beside: decided) {
      try await closing.toReceive(of: place, cohort, limit: limit, after: $0, by: call.actor)
    }
    let toDecide = try await Page.ifAsked(decided, beside: received) {
      try await closing.toDecide(of: place, cohort, limit: limit, after: $0, by: call.actor)
    }
    return .ok([
      "to_receive": .array(toReceive.items.map(json)),
      "next_to_receive": .text(toReceive.next.map(Opaque.write)),
      "to_decide": .array(toDecide.items.map { json($0, on: today) }),
      "next_to_decide": .text(toDecide.next.map(Opaque.write)),
    ])
  }

  private static func json(_ one: AssessmentToReceive) -> JSONValue {
    [
      "id": .id(one.id), "version": .whole(one.version), "induction_id": .id(one.induction),
      "name": .string(one.name), "school": .string(one.school), "title": .string(one.title),
      "is_concern": .bool(one.isConcern), "confirmed_at": .instant(one.confirmedAt),
    ]
  }

  private static func json(_ one: InductionToDecide, on today: CivilDate) -> JSONValue {
    [
      "id": .id(one.id), "version": .whole(one.version), "reference": .string(one.reference),
      "name": .string(one.name), "school": .string(one.school),
      "recommendation": .code(one.recommendation), "decide_by": .date(one.decideBy),
      "exceptions": .texts(one.exceptions(on: today)),
    ]
  }
}
