import Domain
import HTTPTypes

/// Formal assessments, interim ones and progress reviews.
enum AssessmentRoutes {
  static let all = [form, list, open, read, save, sign, passOn, reopen]

  private static let assessmentID = Endpoint.Parameter(
    name: "id", schema: .uuid, note: "The assessment’s identifier.")

  private static let summaryFields: KeyValuePairs<String, Schema> = [
    "id": .uuid, "induction_id": .uuid, "school_name": .text, "kind": .choice(InductionAssessment.Kind.self),
    "number": .whole, "state": .choice(AssessmentState.self), "state_title": .text.note("Whose turn it is."),
    "updated_at": .instant, "version": .whole,
  ]
  private static let summary = Schema.named("InductionAssessmentSummary", .answer(summaryFields))
  private static let whole = Schema.named(
    "InductionAssessment",
    Schema(
      .object(
        Schema.answer(summaryFields).fields
          + Schema.answer([
            "teacher_name": .text, "form_version": .text,
            "facts": .map(.text).note("What stands on it from the record, frozen with each signature."),
            "answers": .map(.text), "teacher_comments": .text,
            "problems": .list(.answer(["field": .text, "message": .text])), "may_write": .flag,
            "may_sign": .flag,
            "teacher_signs_by": .date.orNull.note("For the head: until when it is the teacher’s own turn."),
            "may_pass_on": .flag.note("Whether the head may hand it on without the teacher’s signature."),
            "signing_obstacle": .text.orNull.note("Why you can’t sign though it is your turn."),
            "takes_tutor_reason": .flag.note(
              "Whether you sign as the head upon your own signature as the tutor."),
            "may_reopen": .flag,
            "shows_last_completed": .flag.note(
              "It was opened again, and this is what the head last completed."),
            "signatures": .list(
              .answer([
                "from": .choice(AssessmentState.self), "to": .choice(AssessmentState.self), "title": .text,
                "signed_by": .text, "signed_at": .instant, "note": .text, "answers": .map(.text),
                "facts": .map(.text),
              ])),
          ]).fields, closed: false)))

  private static let items = Schema.list(.answer(["code": .text, "title": .text]))

  private static let form = Endpoint(
    method: .get, path: "/induction/assessment-form", operationID: "getAssessmentForm", tag: .induction,
    summary: "Read the form that assessments are written on",
    note:
      "An answer is named by standard and part, such as 1.strengths; then progress, summary and support_plan.",
    access: .open,
    query: [
      .init(
        name: "regime", schema: .choice(RegimeCode.self),
        note: "Of which regime; left out, that of early career teachers.")
    ],
    successes: [
      .ok(
        .answer([
          "version": .text, "source": .text, "regime": .choice(RegimeCode.self).orNull,
          "progress_question": .text,
          "support_question": .text.orNull, "support_hint": .text.orNull, "standards": items, "parts": items,
          "keys": .list(.text),
        ]), "The form.")
    ]
  ) { call in
    let form = try AssessmentForm.load(for: call.query.code("regime") ?? .ect)
    func list(_ items: [AssessmentForm.Item]) -> JSONValue {
      .array(items.map { ["code": .string($0.code), "title": .string($0.title)] })
    }
    return .ok([
      "version": .string(form.version), "source": .string(form.source),
      "regime": form.regime.map { .code($0) } ?? .null, "progress_question": .string(form.progressQuestion),
      "support_question": form.supportQuestion.map { .string($0) } ?? .null,
      "support_hint": form.supportHint.map { .string($0) } ?? .null,
      "standards": list(form.standards),
      "parts": list(form.parts), "keys": .texts(form.keys(.assessment)),
    ])
  }

  private static let list = Endpoint(
    method: .get, path: "/inductions/{id}/assessments", operationID: "listAssessments", tag: .induction,
    summary: "List the assessments and reviews of an induction, oldest first",
    access: .scoped(.readOwnInduction),
    parameters: [InductionRecordRoutes.inductionID],
    successes: [.ok(.answer(["items": .list(summary)]), "Every assessment that was opened.")]
  ) { call in
    let found = try await AssessInduction(call.services).list(try await call.induction(), by: call.actor)
    return .ok(["items": .array(found.map { .object(members($0)) })])
  }

  private static let open = Endpoint(
    method: .post, path: "/inductions/{id}/assessments", operationID: "openAssessment", tag: .induction,
    summary: "Open an assessment or review of the plan, or an interim one", access: .scoped(.recordInduction),
    parameters: [InductionRecordRoutes.inductionID],
    body: .init(
      schema: .request(required: ["kind": .choice(InductionAssessment.Kind.self), "number": .whole]),
      example: ["kind": "assessment", "number": 1]),
    successes: [.created(whole, "The assessment; opened before, it is the same.")]
  ) { call in
    let record = try await AssessInduction(call.services).open(
      try await call.induction(), call.body.code("kind") ?? .assessment,
      number: call.body.whole("number") ?? 0,
      by: call.actor)
    return .created(
      json(record), at: "/induction-assessments/\(record.assessment.id)", version: record.assessment.version)
  }

  private static let read = Endpoint(
    method: .get, path: "/induction-assessments/{id}", operationID: "getAssessment", tag: .induction,
    summary: "Read an assessment with every signature and what was signed",
    note: "The teacher and the body see it once the head has completed it.",
    access: .scoped(.readOwnInduction),
    parameters: [assessmentID], successes: [.ok(whole, "The assessment.")]
  ) { call in
    answer(try await AssessInduction(call.services).find(try call.id(of: "assessment"), by: call.actor))
  }

