import Domain
import HTTPTypes
import Postgres

/// Letters on decisions, the confirmation of a completed induction, and what the appropriate body still has to do.
enum LetterRoutes {
  static let all = [list, read, sent, mail, confirmation, duties, exportDuties]

  static let letterID = Endpoint.Parameter(
    name: "id", schema: .uuid, note: "The letter’s identifier.")

  private static let letter = Schema.named(
    "InductionLetter",
    .answer([
      "id": .uuid, "induction_id": .uuid, "decision_id": .uuid,
      "kind": .choice(InductionLetter.Kind.self),
      "appeal_id": .uuid.orNull.note("The appeal whose outcome it tells of."),
      "recipient": .choice(InductionLetter.Recipient.self), "addressee": .text,
      "address": .text.note("Where it goes, line by line; empty in letters from before addresses were kept."),
      "sender": .text.note("Who writes, with their address, line by line."), "subject": .text,
      "file_name": .text.note("What its PDF file is called."),
      "body": .text,
      "written_at": .instant, "due_on": .date.note("The last day of sending it."), "sent_on": .date.orNull,
      "means": .choice(InductionLetter.Means.self).orNull, "sent_by": .text.orNull, "is_overdue": .flag,
      "is_superseded": .flag.note(
        "Whether it was never sent and is not any more: an appeal changed the decision."),
      "mailed_to": .text.orNull.note("The employer’s address that it was mailed to."),
      "is_through_school": .flag.note("Whether it went to the head, who passes it on to the employer."),
    ]))

  private static let list = Endpoint(
    method: .get, path: "/inductions/{id}/letters", operationID: "listInductionLetters", tag: .induction,
    summary: "List the letters on decisions and appeals that went to you, oldest first",
    note: "The appropriate body reads all of them.",
    access: .scoped(.readOwnInduction), parameters: [InductionRecordRoutes.inductionID],
    successes: [.ok(.answer(["items": .list(letter)]), "The letters.")]
  ) { call in
    let found = try await InductionLetters(call.services).list(try await call.induction(), by: call.actor)
    return .ok(["items": .array(found.map { json($0, call) })])
  }

  private static let read = Endpoint(
    method: .get, path: "/induction-letters/{id}", operationID: "getInductionLetter", tag: .induction,
    summary: "Read a letter as it was written", access: .scoped(.readOwnInduction), parameters: [letterID],
    successes: [.ok(letter, "The letter.")]
  ) { call in
    .ok(json(try await InductionLetters(call.services).find(try call.id(of: "letter"), by: call.actor), call))
  }

  private static let sent = Endpoint(
    method: .post, path: "/induction-letters/{id}/sent", operationID: "markInductionLetterSent",
    tag: .induction,
    summary: "Record that a letter was sent, or another way in which it went",
    note: "The time to appeal counts from when the teacher’s letter counts as received.",
    access: .scoped(.decideInduction), parameters: [letterID],
    body: .init(
      schema: .request(required: ["means": .choice(InductionLetter.Means.self), "sent_on": .date]),
      example: ["means": "post", "sent_on": "2026-11-02"]), successes: [.ok(letter, "The letter.")]
  ) { call in
    .ok(
      json(
        try await InductionLetters(call.services).markSent(
          try call.id(of: "letter"), call.body.code("means"), on: call.body.date("sent_on"), by: call.actor),
        call))
  }

  private static func json(_ letter: InductionLetter, _ call: Call) -> JSONValue {
    [
      "id": .id(letter.id), "induction_id": .id(letter.induction), "decision_id": .id(letter.decision),
      "kind": .code(letter.kind), "appeal_id": .id(letter.appeal), "recipient": .code(letter.recipient),
      "addressee": .string(letter.addressee), "address": .string(letter.address),
      "sender": .string(letter.sender), "file_name": .string(letter.fileName),
      "subject": .string(letter.subject), "body": .string(letter.body),
      "written_at": .instant(letter.writtenAt), "due_on": .date(letter.dueOn),
      "sent_on": .date(letter.sentOn),
      "means": .code(letter.means), "sent_by": .text(letter.sentBy),
      "is_overdue": .bool(letter.isOverdue(on: call.services.today)),
      "is_superseded": .bool(letter.isSuperseded),
      "mailed_to": .text(letter.mailedTo), "is_through_school": .bool(letter.isThroughSchool),
    ]
  }

