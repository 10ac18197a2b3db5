import Domain
import HTTPTypes

/// Vacancies as everybody sees them.
enum VacancyRoutes {
  static let all = [VacancySearchRoute.search, find]

  private static let find = Endpoint(
    method: .get, path: "/vacancies/{id}", operationID: "getVacancy", tag: .vacancies,
    summary: "Read a vacancy",
    note: """
      Drafts exist only for the school’s own head and recruiters. Whoever of them has ever applied for the vacancy \
      sees what everybody sees of it.
      """, access: .openOrToken, parameters: [.vacancy],
    successes: [.ok(VacancyJSON.whole, "The vacancy.", example: VacancyExamples.whole)], failures: [410]
  ) { call in
    let vacancy = try await FindVacancy(call.services)(try call.id(of: "vacancy"), by: call.actor)
    return .ok(VacancyJSON.json(vacancy, now: call.now), version: vacancy.version)
  }
}
