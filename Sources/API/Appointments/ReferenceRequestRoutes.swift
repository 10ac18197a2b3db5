import Domain
import HTTPTypes

/// References that a school asks for, and what came. Referees answer on a page, by the link in their mail.
enum ReferenceRequestRoutes {
  static let all = [list, request, read, letter, correctAddress, resend, recordPaper, verify]

  private static let reference = Endpoint.Parameter(
    name: "id", schema: .uuid, note: "The reference’s identifier.")

  private static let facts: [Schema.Field] = Schema.answer([
    "id": .uuid, "application_id": .uuid,
    "referee": .whole.note("The referee’s place in the application, from 1; 50 is the religious referee."),
    "is_religious": .flag.note("Whether it is about the practice of a faith."),
    "name": .text, "relationship": .text, "organisation": .text, "email": .text,
    "state": .choice(ReferenceState.self), "requested_at": .instant, "mailed_at": .instant,
    "reminders": .whole, "received_at": .instant.orNull,
    "received_as": .choice(ReferenceReceipt.self).orNull, "received_note": .text,
    "declined_at": .instant.orNull, "decline_reason": .text.orNull,
    "times_declined": .whole.note("Also before they, or a letter of theirs, came round."),
    "verified_at": .instant.orNull,
    "verified_by": .text.orNull, "verified_note": .text, "has_letter": .flag,
    "has_concern": .flag.note(
      "Whether an answer on suitability, allegations, sanctions or capability is to be taken up."),
    "version": .whole,
  ]).fields
  static let line = Schema.named("Reference", Schema(.object(facts, closed: false)))
  private static let whole = Schema.named(
    "WholeReference",
    Schema(
      .object(
        facts
          + Schema.answer([
            "answers": Schema.map(.any).note("What it says; empty until it was received."),
            "declines": Schema.list(.answer(["declined_at": .instant, "reason": .text])).note(
              "Every time that the referee declined, oldest first."),
            "form": ApplicationFormJSON.form,
          ]).fields, closed: false)))
  private static let referee = Schema.named(
    "Referee",
    .answer([
      "number": .whole, "name": .text, "relationship": .text, "position": .text, "organisation": .text,
      "email": .text, "telephone": .text, "may_be_asked_early": .flag,
      "named_by": Schema.choice(NamedBy.self).orNull.note(
        "Who named them after the application was sent; null for those whom it names."),
      "consent": .text.orNull, "replaces": .whole.orNull, "is_replaced": .flag,
      "obstacle": .text.orNull.note(
        "What stands against asking now; null when nothing does, or it was asked."),
      "reference": line.orNull,
    ]))

  private static let list = Endpoint(
    method: .get, path: "/applications/{id}/references", operationID: "listReferences", tag: .appointments,
    summary: "List an application’s referees, and the references asked of them",
    note: """
      For head and recruiters, and as far as the vacancy’s rule lets them for its panel and those who interview. The \
      applicant reads only where each stands, at `/applications/{id}/reference-states`. While names are hidden, \
      referees are numbered and have no addresses.
      """,
    access: .scoped(.readReferences), parameters: [.application],
    successes: [.ok(.answer(["items": .list(referee)]), "The referees in order.")]
  ) { call in
    let references = try await ReadReferences(call.services)(try call.id(of: "application"), by: call.actor)
    return .ok([
      "items": .array(
        references.lines.map { line in
          let referee = line.referee
          return [
            "number": .whole(referee.number), "name": .string(referee.name),
            "relationship": .string(referee.relationship), "position": .string(referee.position),
            "organisation": .string(referee.organisation), "email": .string(referee.email),
            "telephone": .string(referee.telephone), "may_be_asked_early": .bool(referee.mayBeAskedEarly),
            "named_by": .code(referee.naming?.by), "consent": .text(referee.naming?.consent),
            "replaces": .whole(referee.naming?.replaces), "is_replaced": .bool(referee.isReplaced),
            "obstacle": .text(line.obstacle),
            "reference": line.request.map { .object(members($0, call)) } ?? .null,
          ]
        })
    ])
  }

  private static let request = Endpoint(
    method: .post, path: "/applications/{id}/references", operationID: "requestReferences",
    tag: .appointments,
    summary: "Ask referees of a shortlisted application, by e-mail",
    note: "Those who were asked before are not asked again.", access: .scoped(.requestReferences),
    parameters: [.application],
    body: .init(
      schema: .request(optional: [
        "referees": Schema.list(.whole).note(
          "Places in the application; without any, all who may be asked now.")
      ]), example: ["referees": [1, 2]]),
    successes: [.ok(.answer(["items": .list(line)]), "Every reference that has been asked for.")]
  ) { call in
    let numbers = (call.body.members["referees"]?.array ?? []).compactMap {
      $0.number.flatMap { Int(exactly: $0) }
    }
    let references = try await RequestReferences(call.services)(
      try call.id(of: "application"), referees: numbers, by: call.actor)
    return .ok(["items": .array(references.map { .object(members($0, call)) })])
  }

