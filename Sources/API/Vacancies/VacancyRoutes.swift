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
    var criteria = VacancyCriteria()
    criteria.words = call.query.text("q")
    criteria.phases = call.query.code("phase").map { [$0] } ?? []
    criteria.subjects = call.query.textIfAny("subject").map { [$0] } ?? []
    criteria.workingPatterns = call.query.code("working_pattern").map { [$0] } ?? []
    criteria.nqtsWelcome = call.query.flag("nqts_welcome")
    criteria.school = try await school(call)
    let query = VacancyQuery(
      criteria, order: .newest, limit: call.limit(otherwise: 20), after: try cursor(call))
    let page = try await SearchVacancies(call.services)(query)
    return .page(
      page.items.map { VacancyJSON.json($0) }, next: page.next.map { Opaque.write($0.description) },
      total: page.total)
  }

  private static func cursor(_ call: Call) throws -> VacancyCursor? {
    guard let text = call.query.textIfAny("cursor") else { return nil }
    guard let cursor = Opaque.read(text).flatMap({ VacancyCursor($0) }), cursor.order == .newest else {
      throw Opaque.unknownCursor
    }
    return cursor
  }

  private static func school(_ call: Call) async throws -> URN? {
    guard let text = call.query.textIfAny("school") else { return nil }
    do {
      guard let urn = URN(text) else { throw DomainError.notFound("school") }
      return try await FindSchool(call.services)(urn: urn).urn
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
