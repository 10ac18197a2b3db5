import Domain

/// What belongs to selection in JSON.
enum SelectionJSON {
  static let criterion = Schema.answer(["id": .uuid, "essential": .flag, "wording": .text])
  static let progress = Schema.named(
    "SiftProgress",
    .answer([
      "submitted": .whole.note("How many members have submitted their scores."),
      "members": .whole.note("How many are to."),
    ]))

  static func json(_ criteria: [Criterion]) -> JSONValue {
    .array(
      criteria.map { criterion in
        [
          "id": .id(criterion.id), "essential": .bool(criterion.isEssential),
          "wording": .string(criterion.wording),
        ]
      })
  }

  static func json(_ progress: SiftProgress) -> JSONValue {
    ["submitted": .whole(progress.submitted), "members": .whole(progress.members)]
  }

  static let sheet = Schema.named(
    "SiftSheet",
    .answer([
      "account_id": .uuid, "name": .text,
      "scores": .list(
        .answer(["criterion_id": .uuid, "score": .whole.bounded(0...3).orNull, "note": .text])),
      "recommendation": .choice(Recommendation.self).orNull, "note": .text, "total": .whole,
      "version": .whole.note("0 before it is begun."), "submitted_at": .instant.orNull,
    ]))

  static func json(_ sheet: SiftSheet) -> JSONValue {
    [
      "account_id": .id(sheet.account), "name": .string(sheet.memberName),
      "scores": .array(
        sheet.content.scores.map { score in
          [
            "criterion_id": .id(score.criterion), "score": .whole(score.score), "note": .string(score.note),
          ]
        }),
      "recommendation": .code(sheet.content.recommendation), "note": .string(sheet.content.note),
      "total": .whole(sheet.total), "version": .whole(sheet.version),
      "submitted_at": .instant(sheet.submittedAt),
    ]
  }

  static let decision = Schema.named(
    "SelectionDecision",
    .answer([
      "decision": .choice(SelectionDecision.Kind.self), "reason": .text,
      "exception": Schema.text.note(
        "Why without what was missing, or how a referee’s answer was taken up; empty where it needs none."),
      "decided_by": .text.orNull, "decided_at": .instant,
    ]))

  static func json(_ decision: SelectionDecision) -> JSONValue {
    [
      "decision": .code(decision.kind), "reason": .string(decision.reason),
      "exception": .string(decision.exception), "decided_by": .text(decision.decidedBy),
      "decided_at": .instant(decision.decidedAt),
    ]
  }

  static func number(_ value: Double?) -> JSONValue { value.map { .number($0) } ?? .null }
}
