import Domain
import HTTPTypes

/// Support plans of teachers in induction.
enum SupportPlanRoutes {
  static let all = [list, open, read, addTarget, changeTarget, review, meet, close]

  private static let planID = Endpoint.Parameter(name: "id", schema: .uuid, note: "The plan’s identifier.")
  private static let targetID = Endpoint.Parameter(
    name: "target_id", schema: .uuid, note: "The target’s identifier.")

  private static let plan = Schema.named(
    "SupportPlan",
    .answer([
      "id": .uuid, "induction_id": .uuid, "school_name": .text, "teacher_name": .text,
      "ground": .choice(SupportPlan.Ground.self),
      "assessment_id": .uuid.orNull.note("The review or assessment that says so."), "reason": .text,
      "opened_by": .text, "opened_at": .instant, "is_open": .flag,
      "outcome": .choice(SupportPlan.Outcome.self).orNull, "closing": .text, "closed_by": .text.orNull,
      "closed_at": .instant.orNull, "version": .whole, "may_write": .flag, "may_close": .flag,
      "targets": .list(
        .answer([
          "id": .uuid, "standard": .text, "success": .text, "support": .text, "supporter": .text,
          "review_on": .date, "outcome": .choice(SupportTarget.Outcome.self).orNull, "outcome_note": .text,
          "outcome_on": .date.orNull, "outcome_by": .text.orNull,
        ])
      ).note("By review date."),
      "meetings": .list(
        .answer(["held_on": .date, "present": .text, "notes": .text, "recorded_by": .text])),
    ]))
  private static let target = Schema.request(
    required: [
      "standard": .text.note("The code of a Teachers’ Standard: 1 to 8 or part_two."),
      "success": .text.note("What success looks like."), "support": .text,
      "supporter": .text.note("By whom."),
      "review_on": .date,
    ])
  private static let targetExample: JSONValue = [
    "standard": "7", "success": "Lessons begin within two minutes, in four of five lessons.",
    "support": "Two visits a week to a colleague’s lessons.", "supporter": "Mo Mentor",
    "review_on": "2027-01-20",
  ]

  private static let list = Endpoint(
    method: .get, path: "/inductions/{id}/support-plans", operationID: "listSupportPlans", tag: .induction,
    summary: "List the support plans of an induction, oldest first",
    note: "For the school that wrote them, the teacher and the body’s officers.",
    access: .scoped(.readOwnInduction), parameters: [InductionRecordRoutes.inductionID],
    successes: [.ok(.answer(["items": .list(plan)]), "The plans.")]
  ) { call in
    let found = try await SupportTeacher(call.services).list(try await call.induction(), by: call.actor)
    return .ok(["items": .array(found.map(json))])
  }

  private static let open = Endpoint(
    method: .post, path: "/inductions/{id}/support-plans", operationID: "openSupportPlan", tag: .induction,
    summary:
      "Open a support plan; teacher, tutor and head are told, of a concern the appropriate body as well",
    access: .scoped(.supportInduction), parameters: [InductionRecordRoutes.inductionID],
    body: .init(
      schema: .request(
        required: ["ground": .choice(SupportPlan.Ground.self), "reason": .text],
        optional: ["assessment_id": .uuid.orNull.note("Where a review or assessment says so.")]),
      example: ["ground": "concern", "reason": "Lessons begin late, and pupils lose time."]),
    successes: [.created(plan, "The plan.")]
  ) { call in
    let made = try await SupportTeacher(call.services).open(
      try await call.induction(), call.body.code("ground"), reason: call.body.text("reason"),
      assessment: call.body.textIfAny("assessment_id").flatMap { AssessmentID($0) }, by: call.actor)
    return .created(json(made), at: "/induction-support-plans/\(made.plan.id)", version: made.plan.version)
  }

  private static let read = Endpoint(
    method: .get, path: "/induction-support-plans/{id}", operationID: "getSupportPlan", tag: .induction,
    summary: "Read a support plan with targets and meetings", access: .scoped(.readOwnInduction),
    parameters: [planID], successes: [.ok(plan, "The plan.")]
  ) { call in
    answer(try await SupportTeacher(call.services).find(try call.id(of: "support plan"), by: call.actor))
  }

  private static let addTarget = Endpoint(
    method: .post, path: "/induction-support-plans/{id}/targets", operationID: "addSupportTarget",
    tag: .induction, summary: "Add a target to a support plan", access: .scoped(.supportInduction),
    parameters: [planID], body: .init(schema: target, example: targetExample), condition: .optional,
    successes: [.ok(plan, "The plan with its targets.")]
  ) { call in
    answer(
      try await SupportTeacher(call.services).addTarget(
        content(call), to: try call.id(of: "support plan"), expectedVersion: call.expectedVersion,
        by: call.actor))
  }