  private static let save = Endpoint(
    method: .put, path: "/induction-assessments/{id}", operationID: "saveAssessment", tag: .induction,
    summary: "Replace the answers of an assessment",
    note:
      "An answer of progress is satisfactory or unsatisfactory, one of support yes or no; what is left out or empty is "
      + "not answered yet.", access: .scoped(.recordInduction),
    parameters: [assessmentID],
    body: .init(
      schema: .request(required: ["answers": .map(.text)]),
      example: ["answers": ["progress": "satisfactory", "summary": "Teaches calmly and well."]]),
    condition: .required, successes: [.ok(whole, "The assessment.")], failures: [409]
  ) { call in
    answer(
      try await AssessInduction(call.services).save(
        try call.id(of: "assessment"), call.body.object("answers").compactMapValues(\.string),
        expectedVersion: call.expectedVersion, by: call.actor))
  }

  private static let sign = Endpoint(
    method: .post, path: "/induction-assessments/{id}/sign", operationID: "signAssessment", tag: .induction,
    summary: "Sign an assessment: whoever’s turn it is",
    note: """
      Tutor, head, teacher (with comments), appropriate body, one after another. One person signs as tutor and as head \
      only where the school names them as the tutor of this teacher, and says why in tutor_reason.
      """,
    access: .scoped(.readOwnInduction), parameters: [assessmentID],
    body: .init(
      schema: .request(optional: ["comments": .text, "tutor_reason": .text]),
      example: ["comments": "I agree."]),
    condition: .optional, successes: [.ok(whole, "The assessment.")]
  ) { call in
    answer(
      try await AssessInduction(call.services).sign(
        try call.id(of: "assessment"), comments: call.body.text("comments"),
        tutorReason: call.body.text("tutor_reason"), expectedVersion: call.expectedVersion, by: call.actor))
  }

  private static let passOn = Endpoint(
    method: .post, path: "/induction-assessments/{id}/pass-on", operationID: "passAssessmentOn",
    tag: .induction,
    summary: "Hand an assessment on to the body without the teacher’s signature, once their time is over",
    access: .scoped(.readOwnInduction), parameters: [assessmentID],
    body: .init(
      schema: .request(required: ["reason": .text]), example: ["reason": "On leave since the meeting."]),
    condition: .optional, successes: [.ok(whole, "The assessment.")]
  ) { call in
    answer(
      try await AssessInduction(call.services).passOn(
        try call.id(of: "assessment"), reason: call.body.text("reason"),
        expectedVersion: call.expectedVersion, by: call.actor))
  }

  private static let reopen = Endpoint(
    method: .post, path: "/induction-assessments/{id}/reopen", operationID: "reopenAssessment",
    tag: .induction,
    summary: "Open an assessment again, with a reason; the signatures before stay to be seen",
    access: .scoped(.readOwnInduction), parameters: [assessmentID],
    body: .init(
      schema: .request(required: ["reason": .text]), example: ["reason": "The days of absence are wrong."]),
    condition: .optional, successes: [.ok(whole, "The assessment.")]
  ) { call in
    answer(
      try await AssessInduction(call.services).reopen(
        try call.id(of: "assessment"), reason: call.body.text("reason"),
        expectedVersion: call.expectedVersion,
        by: call.actor))
  }

  private static func answer(_ record: AssessmentRecord) -> Answer {
    .ok(json(record), version: record.assessment.version)
  }

  private static func members(_ assessment: InductionAssessment) -> [String: JSONValue] {
    [
      "id": .id(assessment.id), "induction_id": .id(assessment.induction),
      "school_name": .string(assessment.schoolName), "kind": .code(assessment.kind),
      "number": .whole(assessment.number), "state": .code(assessment.state),
      "state_title": .string(assessment.state.title), "updated_at": .instant(assessment.updatedAt),
      "version": .whole(assessment.version),
    ]
  }

  private static func map(_ texts: [String: String]) -> JSONValue { .object(texts.mapValues { .string($0) }) }

  private static func json(_ record: AssessmentRecord) -> JSONValue {
    let more: [String: JSONValue] = [
      "teacher_name": .string(record.teacherName), "form_version": .string(record.assessment.formVersion),
      "facts": map(record.facts),
      "answers": map(record.assessment.answers),
      "teacher_comments": .string(record.assessment.teacherComments),
      "problems": .problems(record.problems), "may_write": .bool(record.mayWrite),
      "may_sign": .bool(record.maySign), "signing_obstacle": .text(record.signingObstacle),
      "teacher_signs_by": .date(record.teacherSignsBy), "may_pass_on": .bool(record.mayPassOn),
      "takes_tutor_reason": .bool(record.takesTutorReason), "may_reopen": .bool(record.mayReopen),
      "shows_last_completed": .bool(record.showsLastCompleted),
      "signatures": .array(
        record.signatures.map {
          [
            "from": .code($0.from), "to": .code($0.to), "title": .string($0.title),
            "signed_by": .string($0.signedBy), "signed_at": .instant($0.signedAt), "note": .string($0.note),
            "answers": map($0.answers), "facts": map($0.facts),
          ]
        }),
    ]
    return .object(members(record.assessment).merging(more, uniquingKeysWith: { $1 }))
  }
}
