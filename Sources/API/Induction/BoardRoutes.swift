import Domain
import Foundation
import HTTPTypes
import Postgres

/// The dashboard of an appropriate body, and a term closed with many at once.
enum BoardRoutes {
  static let all = [
    read, outcomes, overdue, exportOverdue, tasks, exportTasks, chase, receive, complete,
  ]

  static let cohort = Endpoint.Parameter(
    name: "cohort", schema: .text.bounded(1...20),
    note: "Only those that began in this term, such as 2026-autumn.")

  private static let outcome = Schema.named(
    "InductionOutcomes",
    .answer([
      "title": .text, "code": .text, "begun": .whole, "open": .whole, "satisfactory": .whole,
      "extended": .whole.note("By a decision, however they ended."), "not_satisfactory": .whole,
      "left": .whole, "transferred": .whole.note("Gone on under another appropriate body."),
      "died": .whole.note("Ended because the teacher died: apart from those who left."),
    ]))
  private static let item = Schema.named(
    "InductionDueItem",
    .answer([
      "induction_id": .uuid, "reference": .text, "name": .text, "school": .text, "title": .text,
      "due_on": .date,
      "turn": .choice(DueTurn.self), "is_overdue": .flag,
    ]))
  private static let results = Endpoint.Success.ok(
    .answer([
      "done": .whole,
      "results": .list(
        .answer([
          "id": .uuid, "name": .text.orNull.note("What and whose it is; null where there is none."),
          "problem": .text.orNull.note("Why it was not done."),
        ])),
    ]), "What became of each.")

  private static let read = Endpoint(
    method: .get, path: "/induction-board", operationID: "getInductionBoard", tag: .induction,
    summary: "Read how an appropriate body’s inductions stand", access: .scoped(.decideInduction),
    successes: [
      .ok(
        .answer([
          "plans_to_reckon": .whole.note(
            "Inductions whose plans wait to be reckoned again after new term dates; they are left out of what is due."
          ),
          "states": .list(.answer(["state": .choice(InductionState.self), "count": .whole])),
          "registrations_waiting": .whole, "to_receive": .whole, "to_decide": .whole,
          "decisions_late": .whole,
          "appeals": .whole.note("Those that go on."), "at_risk": .whole,
          "transfers_waiting": .whole.note("To be agreed, given over, fetched or acknowledged."),
          "overdue": .list(
            .answer([
              "turn": .choice(DueTurn.self),
              "count": .whole.note(
                "Assessments and reviews, and decisions, letters and steps of appeals (listInductionDuties)."),
              "since": .date,
            ])),
          "cohorts": .list(outcome), "schools": .list(outcome),
        ]), "The figures.")
    ], failures: [404]
  ) { call in
    let board = try await ReadInductionBoard(call.services)(of: try await seat(call), by: call.actor)
    return .ok([
      "plans_to_reckon": .whole(board.plans.left),
      "states": .array(board.states.map { ["state": .code($0.state), "count": .whole($0.count)] }),
      "registrations_waiting": .whole(board.registrationsWaiting), "to_receive": .whole(board.toReceive),
      "to_decide": .whole(board.toDecide), "decisions_late": .whole(board.decisionsLate),
      "appeals": .whole(board.appeals), "at_risk": .whole(board.atRisk),
      "transfers_waiting": .whole(board.transfersWaiting),
      "overdue": .array(
        board.overdue.map { ["turn": .code($0.turn), "count": .whole($0.count), "since": .date($0.since)] }),
      "cohorts": .array(board.cohorts.map(json)), "schools": .array(board.schools.map(json)),
    ])
  }

  private static let outcomes = Endpoint(
    method: .get, path: "/induction-board/export", operationID: "exportInductionOutcomes", tag: .induction,
    summary: "Read outcomes by cohort or by school as CSV", access: .scoped(.decideInduction),
    query: [.init(name: "by", schema: .choice(["cohort", "school"]), note: "The cohort if left out.")],
    successes: [.file(["text/csv"], "The file, in UTF-8.")], failures: [404]
  ) { call in
    let (read, place) = (ReadInductionBoard(call.services), try await seat(call))
    let bySchool = call.query.text("by") == "school"
    let lines =
      bySchool
      ? try await read.schools(of: place, by: call.actor) : try await read.cohorts(of: place, by: call.actor)
    return .csv(InductionBoard.csv(lines, of: bySchool ? "school" : "cohort"))
  }

  private static let turn = Endpoint.Parameter(
    name: "turn", schema: .choice(DueTurn.self), note: "Only where it is their turn.")