  private static let changeTarget = Endpoint(
    method: .put, path: "/induction-support-plans/{id}/targets/{target_id}",
    operationID: "changeSupportTarget",
    tag: .induction, summary: "Write a target again that was not reviewed yet",
    access: .scoped(.supportInduction), parameters: [planID, targetID],
    body: .init(schema: target, example: targetExample), condition: .required,
    successes: [.ok(plan, "The plan with its targets.")], failures: [409]
  ) { call in
    answer(
      try await SupportTeacher(call.services).changeTarget(
        try call.id("target_id", of: "target"), of: try call.id(of: "support plan"), content(call),
        expectedVersion: call.expectedVersion, by: call.actor))
  }

  private static let review = Endpoint(
    method: .post, path: "/induction-support-plans/{id}/targets/{target_id}/review",
    operationID: "reviewSupportTarget", tag: .induction, summary: "Note how far a target is met",
    access: .scoped(.supportInduction), parameters: [planID, targetID],
    body: .init(
      schema: .request(
        required: ["outcome": .choice(SupportTarget.Outcome.self)],
        optional: ["note": .text.note("What is still to be reached, where it is not met.")]),
      example: ["outcome": "met"]),
    condition: .optional, successes: [.ok(plan, "The plan with its targets.")]
  ) { call in
    answer(
      try await SupportTeacher(call.services).review(
        try call.id("target_id", of: "target"), of: try call.id(of: "support plan"),
        call.body.code("outcome"), note: call.body.text("note"), expectedVersion: call.expectedVersion,
        by: call.actor))
  }

  private static let meet = Endpoint(
    method: .post, path: "/induction-support-plans/{id}/meetings", operationID: "recordSupportMeeting",
    tag: .induction, summary: "Record a review meeting", access: .scoped(.supportInduction),
    parameters: [planID],
    body: .init(
      schema: .request(required: ["held_on": .date, "present": .text, "notes": .text]),
      example: [
        "held_on": "2026-12-03", "present": "Nia Sample, Tara Tutor",
        "notes": "The start of lessons is quicker.",
      ]), successes: [.ok(plan, "The plan with its meetings.")]
  ) { call in
    answer(
      try await SupportTeacher(call.services).meet(
        try call.id(of: "support plan"), on: call.body.date("held_on"), present: call.body.text("present"),
        notes: call.body.text("notes"), by: call.actor))
  }

  private static let close = Endpoint(
    method: .post, path: "/induction-support-plans/{id}/close", operationID: "closeSupportPlan",
    tag: .induction,
    summary: "Close a support plan with its outcome; it is never changed after",
    access: .scoped(.supportInduction), parameters: [planID],
    body: .init(
      schema: .request(required: ["outcome": .choice(SupportPlan.Outcome.self), "closing": .text]),
      example: ["outcome": "on_track", "closing": "Both targets are met; lessons begin in time."]),
    condition: .optional, successes: [.ok(plan, "The plan.")]
  ) { call in
    answer(
      try await SupportTeacher(call.services).close(
        try call.id(of: "support plan"), call.body.code("outcome"), note: call.body.text("closing"),
        expectedVersion: call.expectedVersion, by: call.actor))
  }

  private static func content(_ call: Call) -> SupportTargetContent {
    let body = call.body
    return SupportTargetContent(
      standard: body.text("standard"), success: body.text("success"), support: body.text("support"),
      supporter: body.text("supporter"), reviewOn: body.date("review_on"))
  }

  private static func answer(_ record: SupportPlanRecord) -> Answer {
    .ok(json(record), version: record.plan.version)
  }

  private static func json(_ record: SupportPlanRecord) -> JSONValue {
    let plan = record.plan
    return [
      "id": .id(plan.id), "induction_id": .id(plan.induction), "school_name": .string(plan.schoolName),
      "teacher_name": .string(plan.teacherName), "ground": .code(plan.ground),
      "assessment_id": .id(plan.assessment), "reason": .string(plan.reason),
      "opened_by": .string(plan.openedBy),
      "opened_at": .instant(plan.openedAt), "is_open": .bool(plan.isOpen), "outcome": .code(plan.outcome),
      "closing": .string(plan.closing), "closed_by": .text(plan.closedBy),
      "closed_at": .instant(plan.closedAt),
      "version": .whole(plan.version), "may_write": .bool(record.mayWrite),
      "may_close": .bool(record.mayClose),
      "targets": .array(
        plan.targets.map {
          [
            "id": .id($0.id), "standard": .string($0.content.standard),
            "success": .string($0.content.success),
            "support": .string($0.content.support), "supporter": .string($0.content.supporter),
            "review_on": .date($0.content.reviewOn), "outcome": .code($0.outcome),
            "outcome_note": .string($0.outcomeNote), "outcome_on": .date($0.outcomeOn),
            "outcome_by": .text($0.outcomeBy),
          ]
        }),
      "meetings": .array(
        plan.meetings.map {
          [
            "held_on": .date($0.heldOn), "present": .string($0.present), "notes": .string($0.notes),
            "recorded_by": .string($0.recordedBy),
          ]
        }),
    ]
  }
}
