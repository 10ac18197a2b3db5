import Domain
import Foundation
import HTTPTypes

/// Lessons of teachers in induction that somebody observed.
enum ObservationRoutes {
  static let all = [list, begin, read, save, share, confirm, reopen, discard]

  private static let observationID = Endpoint.Parameter(
    name: "id", schema: .uuid, note: "The observation’s identifier.")
  private static let observer = Schema.choice(ObservationContent.Observer.self)

  private static let observation = Schema.named(
    "LessonObservation",
    .answer([
      "id": .uuid, "induction_id": .uuid, "school_name": .text, "teacher_name": .text,
      "state": .choice(ObservationState.self), "observer_name": .text, "observer_role": observer.orNull,
      "observer_post": .text, "observer_qualified": .flag, "observed_on": .date.orNull, "context": .text,
      "standards": .list(.text), "strengths": .text, "areas": .text, "steps": .text, "steps_by": .date.orNull,
      "comment": .text.note("What the teacher said to it."), "updated_at": .instant, "version": .whole,
      "problems": .list(.answer(["field": .text, "message": .text])).note("What keeps it from being shared."),
      "may_write": .flag, "may_confirm": .flag, "may_reopen": .flag, "may_discard": .flag,
      "shows_last_shared": .flag.note("It was opened again, and this is what was last shared."),
      "history": .list(
        .answer([
          "state": .choice(ObservationState.self), "title": .text, "by": .text, "at": .instant, "note": .text,
        ])),
    ]))
  private static let input = Schema.request(
    optional: [
      "observer_name": .text, "observer_role": observer.orNull,
      "observer_post": .text.note("Of somebody else."),
      "observer_qualified": .flag.note("That the observer holds qualified teacher status."),
      "observed_on": .date.orNull, "context": .text.note("Class, subject and what else matters."),
      "standards": .list(.text).note("Codes of the Teachers’ Standards: 1 to 8 and part_two."),
      "strengths": .text, "areas": .text, "steps": .text.note("What was agreed to be done next."),
      "steps_by": .date.orNull,
    ])
  private static let example: JSONValue = [
    "observer_name": "Tara Tutor", "observer_role": "tutor", "observer_qualified": true,
    "observed_on": "2026-11-12", "context": "Year 4, mathematics: fractions", "standards": ["4", "7"],
    "strengths": "Questions reach every table.", "areas": "Time for pupils to explain their thinking.",
    "steps": "Plan two questions for each lesson that pupils answer in pairs.", "steps_by": "2026-12-10",
  ]

  private static let list = Endpoint(
    method: .get, path: "/inductions/{id}/observations", operationID: "listLessonObservations",
    tag: .induction,
    summary: "List the lesson observations of an induction, oldest first",
    note: "The school sees all of its own; the teacher and the body’s officers see those that were shared.",
    access: .scoped(.readOwnInduction), parameters: [InductionRecordRoutes.inductionID],
    successes: [.ok(.answer(["items": .list(observation)]), "The observations.")]
  ) { call in
    let found = try await RecordObservation(call.services).list(try await call.induction(), by: call.actor)
    return .ok(["items": .array(found.map(json))])
  }

  private static let begin = Endpoint(
    method: .post, path: "/inductions/{id}/observations", operationID: "beginLessonObservation",
    tag: .induction,
    summary: "Begin a lesson observation as a draft", access: .scoped(.supportInduction),
    parameters: [InductionRecordRoutes.inductionID], body: .init(schema: input, example: example),
    successes: [.created(observation, "The draft, with what keeps it from being shared.")]
  ) { call in
    let made = try await RecordObservation(call.services).begin(
      try await call.induction(), content(call), by: call.actor)
    return .created(
      json(made), at: "/induction-observations/\(made.observation.id)", version: made.observation.version)
  }

