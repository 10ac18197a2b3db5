import Domain
import Foundation
import HTTPTypes

/// Transfers of inductions to other appropriate bodies.
enum TransferRoutes {
  static let all = [list, ask, begin, ofBody, read, step, record, export]

  static let transferID = Endpoint.Parameter(
    name: "id", schema: .uuid, note: "The transfer’s identifier.")

  private static let transferFields: KeyValuePairs<String, Schema> = [
    "id": .uuid, "induction_id": .uuid, "reference": .text, "teacher": .text,
    "state": .choice(TransferState.self), "state_title": .text, "cause": .choice(TransferCause.self),
    "body_name": .text, "contact_email": .text.orNull.note("For officers and the school’s head alone."),
    "school_name": .text, "transfers_on": .date.note("The first day under the other body."), "reason": .text,
    "asked_at": .instant, "asked_by": .text, "agreed_at": .instant.orNull, "agreed_by": .text.orNull,
    "given_at": .instant.orNull.note("When the record was last sent."), "fetched_at": .instant.orNull,
    "acknowledged_on": .date.orNull, "acknowledged_by": .text.orNull, "ended_at": .instant.orNull,
    "ended_by": .text.orNull, "end_reason": .text.orNull, "version": .whole,
  ]
  private static let summary = Schema.named("InductionTransferSummary", .answer(transferFields))
  private static let whole = Schema.named(
    "InductionTransfer",
    Schema(
      .object(
        Schema.answer(transferFields).fields
          + Schema.answer([
            "interim_assessment": .choice(InterimRule.Finding.self),
            "givings": .list(
              .answer([
                "sent_to": .text, "made_at": .instant, "made_by": .text, "expires_at": .instant,
                "withdrawn_at": .instant.orNull, "fetched_at": .instant.orNull, "fetched_by": .text.orNull,
              ])
            ).note("Each time that the record was given over; for officers alone."),
            "steps": .list(.choice(TransferStep.self)).note("What you can do now."),
          ]).fields, closed: false)))

  private static let contentFields: KeyValuePairs<String, Schema> = [
    "cause": .choice(TransferCause.self), "body_name": .text, "contact_email": .text, "transfers_on": .date,
    "reason": .text,
  ]
  private static let contentBody = Endpoint.Body(
    schema: .request(required: contentFields, optional: ["school_name": .text]),
    example: [
      "cause": "moves", "body_name": "Example Teaching School Hub", "contact_email": "hub@example.org",
      "school_name": "Example Academy", "transfers_on": "2027-04-12",
      "reason": "The teacher takes up a post at Example Academy.",
    ])

  private static let list = Endpoint(
    method: .get, path: "/inductions/{id}/transfers", operationID: "listInductionTransfers", tag: .induction,
    summary: "List the transfers of an induction to other appropriate bodies, oldest first",
    note: "For whoever may read the whole of the induction.", access: .scoped(.readOwnInduction),
    parameters: [InductionRecordRoutes.inductionID],
    successes: [.ok(.answer(["items": .list(whole)]), "The transfers.")]
  ) { call in
    let found = try await TransferInduction(call.services).list(
      try await call.induction(), by: call.actor)
    return .ok(["items": .array(found.map(json))])
  }

  private static let ask = Endpoint(
    method: .post, path: "/inductions/{id}/transfer-requests", operationID: "askInductionTransfer",
    tag: .induction, summary: "Ask the appropriate body to transfer an induction to another one",
    note:
      "For the head of the school where the teacher is, or was last. Refused where induction is complete by the plan "
      + "before the other body would take over.",
    access: .scoped(.askInductionTransfer), parameters: [InductionRecordRoutes.inductionID],
    body: contentBody, condition: .optional,
    successes: [.created(whole, "The transfer, asked for.", location: true)], failures: [409]
  ) { call in
    let (use, id) = (TransferInduction(call.services), try await call.induction())
    return try created(
      try await LateStep.telling {
        try await use.ask(id, content(call.body), expectedVersion: call.expectedVersion, by: call.actor)
      } happened: {
        try await use.meanwhile(beginning: id, refusedBy: $0, by: call.actor)
      })
  }

