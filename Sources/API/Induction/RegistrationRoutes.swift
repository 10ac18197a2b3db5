import Domain
import HTTPSupport
import HTTPTypes

/// Registrations for induction: written by schools, decided by the appropriate body.
enum RegistrationRoutes {
  static let all = [ofSchool, begin, queue, read, save, take, submit, withdraw] + decisions + documents

  static let registrationID = Endpoint.Parameter(
    name: "id", schema: .text, note: "The registration’s reference, such as R-7K3QXM2P, or its identifier.")
  static let whole = InductionJSON.registration

  private static let ofSchool = Endpoint(
    method: .get, path: "/schools/{urn}/induction-registrations", operationID: "listSchoolRegistrations",
    tag: .induction, summary: "List a school’s registrations for induction, newest first",
    access: .scoped(.readInductions), parameters: [.school], query: [.limit(100, otherwise: 50), .cursor],
    successes: [.ok(.page(of: InductionJSON.summary), "A page of registrations.")]
  ) { call in
    let page = try await ReadRegistrations(call.services).list(
      of: try await call.school().id, limit: call.limit(otherwise: 50), after: try call.cursor(),
      by: call.actor)
    return .page(page) { InductionJSON.json($0) }
  }

  private static let begin = Endpoint(
    method: .post, path: "/schools/{urn}/induction-registrations", operationID: "beginRegistration",
    tag: .induction, summary: "Begin the registration of a new teacher",
    note:
      "With the application of somebody appointed here, or the induction of somebody who comes back from another body, "
      + "everything known is filled in; there is one of each.",
    access: .scoped(.registerInduction), parameters: [.school],
    body: .init(
      schema: .request(optional: [
        "application_id": .uuid.note("Somebody of the school’s induction candidates."),
        "induction_id": .uuid.note("An induction that was transferred to another body and comes back."),
        "content": InductionJSON.input,
      ]), example: ["content": InductionJSON.example]),
    successes: [.created(whole, "The draft, with what is still wrong with it.")]
  ) { call in
    let school = try await call.school()
    let draft = DraftRegistration(call.services)
    let made: InductionRegistration
    if let application = call.body.textIfAny("application_id").flatMap({ ApplicationID($0) }) {
      made = try await draft(confirming: application, at: school.id, by: call.actor)
    } else if let induction = call.body.textIfAny("induction_id").flatMap({ InductionID($0) }) {
      made = try await draft(returning: induction, at: school.id, by: call.actor)
    } else {
      made = try await draft(
        at: school.id, try RegistrationContent(members: call.body.object("content")), by: call.actor)
    }
    return .created(
      try await json(made.id, call), at: "/induction-registrations/\(made.id)", version: made.version)
  }

  private static let queue = Endpoint(
    method: .get, path: "/induction-registrations", operationID: "listRegistrationQueue", tag: .induction,
    summary: "List the registrations that wait for the appropriate body, the longest waiting first",
    access: .scoped(.decideInduction),
    query: [
      .init(
        name: "state", schema: .choice(RegistrationState.self), note: "Others than those that wait."),
      .init(name: "school_id", schema: .uuid, note: "Only those of this school."),
      .init(name: "q", schema: .text.bounded(1...200), note: "A number, a reference or part of a name."),
      .limit(100, otherwise: 50), .cursor,
    ], successes: [.ok(.page(of: InductionJSON.waiting), "A page of registrations.")], failures: [404]
  ) { call in
    let seat = try await Authority.seat(of: call.actor, in: call.services.pool)
    let read = ReadRegistrations(call.services)
    let page = try await read.queue(
      of: seat.place,
      .init(
        state: call.query.code("state"),
        school: call.query.textIfAny("school_id").flatMap { OrganisationID($0) },
        words: call.query.text("q")), limit: call.limit(otherwise: 50), after: try call.cursor(),
      by: call.actor)
    let warnings = try await read.warnings(of: page.items, by: call.actor)
    return .page(page) { InductionJSON.json($0, warnings: warnings[$0.id] ?? 0) }
  }

  private static let read = Endpoint(
    method: .get, path: "/induction-registrations/{id}", operationID: "getRegistration", tag: .induction,
    summary: "Read a registration with its faults and warnings", access: .scoped(.readInductions),
    parameters: [registrationID], successes: [.ok(whole, "The registration.")]
  ) { call in
    try await answer(try await call.registration(), call)
  }

