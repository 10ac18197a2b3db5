import Domain
import HTTPTypes

/// How inductions end: recommendation, representations, decision.
enum DecisionRoutes {
  static let all = [list, recommend, represent, takeBack, sendBack, decide, confirm, withdraw]

  private static let decision = Schema.named(
    "InductionDecision",
    .answer([
      "id": .uuid, "school_name": .text, "recommendation": .choice(InductionOutcome.self),
      "recommendation_reasons": .text,
      "recommended_by": .text, "recommended_at": .instant,
      "represent_by": .date.note("The teacher’s last day."), "decide_by": .date.note("The body’s last day."),
      "representations": .text.orNull, "outcome": .choice(InductionOutcome.self).orNull,
      "outcome_reasons": .text.orNull, "extension_terms": .number.orNull, "proposed_by": .text.orNull,
      "recommendation_early_reason": .text.orNull.note(
        "Why the head recommends it before the end by the plan, or without an assessment."),
      "early_reason": .text.orNull.note(
        "Why it was completed before the end by the plan, or without an assessment."),
      "missing_assessments": .whole.note(
        "Formal assessments not received when it was decided; now, where a recommendation waits."),
      "withdrawn_proposals": .list(
        .answer([
          "reasons": .text, "proposed_by": .text, "proposed_at": .instant, "withdrawn_by": .text,
          "withdrawn_at": .instant, "reason": .text,
        ])
      ).note("Failures that were proposed and taken back; for the body alone."),
      "confirmed_by": .text.orNull.note("Who confirmed a failure."), "decided_at": .instant.orNull,
      "appeal_by": .date.orNull,
      "returned": .choice(ReturnedRecommendation.Way.self).orNull.note(
        "How the recommendation came to nothing before it was decided."),
      "returned_by": .text.orNull, "returned_at": .instant.orNull, "returned_reason": .text.orNull,
    ]))
  private static let done = [
    Endpoint.Success.ok(.answer(["items": .list(decision)]), "Recommendations and decisions, oldest first.")
  ]
  private static let read = [
    Endpoint.Success.ok(
      .answer([
        "items": .list(decision),
        "objections": .list(.text).note("What stands against a satisfactory completion today."),
      ]), "Recommendations and decisions, oldest first.")
  ]

  private static let list = Endpoint(
    method: .get, path: "/inductions/{id}/decisions", operationID: "listInductionDecisions", tag: .induction,
    summary: "List recommendations and decisions, oldest first", access: .scoped(.readOwnInduction),
    parameters: [InductionRecordRoutes.inductionID], successes: read
  ) { call in
    let id: InductionID = try await call.induction()
    let record = try await ReadInductions(call.services).find(id, by: call.actor)
    let mayRead = try await DecideInduction(call.services).mayRead(record, by: call.actor)
    let objections =
      mayRead && record.induction.state.isOpen ? record.completion.objections(on: call.services.today) : []
    return .ok([
      "items": items(try await DecideInduction(call.services).list(id, by: call.actor)),
      "objections": .texts(objections),
    ])
  }

  private static let recommend = Endpoint(
    method: .post, path: "/inductions/{id}/recommendation", operationID: "recommendOutcome", tag: .induction,
    summary: "Recommend an outcome, as the head", access: .scoped(.registerInduction),
    parameters: [InductionRecordRoutes.inductionID],
    body: .init(
      schema: .request(
        required: ["outcome": .choice(InductionOutcome.self), "reasons": .text],
        optional: [
          "early_reason": .text.note(
            "Needed for an end before the end by the plan, or without an assessment: not for an extension.")
        ]),
      example: ["outcome": "satisfactory", "reasons": "Every Standard is met."]), condition: .optional,
    successes: done
  ) { call in
    answer(
      try await DecideInduction(call.services).recommend(
        try await call.induction(), call.body.code("outcome"), reasons: call.body.text("reasons"),
        earlyReason: call.body.text("early_reason"), expectedVersion: call.expectedVersion, by: call.actor))
  }

  private static let represent = Endpoint(
    method: .post, path: "/inductions/{id}/representations", operationID: "makeRepresentations",
    tag: .induction,
    summary: "Answer your head’s recommendation, as the teacher", access: .scoped(.readOwnInduction),
    parameters: [InductionRecordRoutes.inductionID],
    body: .init(schema: .request(required: ["text": .text]), example: ["text": "My class changed twice."]),
    successes: done
  ) { call in
    answer(
      try await DecideInduction(call.services).represent(
        try await call.induction(), call.body.text("text"), by: call.actor))
  }

  private static let reason = Endpoint.Body(
    schema: .request(required: ["reason": .text]),
    example: ["reason": "The last assessment is not signed yet."])

