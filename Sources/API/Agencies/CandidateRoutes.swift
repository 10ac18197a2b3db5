import Domain
import HTTPTypes

/// People whom an agency puts forward.
enum CandidateRoutes {
  static let all = [list, read, submit, retract, own, takeBack]

  private static let candidateID = Endpoint.Parameter(
    name: "id", schema: .uuid, note: "The candidate’s identifier.")

  private static let list = Endpoint(
    method: .get, path: "/agencies/{id}/candidates", operationID: "listAgencyCandidates", tag: .agencies,
    summary: "List the people whom an agency put forward, the last first",
    access: .scoped(.readCandidates), parameters: [AgencyRoutes.agency],
    query: [
      .init(name: "release_id", schema: .uuid, note: "Only those for this release."),
      .limit(100, otherwise: 50), .cursor,
    ], successes: [.ok(.page(of: AgencyJSON.candidate), "A page of people.")]
  ) { call in
    let page = try await ReadCandidates(call.services).list(
      of: try call.id(of: "agency"),
      release: call.query.textIfAny("release_id").flatMap { AgencyReleaseID($0) },
      limit: call.limit(otherwise: 50), after: try call.cursor(), by: call.actor)
    return .page(page) { AgencyJSON.json($0) }
  }

  private static let read = Endpoint(
    method: .get, path: "/agency-candidates/{id}", operationID: "getAgencyCandidate", tag: .agencies,
    summary: "Read how somebody stands whom your agency put forward", access: .scoped(.readCandidates),
    parameters: [candidateID], successes: [.ok(AgencyJSON.candidate, "The person.")]
  ) { call in
    let found = try await ReadCandidates(call.services).find(try call.id(of: "candidate"), by: call.actor)
    return .ok(AgencyJSON.json(found), version: found.version)
  }

  private static let submit = Endpoint(
    method: .post, path: "/agency-releases/{id}/candidates", operationID: "submitAgencyCandidate",
    tag: .agencies, summary: "Put somebody forward",
    note: """
      The person is asked by mail and answers on a page; the school sees nothing before they agree. Of several \
      agencies counts the first with which somebody agrees, and who has applied before is nobody’s candidate.
      """,
    access: .scoped(.submitCandidate), parameters: [ReleaseRoutes.releaseID],
    body: .init(
      schema: .request(
        required: [
          "name": .text, "email": .text(.email), "statement": .text.note("Why they suit the vacancy."),
        ],
        optional: ["telephone": .text, "experience": .text]),
      example: [
        "name": "Ada Sample", "email": "ada@example.org",
        "statement": "Ada has taught Year 4 for two years and leads a choir.",
      ]), successes: [.created(AgencyJSON.candidate, "The person, who is asked now.")]
  ) { call in
    let body = call.body
    let made = try await SubmitCandidate(call.services)(
      for: try call.id(of: "release"),
      AgencyCandidateContent(
        name: body.text("name"), email: body.text("email"), telephone: body.text("telephone"),
        statement: body.text("statement"), experience: body.text("experience")),
      submission: call.submission, by: call.actor)
    return .created(AgencyJSON.json(made), at: "/agency-candidates/\(made.id)", version: made.version)
  }

  private static let retract = Endpoint(
    method: .post, path: "/agency-candidates/{id}/retract", operationID: "retractAgencyCandidate",
    tag: .agencies, summary: "Take back somebody who has not answered yet",
    access: .scoped(.submitCandidate), parameters: [candidateID], condition: .optional,
    successes: [.ok(AgencyJSON.candidate, "The person.")]
  ) { call in
    let found = try await SubmitCandidate(call.services).retract(
      try call.id(of: "candidate"), expectedVersion: call.expectedVersion, by: call.actor)
    return .ok(AgencyJSON.json(found), version: found.version)
  }

  private static let own = Endpoint(
    method: .get, path: "/me/representations", operationID: "listOwnRepresentations", tag: .agencies,
    summary: "List the agencies that put you forward, where you have not applied yet",
    access: .scoped(.readOwnApplications), query: [.limit(100, otherwise: 50), .cursor],
    successes: [
      .ok(
        .page(
          of: .answer([
            "id": .uuid, "agency_name": .text, "vacancy_id": .uuid, "vacancy_title": .text,
            "school_name": .text, "agreed_at": .instant.orNull,
          ])), "A page of them, the last first.")
    ]
  ) { call in
    let page = try await OwnRepresentations(call.services).list(
      limit: call.limit(otherwise: 50), after: try call.cursor(), by: call.actor)
    return .page(page) {
      [
        "id": .id($0.id), "agency_name": .string($0.agencyName), "vacancy_id": .id($0.vacancy),
        "vacancy_title": .string($0.vacancyTitle), "school_name": .string($0.schoolName),
        "agreed_at": .instant($0.answeredAt),
      ]
    }
  }

  private static let takeBack = Endpoint(
    method: .delete, path: "/me/representations/{id}", operationID: "endOwnRepresentation", tag: .agencies,
    summary: "Take back your consent to be put forward", note: "As long as you have not applied.",
    access: .scoped(.withdrawOwnApplication), parameters: [candidateID],
    successes: [.noContent("The agency no longer represents you.")], failures: [409]
  ) { call in
    try await OwnRepresentations(call.services).takeBack(try call.id(of: "consent"), by: call.actor)
    return .noContent
  }
}
