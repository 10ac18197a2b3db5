import Domain
import HTTPTypes

/// Appeals against failures and extensions.
enum AppealRoutes {
  static let all = [list, step]

  private static let appeal = Schema.named(
    "InductionAppeal",
    .answer([
      "id": .uuid, "induction_id": .uuid, "decision_id": .uuid, "against": .choice(InductionOutcome.self),
      "state": .choice(AppealState.self), "decided_on": .date,
      "notice_means": .choice(InductionDeadline.Means.self),
      "deemed_on": .date.note("When the notice counts as received."),
      "appeal_by": .date.note("The last day of an appeal."), "lodged_on": .date.orNull,
      "lodged_by": .text.orNull,
      "grounds": .text.orNull, "late_reason": .text.orNull, "reply_by": .date.orNull,
      "replied_on": .date.orNull,
      "reply": .text.orNull, "hearing_on": .date.orNull, "hearing_place": .text.orNull,
      "hearing_notified_on": .date.orNull, "hearing_note": .text.orNull, "heard_on": .date.orNull,
      "no_hearing_reason": .text.orNull.note("Why it was decided without the hearing that was arranged."),
      "ended_on": .date.orNull, "outcome_reasons": .text.orNull, "outcome_terms": .number.orNull,
      "failed_list_from": .date.orNull.note("From when the name may be on the list of those who failed."),
      "failed_listed_on": .date.orNull,
      "dismissal_by": .date.orNull.note("The last day of the employment in a relevant school."),
      "dismissed_on": .date.orNull, "dismissal_note": .text.orNull, "version": .whole,
    ]))

  private static let list = Endpoint(
    method: .get, path: "/inductions/{id}/appeals", operationID: "listInductionAppeals", tag: .induction,
    summary: "List rights to appeal and the appeals that were made, oldest first",
    note: "For the teacher, the head who recommended and officers of the appropriate body.",
    access: .scoped(.readOwnInduction), parameters: [InductionRecordRoutes.inductionID],
    successes: [.ok(.answer(["items": .list(appeal)]), "The appeals.")]
  ) { call in
    let found = try await AppealInduction(call.services).list(try await call.induction(), by: call.actor)
    return .ok(["items": .array(found.map(json))])
  }

  private static let step = Endpoint(
    method: .post, path: "/induction-appeals/{id}/steps", operationID: "recordAppealStep", tag: .induction,
    summary: "Record a step of an appeal",
    note: """
      A teacher lodges, waives and withdraws, today; an officer records every step with its day; a head the end of an \
      employment. text holds grounds, reply, reasons or a note; terms and resumes_on go with vary; hearing_on and \
      place with hearing; note says why a late appeal was accepted, a short notice of hearing stands, or an appeal was decided \
      although a hearing was arranged that was not held.
      """,
    access: .scoped(.readOwnInduction),
    parameters: [.init(name: "id", schema: .uuid, note: "The appeal’s identifier.")],
    body: .init(
      schema: .request(
        required: ["step": .choice(AppealStep.self)],
        optional: [
          "on": .date, "text": .text, "terms": .number, "hearing_on": .date, "place": .text, "note": .text,
          "resumes_on": .date,
        ]), example: ["step": "reply", "on": "2026-11-02", "text": "We uphold the decision."]),
    condition: .optional, successes: [.ok(appeal, "The appeal.")], failures: [409]
  ) { call in
    guard let step = call.body.code("step", as: AppealStep.self) else { throw DomainError.notFound("step") }
    let (use, id) = (AppealInduction(call.services), try call.id(of: "appeal", as: AppealID.self))
    let entry = AppealEntry(
      on: call.body.date("on"), text: call.body.text("text"), terms: call.body.decimal("terms"),
      hearingOn: call.body.date("hearing_on"), place: call.body.text("place"), note: call.body.text("note"),
      resumesOn: call.body.date("resumes_on"))
    let found = try await LateStep.telling {
      try await use.record(step, entry, of: id, expectedVersion: call.expectedVersion, by: call.actor)
    } happened: {
      try await use.meanwhile(step, of: id, refusedBy: $0, by: call.actor)
    }
    return .ok(json(found), version: found.version)
  }

  private static func json(_ appeal: InductionAppeal) -> JSONValue {
    let ended: [String: JSONValue] = [
      "heard_on": .date(appeal.heardOn), "no_hearing_reason": .text(appeal.noHearingReason),
      "ended_on": .date(appeal.endedOn),
      "outcome_reasons": .text(appeal.outcomeReasons), "outcome_terms": .decimal(appeal.outcomeTerms),
      "failed_list_from": .date(appeal.failedListFrom), "failed_listed_on": .date(appeal.failedListedOn),
      "dismissal_by": .date(appeal.dismissalBy), "dismissed_on": .date(appeal.dismissedOn),
      "dismissal_note": .text(appeal.dismissalNote), "version": .whole(appeal.version),
    ]
    let begun: [String: JSONValue] = [
      "id": .id(appeal.id), "induction_id": .id(appeal.induction), "decision_id": .id(appeal.decision),
      "against": .code(appeal.against), "state": .code(appeal.state), "decided_on": .date(appeal.decidedOn),
      "notice_means": .code(appeal.noticeMeans), "deemed_on": .date(appeal.deemedOn),
      "appeal_by": .date(appeal.appealBy), "lodged_on": .date(appeal.lodgedOn),
      "lodged_by": .text(appeal.lodgedBy), "grounds": .text(appeal.grounds),
      "late_reason": .text(appeal.lateReason), "reply_by": .date(appeal.replyBy),
      "replied_on": .date(appeal.repliedOn), "reply": .text(appeal.reply),
      "hearing_on": .date(appeal.hearingOn),
      "hearing_place": .text(appeal.hearingPlace), "hearing_notified_on": .date(appeal.hearingNotifiedOn),
      "hearing_note": .text(appeal.hearingNote),
    ]
    return .object(begun.merging(ended, uniquingKeysWith: { $1 }))
  }
}
