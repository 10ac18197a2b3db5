import Domain
import HTTPTypes

/// Feedback of the appropriate body to schools.
enum FeedbackRoutes {
  static let all = [list, export, draft, read, save, send, acknowledge]

  private static let criterion = Schema.answer([
    "title": .text, "met": .whole, "partly": .whole, "not_met": .whole,
  ])
  private static let feedback = Schema.named(
    "InductionFeedback",
    .answer([
      "id": .uuid, "school_id": .uuid, "school_name": .text, "visit_id": .uuid.orNull,
      "sample_id": .uuid.orNull,
      "body": .text, "written_by": .text, "written_at": .instant, "sent_at": .instant.orNull,
      "sent_by": .text.orNull,
      "evidence": Schema.answer([
        "visit": Schema.answer([
          "visited_on": .date, "visitors": .text, "purpose": .text, "found": .text,
          "actions": .list(.answer(["what": .text, "owner": .text, "due_on": .date])),
        ]).orNull, "term": .text.orNull, "looked": .whole.note("How many assessments were looked at."),
        "criteria": .list(criterion),
        "observations_looked": .whole.note("How many lesson observations were looked at."),
        "observation_criteria": .list(criterion),
      ]).orNull.note("Visit and judgements as they were when it was sent."),
      "acknowledged_at": .instant.orNull, "acknowledged_by": .text.orNull, "comment": .text,
    ]))
  private static let feedbackID = Endpoint.Parameter(
    name: "id", schema: .uuid, note: "The feedback’s identifier.")

  private static func json(_ feedback: InductionFeedback) -> JSONValue {
    [
      "id": .string(feedback.id.description), "school_id": .string(feedback.place.organisation.description),
      "school_name": .string(feedback.schoolName), "visit_id": .text(feedback.visit?.description),
      "sample_id": .text(feedback.sample?.description), "body": .string(feedback.body),
      "written_by": .string(feedback.writtenBy), "written_at": .instant(feedback.writtenAt),
      "sent_at": .instant(feedback.sentAt), "sent_by": .text(feedback.sentBy),
      "evidence": feedback.evidence.map(json) ?? .null, "acknowledged_at": .instant(feedback.acknowledgedAt),
      "acknowledged_by": .text(feedback.acknowledgedBy), "comment": .string(feedback.comment),
    ]
  }

  private static func json(_ evidence: FeedbackEvidence) -> JSONValue {
    [
      "visit": evidence.visit.map(json) ?? .null, "term": .text(evidence.term),
      "looked": .whole(evidence.looked),
      "criteria": .array(evidence.criteria.map(json)),
      "observations_looked": .whole(evidence.observationsLooked ?? 0),
      "observation_criteria": .array((evidence.observationCriteria ?? []).map(json)),
    ]
  }

  private static func json(_ criterion: FeedbackEvidence.Criterion) -> JSONValue {
    [
      "title": .string(criterion.title), "met": .whole(criterion.met), "partly": .whole(criterion.partly),
      "not_met": .whole(criterion.notMet),
    ]
  }

  private static func json(_ visit: FeedbackEvidence.Visit) -> JSONValue {
    [
      "visited_on": .string(visit.visitedOn), "visitors": .string(visit.visitors),
      "purpose": .string(visit.purpose), "found": .string(visit.found),
      "actions": .array(
        visit.actions.map {
          ["what": .string($0.what), "owner": .string($0.owner), "due_on": .string($0.dueOn)]
        }),
    ]
  }

  private static func answer(_ feedback: InductionFeedback) -> Answer {
    .ok(json(feedback), version: feedback.version)
  }

  private static let list = Endpoint(
    method: .get, path: "/schools/{urn}/induction-feedback", operationID: "listInductionFeedback",
    tag: .induction, summary: "List the feedback to a school, newest first",
    note: "The school itself sees what was sent.", access: .scoped(.readInductionFeedback),
    parameters: [.school], query: [.limit(100, otherwise: 50), .cursor],
    successes: [.ok(.page(of: feedback), "A page of feedback.")]
  ) { call in
    let page = try await GiveFeedback(call.services).list(
      of: try await call.school().id, limit: call.limit(otherwise: 50), after: try call.cursor(),
      by: call.actor)
    return .page(page) { json($0) }
  }