  private static let takeBack = Endpoint(
    method: .post, path: "/inductions/{id}/recommendation/take-back", operationID: "takeBackRecommendation",
    tag: .induction, summary: "Take a recommendation back before it is decided, as the head",
    access: .scoped(.registerInduction), parameters: [InductionRecordRoutes.inductionID], body: reason,
    condition: .optional, successes: done
  ) { call in
    answer(
      try await DecideInduction(call.services).takeBack(
        try await call.induction(), reason: call.body.text("reason"),
        expectedVersion: call.expectedVersion, by: call.actor))
  }

  private static let sendBack = Endpoint(
    method: .post, path: "/inductions/{id}/recommendation/send-back", operationID: "sendBackRecommendation",
    tag: .induction, summary: "Send a recommendation back to the school, which recommends again",
    access: .scoped(.decideInduction), parameters: [InductionRecordRoutes.inductionID], body: reason,
    condition: .optional, successes: done
  ) { call in
    answer(
      try await DecideInduction(call.services).sendBack(
        try await call.induction(), reason: call.body.text("reason"),
        expectedVersion: call.expectedVersion, by: call.actor))
  }

  private static let decide = Endpoint(
    method: .post, path: "/inductions/{id}/decision", operationID: "decideInduction", tag: .induction,
    summary: "Decide; a failure waits for a second officer", access: .scoped(.decideInduction),
    parameters: [InductionRecordRoutes.inductionID],
    body: .init(
      schema: .request(
        required: ["outcome": .choice(InductionOutcome.self), "reasons": .text],
        optional: [
          "extension_terms": .number.orNull,
          "early_reason": .text.note(
            "Needed for a completion before the end by the plan, or without a formal assessment."),
        ]),
      example: ["outcome": "satisfactory", "reasons": "Every Standard is met."]), condition: .optional,
    successes: done
  ) { call in
    answer(
      try await DecideInduction(call.services).decide(
        try await call.induction(), call.body.code("outcome"), reasons: call.body.text("reasons"),
        extensionTerms: call.body.decimal("extension_terms"), earlyReason: call.body.text("early_reason"),
        expectedVersion: call.expectedVersion, by: call.actor))
  }

  private static let confirm = Endpoint(
    method: .post, path: "/inductions/{id}/decision/confirm", operationID: "confirmFailure", tag: .induction,
    summary: "Confirm a failure, as the second officer", access: .scoped(.decideInduction),
    parameters: [InductionRecordRoutes.inductionID], condition: .optional, successes: done
  ) { call in
    answer(
      try await DecideInduction(call.services).confirm(
        try await call.induction(), expectedVersion: call.expectedVersion, by: call.actor))
  }

  private static let withdraw = Endpoint(
    method: .post, path: "/inductions/{id}/decision/withdraw", operationID: "withdrawFailure",
    tag: .induction,
    summary: "Withdraw a proposed failure, so that it can be decided anew",
    access: .scoped(.decideInduction),
    parameters: [InductionRecordRoutes.inductionID],
    body: .init(
      schema: .request(required: ["reason": .text]), example: ["reason": "The support plan is not over yet."]
    ),
    condition: .optional, successes: done
  ) { call in
    answer(
      try await DecideInduction(call.services).withdraw(
        try await call.induction(), reason: call.body.text("reason"),
        expectedVersion: call.expectedVersion, by: call.actor))
  }

  private static func answer(_ decisions: [InductionDecision]) -> Answer { .ok(["items": items(decisions)]) }

  private static func items(_ decisions: [InductionDecision]) -> JSONValue {
    .array(
      decisions.map {
        [
          "id": .id($0.id), "school_name": .string($0.schoolName),
          "recommendation": .code($0.recommendation),
          "recommendation_reasons": .string($0.recommendationReasons),
          "recommended_by": .string($0.recommendedBy),
          "recommended_at": .instant($0.recommendedAt), "represent_by": .date($0.representBy),
          "decide_by": .date($0.decideBy), "representations": .text($0.representations),
          "outcome": .code($0.outcome),
          "outcome_reasons": .text($0.outcomeReasons), "extension_terms": .decimal($0.extensionTerms),
          "recommendation_early_reason": .text($0.recommendationEarlyReason),
          "early_reason": .text($0.earlyReason), "missing_assessments": .whole($0.missingAssessments),
          "withdrawn_proposals": .array($0.withdrawnProposals.map(json)),
          "proposed_by": .text($0.proposedBy), "confirmed_by": .text($0.confirmedBy),
          "decided_at": .instant($0.decidedAt), "appeal_by": .date($0.appealBy),
          "returned": .code($0.returned?.way), "returned_by": .text($0.returned?.by),
          "returned_at": .instant($0.returned?.at), "returned_reason": .text($0.returned?.reason),
        ]
      })
  }

  private static func json(_ one: WithdrawnProposal) -> JSONValue {
    [
      "reasons": .string(one.reasons), "proposed_by": .string(one.proposedBy),
      "proposed_at": .instant(one.proposedAt), "withdrawn_by": .string(one.withdrawnBy),
      "withdrawn_at": .instant(one.withdrawnAt), "reason": .string(one.reason),
    ]
  }
}