  private static let mail = Endpoint(
    method: .post, path: "/induction-letters/{id}/mail", operationID: "mailInductionLetter", tag: .induction,
    summary: "Mail a letter to the employer whose address is known",
    note:
      "For one that went by the school, or to another address: by the school’s head and the appropriate body.",
    access: .scoped(.setEmployer), parameters: [letterID], successes: [.ok(letter, "The letter.")],
    failures: [409]
  ) { call in
    .ok(json(try await KeepEmployer(call.services).mail(try call.id(of: "letter"), by: call.actor), call))
  }

  // MARK: Confirmation

  private static let confirmation = Endpoint(
    method: .get, path: "/inductions/{id}/confirmation", operationID: "getInductionConfirmation",
    tag: .induction, summary: "Read the confirmation of a completed induction",
    note: "As often as it is needed.",
    access: .scoped(.readOwnInduction), parameters: [InductionRecordRoutes.inductionID],
    successes: [
      .ok(
        .named(
          "InductionConfirmation",
          .answer([
            "reference": .text, "name": .text, "trn": .text, "body_name": .text, "began_on": .date,
            "completed_on": .date.note("The last day of induction."),
            "decided_on": .date.note("When the body decided, or the appeal was allowed."),
            "on_appeal": .flag.note("Whether it was decided on appeal."), "schools": .list(.text),
          ])), "The confirmation.")
    ], failures: [409]
  ) { call in
    let found = try await ConfirmInduction(call.services)(try await call.induction(), by: call.actor)
    return .ok([
      "reference": .string(found.reference), "name": .string(found.name), "trn": .string(found.trn),
      "body_name": .string(found.bodyName), "began_on": .date(found.beganOn),
      "completed_on": .date(found.completedOn), "decided_on": .date(found.decidedOn),
      "on_appeal": .bool(found.isOnAppeal), "schools": .texts(found.schools),
    ])
  }

  // MARK: What is to be done

  static let duty = Schema.named(
    "InductionDuty",
    .answer([
      "induction_id": .uuid, "reference": .text, "name": .text, "school": .text,
      "kind": .choice(InductionDuty.Kind.self), "title": .text,
      "due_on": .date.note(
        "The last day; of failed_list, which has none and is never overdue, the first."),
      "is_overdue": .flag,
    ]))

  static func json(_ duty: InductionDuty, on today: CivilDate) -> JSONValue {
    [
      "induction_id": .id(duty.induction), "reference": .string(duty.reference), "name": .string(duty.name),
      "school": .string(duty.schoolName), "kind": .code(duty.kind), "title": .string(duty.title),
      "due_on": .date(duty.dueOn),
      "is_overdue": .bool(duty.isOverdue(on: today)),
    ]
  }

  private static let duties = Endpoint(
    method: .get, path: "/induction-duties", operationID: "listInductionDuties", tag: .induction,
    summary:
      "List what the appropriate body still has to do about decisions and appeals, the most urgent first",
    access: .scoped(.decideInduction), query: [.limit(200, otherwise: 50), .cursor],
    successes: [.ok(.page(of: duty), "A page of what is to be done.")], failures: [404]
  ) { call in
    let seat = try await Authority.seat(of: call.actor, in: call.services.pool)
    let page = try await ReadInductionDuties(call.services)(
      of: seat.place, limit: call.limit(otherwise: 50), after: try call.cursor(), by: call.actor)
    let today = call.services.today
    return .page(page) { json($0, on: today) }
  }

  private static let exportDuties = Endpoint(
    method: .get, path: "/induction-duties/export", operationID: "exportInductionDuties",
    tag: .induction,
    summary: "Export what the appropriate body still has to do about decisions and appeals as CSV",
    access: .scoped(.decideInduction),
    successes: [.file(["text/csv"], "The file, in UTF-8.")], failures: [404]
  ) { call in
    let seat = try await Authority.seat(of: call.actor, in: call.services.pool)
    return .csv(try await ReadInductionDuties(call.services).csv(of: seat.place, by: call.actor))
  }
}
