import Domain
import HTTPTypes

/// The pool as heads and recruiters of schools use it.
enum SchoolPoolRoutes {
  static let all = [search, person, save, forget, express, interests, withdraw]

  private static let entry = Endpoint.Parameter(
    name: "entry", schema: .uuid, note: "The entry’s identifier.")

  private static let search = Endpoint(
    method: .get, path: "/schools/{urn}/pool", operationID: "searchPool", tag: .pool,
    summary: "Look through the pool for your school",
    note:
      "Only people who have been checked, look for a post and have not hidden themselves from your school.",
    access: .scoped(.readPool), parameters: [.school],
    query: [
      .init(
        name: "q", schema: .text.bounded(0...200),
        note: "Words of what people say of themselves; not their names."),
      .init(name: "phase", schema: .choice(VacancyPhase.self), note: "Only who would teach in this phase."),
      .init(name: "key_stage", schema: .text, note: "Only who would teach this key stage, by code."),
      .init(name: "subject", schema: .text, note: "Only who would teach this subject, by code."),
      .init(name: "grade", schema: .text, note: "Only this grade, by code; others are refused."),
      .init(name: "available_by", schema: .date, note: "Only who can start by this day."),
      .init(name: "hours", schema: .choice(PoolHours.self), note: "Only who would work so."),
      .init(name: "near_school", schema: .flag, note: "Only who would travel to the school."),
      .init(name: "saved", schema: .flag, note: "Only whom the school has saved."),
      .limit(100, otherwise: 25), .cursor,
    ],
    successes: [
      .ok(.page(of: .answer(["entry": PoolJSON.entry, "saved": .flag])), "A page of people, newest first.")
    ]
  ) { call in
    var criteria = PoolCriteria()
    criteria.words = call.query.text("q")
    criteria.phase = call.query.code("phase")
    criteria.keyStage = call.query.textIfAny("key_stage")
    criteria.subject = call.query.textIfAny("subject")
    criteria.grade = call.query.textIfAny("grade")
    criteria.availableBy = call.query.date("available_by")
    criteria.hours = call.query.code("hours")
    criteria.nearSchool = call.query.flag("near_school")
    criteria.savedOnly = call.query.flag("saved")
    let found = try await SearchPool(call.services)(
      at: try await call.school().id, criteria, limit: call.limit(otherwise: 25), after: try call.cursor(),
      by: call.actor)
    return .page(found.page) { ["entry": PoolJSON.json($0.entry), "saved": .bool($0.isSaved)] }
  }

  private static let person = Endpoint(
    method: .get, path: "/schools/{urn}/pool/{entry}", operationID: "getPoolPerson", tag: .pool,
    summary: "Read somebody of the pool with their general application",
    note: "How to reach them and their referees shows once they have agreed to be contacted.",
    access: .scoped(.readPool), parameters: [.school, entry], successes: [.ok(PoolJSON.person, "The person.")]
  ) { call in
    let person = try await ReadPoolPerson(call.services)(
      try call.id("entry", of: "entry of the pool"), at: try await call.school().id, by: call.actor)
    let obstacles = try await ExpressPoolInterest(call.services).obstacles(person.interests, by: call.actor)
    return .ok(PoolJSON.json(person, obstacles))
  }

  private static let save = Endpoint(
    method: .put, path: "/schools/{urn}/pool/{entry}/saved", operationID: "savePoolEntry", tag: .pool,
    summary: "Save somebody of the pool for your school", note: "Takes no body.", access: .scoped(.readPool),
    parameters: [.school, entry], successes: [.noContent("Saved.")]
  ) { call in
    try await SavePoolEntry(call.services)(
      try call.id("entry", of: "entry of the pool"), at: try await call.school().id, isSaved: true,
      by: call.actor)
    return .noContent
  }

  private static let forget = Endpoint(
    method: .delete, path: "/schools/{urn}/pool/{entry}/saved", operationID: "forgetPoolEntry", tag: .pool,
    summary: "Take somebody off your school’s list", access: .scoped(.readPool),
    parameters: [.school, entry],
    successes: [.noContent("No longer saved.")]
  ) { call in
    try await SavePoolEntry(call.services)(
      try call.id("entry", of: "entry of the pool"), at: try await call.school().id, isSaved: false,
      by: call.actor)
    return .noContent
  }

  private static let express = Endpoint(
    method: .post, path: "/schools/{urn}/pool/{entry}/interest", operationID: "expressInterest", tag: .pool,
    summary: "Ask somebody of the pool whether your school may contact them",
    note: """
      In general, or for a vacancy of your school that takes applications. One is open at a time: a repeat gives the one \
      that waits for an answer, other words are refused with 409. Whoever has said no to your school in the recruitment \
      year is asked in general only with `new_reason`, and never again for the same vacancy.
      """,
    access: .scoped(.contactPool), parameters: [.school, entry],
    body: .init(
      schema: .request(
        required: ["message": .text],
        optional: [
          "vacancy_id": .uuid.orNull,
          "new_reason": .text.orNull.note("What is new since they said no; they read it behind the message."),
        ]),
      example: ["message": "We look for somebody who loves music."]),
    successes: [.created(PoolJSON.interest, "The interest.", location: false)], failures: [409]
  ) { call in
    let express = ExpressPoolInterest(call.services)
    let interest = try await express(
      in: try call.id("entry", of: "entry of the pool"), at: try await call.school().id,
      vacancy: call.body.textIfAny("vacancy_id").flatMap { VacancyID($0) },
      message: call.body.text("message"), newReason: call.body.text("new_reason"), by: call.actor)
    let obstacles = try await express.obstacles([interest], by: call.actor)
    return .created(PoolJSON.json(interest, obstacles), at: nil, version: interest.version)
  }

  private static let interests = Endpoint(
    method: .get, path: "/schools/{urn}/pool-interests", operationID: "listSchoolInterest", tag: .pool,
    summary: "List your school’s interest in people of the pool", access: .scoped(.readPool),
    parameters: [.school], query: [.limit(100, otherwise: 50), .cursor],
    successes: [.ok(.page(of: PoolJSON.interest), "A page of interest, newest first.")]
  ) { call in
    let express = ExpressPoolInterest(call.services)
    let page = try await express.list(
      at: try await call.school().id, limit: call.limit(otherwise: 50), after: try call.cursor(),
      by: call.actor)
    let obstacles = try await express.obstacles(page.items, by: call.actor)
    return .page(page) { PoolJSON.json($0, obstacles) }
  }

  private static let withdraw = Endpoint(
    method: .post, path: "/pool/interests/{id}/withdraw", operationID: "withdrawInterest", tag: .pool,
    summary: "Take your school’s interest back",
    note: "Refused while names of its vacancy are hidden: whether it works would tell who has applied.",
    access: .scoped(.contactPool), parameters: [PoolRoutes.interestID],
    successes: [.ok(PoolJSON.interest, "The interest, withdrawn.")], failures: [409]
  ) { call in
    let interest = try await ExpressPoolInterest(call.services).withdraw(
      try call.id(of: "interest"), by: call.actor)
    return .ok(PoolJSON.json(interest, [:]), version: interest.version)
  }
}
