import Domain
import HTTPTypes

/// Applications for schemes, for the teachers who make them.
enum ApplySchemeRoutes {
  static let all = [offers, offer, save, send, own, read, withdraw, accept, decline]

  static let application = Endpoint.Parameter(
    name: "id", schema: .uuid, note: "The application’s identifier.")
  private static let statement: JSONValue = ["statement": "I would like to lead mathematics at my school."]

  private static let offers = Endpoint(
    method: .get, path: "/scheme-offers", operationID: "listSchemeOffers", tag: .schemes,
    summary: "List what you can apply for, and why not, by the last day",
    access: .scoped(.readOwnSchemeApplications), query: [.limit(200, otherwise: 200), .cursor],
    successes: [.ok(.page(of: SchemeApplicationJSON.offer), "A page of the published schemes.")]
  ) { call in
    let page = try await ApplyForScheme(call.services).offers(
      limit: call.limit(otherwise: 200), after: try call.cursor(), by: call.actor)
    return .page(page) { SchemeApplicationJSON.json($0, call) }
  }

  private static let offer = Endpoint(
    method: .get, path: "/schemes/{id}/own-offer", operationID: "getSchemeOffer", tag: .schemes,
    summary: "See whether you can apply for a scheme, and why not",
    access: .scoped(.readOwnSchemeApplications),
    parameters: [SchemeRoutes.id], successes: [.ok(SchemeApplicationJSON.offer, "The scheme, for you.")]
  ) { call in
    let offer = try await ApplyForScheme(call.services).offer(try call.id(of: "scheme"), by: call.actor)
    return .ok(SchemeApplicationJSON.json(offer, call))
  }

  private static let save = Endpoint(
    method: .put, path: "/schemes/{id}/own-application", operationID: "saveSchemeApplication", tag: .schemes,
    summary: "Keep your application, to send it later", access: .scoped(.applyForScheme),
    parameters: [SchemeRoutes.id], body: .init(schema: SchemeApplicationJSON.statement, example: statement),
    successes: [.ok(SchemeApplicationJSON.application, "The application.")], failures: [409]
  ) { call in
    SchemeApplicationJSON.answer(
      try await ApplyForScheme(call.services).save(
        try call.id(of: "scheme"), statement: call.body.text("statement"), by: call.actor))
  }

  private static let send = Endpoint(
    method: .post, path: "/schemes/{id}/applications", operationID: "sendSchemeApplication", tag: .schemes,
    summary: "Apply for a scheme",
    note: "With the facts of your induction record as they are now. A repeat is answered with what was sent.",
    access: .scoped(.applyForScheme), parameters: [SchemeRoutes.id],
    body: .init(schema: SchemeApplicationJSON.statement, example: statement),
    successes: [.created(SchemeApplicationJSON.application, "The application.")]
  ) { call in
    let sent = try await ApplyForScheme(call.services).send(
      try call.id(of: "scheme"), statement: call.body.text("statement"), by: call.actor)
    return .created(
      SchemeApplicationJSON.json(sent), at: "/own-scheme-applications/\(sent.id)", version: sent.version)
  }

  private static let own = Endpoint(
    method: .get, path: "/own-scheme-applications", operationID: "listOwnSchemeApplications", tag: .schemes,
    summary: "List your applications for schemes, the last first",
    access: .scoped(.readOwnSchemeApplications),
    successes: [.ok(.answer(["items": .list(SchemeApplicationJSON.application)]), "Your applications.")]
  ) { call in
    let own = try await ApplyForScheme(call.services).own(by: call.actor)
    return .ok(["items": .array(own.map(SchemeApplicationJSON.json))])
  }

  private static let read = Endpoint(
    method: .get, path: "/own-scheme-applications/{id}", operationID: "getOwnSchemeApplication",
    tag: .schemes,
    summary: "Read your application for a scheme", access: .scoped(.readOwnSchemeApplications),
    parameters: [application], successes: [.ok(SchemeApplicationJSON.own, "The application.")]
  ) { call in
    let found = try await ApplyForScheme(call.services).find(try call.id(of: "application"), by: call.actor)
    return .ok(SchemeApplicationJSON.own(found), version: found.application.version)
  }

  private static let withdraw = Endpoint(
    method: .post, path: "/own-scheme-applications/{id}/withdraw", operationID: "withdrawSchemeApplication",
    tag: .schemes, summary: "Take your application back", note: "Of one that was not sent nothing is left.",
    access: .scoped(.applyForScheme), parameters: [application], condition: .optional,
    successes: [.ok(SchemeApplicationJSON.application, "The application.")]
  ) { call in
    SchemeApplicationJSON.answer(
      try await ApplyForScheme(call.services).withdraw(
        try call.id(of: "application"), expectedVersion: call.expectedVersion, by: call.actor))
  }

  private static let accept = Endpoint(
    method: .post, path: "/own-scheme-applications/{id}/accept", operationID: "acceptSchemeOffer",
    tag: .schemes,
    summary: "Accept an offer", access: .scoped(.applyForScheme), parameters: [application],
    condition: .optional, successes: [.ok(SchemeApplicationJSON.application, "The application.")]
  ) { call in
    SchemeApplicationJSON.answer(
      try await ApplyForScheme(call.services).accept(
        try call.id(of: "application"), expectedVersion: call.expectedVersion, by: call.actor))
  }

  private static let decline = Endpoint(
    method: .post, path: "/own-scheme-applications/{id}/decline", operationID: "declineSchemeOffer",
    tag: .schemes, summary: "Decline an offer", access: .scoped(.applyForScheme), parameters: [application],
    condition: .optional, successes: [.ok(SchemeApplicationJSON.application, "The application.")]
  ) { call in
    SchemeApplicationJSON.answer(
      try await ApplyForScheme(call.services).decline(
        try call.id(of: "application"), expectedVersion: call.expectedVersion, by: call.actor))
  }
}
