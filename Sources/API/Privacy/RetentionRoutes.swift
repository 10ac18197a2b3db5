import Domain
import HTTPTypes

/// How long records are kept, and what is held.
enum RetentionRoutes {
  static let all = [status, setPeriod, holds, holdPerson, liftPerson, hold, lift, left]

  private static let period = Schema.named(
    "RetentionPeriod",
    .answer([
      "kind": .choice(RetentionKind.self), "title": .text, "months": .whole, "counted_from": .text,
      "then": .text.note("What happens when the time is over."), "reason": .text,
      "own": .flag.note("Whether your authority has set it itself."), "due": .whole, "held": .whole,
      "version": .whole.note(
        "Send it as `If-Match`, in double quotes, to change what you read and nothing newer."),
    ]))

  private static let holdSchema = Schema.named(
    "RetentionHold",
    .answer([
      "id": .uuid, "organisation_id": .uuid, "organisation_name": .text,
      "application_reference": .text.orNull, "email": .text.orNull,
      "reason": .text.orNull.note("Null where the reason is a school’s own."), "review_on": .date,
      "placed_at": .instant,
      "version": .whole.note(
        "Send it as `If-Match`, in double quotes, to change what you read and nothing newer."),
    ]))

  private static func json(_ line: ReadRetention.Line) -> JSONValue {
    let period = line.period
    return [
      "kind": .code(period.kind), "title": .string(period.kind.title), "months": .whole(period.months),
      "counted_from": .string(period.kind.event), "then": .string(period.kind.consequence),
      "reason": .string(period.reason), "own": .bool(period.isOwn), "due": .whole(line.due),
      "held": .whole(line.held), "version": .whole(period.version),
    ]
  }

  private static func json(_ hold: RetentionHold) -> JSONValue {
    [
      "id": .id(hold.id), "organisation_id": .id(hold.place.organisation),
      "organisation_name": .string(hold.organisationName), "application_reference": .text(hold.reference),
      "email": .text(hold.email), "reason": .text(hold.reason), "review_on": .date(hold.reviewOn),
      "placed_at": .instant(hold.placedAt), "version": .whole(hold.version),
    ]
  }

  private static let status = Endpoint(
    method: .get, path: "/retention", operationID: "getRetention", tag: .audit,
    summary: "Read how long records of your authority are kept, and what is due",
    access: .scoped(.readRetention), successes: [.ok(.answer(["periods": .list(period)]), "The periods.")],
    failures: [404]
  ) { call in
    let authority = try await Authority.seat(of: call.actor, in: call.services.pool)
    let lines = try await ReadRetention(call.services)(authority, by: call.actor)
    return .ok(["periods": .array(lines.map(json))])
  }

  private static let setPeriod = Endpoint(
    method: .put, path: "/retention/{kind}", operationID: "setRetentionPeriod", tag: .audit,
    summary: "Set how long a kind of record is kept", note: "Holds from the next daily run.",
    access: .scoped(.manageRetention),
    parameters: [.init(name: "kind", schema: .choice(RetentionKind.self), note: "What is kept.")],
    body: .init(
      schema: .request(required: [
        "months": .whole.bounded(1...600), "reason": .text.note("10 to 1,000 characters."),
      ]), example: ["months": 9, "reason": "Equality Act 2010, section 123, and three months more."]),
    condition: .required, successes: [.noContent("It holds from now on.")]
  ) { call in
    let authority = try await Authority.seat(of: call.actor, in: call.services.pool)
    guard let kind = call.path["kind"].flatMap({ RetentionKind(rawValue: $0) }) else {
      throw DomainError.notFound("page")
    }
    try await SetRetentionPeriod(call.services)(
      kind, months: call.body.whole("months"), reason: call.body.text("reason"), of: authority,
      expectedVersion: call.expectedVersion, by: call.actor)
    return .noContent
  }

