import Domain
import HTTPTypes

/// Sending applications, and what applicant and school do with what was sent.
enum ApplicationRoutes {
  static let all = [send, own, read, withdraw, move, receivedByVacancy, receivedBySchool]

  private static let page = Endpoint.Success.ok(
    .page(of: ApplicationJSON.listing), "A page of applications.",
    example: ["items": [ApplicationJSON.example], "next": .null])

  private static let state = Endpoint.Parameter(
    name: "state", schema: .choice(ApplicationState.self), note: "Only this state.")

  private static let send = Endpoint(
    method: .post, path: "/vacancies/{id}/applications", operationID: "sendApplication", tag: .applications,
    summary: "Send your general application for a vacancy",
    note: """
      What is sent is frozen as it is. One application stands for a vacancy, however often it is sent: when \
      one stands already, it is answered with 200. Where anything that comes again differs from it – the statement, \
      the answers, or the general application as it stands now –, nothing is sent and 409 gives back what came. \
      Staff of the school who apply have no part in choosing for this vacancy any more, not even after they have withdrawn.
      """,
    access: .scoped(.sendApplication), parameters: [.vacancy],
    body: .init(
      schema: .request(optional: [
        "statement": .text.orNull.note("A personal statement for this vacancy in place of the general one."),
        "answers": Schema.map(.any).note(
          "To what is asked for this vacancy, by the keys of the section of /vacancies/{id}/questions."),
        "campaign": .text.bounded(8...8).orNull.note("The code of the campaign whose link led here."),
      ]),
      example: [
        "statement": "Your school’s work with local history drew me to this post.",
        "answers": ["close_relationship": "no"],
      ]),
    successes: [
      .created(ApplicationJSON.listing, "The application.", example: ApplicationJSON.example),
      .ok(ApplicationJSON.listing, "The application that stands already."),
    ], failures: [409, 410]
  ) { call in
    let outcome = try await SendApplication(call.services)(
      vacancy: try call.id(of: "vacancy"), statement: call.body.textIfAny("statement"),
      answers: call.body.object("answers"),
      campaign: call.body.textIfAny("campaign")?.lowercased(),
      submission: call.submission, by: call.actor)
    if !outcome.leftOut.isEmpty {
      throw APIFailure.alreadySent(
        outcome.application.id, differsIn: outcome.leftOut,
        notSent: [
          "statement": .text(call.body.textIfAny("statement")),
          "answers": .object(call.body.object("answers")),
        ])
    }
    let json = ApplicationJSON.json(outcome.application, for: call.actor)
    var answer = Answer.created(
      json, at: "/applications/\(outcome.application.id)", version: outcome.application.version)
    if outcome.alreadySent { answer.status = .ok }
    return answer
  }

  private static let own = Endpoint(
    method: .get, path: "/applications", operationID: "listOwnApplications", tag: .applications,
    summary: "List the applications you have sent", access: .scoped(.readOwnApplications),
    query: [.limit(100, otherwise: 50), .cursor], successes: [page]
  ) { call in
    let page = try await ListApplications(call.services).own(
      limit: call.limit(otherwise: 50), after: try call.cursor(), by: call.actor)
    return .page(page) { ApplicationJSON.json($0, for: call.actor) }
  }

  private static let read = Endpoint(
    method: .get, path: "/applications/{id}", operationID: "getApplication", tag: .applications,
    summary: "Read an application, whole",
    note: "Its applicant may, and the head, recruiters and panel members of the school it was sent to.",
    access: .scoped(.readOwnApplications), parameters: [.application],
    successes: [.ok(ApplicationJSON.whole, "The application with its answers and the form it was made on.")]
  ) { call in
    let whole = try await ReadApplication(call.services)(try call.id(of: "application"), by: call.actor)
    return .ok(ApplicationJSON.json(whole, for: call.actor), version: whole.application.version)
  }

  private static let withdraw = Endpoint(
    method: .post, path: "/applications/{id}/withdraw", operationID: "withdrawApplication",
    tag: .applications, summary: "Take an application of yours back",
    note: "An offer that stands, accepted or not, is given back with it.",
    access: .scoped(.withdrawOwnApplication), parameters: [.application],
    successes: [.ok(ApplicationJSON.listing, "The application, withdrawn.")]
  ) { call in
    let application = try await WithdrawApplication(call.services)(
      try call.id(of: "application"), by: call.actor)
    return .ok(ApplicationJSON.json(application, for: call.actor), version: application.version)
  }

  private static let move = Endpoint(
    method: .post, path: "/applications/{id}/state", operationID: "moveApplication", tag: .applications,
    summary: "Move an application that your school received",
    note: """
      To `under_consideration` or `unsuccessful`: other states have routes of their own. A decision against an \
      application, and taking a decision back, need a reason, which the school keeps. What doesn’t follow the \
      state it is in is answered with 409.
      """,
    access: .scoped(.considerApplication), parameters: [.application],
    body: .init(
      schema: .request(
        required: ["state": .choice(ApplicationState.self)],
        optional: [
          "reason": .text.orNull.note("Up to 2,000 characters."), "exception": ShortlistRoutes.exception,
        ]),
      example: ["state": "unsuccessful", "reason": "Has not taught in Key Stage 2."]),
    condition: .optional, successes: [.ok(ApplicationJSON.listing, "The application, moved.")]
  ) { call in
    guard let next = call.body.code("state", as: ApplicationState.self) else {
      throw DomainError.invalid([FieldProblem(field: "state", message: "Choose the state.")])
    }
    let application = try await MoveApplication(call.services)(
      try call.id(of: "application"), to: next, reason: call.body.textIfAny("reason"),
      exception: call.body.text("exception"), expectedVersion: call.expectedVersion, by: call.actor)
    return .ok(ApplicationJSON.json(application, for: call.actor), version: application.version)
  }

  private static let receivedByVacancy = Endpoint(
    method: .get, path: "/vacancies/{id}/applications", operationID: "listVacancyApplications",
    tag: .applications, summary: "List the applications that a vacancy has received",
    access: .scoped(.readReceivedApplications), parameters: [.vacancy],
    query: [state, .limit(100, otherwise: 50), .cursor], successes: [page]
  ) { call in
    let page = try await ListApplications(call.services).received(
      vacancy: try call.id(of: "vacancy"), state: call.query.code("state"), limit: call.limit(otherwise: 50),
      after: try call.cursor(), by: call.actor)
    return .page(page) { ApplicationJSON.json($0, for: call.actor) }
  }

  private static let receivedBySchool = Endpoint(
    method: .get, path: "/schools/{urn}/applications", operationID: "listSchoolApplications",
    tag: .applications, summary: "List the applications that a school has received",
    access: .scoped(.readReceivedApplications), parameters: [.school],
    query: [state, .limit(100, otherwise: 50), .cursor], successes: [page]
  ) { call in
    let school = try await call.school()
    let page = try await ListApplications(call.services).received(
      school: school.id, state: call.query.code("state"), limit: call.limit(otherwise: 50),
      after: try call.cursor(), by: call.actor)
    return .page(page) { ApplicationJSON.json($0, for: call.actor) }
  }
}
