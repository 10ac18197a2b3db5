import Domain
import HTTPTypes

/// The pool as people who are in it use it.
enum PoolRoutes {
  static let all =
    [
      years, join, own, readOwn, change, move, readHidden, hide, interests, readInterest, answerInterest,
      invitation, answerInvitation,
    ]
    + SchoolPoolRoutes.all + AuthorityPoolRoutes.all + PoolListRoutes.all + PoolCriteriaRoutes.all

  static let entryID = Endpoint.Parameter(name: "id", schema: .uuid, note: "The entry’s identifier.")
  static let interestID = Endpoint.Parameter(name: "id", schema: .uuid, note: "The interest’s identifier.")

  private static let years = Endpoint(
    method: .get, path: "/pool/years", operationID: "listPoolYears", tag: .pool,
    summary: "List the recruitment years whose pool is open", access: .open,
    successes: [.ok(.answer(["items": .list(PoolJSON.year)]), "The years.")]
  ) { call in
    .ok(["items": .array(try await OpenPoolYear(call.services).open().map(PoolJSON.json))])
  }

  private static let join = Endpoint(
    method: .post, path: "/pool/entries", operationID: "joinPool", tag: .pool, summary: "Join the pool",
    note: """
      One person has one entry a year; a repeat is answered with 200 and the one that stands, unchanged. Change what \
      you look for by that entry. After you have left, or said that you have taken a post, a repeat is refused with \
      409: come back by the entry, with the state active. Nothing is frozen: schools read the general application as \
      it stands.
      """,
    access: .scoped(.keepPoolEntry),
    body: .init(schema: PoolJSON.joining, example: PoolJSON.joiningExample),
    successes: [
      .created(PoolJSON.entry, "The entry."), .ok(PoolJSON.entry, "The entry that stands already."),
    ], failures: [404, 409]
  ) { call in
    let authority = try await Authority.find(code: call.body.text("authority"), in: call.services.pool)
    let (entry, stoodBefore) = try await PoolJSON.placing(call.body) {
      try await JoinPool(call.services).join(
        call.body.whole("year") ?? 0, of: authority.id, PoolJSON.preferences(call.body),
        consents: call.body.flag("consents"), by: call.actor)
    }
    var answer = Answer.created(
      PoolJSON.json(entry, showsGrade: false), at: "/pool/entries/\(entry.id)", version: entry.version)
    if stoodBefore { answer.status = .ok }
    return answer
  }

  private static let own = Endpoint(
    method: .get, path: "/pool/entries", operationID: "listOwnPoolEntries", tag: .pool,
    summary: "List your entries of the pool", access: .scoped(.keepPoolEntry),
    query: [.limit(100, otherwise: 50), .cursor],
    successes: [.ok(.page(of: PoolJSON.entry), "A page of entries, newest first.")]
  ) { call in
    let page = try await JoinPool(call.services).own(
      limit: call.limit(otherwise: 50), after: try call.cursor(), by: call.actor)
    return .page(page) { PoolJSON.json($0, showsGrade: false) }
  }

  private static let readOwn = Endpoint(
    method: .get, path: "/pool/entries/{id}", operationID: "getOwnPoolEntry", tag: .pool,
    summary: "Read an entry of yours", access: .scoped(.keepPoolEntry), parameters: [entryID],
    successes: [.ok(PoolJSON.entry, "The entry.")]
  ) { call in
    answer(try await JoinPool(call.services).own(try call.id(of: "entry of the pool"), by: call.actor))
  }

  private static let change = Endpoint(
    method: .put, path: "/pool/entries/{id}", operationID: "changePoolEntry", tag: .pool,
    summary: "Change what you look for", access: .scoped(.keepPoolEntry), parameters: [entryID],
    body: .init(schema: PoolJSON.change, example: PoolJSON.example), condition: .required,
    successes: [.ok(PoolJSON.entry, "The entry.")], failures: [409]
  ) { call in
    answer(
      try await PoolJSON.placing(call.body) {
        try await JoinPool(call.services).change(
          try call.id(of: "entry of the pool"), PoolJSON.preferences(call.body),
          expectedVersion: call.expectedVersion, by: call.actor)
      })
  }

  private static let move = Endpoint(
    method: .post, path: "/pool/entries/{id}/state", operationID: "movePoolEntry", tag: .pool,
    summary: "Pause, take up again, leave, or say that you have taken a post",
    access: .scoped(.keepPoolEntry), parameters: [entryID],
    body: .init(
      schema: .request(required: ["state": .choice(["active", "paused", "placed", "left"])]),
      example: ["state": "paused"]), condition: .optional,
    successes: [.ok(PoolJSON.entry, "The entry.")]
  ) { call in
    guard let state = call.body.code("state", as: PoolState.self) else {
      throw DomainError.invalid([FieldProblem(field: "state", message: "Choose the state.")])
    }
    return answer(
      try await ChangePoolEntry(call.services)(
        try call.id(of: "entry of the pool"), to: state, expectedVersion: call.expectedVersion, by: call.actor
      ))
  }

  private static let readHidden = Endpoint(
    method: .get, path: "/pool/entries/{id}/hidden-schools", operationID: "listHiddenSchools", tag: .pool,
    summary: "List the schools that your entry is hidden from",
    note: "The ETag has the version of the entry.",
    access: .scoped(.keepPoolEntry), parameters: [entryID],
    successes: [.ok(.answer(["schools": .list(.text).note("URNs.")]), "By the schools’ names.")]
  ) { call in
    let entry = try await JoinPool(call.services).own(try call.id(of: "entry of the pool"), by: call.actor)
    let schools = try await ChangePoolEntry(call.services).hidden(entry.id, by: call.actor)
    return .ok(["schools": .texts(schools.map(\.urn.description))], version: entry.version)
  }

