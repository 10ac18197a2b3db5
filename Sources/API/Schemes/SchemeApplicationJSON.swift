import Domain
import HTTPSupport

/// Applications for schemes in JSON.
enum SchemeApplicationJSON {
  private static let facts = Schema.named(
    "SchemeFacts",
    .answer([
      "name": .text, "trn": .text, "body": .text, "state": .choice(InductionState.self),
      "completed_on": .date.orNull, "school": .text, "is_in_borough": .flag, "phase": .text, "subject": .text,
    ]))

  static let statement = Schema.request(required: [
    "statement": .text.note("Why you apply, up to 3,000 characters.")
  ])

  private static let fields: KeyValuePairs<String, Schema> = [
    "id": .uuid, "reference": .text, "scheme_id": .uuid, "scheme_name": .text,
    "state": .choice(SchemeApplicationState.self), "state_since": .instant,
    "name": .text.orNull.note("Null once it was erased."), "email": .text.orNull, "statement": .text,
    "facts": facts.orNull.note("What the induction record said when it was sent."),
    "sent_at": .instant.orNull,
    "position": .whole.orNull.note("Which one of those who wait, from 1."), "financial_year": .text.orNull,
    "amount_pence": .whole, "released_pence": .whole, "spent_pence": .whole,
    "answer_by": .date.orNull.note("The last day to accept."), "reason": .text.orNull, "version": .whole,
  ]

  static let application = Schema.named("SchemeApplication", .answer(fields))

  static let payment = Schema.named(
    "SchemePayment", .answer(["id": .uuid, "due_on": .date, "pence": .whole, "paid_on": .date.orNull]))

  static let own = Schema.named(
    "OwnSchemeApplication",
    Schema(
      .object(
        Schema.answer(fields).fields + Schema.answer(["payments": .list(payment)]).fields, closed: false)))

  static let whole = Schema.named(
    "SchemeCase",
    Schema(
      .object(
        Schema.answer(fields).fields
          + Schema.answer([
            "payments": .list(payment),
            "criteria": .list(
              .answer([
                "id": .uuid, "sentence": .text, "by_record": .choice(["met", "unmet", "judged"]),
                "is_met": .flag.orNull.note("Null while an officer has to say."), "note": .text,
                "checked_by": .text.orNull,
              ])),
          ]).fields, closed: false)))

  static let offer = Schema.named(
    "SchemeOffer",
    .answer([
      "scheme": SchemeJSON.scheme, "can_apply": .flag,
      "obstacles": .list(.text).note("What keeps you from applying, in words."), "facts": facts.orNull,
      "application": application.orNull.note("Your own, the last one."),
    ]))

  private static func json(_ facts: SchemeFacts?) -> JSONValue {
    guard let facts else { return .null }
    return [
      "name": .string(facts.name), "trn": .string(facts.trn), "body": .string(facts.body),
      "state": .code(facts.state), "completed_on": .text(facts.completedOn), "school": .string(facts.school),
      "is_in_borough": .bool(facts.isInBorough), "phase": .string(facts.phase),
      "subject": .string(facts.subject),
    ]
  }

  private static func members(_ application: SchemeApplication) -> [String: JSONValue] {
    [
      "id": .id(application.id), "reference": .string(application.reference),
      "scheme_id": .id(application.scheme), "scheme_name": .string(application.schemeName),
      "state": .code(application.state), "state_since": .instant(application.stateChangedAt),
      "name": .text(application.name), "email": .text(application.email),
      "statement": .string(application.statement), "facts": json(application.facts),
      "sent_at": .instant(application.sentAt), "position": .whole(application.position),
      "financial_year": .text(application.year?.name), "amount_pence": .whole(application.amountPence),
      "released_pence": .whole(application.releasedPence), "spent_pence": .whole(application.spentPence),
      "answer_by": .date(application.answerBy), "reason": .text(application.reason),
      "version": .whole(application.version),
    ]
  }

  static func json(_ application: SchemeApplication) -> JSONValue { .object(members(application)) }

  private static func json(_ payment: SchemePayment) -> JSONValue {
    [
      "id": .id(payment.id), "due_on": .date(payment.dueOn), "pence": .whole(payment.pence),
      "paid_on": .date(payment.paidOn),
    ]
  }

  static func own(_ found: SchemeCase) -> JSONValue {
    var all = members(found.application)
    all["payments"] = .array(found.payments.map(json))
    return .object(all)
  }

  static func json(_ found: SchemeCase) -> JSONValue {
    var all = members(found.application)
    all["payments"] = .array(found.payments.map(json))
    all["criteria"] = .array(
      found.findings.map { finding in
        let record =
          switch finding.byRecord {
          case .met: "met"
          case .unmet: "unmet"
          case .judged: "judged"
          }
        return [
          "id": .id(finding.criterion.id), "sentence": .string(finding.criterion.sentence),
          "by_record": .string(record), "is_met": finding.isMet.map { .bool($0) } ?? .null,
          "note": .string(finding.check?.note ?? ""), "checked_by": .text(finding.check?.checkedBy),
        ]
      })
    return .object(all)
  }

  static func json(_ offer: SchemeOffer, _ call: Call) -> JSONValue {
    [
      "scheme": SchemeJSON.json(offer.scheme, call), "can_apply": .bool(offer.isOpen),
      "obstacles": .texts(offer.obstacles), "facts": json(offer.facts),
      "application": offer.application.map(json) ?? .null,
    ]
  }

  static func answer(_ found: SchemeCase) -> Answer { .ok(json(found), version: found.application.version) }
  static func answer(_ application: SchemeApplication) -> Answer {
    .ok(json(application), version: application.version)
  }
}