  private static let next = Schema.text.orNull.note("`cursor` of the next page; null on the last.")

  private static let overdue = Endpoint(
    method: .get, path: "/induction-board/overdue", operationID: "listOverdue", tag: .induction,
    summary: "List what is overdue, the longest first",
    note: """
      Two lists, each with pages of its own. With `cursor` alone `duties` is empty, with `duties_cursor` alone `items` \
      is.
      """, access: .scoped(.decideInduction),
    query: [
      turn, .limit(200, otherwise: 50), .cursor,
      .init(
        name: "duties_cursor", schema: .text.bounded(1...1000),
        note: "Where the page of duties begins: `next_duties` of the page before."),
    ],
    successes: [
      .ok(
        .answer([
          "items": .list(item).note("Assessments and reviews."), "next": next,
          "duties": .list(LetterRoutes.duty).note("Decisions, letters and steps of appeals."),
          "next_duties": .text.orNull.note("`duties_cursor` of the next page; null on the last."),
          "plans_to_reckon": .whole.note("Inductions left out: their plans wait to be reckoned again."),
        ]), "A page of what is overdue, as the board counts it.")
    ], failures: [404]
  ) { call in
    let (place, today) = (try await seat(call), call.services.today)
    let (turn, limit): (DueTurn?, Int) = (call.query.code("turn"), call.limit(otherwise: 50))
    let (after, dutiesAfter) = (try call.cursor(), try call.cursor("duties_cursor"))
    let items = try await Page.ifAsked(after, beside: dutiesAfter) {
      try await ReadDueItems(call.services).overdue(of: place, turn, limit: limit, after: $0, by: call.actor)
    }
    let duties = try await Page.ifAsked(dutiesAfter, beside: after) {
      try await ReadInductionDuties(call.services).overdue(
        of: place, turn, limit: limit, after: $0, by: call.actor)
    }
    let lines = items.items.map { json($0, on: today) }
    let dutyLines = duties.items.map { LetterRoutes.json($0, on: today) }
    let (next, nextDuties) = (items.next.map(Opaque.write), duties.next.map(Opaque.write))
    let left = try await ReadPlanProgress(call.services)(of: place, by: call.actor).left
    return Answer(
      status: .ok,
      body: [
        "items": .array(lines), "next": .text(next), "duties": .array(dutyLines),
        "next_duties": .text(nextDuties), "plans_to_reckon": .whole(left),
      ], next: next)
  }

  private static let reckoning = """
    Where a plan waits to be reckoned again after new term dates, its lines have the days of before and the state \
    reckoning.
    """

  private static let exportOverdue = Endpoint(
    method: .get, path: "/induction-board/overdue/export", operationID: "exportOverdue",
    tag: .induction, summary: "Export everything that is overdue as CSV, the longest first",
    note: "Assessments and reviews, and decisions, letters and steps of appeals. \(reckoning)",
    access: .scoped(.decideInduction), query: [turn],
    successes: [.file(["text/csv"], "The file, in UTF-8.")], failures: [404]
  ) { call in
    .csv(
      try await ReadDueItems(call.services).overdueCSV(
        of: try await seat(call), call.query.code("turn"), by: call.actor))
  }

  private static let tasks = Endpoint(
    method: .get, path: "/schools/{urn}/induction-tasks", operationID: "listInductionTasks", tag: .induction,
    summary: "List what a school must do next about its inductions",
    note: "What is overdue or due within sixty days, and whatever is begun, teachers’ signatures among it.",
    access: .scoped(.readInductions),
    parameters: [.school], query: [.limit(200, otherwise: 50), .cursor],
    successes: [
      .ok(
        .answer([
          "items": .list(item), "next": next,
          "plans_to_reckon": .whole.note("Inductions left out: their plans wait to be reckoned again."),
        ]), "A page of them, the most urgent first.")
    ]
  ) { call in
    let (school, today) = (try await call.school().id, call.services.today)
    let page = try await ReadDueItems(call.services)(
      at: school, limit: call.limit(otherwise: 50), after: try call.cursor(), by: call.actor)
    let left = try await ReadPlanProgress(call.services)(at: school, by: call.actor).left
    return .page(page, ["plans_to_reckon": .whole(left)]) { json($0, on: today) }
  }

  private static let exportTasks = Endpoint(
    method: .get, path: "/schools/{urn}/induction-tasks/export", operationID: "exportInductionTasks",
    tag: .induction, summary: "Export what a school must do next about its inductions as CSV",
    note: reckoning,
    access: .scoped(.readInductions), parameters: [.school],
    successes: [.file(["text/csv"], "The file, in UTF-8.")]
  ) { call in
    .csv(try await ReadDueItems(call.services).csv(at: try await call.school().id, by: call.actor))
  }