  private static let hide = Endpoint(
    method: .put, path: "/pool/entries/{id}/hidden-schools", operationID: "hidePoolEntry", tag: .pool,
    summary: "Say which schools your entry is hidden from",
    note: "For them it doesn’t exist. The list replaces the one before; the entry’s version rises by it.",
    access: .scoped(.keepPoolEntry), parameters: [entryID],
    body: .init(
      schema: .request(required: ["schools": .list(.text).note("URNs.")]), example: ["schools": ["137549"]]),
    condition: .required, successes: [.noContent("The entry is hidden from these schools.")]
  ) { call in
    let typed = call.body.texts("schools")
    let schools = typed.compactMap { URN($0) }
    guard schools.count == typed.count else {
      throw DomainError.invalid([FieldProblem(field: "schools", message: "Give URNs of five or six digits.")])
    }
    try await ChangePoolEntry(call.services).hide(
      try call.id(of: "entry of the pool"), from: schools, expectedVersion: call.expectedVersion,
      by: call.actor)
    return .noContent
  }

  private static let invitation = Endpoint(
    method: .get, path: "/pool/entries/{id}/invitation", operationID: "getPoolInvitation", tag: .pool,
    summary: "Read the invitation to the interview day", access: .scoped(.keepPoolEntry),
    parameters: [entryID], successes: [.ok(PoolJSON.invitation, "The invitation.")]
  ) { call in
    let found = try await AnswerPoolInvitation(call.services).read(
      try call.id(of: "entry of the pool"), by: call.actor)
    guard let found else { throw DomainError.notFound("invitation") }
    return .ok(PoolJSON.json(found))
  }

  private static let answerInvitation = Endpoint(
    method: .put, path: "/pool/entries/{id}/invitation/answer", operationID: "answerPoolInvitation",
    tag: .pool,
    summary: "Accept or decline the invitation to the interview day",
    note: "The answer may be changed until the interview begins. Moving the interview takes it away.",
    access: .scoped(.keepPoolEntry), parameters: [entryID],
    body: .init(
      schema: .request(
        required: ["answer": .choice(PoolInvitation.Answer.self)],
        optional: [
          "reason": .text.note("At most 1,000 characters; read by officers only."),
          "interview_at": .instant.note("The time that you have read: refused if it has moved since."),
        ]), example: ["answer": "declined", "reason": "I teach that day."]),
    successes: [.ok(PoolJSON.invitation, "The invitation.")], failures: [409]
  ) { call in
    guard let answer = call.body.code("answer", as: PoolInvitation.Answer.self) else {
      throw DomainError.invalid([FieldProblem(field: "answer", message: "Choose accepted or declined.")])
    }
    return .ok(
      PoolJSON.json(
        try await AnswerPoolInvitation(call.services)(
          try call.id(of: "entry of the pool"), answer, reason: call.body.text("reason"),
          at: call.body.instant("interview_at"), by: call.actor)))
  }

  private static let interests = Endpoint(
    method: .get, path: "/pool/interests", operationID: "listInterestInYou", tag: .pool,
    summary: "List the interest of schools in you", access: .scoped(.keepPoolEntry),
    query: [.limit(100, otherwise: 50), .cursor],
    successes: [.ok(.page(of: PoolJSON.interest), "A page of interest, newest first.")]
  ) { call in
    let answer = AnswerPoolInterest(call.services)
    let page = try await answer.list(
      limit: call.limit(otherwise: 50), after: try call.cursor(), by: call.actor)
    let obstacles = try await answer.obstacles(page.items, by: call.actor)
    return .page(page) { PoolJSON.jsonForPerson($0, obstacles) }
  }

  private static let readInterest = Endpoint(
    method: .get, path: "/pool/interests/{id}", operationID: "getInterestInYou", tag: .pool,
    summary: "Read a school’s interest in you", access: .scoped(.keepPoolEntry), parameters: [interestID],
    successes: [.ok(PoolJSON.interest, "The interest.")]
  ) { call in
    let answer = AnswerPoolInterest(call.services)
    let found = try await answer.read(try call.id(of: "interest"), by: call.actor)
    let obstacles = try await answer.obstacles([found], by: call.actor)
    return .ok(PoolJSON.jsonForPerson(found, obstacles), version: found.version)
  }

  private static let answerInterest = Endpoint(
    method: .post, path: "/pool/interests/{id}/answer", operationID: "answerInterest", tag: .pool,
    summary: "Accept or decline contact",
    note: """
      Accepting shows the school how to reach you. Where the interest is for a vacancy, your general application is \
      sent for it as by /vacancies/{id}/applications, with “statement” and “answers”.
      """,
    access: .scoped(.keepPoolEntry), parameters: [interestID],
    body: .init(
      schema: .request(
        required: ["accepts": .flag],
        optional: ["reply": .text, "statement": .text.orNull, "answers": .map(.any)]),
      example: ["accepts": true, "reply": "Gladly.", "answers": ["close_relationship": "no"]]),
    successes: [.ok(PoolJSON.interest, "The interest, answered.")], failures: [410]
  ) { call in
    let answer = AnswerPoolInterest(call.services)
    let id: PoolInterestID = try call.id(of: "interest")
    let interest =
      call.body.flag("accepts")
      ? try await answer.accept(
        id, reply: call.body.text("reply"), statement: call.body.textIfAny("statement"),
        answers: call.body.object("answers"), submission: call.submission, by: call.actor)
      : try await answer.decline(id, reply: call.body.text("reply"), by: call.actor)
    return .ok(PoolJSON.jsonForPerson(interest, [:]), version: interest.version)
  }

  private static func answer(_ entry: PoolEntry) -> Answer {
    .ok(PoolJSON.json(entry, showsGrade: false), version: entry.version)
  }
}