  private static let holds = Endpoint(
    method: .get, path: "/retention-holds", operationID: "listRetentionHolds", tag: .audit,
    summary: "List what is held in your authority, by the day of review", access: .scoped(.readRetention),
    query: [.limit(100, otherwise: 50), .cursor],
    successes: [.ok(.page(of: holdSchema), "A page of holds.")], failures: [404]
  ) { call in
    let authority = try await Authority.seat(of: call.actor, in: call.services.pool)
    let holds = try await HoldRecords(call.services).list(
      authority, limit: call.limit(otherwise: 50), after: try call.cursor(), by: call.actor)
    return .page(holds, json)
  }

  private static let holdPerson = Endpoint(
    method: .post, path: "/retention-holds", operationID: "holdPerson", tag: .audit,
    summary: "Hold everything of a person, or change the reason and day",
    note: "`If-Match: \"0\"` makes a new hold and changes none that stands.", access: .scoped(.holdPerson),
    body: .init(
      schema: .request(required: ["email": .text, "reason": .text, "review_on": .date]),
      example: [
        "email": "ada@example.org", "reason": "A claim before the employment tribunal.",
        "review_on": "2027-06-01",
      ]),
    condition: .optional, successes: [.created(holdSchema, "The hold.", location: false)], failures: [404]
  ) { call in
    let authority = try await Authority.seat(of: call.actor, in: call.services.pool)
    let hold = try await HoldRecords(call.services).person(
      call.body.text("email"), reason: call.body.text("reason"), reviewOn: call.body.date("review_on"),
      of: authority, expectedVersion: call.expectedVersion, by: call.actor)
    return .created(json(hold), at: nil, version: hold.version)
  }

  private static let liftPerson = Endpoint(
    method: .delete, path: "/retention-holds/{id}", operationID: "liftPersonHold", tag: .audit,
    summary: "Lift a hold on a person", access: .scoped(.holdPerson),
    parameters: [.init(name: "id", schema: .uuid, note: "The hold’s identifier.")], condition: .optional,
    successes: [.noContent("It is lifted.")]
  ) { call in
    let authority = try await Authority.seat(of: call.actor, in: call.services.pool)
    try await HoldRecords(call.services).lift(
      try call.id(of: "hold", as: RetentionHoldID.self), of: authority, expectedVersion: call.expectedVersion,
      by: call.actor)
    return .noContent
  }

  private static let hold = Endpoint(
    method: .put, path: "/applications/{id}/hold", operationID: "holdApplication", tag: .applications,
    summary: "Keep an application longer than usual",
    note: "`If-Match: \"0\"` makes a new hold and changes none that stands.",
    access: .scoped(.holdApplication),
    parameters: [.application],
    body: .init(
      schema: .request(required: ["reason": .text, "review_on": .date]),
      example: ["reason": "The applicant has complained.", "review_on": "2027-06-01"]),
    condition: .required, successes: [.ok(holdSchema, "The hold.")]
  ) { call in
    let hold = try await HoldRecords(call.services)(
      try call.id(of: "application"), reason: call.body.text("reason"), reviewOn: call.body.date("review_on"),
      expectedVersion: call.expectedVersion, by: call.actor)
    return .ok(json(hold), version: hold.version)
  }

  private static let lift = Endpoint(
    method: .delete, path: "/applications/{id}/hold", operationID: "liftApplicationHold", tag: .applications,
    summary: "Lift the hold on an application", access: .scoped(.holdApplication),
    parameters: [.application], condition: .optional, successes: [.noContent("It is not held.")]
  ) { call in
    try await HoldRecords(call.services).lift(
      try call.id(of: "application", as: ApplicationID.self), expectedVersion: call.expectedVersion,
      by: call.actor)
    return .noContent
  }

  private static let left = Endpoint(
    method: .put, path: "/applications/{id}/leaving", operationID: "recordLeaving", tag: .appointments,
    summary: "Record when somebody who was appointed left the school",
    note: "From this day the time counts for which their records are kept.", access: .scoped(.recordChecks),
    parameters: [.application],
    body: .init(
      schema: .request(required: ["left_on": .date.orNull]), example: ["left_on": "2026-08-31"]),
    successes: [.noContent("The day is recorded.")], failures: [409]
  ) { call in
    try await RecordLeaving(call.services)(
      try call.id(of: "application"), leftOn: call.body.date("left_on"), by: call.actor)
    return .noContent
  }
}