  private static let begin = Endpoint(
    method: .post, path: "/inductions/{id}/transfers", operationID: "transferInduction", tag: .induction,
    summary: "Transfer an induction to another appropriate body from a day on",
    note: "Posts that go on end on the day before. The teacher and the school are told.",
    access: .scoped(.transferInduction), parameters: [InductionRecordRoutes.inductionID], body: contentBody,
    condition: .optional, successes: [.created(whole, "The transfer, agreed.", location: true)],
    failures: [409]
  ) { call in
    let (use, id) = (TransferInduction(call.services), try await call.induction())
    return try created(
      try await LateStep.telling {
        try await use.begin(id, content(call.body), expectedVersion: call.expectedVersion, by: call.actor)
      } happened: {
        try await use.meanwhile(beginning: id, refusedBy: $0, by: call.actor)
      })
  }

  private static let ofBody = Endpoint(
    method: .get, path: "/induction-transfers", operationID: "listTransfers", tag: .induction,
    summary: "List the appropriate body’s transfers to other bodies, newest first",
    access: .scoped(.transferInduction),
    query: [
      .init(name: "state", schema: .choice(TransferState.self), note: "Only those in this state."),
      .init(name: "waiting", schema: .flag, note: "Only those that somebody still has to see to."),
      .limit(100, otherwise: 50), .cursor,
    ], successes: [.ok(.page(of: summary), "A page of transfers.")], failures: [404]
  ) { call in
    let seat = try await Authority.seat(of: call.actor, in: call.services.pool)
    let page = try await TransferInduction(call.services).list(
      of: seat.place, call.query.code("state"), isWaiting: call.query.flag("waiting"),
      limit: call.limit(otherwise: 50), after: try call.cursor(), by: call.actor)
    return .page(page) { .object(members($0)) }
  }

  private static let read = Endpoint(
    method: .get, path: "/induction-transfers/{id}", operationID: "getInductionTransfer", tag: .induction,
    summary: "Read a transfer to another appropriate body", access: .scoped(.readOwnInduction),
    parameters: [transferID], successes: [.ok(whole, "The transfer.")]
  ) { call in
    answer(try await TransferInduction(call.services).find(try call.id(of: "transfer"), by: call.actor))
  }

  private static let step = Endpoint(
    method: .post, path: "/induction-transfers/{id}/steps", operationID: "recordTransferStep",
    tag: .induction,
    summary: "Agree, refuse or take back a transfer, give the record over, note its receipt, undo it",
    note: """
      An officer agrees (with other values where the school’s are not right), refuses with a reason, gives the record \
      over to email or the contact recorded (again as well: links before it are dead), withdraws the link, acknowledges \
      with on and person, and undoes with a reason. The head takes back what was asked for.
      """,
    access: .scoped(.readOwnInduction), parameters: [transferID],
    body: .init(
      schema: .request(
        required: ["step": .choice(TransferStep.self)],
        optional: [
          "cause": .choice(TransferCause.self), "body_name": .text, "contact_email": .text,
          "school_name": .text, "transfers_on": .date, "reason": .text, "email": .text, "on": .date,
          "person": .text,
        ]), example: ["step": "acknowledge", "on": "2027-04-14", "person": "Hal Sample"]),
    condition: .optional, successes: [.ok(whole, "The transfer.")], failures: [409]
  ) { call in
    guard let step = call.body.code("step", as: TransferStep.self) else { throw DomainError.notFound("step") }
    let entry = TransferEntry(
      content: step == .agree && call.body.textIfAny("body_name") != nil ? content(call.body) : nil,
      email: call.body.text("email"), reason: call.body.text("reason"), on: call.body.date("on"),
      person: call.body.text("person"))
    let (use, id) = (TransferInduction(call.services), try call.id(of: "transfer", as: TransferID.self))
    return answer(
      try await LateStep.telling {
        try await use.record(step, entry, of: id, expectedVersion: call.expectedVersion, by: call.actor)
      } happened: {
        try await use.meanwhile(step, of: id, refusedBy: $0, by: call.actor)
      })
  }

