import Domain
import HTTPTypes

/// Vacancies as everybody sees them.
enum VacancyRoutes {
  static let all = [search, find]

  private static let search = Endpoint(
    method: .get, path: "/vacancies", operationID: "searchVacancies", tag: .vacancies,
    summary: "Search live vacancies, newest first", access: .openOrToken,
    query: [
      .init(
        name: "q", schema: .text.bounded(1...200),
        note: "Words of the title, subjects, school or description."),
      .init(name: "phase", schema: .choice(VacancyPhase.self), note: "Only this phase."),
      .init(name: "subject", schema: .text.bounded(1...100), note: "Only this subject, by its code."),
      .init(
        name: "working_pattern", schema: .choice(WorkingPattern.self), note: "Only this working pattern."),
      .init(
        name: "nqts_welcome", schema: .flag,
        note: "When true, only vacancies where newly qualified teachers are welcome."),
      .init(name: "school", schema: .text, note: "Only the school with this URN."),
      .limit(100, otherwise: 20), .cursor,
    ],
    successes: [
      .ok(
        .page(of: VacancyJSON.listing, counted: true), "A page of vacancies.", example: VacancyExamples.page)
    ]
  ) { call in
    let page = try await SearchVacancies(call.services)(
      VacancyQuery(
        words: call.query.text("q"), phase: call.query.code("phase"),
        subject: call.query.textIfAny("subject"),
        workingPattern: call.query.code("working_pattern"), nqtsWelcome: call.query.flag("nqts_welcome"),
        school: try await school(call), limit: call.limit(otherwise: 20), after: try call.cursor()))
    return .page(page) { VacancyJSON.json($0) }
  }

  private static func school(_ call: Call) async throws -> OrganisationID? {
    guard let text = call.query.textIfAny("school") else { return nil }
    do {
      guard let urn = URN(text) else { throw DomainError.notFound("school") }
      return try await FindSchool(call.services)(urn: urn).id
    } catch DomainError.notFound {
      throw DomainError.invalid([FieldProblem(field: "school", message: "There is no school with this URN.")])
    }
  }

  private static let find = Endpoint(
    method: .get, path: "/vacancies/{id}", operationID: "getVacancy", tag: .vacancies,
    summary: "Read a vacancy",
    note: "Drafts exist only for the school’s own head and recruiters.", access: .openOrToken,
    parameters: [.vacancy],
    successes: [.ok(VacancyJSON.whole, "The vacancy.", example: VacancyExamples.whole)], failures: [410]
  ) { call in
    let vacancy = try await FindVacancy(call.services)(try call.id(of: "vacancy"), by: call.actor)
    return .ok(VacancyJSON.json(vacancy, now: call.now), version: vacancy.version)
  }
}