  private static let save = Endpoint(
    method: .put, path: "/induction-registrations/{id}", operationID: "saveRegistration", tag: .induction,
    summary: "Replace what was entered in a registration; a draft may have faults",
    access: .scoped(.registerInduction), parameters: [registrationID],
    body: .init(schema: InductionJSON.input, example: InductionJSON.example), condition: .required,
    successes: [.ok(whole, "The registration as it stands now.")], failures: [409]
  ) { call in
    let saved = try await DraftRegistration(call.services).save(
      try await call.registration(), try RegistrationContent(members: call.body.members),
      expectedVersion: call.expectedVersion, by: call.actor)
    return try await answer(saved.id, call)
  }

  private static let take = Endpoint(
    method: .post, path: "/induction-registrations/{id}/take", operationID: "takeRegistrationFact",
    tag: .induction, summary: "Take what the application or the check says of a field",
    note: "For somebody appointed here, where the two differ or something else was entered.",
    access: .scoped(.registerInduction), parameters: [registrationID],
    body: .init(
      schema: .request(required: [
        "field": .text.note("As in `facts`."), "value": .text.note("As in `facts`."),
      ]), example: ["field": "trn", "value": "1234567"]), condition: .optional,
    successes: [.ok(whole, "The registration as it stands now.")]
  ) { call in
    let taken = try await TakeFact(call.services)(
      call.body.text("field"), call.body.text("value"), into: try await call.registration(),
      expectedVersion: call.expectedVersion, by: call.actor)
    return try await answer(taken.id, call)
  }

  private static let submit = Endpoint(
    method: .post, path: "/induction-registrations/{id}/submit", operationID: "submitRegistration",
    tag: .induction,
    summary: "Send a registration to the appropriate body, with an answer where it had a question",
    access: .scoped(.registerInduction), parameters: [registrationID],
    body: .init(schema: .request(optional: ["answer": .text]), example: [:]), condition: .optional,
    successes: [.ok(whole, "The registration as it stands now.")]
  ) { call in
    let sent = try await SubmitRegistration(call.services)(
      try await call.registration(), answer: call.body.text("answer"),
      expectedVersion: call.expectedVersion,
      by: call.actor)
    return try await answer(sent.id, call)
  }

  private static let withdraw = Endpoint(
    method: .post, path: "/induction-registrations/{id}/withdraw", operationID: "withdrawRegistration",
    tag: .induction, summary: "Take a registration back", access: .scoped(.registerInduction),
    parameters: [registrationID], condition: .optional,
    successes: [.ok(whole, "The registration as it stands now.")]
  ) { call in
    let taken = try await SubmitRegistration(call.services).withdraw(
      try await call.registration(), expectedVersion: call.expectedVersion, by: call.actor)
    return try await answer(taken.id, call)
  }

  // MARK: The body

  private static let decisions = [verify, query, reject, accept]

  private static let verify = Endpoint(
    method: .post, path: "/induction-registrations/{id}/verify", operationID: "verifyRegistration",
    tag: .induction,
    summary: "Record that number and qualified teacher status agree with the national record",
    access: .scoped(.decideInduction), parameters: [registrationID], condition: .optional,
    successes: [.ok(whole, "The registration as it stands now.")]
  ) { call in
    try await answer(
      try await DecideRegistration(call.services).verify(
        try await call.registration(), expectedVersion: call.expectedVersion, by: call.actor
      ).id, call)
  }

  private static let query = Endpoint(
    method: .post, path: "/induction-registrations/{id}/query", operationID: "queryRegistration",
    tag: .induction,
    summary: "Send a registration back to the school with a question", access: .scoped(.decideInduction),
    parameters: [registrationID],
    body: .init(
      schema: .request(required: ["message": .text]), example: ["message": "Which class does she teach?"]),
    condition: .optional, successes: [.ok(whole, "The registration as it stands now.")]
  ) { call in
    try await answer(
      try await DecideRegistration(call.services).query(
        try await call.registration(), call.body.text("message"), expectedVersion: call.expectedVersion,
        by: call.actor
      ).id, call)
  }

  private static let reject = Endpoint(
    method: .post, path: "/induction-registrations/{id}/reject", operationID: "rejectRegistration",
    tag: .induction,
    summary: "Reject a registration", access: .scoped(.decideInduction), parameters: [registrationID],
    body: .init(
      schema: .request(required: ["reason": .text]), example: ["reason": "Induction was completed elsewhere."]
    ),
    condition: .optional, successes: [.ok(whole, "The registration as it stands now.")]
  ) { call in
    try await answer(
      try await DecideRegistration(call.services).reject(
        try await call.registration(), reason: call.body.text("reason"),
        expectedVersion: call.expectedVersion,
        by: call.actor
      ).id, call)
  }

