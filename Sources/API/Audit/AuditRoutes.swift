import Domain
import HTTPTypes

/// The audit trail.
enum AuditRoutes {
  static let all = [list]

  private static let event = Schema.named(
    "AuditEvent",
    .answer([
      "id": .uuid, "happened_at": .instant,
      "account_id": .uuid.orNull.note("The account that acted, if one did."),
      "actor": .text.note("Who or what acted, in words."), "face": .choice(Face.self),
      "request_id": .text.orNull, "action": .text.note("For example “vacancy.published”."),
      "subject_type": .text, "subject_id": .text, "organisation_id": .uuid.orNull, "details": .map(.any),
    ]))

  private static let list = Endpoint(
    method: .get, path: "/audit-events", operationID: "listAuditEvents", tag: .audit,
    summary: "Read the audit trail, newest first",
    note: "A head reads their school’s, an administrator their authority’s.",
    access: .scoped(.readAuditTrail),
    query: [
      .init(
        name: "organisation_id", schema: .uuid,
        note: "The organisation; an authority’s stands for all of it. Needed unless you have one to read."),
      .init(name: "subject_type", schema: .text.bounded(1...100), note: "Only about this kind of thing."),
      .init(name: "subject_id", schema: .text.bounded(1...100), note: "Only about this one thing."),
      .init(name: "account_id", schema: .uuid, note: "Only what this account did."),
      .init(
        name: "action", schema: .text.bounded(1...100),
        note: "Only this action, or every one below it: “vacancy” finds “vacancy.published”."),
      .init(name: "since", schema: .instant, note: "Only from this instant on."),
      .limit(500, otherwise: 50), .cursor,
    ],
    successes: [.ok(.page(of: event), "A page of entries.")], failures: [404]
  ) { call in
    let query = AuditQuery(
      try await extent(call), subjectType: call.query.textIfAny("subject_type"),
      subjectID: call.query.textIfAny("subject_id"),
      actor: call.query.textIfAny("account_id").flatMap { AccountID($0) },
      action: call.query.textIfAny("action"), since: call.query.textIfAny("since").flatMap(Instants.read),
      limit: call.limit(otherwise: 50), after: try call.cursor())
    return .page(try await ReadAuditTrail(call.services)(query, by: call.actor), json)
  }

  private static func extent(_ call: Call) async throws -> AuditQuery.Extent {
    if let id = call.query.textIfAny("organisation_id").flatMap({ OrganisationID($0) }) {
      let organisation = try await Organisation.find(id, in: call.services.pool)
      return organisation.kind == .authority
        ? .authority(organisation.authority) : .organisation(organisation.place)
    }
    let readable = try call.actor.requireAccount().memberships.filter { membership in
      call.actor.may(
        .readAuditTrail, at: Place(organisation: membership.organisation, authority: membership.authority))
    }
    guard let only = readable.first else {
      throw DomainError.notAllowed(Permissions.grant(for: .readAuditTrail).refusal)
    }
    guard Set(readable.map(\.organisation)).count == 1 else {
      throw DomainError.invalid([
        FieldProblem(field: "organisation_id", message: "You can read several trails: say which.")
      ])
    }
    return only.kind == .authority
      ? .authority(only.authority)
      : .organisation(Place(organisation: only.organisation, authority: only.authority))
  }

  private static func json(_ event: AuditEvent) -> JSONValue {
    [
      "id": .id(event.id), "happened_at": .instant(event.happenedAt), "account_id": .id(event.actorAccount),
      "actor": .string(event.actor), "face": .string(event.face), "request_id": .text(event.requestID),
      "action": .string(event.action), "subject_type": .string(event.subjectType),
      "subject_id": .string(event.subjectID), "organisation_id": .id(event.organisation),
      "details": event.details,
    ]
  }
}