  private static let export = Endpoint(
    method: .get, path: "/schools/{urn}/induction-feedback/export", operationID: "exportInductionFeedback",
    tag: .induction, summary: "Export the feedback to a school as CSV",
    note: "The school itself gets what was sent.",
    access: .scoped(.readInductionFeedback), parameters: [.school],
    successes: [.file(["text/csv"], "The file, in UTF-8.")]
  ) { call in
    .csv(try await GiveFeedback(call.services).csv(of: try await call.school().id, by: call.actor))
  }

  private static let draft = Endpoint(
    method: .post, path: "/schools/{urn}/induction-feedback", operationID: "draftInductionFeedback",
    tag: .induction, summary: "Begin feedback to a school", access: .scoped(.assureInduction),
    parameters: [.school],
    body: .init(
      schema: .request(
        required: ["body": .text],
        optional: ["visit_id": .uuid.orNull, "sample_id": .uuid.orNull.note("Whose judgements go with it.")]),
      example: ["body": "Targets could say by when."]), successes: [.created(feedback, "The draft.")]
  ) { call in
    let made = try await GiveFeedback(call.services).draft(
      to: try await call.school().id, call.body.text("body"),
      visit: call.body.textIfAny("visit_id").flatMap { InductionVisitID($0) },
      sample: call.body.textIfAny("sample_id").flatMap { SampleID($0) }, by: call.actor)
    return .created(json(made), at: "/induction-feedback/\(made.id)", version: made.version)
  }

  private static let read = Endpoint(
    method: .get, path: "/induction-feedback/{id}", operationID: "getInductionFeedback", tag: .induction,
    summary: "Read feedback", access: .scoped(.readInductionFeedback), parameters: [feedbackID],
    successes: [.ok(feedback, "The feedback.")]
  ) { call in
    answer(try await GiveFeedback(call.services).find(try call.id(of: "feedback"), by: call.actor))
  }

  private static let save = Endpoint(
    method: .put, path: "/induction-feedback/{id}", operationID: "saveInductionFeedback", tag: .induction,
    summary: "Write a draft of feedback again", access: .scoped(.assureInduction), parameters: [feedbackID],
    body: .init(
      schema: .request(required: ["body": .text]), example: ["body": "Targets could say by when."]),
    condition: .required, successes: [.ok(feedback, "The draft as it stands now.")], failures: [409]
  ) { call in
    answer(
      try await GiveFeedback(call.services).save(
        try call.id(of: "feedback"), call.body.text("body"), expectedVersion: call.expectedVersion,
        by: call.actor))
  }

  private static let send = Endpoint(
    method: .post, path: "/induction-feedback/{id}/send", operationID: "sendInductionFeedback",
    tag: .induction,
    summary: "Send feedback to the school’s head and induction tutors; it is never changed after",
    access: .scoped(.assureInduction), parameters: [feedbackID], condition: .optional,
    successes: [.ok(feedback, "The feedback as it was sent.")]
  ) { call in
    answer(
      try await GiveFeedback(call.services).send(
        try call.id(of: "feedback"), expectedVersion: call.expectedVersion, by: call.actor))
  }

  private static let acknowledge = Endpoint(
    method: .post, path: "/induction-feedback/{id}/acknowledge", operationID: "acknowledgeInductionFeedback",
    tag: .induction, summary: "Acknowledge feedback, as the head",
    access: .scoped(.acknowledgeInductionFeedback),
    parameters: [feedbackID],
    body: .init(schema: .request(optional: ["comment": .text]), example: ["comment": "Thank you."]),
    successes: [.ok(feedback, "The feedback.")]
  ) { call in
    answer(
      try await GiveFeedback(call.services).acknowledge(
        try call.id(of: "feedback"), comment: call.body.text("comment"), by: call.actor))
  }
}
