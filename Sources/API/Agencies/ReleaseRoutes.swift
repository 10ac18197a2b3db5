import Domain
import HTTPTypes

/// Vacancies that schools release to agencies.
enum ReleaseRoutes {
  static let all = [ofVacancy, release, takeBack, toAgency, received]

  static let releaseID = Endpoint.Parameter(name: "id", schema: .uuid, note: "The release’s identifier.")

  private static let ofVacancy = Endpoint(
    method: .get, path: "/vacancies/{id}/agency-releases", operationID: "listVacancyReleases", tag: .agencies,
    summary: "List the agencies to which a vacancy was released, the last first",
    access: .scoped(.readUnpublishedVacancy), parameters: [.vacancy],
    query: [.limit(100, otherwise: 50), .cursor],
    successes: [.ok(.page(of: AgencyJSON.release), "A page of releases.")]
  ) { call in
    let page = try await ReadReleases(call.services).list(
      of: try call.id(of: "vacancy", as: VacancyID.self), limit: call.limit(otherwise: 50),
      after: try call.cursor(), by: call.actor)
    return .page(page) { AgencyJSON.json($0, at: call.now) }
  }

  private static let release = Endpoint(
    method: .post, path: "/vacancies/{id}/agency-releases", operationID: "releaseVacancyToAgencies",
    tag: .agencies, summary: "Release a vacancy to agencies",
    note: "Their consultants are told by mail. An agency that has it already keeps it as it is.",
    access: .scoped(.releaseToAgency), parameters: [.vacancy],
    body: .init(
      schema: .request(
        required: ["agency_ids": .list(.uuid)],
        optional: ["last_date": .date.orNull.note("The last day for putting people forward."), "note": .text]),
      example: ["agency_ids": ["0193a5c8-1f00-7000-8000-000000000000"], "note": "We look for a musician."]),
    successes: [.ok(.answer(["items": .list(AgencyJSON.release)]), "The releases to these agencies.")]
  ) { call in
    let made = try await ReleaseVacancy(call.services)(
      try call.id(of: "vacancy", as: VacancyID.self),
      to: call.body.texts("agency_ids").compactMap { OrganisationID($0) },
      lastDate: call.body.date("last_date"), note: call.body.text("note"), by: call.actor)
    return .ok(["items": .array(made.map { AgencyJSON.json($0, at: call.now) })])
  }

  private static let takeBack = Endpoint(
    method: .delete, path: "/agency-releases/{id}", operationID: "takeVacancyBack", tag: .agencies,
    summary: "Take a vacancy back from an agency",
    note: "People who have agreed before stay in the selection; those who have not can no longer agree.",
    access: .scoped(.releaseToAgency), parameters: [releaseID], successes: [.noContent("It is taken back.")]
  ) { call in
    _ = try await ReleaseVacancy(call.services).takeBack(try call.id(of: "release"), by: call.actor)
    return .noContent
  }

  private static let toAgency = Endpoint(
    method: .get, path: "/agencies/{id}/releases", operationID: "listReleasesToAgency", tag: .agencies,
    summary: "List the vacancies released to an agency, the last first", access: .scoped(.readAgency),
    parameters: [AgencyRoutes.agency],
    query: [
      .init(name: "open", schema: .flag, note: "Only those for which people can be put forward now."),
      .limit(100, otherwise: 50), .cursor,
    ], successes: [.ok(.page(of: AgencyJSON.release), "A page of releases.")]
  ) { call in
    let page = try await ReadReleases(call.services).list(
      to: try call.id(of: "agency", as: OrganisationID.self), openOnly: call.query.flag("open"),
      limit: call.limit(otherwise: 50), after: try call.cursor(), by: call.actor)
    return .page(page) { AgencyJSON.json($0, at: call.now) }
  }

  private static let received = Endpoint(
    method: .get, path: "/vacancies/{id}/agency-candidates", operationID: "listReceivedCandidates",
    tag: .agencies, summary: "List the people who have agreed to be put forward for a vacancy",
    note: "What follows is an application as any other, once the person has sent it.",
    access: .scoped(.readSelection), parameters: [.vacancy], query: [.limit(100, otherwise: 50), .cursor],
    successes: [.ok(.page(of: AgencyJSON.received), "A page of people, the last first.")]
  ) { call in
    let page = try await ReadCandidates(call.services).received(
      for: try call.id(of: "vacancy"), limit: call.limit(otherwise: 50), after: try call.cursor(),
      by: call.actor)
    return .page(page) { AgencyJSON.json($0) }
  }
}
