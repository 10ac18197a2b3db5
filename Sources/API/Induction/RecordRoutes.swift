import Domain
import HTTPTypes

/// What happens during induction.
enum RecordRoutes {
  static let all = [
    absence, reduction, extend, remove, hours, contract, support, end, death, undoDeath, address,
  ]

  private static let periodID = Endpoint.Parameter(
    name: "period", schema: .uuid, note: "The period’s identifier.")
  private static let done = [
    Endpoint.Success.ok(InductionJSON.induction, "The induction, its plan reckoned again.")
  ]

  private static func period(_ call: Call) throws -> InductionPeriodID { try call.id("period", of: "period") }
  private static func induction(_ call: Call) async throws -> InductionID { try await call.induction() }

  private static let absence = Endpoint(
    method: .post, path: "/inductions/{id}/absences", operationID: "recordAbsence", tag: .induction,
    summary: "Record a time of absence", access: .scoped(.recordInduction),
    parameters: [InductionRecordRoutes.inductionID],
    body: .init(
      schema: .request(
        required: [
          "starts_on": .date.note("Not ahead, but for leave that is agreed before."), "ends_on": .date,
          "days": .number.note("The teacher’s working days: at most the school days in post between both."),
          "kind": .text.note(
            "Such as sickness or maternity; other names in use, such as illness, are taken as well."),
        ], optional: ["reason": .text]),
      example: ["starts_on": "2026-11-02", "ends_on": "2026-11-06", "days": 5, "kind": "sickness"]),
    condition: .optional, successes: done
  ) { call in
    try InductionRecordRoutes.answer(
      try await RecordInduction(call.services).absence(
        try await induction(call), from: call.body.date("starts_on"), until: call.body.date("ends_on"),
        days: call.body.decimal("days"), kind: call.body.text("kind"), reason: call.body.text("reason"),
        expectedVersion: call.expectedVersion, by: call.actor))
  }

  private static let termsBody = Endpoint.Body(
    schema: .request(required: ["terms": .number, "reason": .text]),
    example: ["terms": 2, "reason": "Agreed with the teacher on 1 February."])

  private static let reduction = Endpoint(
    method: .post, path: "/inductions/{id}/reductions", operationID: "reduceInduction", tag: .induction,
    summary: "Reduce induction to so many terms, to which the teacher has consented",
    note: """
      A reduction to no more than was served, by which induction is over at once, is a 422 of the field `confirmed` \
      that says what follows: send `confirmed` as true where it is meant.
      """,
    access: .scoped(.decideInduction), parameters: [InductionRecordRoutes.inductionID],
    body: .init(
      schema: .request(
        required: ["terms": .number, "consented_on": .date, "reason": .text],
        optional: ["confirmed": .flag.note("The reduction is meant, though induction is over by it at once.")]
      ),
      example: ["terms": 3, "consented_on": "2026-11-02", "reason": "Taught for six years before."]),
    condition: .optional, successes: done
  ) { call in
    try InductionRecordRoutes.answer(
      try await RecordInduction(call.services).reduce(
        try await induction(call), toTerms: call.body.decimal("terms"),
        consentedOn: call.body.date("consented_on"),
        reason: call.body.text("reason"), isConfirmed: call.body.flag("confirmed"),
        expectedVersion: call.expectedVersion, by: call.actor))
  }

  private static let extend = Endpoint(
    method: .post, path: "/inductions/{id}/extensions", operationID: "extendInduction", tag: .induction,
    summary: "Extend induction by so many terms", access: .scoped(.decideInduction),
    parameters: [InductionRecordRoutes.inductionID], body: termsBody, condition: .optional, successes: done
  ) { call in
    try InductionRecordRoutes.answer(
      try await RecordInduction(call.services).extend(
        try await induction(call), byTerms: call.body.decimal("terms"), reason: call.body.text("reason"),
        expectedVersion: call.expectedVersion, by: call.actor))
  }

  private static let remove = Endpoint(
    method: .post, path: "/inductions/{id}/entries/{entry}/remove", operationID: "removeInductionEntry",
    tag: .induction, summary: "Take an absence, reduction or extension back",
    access: .scoped(.recordInduction),
    parameters: [
      InductionRecordRoutes.inductionID, .init(name: "entry", schema: .uuid, note: "The entry’s identifier."),
    ], condition: .optional, successes: done
  ) { call in
    try InductionRecordRoutes.answer(
      try await RecordInduction(call.services).remove(
        try call.id("entry", of: "entry"), of: try await induction(call),
        expectedVersion: call.expectedVersion,
        by: call.actor))
  }

  private static let hours = Endpoint(
    method: .post, path: "/inductions/{id}/periods/{period}/hours", operationID: "changeInductionHours",
    tag: .induction, summary: "Change the part of full time from a day on", access: .scoped(.recordInduction),
    parameters: [InductionRecordRoutes.inductionID, periodID],
    body: .init(
      schema: .request(required: ["starts_on": .date, "fte": .number]),
      example: ["starts_on": "2027-01-04", "fte": 1]), condition: .optional, successes: done
  ) { call in
    try InductionRecordRoutes.answer(
      try await RecordInduction(call.services).changeHours(
        try period(call), of: try await induction(call), from: call.body.date("starts_on"),
        fte: call.body.decimal("fte"), expectedVersion: call.expectedVersion, by: call.actor))
  }