  private static let chase = Endpoint(
    method: .post, path: "/induction-board/chase", operationID: "chaseOverdue", tag: .induction,
    summary: "Ask everybody for what is overdue with them, at most once a day",
    note: """
      A step asks for about 2,000 things; where people are left, call it again. Nobody gets a second mail on a day.
      """, access: .scoped(.decideInduction), query: [cohort],
    successes: [
      .ok(
        .answer([
          "people": .whole, "items": .whole,
          "unreachable": .whole.note("Items with nobody who has an address."),
          "people_left": .whole.note("Still to be asked today, by further calls."),
          "without_account": .whole.note("Items whose tutor has no account: the head was asked."),
        ]), "Whom it asked.")
    ], failures: [404]
  ) { call in
    let report = try await ChaseOverdue(call.services)(
      of: try await seat(call), try cohort(call), by: call.actor)
    return .ok([
      "people": .whole(report.people), "items": .whole(report.items),
      "unreachable": .whole(report.unreachable), "people_left": .whole(report.peopleLeft),
      "without_account": .whole(report.withoutAccount),
    ])
  }

  private static let chosen: Schema = .list(
    .request(required: ["id": .uuid], optional: ["version": .whole.orNull]))
  private static let example: JSONValue = [["id": "01930000-0000-7000-8000-000000000001", "version": 3]]

  private static let receive = Endpoint(
    method: .post, path: "/induction-board/receive", operationID: "receiveAssessments", tag: .induction,
    summary: "Receive many assessments, each by itself", access: .scoped(.decideInduction),
    body: .init(schema: .request(required: ["assessments": chosen]), example: ["assessments": example]),
    successes: [results], failures: [404]
  ) { call in
    answer(
      try await CloseTerm(call.services).receive(
        choices(call, "assessments"), of: try await seat(call), by: call.actor))
  }

  private static let complete = Endpoint(
    method: .post, path: "/induction-board/complete", operationID: "completeInductions", tag: .induction,
    summary: "Decide that many inductions are completed satisfactorily, each by itself",
    note: "Only what has no exceptions is decided; a failure never is.", access: .scoped(.decideInduction),
    body: .init(
      schema: .request(required: ["inductions": chosen, "reasons": .text]),
      example: ["inductions": example, "reasons": "Every Standard is met."]),
    successes: [results], failures: [404]
  ) { call in
    answer(
      try await CloseTerm(call.services).complete(
        choices(call, "inductions"), reasons: call.body.text("reasons"), of: try await seat(call),
        by: call.actor))
  }

  // MARK: In common

  private static func seat(_ call: Call) async throws -> Place {
    try await Authority.seat(of: call.actor, in: call.services.pool).place
  }

  static func cohort(_ call: Call) throws -> InductionCohort? {
    try call.query.textIfAny("cohort").map { try InductionCohort(code: $0, of: "cohort") }
  }

  private static func choices(_ call: Call, _ name: String) -> [CloseTerm.Choice] {
    (call.body.members[name]?.array ?? []).compactMap(\.object).map { Fields($0) }.compactMap { one in
      UUID(uuidString: one.text("id")).map { CloseTerm.Choice(id: $0, version: one.whole("version")) }
    }
  }

  private static func answer(_ results: [BulkResult]) -> Answer {
    .ok([
      "done": .whole(results.filter { $0.problem == nil }.count),
      "results": .array(
        results.map { ["id": .string($0.id), "name": .text($0.name), "problem": .text($0.problem)] }),
    ])
  }

  private static func json(_ item: DueItem, on today: CivilDate) -> JSONValue {
    [
      "induction_id": .id(item.induction), "reference": .string(item.reference), "name": .string(item.name),
      "school": .string(item.school), "title": .string(item.due.title), "due_on": .date(item.due.dueOn),
      "turn": .code(item.turn), "is_overdue": .bool(item.isOverdue(on: today)),
    ]
  }

  private static func json(_ line: InductionBoard.Outcomes) -> JSONValue {
    [
      "title": .string(line.title), "code": .string(line.code), "begun": .whole(line.begun),
      "open": .whole(line.open), "satisfactory": .whole(line.satisfactory), "extended": .whole(line.extended),
      "not_satisfactory": .whole(line.notSatisfactory), "left": .whole(line.left),
      "transferred": .whole(line.transferred), "died": .whole(line.died),
    ]
  }
}