  private static let read = Endpoint(
    method: .get, path: "/references/{id}", operationID: "getReference", tag: .appointments,
    summary: "Read a reference, whole", access: .scoped(.readReferences), parameters: [reference],
    successes: [.ok(whole, "The reference with its answers and the form it was given on.")]
  ) { call in
    let found = try await ReadReferences(call.services).whole(try call.id(of: "reference"), by: call.actor)
    var json = members(found.reference, call)
    json["answers"] = .object(found.answers)
    json["declines"] = .array(
      found.declines.map { ["declined_at": .instant($0.declinedAt), "reason": .string($0.reason)] })
    json["form"] = AppointmentFormJSON.json(found.form)
    return .ok(.object(json), version: found.reference.version)
  }

  private static let letter = Endpoint(
    method: .get, path: "/references/{id}/letter", operationID: "readReferenceLetter", tag: .appointments,
    summary: "Read the letter that came with a reference", access: .scoped(.readReferences),
    parameters: [reference], successes: [.file(DocumentFormat.allCases.map(\.mediaType), "The file.")]
  ) { call in
    let found = try await ReadReferences(call.services).letter(try call.id(of: "reference"), by: call.actor)
    var answer = Answer(status: .ok)
    answer.file = Answer.File(
      bytes: found.content, mediaType: found.letter.mediaType,
      tag: EntityTag.make(version: nil, bytes: found.content))
    return answer
  }

  private static let correctAddress = Endpoint(
    method: .post, path: "/references/{id}/address", operationID: "correctReferenceAddress",
    tag: .appointments, summary: "Correct a referee’s address and ask there",
    note: "Links that went to the address before stop working.", access: .scoped(.requestReferences),
    parameters: [reference],
    body: .init(schema: .request(required: ["email": .text]), example: ["email": "bea@school.example"]),
    condition: .optional, successes: [.ok(line, "The reference.")]
  ) { call in
    try await answer(call) { manage, id in
      try await manage.correctAddress(
        id, email: call.body.text("email"), expectedVersion: call.expectedVersion, by: call.actor)
    }
  }

  private static let resend = Endpoint(
    method: .post, path: "/references/{id}/resend", operationID: "resendReferenceRequest",
    tag: .appointments, summary: "Ask again with a new link",
    note: "The link before stops working. One who had declined may answer after all.",
    access: .scoped(.requestReferences), parameters: [reference], condition: .optional,
    successes: [.ok(line, "The reference.")]
  ) { call in
    try await answer(call) { manage, id in
      try await manage.resend(id, expectedVersion: call.expectedVersion, by: call.actor)
    }
  }

  private static let recordPaper = Endpoint(
    method: .post, path: "/references/{id}/paper", operationID: "recordReferenceOnPaper", tag: .appointments,
    summary: "Record a reference that came on paper", access: .scoped(.requestReferences),
    parameters: [reference],
    body: .init(
      schema: .request(required: [
        "received_on": .date,
        "note": .text.note("What it says on suitability to work with children and on conduct."),
      ]), example: ["received_on": "2026-11-02", "note": "Suitable to work with children; no concerns."]),
    condition: .optional, successes: [.ok(line, "The reference, received.")]
  ) { call in
    try await answer(call) { manage, id in
      try await manage.recordOnPaper(
        id, receivedOn: call.body.date("received_on"), note: call.body.text("note"),
        expectedVersion: call.expectedVersion, by: call.actor)
    }
  }

  private static let verify = Endpoint(
    method: .post, path: "/references/{id}/verify", operationID: "verifyReference", tag: .appointments,
    summary: "Note that a reference was verified with the referee", access: .scoped(.requestReferences),
    parameters: [reference],
    body: .init(
      schema: .request(required: ["note": .text]),
      example: ["note": "Telephoned the school and spoke with her."]),
    condition: .optional, successes: [.ok(line, "The reference.")]
  ) { call in
    try await answer(call) { manage, id in
      try await manage.verify(
        id, note: call.body.text("note"), expectedVersion: call.expectedVersion, by: call.actor)
    }
  }

  private static func answer(
    _ call: Call, _ body: (ManageReference, ReferenceID) async throws -> ReferenceRequest
  ) async throws -> Answer {
    let reference = try await body(ManageReference(call.services), try call.id(of: "reference"))
    return .ok(.object(members(reference, call)), version: reference.version)
  }

  static func members(_ reference: ReferenceRequest, _ call: Call) -> [String: JSONValue] {
    [
      "id": .id(reference.id), "application_id": .id(reference.application),
      "referee": .whole(reference.referee), "is_religious": .bool(reference.formKind == .religiousReference),
      "name": .string(reference.name),
      "relationship": .string(reference.relationship), "organisation": .string(reference.organisation),
      "email": .string(reference.email), "state": .code(reference.state(at: call.now)),
      "requested_at": .instant(reference.requestedAt), "mailed_at": .instant(reference.mailedAt),
      "reminders": .whole(reference.reminders), "received_at": .instant(reference.receivedAt),
      "received_as": .code(reference.receivedAs), "received_note": .string(reference.receivedNote),
      "declined_at": .instant(reference.declinedAt), "decline_reason": .text(reference.declineReason),
      "times_declined": .whole(reference.timesDeclined),
      "verified_at": .instant(reference.verifiedAt), "verified_by": .text(reference.verifiedBy),
      "verified_note": .string(reference.verifiedNote), "has_letter": .bool(reference.letter != nil),
      "has_concern": .bool(!reference.concerns.isEmpty), "version": .whole(reference.version),
    ]
  }
}