  private static let accept = Endpoint(
    method: .post, path: "/induction-registrations/{id}/accept", operationID: "acceptRegistration",
    tag: .induction,
    summary: "Accept a registration with the first day that the body sets",
    note: """
      Induction begins, or goes on at this school. A day before the one that the school gives, or after the end of the
      term that follows, takes a reason; one more than a year later is refused. A registration that gives the teacher of
      an induction another surname or e-mail address (`same_number`) is accepted with `same_person` only.
      """, access: .scoped(.decideInduction), parameters: [registrationID],
    body: .init(
      schema: .request(
        required: ["starts_on": .date],
        optional: [
          "start_reason": .text.note("Why the first day is far from the one that the school gives."),
          "same_person": .flag.note(
            "That you have compared the two of `same_number`, and they are one person."),
        ]
      ),
      example: ["starts_on": "2026-09-01"]),
    condition: .optional, successes: [.ok(whole, "The registration as it stands now.")]
  ) { call in
    try await answer(
      try await DecideRegistration(call.services).accept(
        try await call.registration(), startsOn: call.body.date("starts_on"),
        reason: call.body.text("start_reason"), isSamePerson: call.body.flag("same_person"),
        expectedVersion: call.expectedVersion, by: call.actor
      ).id, call)
  }

  // MARK: Documents

  private static let documents = [addEvidence, readEvidence, removeEvidence]
  private static let evidenceID = Endpoint.Parameter(
    name: "document", schema: .uuid, note: "The document’s identifier.")
  private static let types = DocumentFormat.allCases.map(\.mediaType)

  private static let addEvidence = Endpoint(
    method: .post, path: "/induction-registrations/{id}/evidence", operationID: "addEvidence",
    tag: .induction,
    summary: "Add a document that shows terms served under another body",
    note: """
      The file is the body of the request: PDF or Word. The same file is kept once, under the name given last.
      """, access: .scoped(.registerInduction),
    parameters: [registrationID],
    query: [.init(name: "name", schema: .text.bounded(1...300), note: "Its name as a file.")],
    upload: .init(mediaTypes: types + ["application/octet-stream"], mostBytes: VacancyDocument.maximumSize),
    successes: [.created(InductionJSON.evidence, "The document.")]
  ) { call in
    let id: RegistrationID = try await call.registration()
    let added = try await KeepEvidence(call.services).add(
      call.query.text("name"), call.file, to: id, by: call.actor)
    return .created(InductionJSON.json(added), at: "/induction-registrations/\(id)/evidence/\(added.id)")
  }

  private static let readEvidence = Endpoint(
    method: .get, path: "/induction-registrations/{id}/evidence/{document}", operationID: "readEvidence",
    tag: .induction, summary: "Read the content of a document", access: .scoped(.readInductions),
    parameters: [registrationID, evidenceID], successes: [.file(types, "The file.")]
  ) { call in
    let found = try await KeepEvidence(call.services).read(
      try call.id("document", of: "document"), of: try await call.registration(), by: call.actor)
    var answer = Answer(status: .ok)
    answer.file = Answer.File(
      bytes: found.content, mediaType: found.document.mediaType,
      tag: EntityTag.make(version: nil, bytes: found.content))
    answer.headers[.contentDisposition] = ContentDisposition.attachment(found.document.name)
    return answer
  }

  private static let removeEvidence = Endpoint(
    method: .delete, path: "/induction-registrations/{id}/evidence/{document}", operationID: "removeEvidence",
    tag: .induction, summary: "Take a document away", access: .scoped(.registerInduction),
    parameters: [registrationID, evidenceID], successes: [.noContent("It is gone.")], failures: [409]
  ) { call in
    try await KeepEvidence(call.services).remove(
      try call.id("document", of: "document"), of: try await call.registration(), by: call.actor)
    return .noContent
  }

  private static func json(_ id: RegistrationID, _ call: Call) async throws -> JSONValue {
    try InductionJSON.json(try await ReadRegistrations(call.services).find(id, by: call.actor))
  }

  private static func answer(_ id: RegistrationID, _ call: Call) async throws -> Answer {
    let review = try await ReadRegistrations(call.services).find(id, by: call.actor)
    return .ok(try InductionJSON.json(review), version: review.registration.version)
  }
}
