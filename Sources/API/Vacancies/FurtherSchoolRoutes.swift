import Domain
import HTTPTypes

/// Further schools of its trust that a vacancy's post is at.
enum FurtherSchoolRoutes {
  static let all = [read, replace]

  private static let school = Schema.named(
    "FurtherSchool",
    .answer(["organisation_id": .uuid, "urn": .whole, "name": .text, "town": .text.orNull]))

  private static let list = Schema.answer([
    "vacancy_version": .whole.note("The vacancy’s version."), "items": .list(school),
  ])

  private static func json(_ schools: [FurtherSchool], _ vacancy: Vacancy) -> JSONValue {
    [
      "vacancy_version": .whole(vacancy.version),
      "items": .array(
        schools.map {
          [
            "organisation_id": .id($0.id), "urn": .whole($0.urn), "name": .string($0.name),
            "town": .text($0.town),
          ]
        }),
    ]
  }

  private static let read = Endpoint(
    method: .get, path: "/vacancies/{id}/schools", operationID: "readFurtherSchools", tag: .vacancies,
    summary: "List the further schools of a vacancy", note: "The ETag is that of the vacancy’s version.",
    access: .openOrToken, parameters: [.vacancy],
    successes: [.ok(list, "The schools besides the vacancy’s own.")], failures: [410]
  ) { call in
    let id: VacancyID = try call.id(of: "vacancy")
    let vacancy = try await FindVacancy(call.services)(id, by: call.actor)
    let schools = try await ReadFurtherSchools(call.services)(id, by: call.actor)
    return .ok(json(schools, vacancy), version: vacancy.version)
  }

  private static let replace = Endpoint(
    method: .put, path: "/vacancies/{id}/schools", operationID: "replaceFurtherSchools", tag: .vacancies,
    summary: "Replace the further schools of a vacancy", note: "Open schools of the same trust.",
    access: .scoped(.draftVacancy), parameters: [.vacancy],
    body: .init(
      schema: .request(required: ["schools": .list(.uuid).note("Organisations.")]), example: ["schools": []]),
    condition: .required, successes: [.ok(list, "The schools as they are now.")], failures: [409]
  ) { call in
    let id: VacancyID = try call.id(of: "vacancy")
    let vacancy = try await SetFurtherSchools(call.services)(
      id, call.body.texts("schools").compactMap { OrganisationID($0) },
      expectedVersion: call.expectedVersion, by: call.actor)
    let schools = try await ReadFurtherSchools(call.services)(id, by: call.actor)
    return .ok(json(schools, vacancy), version: vacancy.version)
  }
}
