import Domain
import HTTPTypes

/// Which school leads an induction, and corrections of what was recorded of its periods.
enum CorrectionRoutes {
  static let all = [correct, takeBack, lead]

  private static let parameters = [
    InductionRecordRoutes.inductionID,
    Endpoint.Parameter(name: "period", schema: .uuid, note: "The period’s identifier."),
  ]
  private static let done = [
    Endpoint.Success.ok(InductionJSON.induction, "The induction, its plan reckoned again.")
  ]

  private static let correct = Endpoint(
    method: .post, path: "/inductions/{id}/periods/{period}/correct", operationID: "correctInductionPeriod",
    tag: .induction, summary: "Correct the first day, the last day or the hours of a period",
    note: """
      For the head of its school and officers of the appropriate body. The first day of a post is the body’s to correct,
      while nothing that goes by it is signed or sent. What is not to change is given as it is.
      """,
    access: .scoped(.recordInduction), parameters: parameters,
    body: .init(
      schema: .request(
        required: [
          "starts_on": .date, "ends_on": .date.orNull.note("Null while it goes on."), "fte": .number,
          "reason": .text,
        ], optional: ["leaves_teaching": .flag]),
      example: [
        "starts_on": "2026-09-01", "ends_on": .null, "fte": .number(0.8),
        "reason": "It was entered for another teacher.",
      ]), condition: .optional, successes: done
  ) { call in
    try InductionRecordRoutes.answer(
      try await CorrectPeriod(call.services)(
        try call.id("period", of: "period"), of: try await call.induction(),
        to: PeriodCorrection(
          startsOn: call.body.date("starts_on"), endsOn: call.body.date("ends_on"),
          fte: call.body.decimal("fte"), leavesTeaching: call.body.flag("leaves_teaching")),
        reason: call.body.text("reason"), expectedVersion: call.expectedVersion, by: call.actor))
  }

  private static let takeBack = Endpoint(
    method: .post, path: "/inductions/{id}/periods/{period}/take-back", operationID: "takeBackInductionHours",
    tag: .induction, summary: "Take a change of hours back",
    note: "The period that began with it is gone, and the one before goes on.",
    access: .scoped(.recordInduction), parameters: parameters,
    body: .init(
      schema: .request(required: ["reason": .text]),
      example: ["reason": "The hours were not changed after all."]), condition: .optional, successes: done
  ) { call in
    try InductionRecordRoutes.answer(
      try await CorrectPeriod(call.services).takeBack(
        try call.id("period", of: "period"), of: try await call.induction(),
        reason: call.body.text("reason"), expectedVersion: call.expectedVersion, by: call.actor))
  }

  private static let lead = Endpoint(
    method: .put, path: "/inductions/{id}/lead-school", operationID: "setLeadSchool", tag: .induction,
    summary: "Set which of several schools leads an induction",
    note: """
      For officers of the appropriate body and the head of the school that leads. Its head recommends and completes
      assessments, what is due goes to it, and the plan goes by its terms. The ETag is that of the induction.
      """,
    access: .scoped(.recordInduction), parameters: [InductionRecordRoutes.inductionID],
    body: .init(
      schema: .request(required: ["school_id": .uuid, "starts_on": .date, "reason": .text]),
      example: [
        "school_id": "01930000-0000-7000-8000-000000000001", "starts_on": "2027-01-04",
        "reason": "Most of the teaching is there from January.",
      ]), condition: .required, successes: done, failures: [409]
  ) { call in
    try InductionRecordRoutes.answer(
      try await SetLeadSchool(call.services)(
        try await call.induction(), to: OrganisationID(call.body.text("school_id")),
        from: call.body.date("starts_on"), reason: call.body.text("reason"),
        expectedVersion: call.expectedVersion, by: call.actor))
  }
}