  private static let read = Endpoint(
    method: .get, path: "/induction-observations/{id}", operationID: "getLessonObservation", tag: .induction,
    summary: "Read a lesson observation with what was done with it", access: .scoped(.readOwnInduction),
    parameters: [observationID], successes: [.ok(observation, "The observation.")]
  ) { call in
    answer(try await RecordObservation(call.services).find(try call.id(of: "observation"), by: call.actor))
  }

  private static let save = Endpoint(
    method: .put, path: "/induction-observations/{id}", operationID: "saveLessonObservation", tag: .induction,
    summary: "Write the draft of a lesson observation again", access: .scoped(.supportInduction),
    parameters: [observationID], body: .init(schema: input, example: example), condition: .required,
    successes: [.ok(observation, "The observation as it stands now.")], failures: [409]
  ) { call in
    answer(
      try await RecordObservation(call.services).save(
        try call.id(of: "observation"), content(call), expectedVersion: call.expectedVersion, by: call.actor))
  }

  private static let share = Endpoint(
    method: .post, path: "/induction-observations/{id}/share", operationID: "shareLessonObservation",
    tag: .induction, summary: "Share a lesson observation with the teacher; from then on it is frozen",
    access: .scoped(.supportInduction), parameters: [observationID], condition: .optional,
    successes: [.ok(observation, "The observation.")], failures: [422]
  ) { call in
    answer(
      try await RecordObservation(call.services).share(
        try call.id(of: "observation"), expectedVersion: call.expectedVersion, by: call.actor))
  }

  private static let confirm = Endpoint(
    method: .post, path: "/induction-observations/{id}/confirm", operationID: "confirmLessonObservation",
    tag: .induction,
    summary: "Confirm that you have seen what was observed in your lesson, with a comment if you like",
    access: .scoped(.readOwnInduction), parameters: [observationID],
    body: .init(schema: .request(optional: ["comment": .text]), example: ["comment": "Thank you."]),
    condition: .optional, successes: [.ok(observation, "The observation.")]
  ) { call in
    answer(
      try await RecordObservation(call.services).confirm(
        try call.id(of: "observation"), comment: call.body.text("comment"),
        expectedVersion: call.expectedVersion, by: call.actor))
  }

  private static let reopen = Endpoint(
    method: .post, path: "/induction-observations/{id}/reopen", operationID: "reopenLessonObservation",
    tag: .induction,
    summary: "Open a lesson observation again, with a reason; what was shared stays to be seen",
    access: .scoped(.supportInduction), parameters: [observationID],
    body: .init(schema: .request(required: ["reason": .text]), example: ["reason": "It was another class."]),
    condition: .optional, successes: [.ok(observation, "The draft.")]
  ) { call in
    answer(
      try await RecordObservation(call.services).reopen(
        try call.id(of: "observation"), reason: call.body.text("reason"),
        expectedVersion: call.expectedVersion,
        by: call.actor))
  }

  private static let discard = Endpoint(
    method: .delete, path: "/induction-observations/{id}", operationID: "discardLessonObservation",
    tag: .induction, summary: "Discard a draft that was never shared", access: .scoped(.supportInduction),
    parameters: [observationID], condition: .optional, successes: [.noContent("It is gone.")], failures: [409]
  ) { call in
    try await RecordObservation(call.services).discard(
      try call.id(of: "observation"), expectedVersion: call.expectedVersion, by: call.actor)
    return .noContent
  }

  private static func content(_ call: Call) -> ObservationContent {
    let body = call.body
    var content = ObservationContent()
    content.observerName = body.text("observer_name")
    content.observer = body.code("observer_role")
    content.observerPost = body.text("observer_post")
    content.observerIsQualified = body.flag("observer_qualified")
    (content.observedOn, content.context) = (body.date("observed_on"), body.text("context"))
    (content.standards, content.strengths) = (body.texts("standards"), body.text("strengths"))
    (content.areas, content.steps) = (body.text("areas"), body.text("steps"))
    content.stepsBy = body.date("steps_by")
    return content
  }

