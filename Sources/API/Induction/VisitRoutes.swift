import Domain
import HTTPTypes

/// Visits of the appropriate body to schools, and what was agreed.
enum VisitRoutes {
  static let all = [list, export, record, read, save, agree, finish]

  private static let visit = Schema.named(
    "InductionVisit",
    .answer([
      "id": .uuid, "school_id": .uuid, "school_name": .text, "visited_on": .date, "visitors": .text,
      "purpose": .text, "found": .text, "recorded_by": .text,
      "inductions": .list(.answer(["induction_id": .uuid, "teacher_name": .text, "said": .text])),
      "actions": .list(
        .answer([
          "id": .uuid, "what": .text, "owner": .text, "due_on": .date, "done_on": .date.orNull,
          "outcome": .text,
        ])
      ).note("What was agreed, by due date."),
    ]))
  private static let visitID = Endpoint.Parameter(name: "id", schema: .uuid, note: "The visit’s identifier.")
  private static let input = Schema.request(
    required: ["visited_on": .date, "visitors": .text, "purpose": .text, "found": .text],
    optional: [
      "inductions": .list(
        .request(
          required: ["induction_id": .uuid], optional: ["said": .text.note("Goes with the induction.")])
      )
    ])
  private static let example: JSONValue = [
    "visited_on": "2026-11-12", "visitors": "Ola Officer", "purpose": "The yearly visit",
    "found": "Release time is kept, and mentors meet teachers weekly.", "inductions": [],
  ]

  static func json(_ visit: InductionVisit) -> JSONValue {
    [
      "id": .string(visit.id.description), "school_id": .string(visit.place.organisation.description),
      "school_name": .string(visit.schoolName), "visited_on": .date(visit.visitedOn),
      "visitors": .string(visit.visitors), "purpose": .string(visit.purpose), "found": .string(visit.found),
      "recorded_by": .string(visit.recordedBy),
      "inductions": .array(
        visit.talks.map {
          [
            "induction_id": .string($0.induction.description), "teacher_name": .string($0.teacherName),
            "said": .string($0.said),
          ]
        }),
      "actions": .array(
        visit.actions.map {
          [
            "id": .string($0.id.description), "what": .string($0.what), "owner": .string($0.owner),
            "due_on": .date($0.dueOn), "done_on": .date($0.doneOn), "outcome": .string($0.outcome),
          ]
        }),
    ]
  }

  private static func content(_ call: Call) -> VisitContent {
    let talks = (call.body.members["inductions"]?.array ?? []).compactMap(\.object).compactMap {
      talk -> (InductionID, String)? in
      guard let id = talk["induction_id"]?.string.flatMap({ InductionID($0) }) else { return nil }
      return (id, talk["said"]?.string ?? "")
    }
    return VisitContent(
      visitedOn: call.body.date("visited_on"), visitors: call.body.text("visitors"),
      purpose: call.body.text("purpose"), found: call.body.text("found"),
      talks: Dictionary(talks, uniquingKeysWith: { $1 }))
  }

  private static func answer(_ visit: InductionVisit) -> Answer { .ok(json(visit), version: visit.version) }

  private static let list = Endpoint(
    method: .get, path: "/schools/{urn}/induction-visits", operationID: "listInductionVisits",
    tag: .induction, summary: "List the visits to a school, the last first",
    access: .scoped(.assureInduction),
    parameters: [.school], query: [.limit(100, otherwise: 50), .cursor],
    successes: [.ok(.page(of: visit), "A page of visits.")]
  ) { call in
    let page = try await RecordVisit(call.services).list(
      of: try await call.school().id, limit: call.limit(otherwise: 50), after: try call.cursor(),
      by: call.actor)
    return .page(page) { json($0) }
  }

  private static let export = Endpoint(
    method: .get, path: "/schools/{urn}/induction-visits/export", operationID: "exportInductionVisits",
    tag: .induction, summary: "Export the visits to a school as CSV, a line for each thing agreed",
    access: .scoped(.assureInduction), parameters: [.school],
    successes: [.file(["text/csv"], "The file, in UTF-8.")]
  ) { call in
    .csv(try await RecordVisit(call.services).csv(of: try await call.school().id, by: call.actor))
  }

  private static let record = Endpoint(
    method: .post, path: "/schools/{urn}/induction-visits", operationID: "recordInductionVisit",
    tag: .induction, summary: "Record a visit to a school", access: .scoped(.assureInduction),
    parameters: [.school], body: .init(schema: input, example: example),
    successes: [.created(visit, "The visit.")]
  ) { call in
    let made = try await RecordVisit(call.services)(
      to: try await call.school().id, content(call), by: call.actor)
    return .created(json(made), at: "/induction-visits/\(made.id)", version: made.version)
  }

  private static let read = Endpoint(
    method: .get, path: "/induction-visits/{id}", operationID: "getInductionVisit", tag: .induction,
    summary: "Read a visit with what was agreed", access: .scoped(.assureInduction), parameters: [visitID],
    successes: [.ok(visit, "The visit.")]
  ) { call in
    answer(try await RecordVisit(call.services).find(try call.id(of: "visit"), by: call.actor))
  }

  private static let save = Endpoint(
    method: .put, path: "/induction-visits/{id}", operationID: "saveInductionVisit", tag: .induction,
    summary: "Write a visit again", access: .scoped(.assureInduction), parameters: [visitID],
    body: .init(schema: input, example: example), condition: .required,
    successes: [.ok(visit, "The visit as it stands now.")]
  ) { call in
    answer(
      try await RecordVisit(call.services).save(
        try call.id(of: "visit"), content(call), expectedVersion: call.expectedVersion, by: call.actor))
  }

  private static let agree = Endpoint(
    method: .post, path: "/induction-visits/{id}/actions", operationID: "agreeInductionAction",
    tag: .induction, summary: "Add what was agreed at a visit", access: .scoped(.assureInduction),
    parameters: [visitID],
    body: .init(
      schema: .request(required: ["what": .text, "owner": .text, "due_on": .date]),
      example: ["what": "Train the new mentors", "owner": "The head", "due_on": "2027-01-31"]),
    successes: [.ok(visit, "The visit as it stands now.")]
  ) { call in
    answer(
      try await RecordVisit(call.services).agree(
        call.body.text("what"), owner: call.body.text("owner"), dueOn: call.body.date("due_on"),
        at: try call.id(of: "visit"), by: call.actor))
  }

  private static let finish = Endpoint(
    method: .put, path: "/induction-visits/{id}/actions/{action}", operationID: "followInductionAction",
    tag: .induction, summary: "Say whether what was agreed was done", note: "The ETag is that of the visit.",
    access: .scoped(.assureInduction),
    parameters: [visitID, .init(name: "action", schema: .uuid, note: "The agreement’s identifier.")],
    body: .init(
      schema: .request(required: ["done_on": .date.orNull], optional: ["outcome": .text]),
      example: ["done_on": "2027-01-20", "outcome": "Both mentors attended."]), condition: .required,
    successes: [.ok(visit, "The visit as it stands now.")]
  ) { call in
    answer(
      try await RecordVisit(call.services).finish(
        try call.id("action", of: "action"), of: try call.id(of: "visit"), on: call.body.date("done_on"),
        outcome: call.body.text("outcome"), expectedVersion: call.expectedVersion, by: call.actor))
  }
}
