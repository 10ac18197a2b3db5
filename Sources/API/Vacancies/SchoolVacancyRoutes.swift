import Domain
import HTTPTypes

/// What a school does with its vacancies.
enum SchoolVacancyRoutes {
  static let all = [list, draft, change, publish, withdraw] + VacancyTransferRoutes.all

  private static let list = Endpoint(
    method: .get, path: "/schools/{urn}/vacancies", operationID: "listSchoolVacancies", tag: .vacancies,
    summary: "List a school’s own vacancies in every state", access: .scoped(.readUnpublishedVacancy),
    parameters: [.school],
    query: [
      .init(name: "state", schema: .choice(VacancyState.self), note: "Only this state."),
      .init(
        name: "external_reference", schema: .text.bounded(1...100),
        note: "Only those that another system gave this name."),
      .limit(100, otherwise: 50), .cursor,
    ],
    successes: [
      .ok(
        .page(of: VacancyJSON.own), "A page of the school’s vacancies.",
        example: ["items": [["vacancy": VacancyExamples.whole, "applications": 3]], "next": .null])
    ]
  ) { call in
    let school = try await call.school()
    let page = try await ListSchoolVacancies(call.services)(
      school: school.id, state: call.query.code("state"),
      externalReference: call.query.textIfAny("external_reference"), limit: call.limit(otherwise: 50),
      after: try call.cursor(), by: call.actor)
    return .page(page) { VacancyJSON.json($0, now: call.now) }
  }

  private static let draft = Endpoint(
    method: .post, path: "/schools/{urn}/vacancies", operationID: "draftVacancy", tag: .vacancies,
    summary: "Start a vacancy as a draft",
    note: """
      With an `external_reference` that this account has given already, the answer is that vacancy if it \
      says what is sent, so a request may safely be repeated. If it says something else, the answer is 409, \
      and the header Location and the member `existing` say where that vacancy is.
      """, access: .scoped(.draftVacancy), parameters: [.school],
    body: .init(schema: VacancyJSON.draft, example: VacancyExamples.draft),
    successes: [.created(VacancyJSON.whole, "The draft.")], failures: [409]
  ) { call in
    let school = try await call.school()
    do {
      let vacancy = try await DraftVacancy(call.services)(
        school: school.id, content: VacancyJSON.content(call.body),
        externalReference: call.body.textIfAny("external_reference"), by: call.actor)
      return .created(
        VacancyJSON.json(vacancy, now: call.now), at: "/vacancies/\(vacancy.id)", version: vacancy.version)
    } catch let error as VacancyExists {
      throw APIFailure.vacancyExists(error)
    }
  }

  private static let change = Endpoint(
    method: .put, path: "/vacancies/{id}", operationID: "changeVacancy", tag: .vacancies,
    summary: "Replace what a vacancy says",
    note: "A published vacancy must stay whole, and only those who may publish can change it.",
    access: .scoped(.draftVacancy), parameters: [.vacancy],
    body: .init(schema: VacancyJSON.input, example: VacancyExamples.content), condition: .required,
    successes: [.ok(VacancyJSON.whole, "The vacancy as it is now.")], failures: [409]
  ) { call in
    let vacancy = try await ChangeVacancy(call.services)(
      try call.id(of: "vacancy"), content: VacancyJSON.content(call.body),
      expectedVersion: call.expectedVersion, by: call.actor)
    return .ok(VacancyJSON.json(vacancy, now: call.now), version: vacancy.version)
  }

  private static let publish = Endpoint(
    method: .post, path: "/vacancies/{id}/publish", operationID: "publishVacancy", tag: .vacancies,
    summary: "Publish a draft", note: "Publishing what is published already changes nothing.",
    access: .scoped(.publishVacancy), parameters: [.vacancy], condition: .optional,
    successes: [.ok(VacancyJSON.whole, "The vacancy, published.")]
  ) { call in
    let vacancy = try await PublishVacancy(call.services)(
      try call.id(of: "vacancy"), expectedVersion: call.expectedVersion, by: call.actor)
    return .ok(VacancyJSON.json(vacancy, now: call.now), version: vacancy.version)
  }

  private static let withdraw = Endpoint(
    method: .post, path: "/vacancies/{id}/withdraw", operationID: "withdrawVacancy", tag: .vacancies,
    summary: "Withdraw a vacancy before it closes", note: "Those who applied are told the reason.",
    access: .scoped(.withdrawVacancy), parameters: [.vacancy],
    body: .init(
      schema: .request(required: ["reason": .text.note("1 to 500 characters.")]),
      example: ["reason": "The post has been filled from within."]),
    condition: .optional, successes: [.ok(VacancyJSON.whole, "The vacancy, withdrawn.")]
  ) { call in
    let vacancy = try await WithdrawVacancy(call.services)(
      try call.id(of: "vacancy"), reason: call.body.text("reason"), expectedVersion: call.expectedVersion,
      by: call.actor)
    return .ok(VacancyJSON.json(vacancy, now: call.now), version: vacancy.version)
  }
}