  private static let contract = Endpoint(
    method: .post, path: "/inductions/{id}/periods/{period}/contract", operationID: "changeInductionContract",
    tag: .induction, summary: "Enter when the contract of a post ends now", access: .scoped(.recordInduction),
    parameters: [InductionRecordRoutes.inductionID, periodID],
    body: .init(
      schema: .request(required: ["ends_on": .date.orNull.note("Null where it has no end.")]),
      example: ["ends_on": "2028-08-31"]), condition: .optional, successes: done
  ) { call in
    try InductionRecordRoutes.answer(
      try await RecordInduction(call.services).changeContract(
        try period(call), of: try await induction(call), endsOn: call.body.date("ends_on"),
        expectedVersion: call.expectedVersion, by: call.actor))
  }

  private static let support = Endpoint(
    method: .post, path: "/inductions/{id}/periods/{period}/support", operationID: "changeInductionSupport",
    tag: .induction, summary: "Name another tutor or mentor", access: .scoped(.recordInduction),
    parameters: [InductionRecordRoutes.inductionID, periodID],
    body: .init(
      schema: .request(
        required: ["tutor_name": .text, "tutor_email": .text],
        optional: [
          "mentor_name": .text, "mentor_email": .text,
          "mentor_reason": .text.note("Why the mentor is the tutor as well."),
        ]),
      example: ["tutor_name": "Tara Tutor", "tutor_email": "tutor@school.example"]), condition: .optional,
    successes: done
  ) { call in
    try InductionRecordRoutes.answer(
      try await RecordInduction(call.services).changeSupport(
        try period(call), of: try await induction(call),
        tutor: (call.body.text("tutor_name"), call.body.text("tutor_email")),
        mentor: (call.body.text("mentor_name"), call.body.text("mentor_email")),
        mentorReason: call.body.text("mentor_reason"), expectedVersion: call.expectedVersion, by: call.actor))
  }

  private static let end = Endpoint(
    method: .post, path: "/inductions/{id}/periods/{period}/end", operationID: "endInductionPeriod",
    tag: .induction, summary: "End a period: another school, a break, or leaving teaching",
    access: .scoped(.recordInduction), parameters: [InductionRecordRoutes.inductionID, periodID],
    body: .init(
      schema: .request(required: ["ends_on": .date], optional: ["leaves_teaching": .flag]),
      example: ["ends_on": "2027-07-21"]), condition: .optional, successes: done
  ) { call in
    try InductionRecordRoutes.answer(
      try await RecordInduction(call.services).endPeriod(
        try period(call), of: try await induction(call), on: call.body.date("ends_on"),
        leavesTeaching: call.body.flag("leaves_teaching"), expectedVersion: call.expectedVersion,
        by: call.actor))
  }

  private static let death = Endpoint(
    method: .post, path: "/inductions/{id}/death", operationID: "recordTeacherDeath", tag: .induction,
    summary: "Record that the teacher has died, which ends the induction",
    note:
      "Nothing is due any more, no mail goes to the teacher, and nobody signs in to their account. The day is not before "
      + "anything in which the teacher took part. For the head and the appropriate body.",
    access: .scoped(.registerInduction), parameters: [InductionRecordRoutes.inductionID],
    body: .init(schema: .request(required: ["died_on": .date]), example: ["died_on": "2026-11-02"]),
    condition: .optional, successes: [.ok(InductionJSON.induction, "The induction, which has ended.")]
  ) { call in
    try InductionRecordRoutes.answer(
      try await RecordDeath(call.services)(
        try induction(call), on: call.body.date("died_on"), expectedVersion: call.expectedVersion,
        by: call.actor))
  }

  private static let undoDeath = Endpoint(
    method: .post, path: "/inductions/{id}/death/undo", operationID: "undoTeacherDeath", tag: .induction,
    summary: "Put right that a death was recorded by mistake", access: .scoped(.decideInduction),
    parameters: [InductionRecordRoutes.inductionID],
    body: .init(
      schema: .request(required: ["reason": .text]),
      example: ["reason": "It was another teacher of the same name."]),
    condition: .optional, successes: done
  ) { call in
    try InductionRecordRoutes.answer(
      try await RecordDeath(call.services).undo(
        try induction(call), reason: call.body.text("reason"), expectedVersion: call.expectedVersion,
        by: call.actor))
  }

  private static let address = Endpoint(
    method: .put, path: "/inductions/{id}/teacher-email", operationID: "correctTeacherAddress",
    tag: .induction,
    summary: "Correct the teacher’s e-mail address, whether or not induction has ended",
    note:
      "Whoever has confirmed the address sees the induction. Both addresses are told. The ETag is that of the "
      + "induction.",
    access: .scoped(.decideInduction), parameters: [InductionRecordRoutes.inductionID],
    body: .init(schema: .request(required: ["email": .text]), example: ["email": "ada@example.org"]),
    condition: .required, successes: [.ok(InductionJSON.induction, "The induction.")]
  ) { call in
    try InductionRecordRoutes.answer(
      try await CorrectTeacherAddress(call.services)(
        try await induction(call), to: call.body.text("email"), expectedVersion: call.expectedVersion,
        by: call.actor))
  }
}
