import Domain
import HTTPTypes

/// Referees named after an application was sent, where one gives no reference.
enum OtherRefereeRoutes {
  static let all = [list, name, record, ask]

  private static let schema = Schema.named(
    "OtherReferees",
    .answer([
      "openings": Schema.list(
        .answer([
          "replaces": .whole.orNull, "referee": .text.orNull, "why": .choice(RefereeOpening.self),
          "sentence": .text, "questions": ApplicationFormJSON.section,
        ])
      ).note("The places in which the applicant may name another referee now."),
      "asked": Schema.answer([
        "replaces": .whole.orNull, "message": .text, "asked_at": .instant,
      ]).orNull.note("What the school asks of the applicant and is not answered yet."),
      "questions": ApplicationFormJSON.section,
      "named": .list(
        .answer([
          "number": .whole, "name": .text, "email": .text, "named_by": .choice(NamedBy.self),
          "replaces": .whole.orNull, "consent": .text, "named_at": .instant,
        ])),
    ]))

  private static let replaces = Schema.whole.orNull.note(
    "The place of the referee in whose place they stand; null for one more.")
  private static let example: JSONValue = [
    "name": "Dee Sample", "relationship": "other", "is_relative": "no", "position": "Deputy head",
    "organisation": "Second Primary School", "email": "dee@school.example", "contact_before_interview": "yes",
  ]

  private static let list = Endpoint(
    method: .get, path: "/applications/{id}/other-referees", operationID: "listOtherReferees",
    tag: .appointments, summary: "Read in whose place another referee may be named, and who has been",
    note:
      "For the applicant, and for the school’s head and recruiters. The application itself never changes.",
    access: .scoped(.readOwnApplications), parameters: [.application],
    successes: [.ok(schema, "What stands.")]
  ) { call in
    let id: ApplicationID = try call.id(of: "application")
    let naming = NameReferee(call.services)
    do {
      return .ok(json(try await naming.own(id, by: call.actor)))
    } catch DomainError.notFound {
      return .ok(json(try await naming.received(id, by: call.actor)))
    }
  }

  private static let name = Endpoint(
    method: .post, path: "/applications/{id}/other-referees", operationID: "nameReferee", tag: .appointments,
    summary: "Name another referee for your application",
    note: """
      In the place of one who has declined, does not answer or could not be reached, or as the school asks. You consent by \
      it to the school’s asking them.
      """, access: .scoped(.nameReferee), parameters: [.application],
    body: .init(
      schema: .request(required: ["answers": .map(.any)], optional: ["replaces": replaces]),
      example: ["replaces": 1, "answers": example]), successes: [.ok(schema, "What stands now.")]
  ) { call in
    let known = try await NameReferee(call.services)(
      try call.id(of: "application"), replaces: call.body.whole("replaces"),
      answers: call.body.object("answers"), by: call.actor)
    return .ok(json(known))
  }

  private static let record = Endpoint(
    method: .post, path: "/applications/{id}/other-referees/recorded", operationID: "recordReferee",
    tag: .appointments, summary: "Record another referee whom the applicant has named to the school",
    note: "With how the applicant agreed; they have it in writing.", access: .scoped(.requestReferences),
    parameters: [.application],
    body: .init(
      schema: .request(
        required: ["answers": .map(.any), "consent": .text], optional: ["replaces": replaces]),
      example: ["replaces": 1, "answers": example, "consent": "By telephone on 2 November."]),
    successes: [.ok(schema, "What stands now.")]
  ) { call in
    let known = try await NameReferee(call.services).record(
      try call.id(of: "application"), replaces: call.body.whole("replaces"),
      answers: call.body.object("answers"), consent: call.body.text("consent"), by: call.actor)
    return .ok(json(known))
  }

  private static let ask = Endpoint(
    method: .post, path: "/applications/{id}/other-referees/ask", operationID: "askForReferee",
    tag: .appointments, summary: "Ask the applicant to name another referee, by e-mail",
    access: .scoped(.requestReferences), parameters: [.application],
    body: .init(
      schema: .request(optional: ["replaces": replaces, "message": .text]),
      example: ["replaces": 1, "message": "Somebody from your latest school, please."]),
    successes: [.ok(schema, "What stands now.")]
  ) { call in
    let known = try await AskForReferee(call.services)(
      try call.id(of: "application"), replaces: call.body.whole("replaces"),
      message: call.body.text("message"), by: call.actor)
    return .ok(json(known))
  }

  private static func json(_ known: OtherReferees) -> JSONValue {
    [
      "openings": .array(known.openings.map(json)), "asked": known.ask.map(json) ?? .null,
      "questions": ApplicationFormJSON.json(known.section),
      "named": .array(known.referees.compactMap(json)),
    ]
  }

  private static func json(_ opening: OtherReferees.Opening) -> JSONValue {
    [
      "replaces": .whole(opening.referee?.number), "referee": .text(opening.referee?.name),
      "why": .code(opening.reason), "sentence": .string(opening.sentence),
      "questions": ApplicationFormJSON.json(opening.section),
    ]
  }

  private static func json(_ ask: OtherReferees.Ask) -> JSONValue {
    [
      "replaces": .whole(ask.replaces), "message": .string(ask.message), "asked_at": .instant(ask.askedAt),
    ]
  }

  /// Nil for those whom the application names.
  private static func json(_ referee: Referee) -> JSONValue? {
    guard let naming = referee.naming else { return nil }
    return [
      "number": .whole(referee.number), "name": .string(referee.name), "email": .string(referee.email),
      "named_by": .code(naming.by), "replaces": .whole(naming.replaces), "consent": .string(naming.consent),
      "named_at": .instant(naming.namedAt),
    ]
  }
}