  // MARK: The record

  private static let record = Endpoint(
    method: .get, path: "/induction-transfers/{id}/record", operationID: "getTransferRecord",
    tag: .induction, summary: "Read the record as it was last given over, or as it would be now",
    access: .scoped(.transferInduction), parameters: [transferID],
    successes: [
      .ok(
        .answer([
          "frozen_at": .instant.orNull.note("When it was given over; null for a look before that."),
          "record": .map(.any),
        ]), "The record.")
    ]
  ) { call in
    let found = try await TransferInduction(call.services).bundle(
      try call.id(of: "transfer"), by: call.actor)
    return .ok([
      "frozen_at": .instant(found.frozenAt),
      "record": try JSONDecoder().decode(JSONValue.self, from: try found.bundle.json()),
    ])
  }

  private static let export = Endpoint(
    method: .get, path: "/induction-transfers/{id}/record/export", operationID: "exportTransferRecord",
    tag: .induction, summary: "Read the record that is given over as CSV",
    access: .scoped(.transferInduction), parameters: [transferID],
    successes: [.file(["text/csv"], "The file, in UTF-8.")]
  ) { call in
    .csv(
      try await TransferInduction(call.services).bundle(try call.id(of: "transfer"), by: call.actor).bundle
        .csv)
  }

  // MARK: Values

  private static func content(_ body: Fields) -> TransferContent {
    TransferContent(
      cause: body.code("cause"), bodyName: body.text("body_name"), contactEmail: body.text("contact_email"),
      schoolName: body.text("school_name"), transfersOn: body.date("transfers_on"),
      reason: body.text("reason"))
  }

  private static func answer(_ record: TransferRecord) -> Answer {
    .ok(json(record), version: record.transfer.version)
  }

  private static func created(_ record: TransferRecord) throws -> Answer {
    .created(
      json(record), at: "/induction-transfers/\(record.transfer.id)", version: record.transfer.version)
  }

  private static func json(_ record: TransferRecord) -> JSONValue {
    let more: [String: JSONValue] = [
      "interim_assessment": .code(record.interim),
      "givings": .array(
        record.givings.map {
          [
            "sent_to": .string($0.sentTo), "made_at": .instant($0.madeAt), "made_by": .string($0.madeBy),
            "expires_at": .instant($0.expiresAt), "withdrawn_at": .instant($0.withdrawnAt),
            "fetched_at": .instant($0.fetchedAt), "fetched_by": .text($0.fetchedBy),
          ]
        }), "steps": .array(record.steps.map { .code($0) }),
    ]
    return .object(members(record.transfer).merging(more, uniquingKeysWith: { $1 }))
  }

  private static func members(_ transfer: InductionTransfer) -> [String: JSONValue] {
    let begun: [String: JSONValue] = [
      "id": .id(transfer.id), "induction_id": .id(transfer.induction),
      "reference": .string(transfer.reference), "teacher": .string(transfer.teacher),
      "state": .code(transfer.state), "state_title": .string(transfer.state.title),
      "cause": .code(transfer.cause), "body_name": .string(transfer.bodyName),
      "contact_email": .text(transfer.contactEmail), "school_name": .string(transfer.schoolName),
      "transfers_on": .date(transfer.transfersOn), "reason": .string(transfer.reason),
      "asked_at": .instant(transfer.askedAt), "asked_by": .string(transfer.askedBy),
    ]
    let after: [String: JSONValue] = [
      "agreed_at": .instant(transfer.agreedAt), "agreed_by": .text(transfer.agreedBy),
      "given_at": .instant(transfer.givenAt), "fetched_at": .instant(transfer.fetchedAt),
      "acknowledged_on": .date(transfer.acknowledgedOn), "acknowledged_by": .text(transfer.acknowledgedBy),
      "ended_at": .instant(transfer.endedAt), "ended_by": .text(transfer.endedBy),
      "end_reason": .text(transfer.endReason), "version": .whole(transfer.version),
    ]
    return begun.merging(after, uniquingKeysWith: { $1 })
  }
}