  private static func answer(_ record: ObservationRecord) -> Answer {
    .ok(json(record), version: record.observation.version)
  }

  private static func json(_ record: ObservationRecord) -> JSONValue {
    let (observation, content) = (record.observation, record.observation.content)
    let written: [String: JSONValue] = [
      "observer_name": .string(content.observerName), "observer_role": .code(content.observer),
      "observer_post": .string(content.observerPost),
      "observer_qualified": .bool(content.observerIsQualified),
      "observed_on": .date(content.observedOn), "context": .string(content.context),
      "standards": .texts(content.standards), "strengths": .string(content.strengths),
      "areas": .string(content.areas), "steps": .string(content.steps), "steps_by": .date(content.stepsBy),
    ]
    let standing: [String: JSONValue] = [
      "id": .id(observation.id), "induction_id": .id(observation.induction),
      "school_name": .string(observation.schoolName), "teacher_name": .string(observation.teacherName),
      "state": .code(observation.state), "comment": .string(record.comment),
      "updated_at": .instant(observation.updatedAt), "version": .whole(observation.version),
      "problems": .problems(record.problems), "may_write": .bool(record.mayWrite),
      "may_confirm": .bool(record.mayConfirm), "may_reopen": .bool(record.mayReopen),
      "may_discard": .bool(record.mayDiscard), "shows_last_shared": .bool(record.showsLastShared),
      "history": .array(
        record.traces.map {
          [
            "state": .code($0.to), "title": .string($0.title), "by": .string($0.by), "at": .instant($0.at),
            "note": .string($0.note),
          ]
        }),
    ]
    return .object(standing.merging(written, uniquingKeysWith: { $1 }))
  }
}

/// What is to be done next in the support of teachers in induction.
enum SupportTaskRoutes {
  static let all = [ofSchool, own]

  private static let task = Schema.named(
    "InductionSupportTask",
    .answer([
      "kind": .choice(SupportTask.Kind.self), "title": .text, "turn": .choice(DueTurn.self),
      "induction_id": .uuid, "subject_id": .uuid, "teacher_name": .text, "school_name": .text,
      "due_on": .date.orNull, "since": .date, "is_overdue": .flag,
    ]))

  private static let ofSchool = Endpoint(
    method: .get, path: "/schools/{urn}/induction-support-tasks", operationID: "listSchoolSupportTasks",
    tag: .induction,
    summary: "List what is to be done next at a school about lesson observations and support plans",
    access: .scoped(.supportInduction), parameters: [.school], query: [.limit(200, otherwise: 50), .cursor],
    successes: [.ok(.page(of: task), "A page of them.")]
  ) { call in
    let page = try await ReadSupportTasks(call.services)(
      at: try await call.school().id, limit: call.limit(otherwise: 50), after: try call.cursor(),
      by: call.actor)
    return .page(page) { json($0, call) }
  }

  private static let own = Endpoint(
    method: .get, path: "/own-induction-tasks", operationID: "listOwnInductionTasks", tag: .induction,
    summary: "List what waits in your own induction: lesson observations and reviews of support plans",
    access: .scoped(.readOwnInduction), query: [.limit(200, otherwise: 50), .cursor],
    successes: [.ok(.page(of: task), "A page of them.")]
  ) { call in
    let page = try await ReadSupportTasks(call.services).own(
      limit: call.limit(otherwise: 50), after: try call.cursor(), by: call.actor)
    return .page(page) { json($0, call) }
  }

  private static func json(_ task: SupportTask, _ call: Call) -> JSONValue {
    [
      "kind": .code(task.kind), "title": .string(task.kind.title), "turn": .code(task.kind.turn),
      "induction_id": .id(task.induction), "subject_id": .string(task.subject.uuidString.lowercased()),
      "teacher_name": .string(task.teacherName), "school_name": .string(task.schoolName),
      "due_on": .date(task.dueOn), "since": .date(task.since),
      "is_overdue": .bool(task.isOverdue(on: call.services.today)),
    ]
  }
}
