import Domain
import HTTPTypes

/// Agencies, the terms that the authority has agreed with them, and what came of them.
enum AgencyRoutes {
  static let all =
    [list, read, terms, record, stop] + ReleaseRoutes.all + CandidateRoutes.all + [report, csv, fees]

  static let agency = Endpoint.Parameter(name: "id", schema: .uuid, note: "The agency’s identifier.")
  private static let organisation = Endpoint.Parameter(
    name: "organisation_id", schema: .uuid,
    note: "The authority, a school or an agency; yours when you have only one.")
  private static let from = Endpoint.Parameter(
    name: "from", schema: .date, note: "Only those put forward on this day or later.")
  private static let until = Endpoint.Parameter(
    name: "until", schema: .date, note: "Only those put forward on this day or earlier.")

  private static let list = Endpoint(
    method: .get, path: "/agencies", operationID: "listAgencies", tag: .agencies,
    summary: "List the authority’s agencies, newest first",
    note: "For the authority’s staff; a consultant gets the agencies they work for.",
    access: .scoped(.readAgency), query: [.limit(100, otherwise: 50), .cursor],
    successes: [.ok(.page(of: AgencyJSON.agency), "A page of agencies.")], failures: [404]
  ) { call in
    let read = ReadAgencies(call.services)
    let seats = call.actor.account?.memberships ?? []
    guard let seat = seats.first(where: { $0.kind == .authority }) else {
      let own = try await read.own(by: call.actor)
      if own.isEmpty { throw DomainError.notFound("page") }
      return .page(own.map { AgencyJSON.json($0) }, next: nil)
    }
    let page = try await read.list(
      of: Place(organisation: seat.organisation, authority: seat.authority),
      limit: call.limit(otherwise: 50), after: try call.cursor(), by: call.actor)
    return .page(page) { AgencyJSON.json($0) }
  }

  private static let read = Endpoint(
    method: .get, path: "/agencies/{id}", operationID: "getAgency", tag: .agencies,
    summary: "Read an agency with the terms that hold today", access: .scoped(.readAgency),
    parameters: [agency], successes: [.ok(AgencyJSON.agency, "The agency.")]
  ) { call in
    answer(try await ReadAgencies(call.services).find(try call.id(of: "agency"), by: call.actor))
  }

  private static let terms = Endpoint(
    method: .get, path: "/agencies/{id}/terms", operationID: "listAgencyTerms", tag: .agencies,
    summary: "List every version of an agency’s terms, newest first", access: .scoped(.readAgency),
    parameters: [agency], query: [.limit(100, otherwise: 50), .cursor],
    successes: [.ok(.page(of: AgencyJSON.terms), "A page of versions.")]
  ) { call in
    let page = try await ReadAgencies(call.services).terms(
      of: try call.id(of: "agency"), limit: call.limit(otherwise: 50), after: try call.cursor(),
      by: call.actor)
    return .page(page) { AgencyJSON.json($0) }
  }

  private static let record = Endpoint(
    method: .post, path: "/agencies/{id}/terms", operationID: "recordAgencyTerms", tag: .agencies,
    summary: "Record terms with an agency as a new version",
    note: """
      Versions are kept; what says the same as the newest makes no new one. On a day those hold that began last, of \
      those the newest version. Without confirmed vetting an agency can put nobody forward.
      """,
    access: .scoped(.manageAgencyTerms), parameters: [agency],
    body: .init(schema: AgencyJSON.input, example: AgencyJSON.example), condition: .optional,
    successes: [.created(AgencyJSON.agency, "The agency as it stands now.")]
  ) { call in
    let agency = try await RecordAgencyTerms(call.services)(
      of: try call.id(of: "agency"), try AgencyJSON.content(call.body), expectedVersion: call.expectedVersion,
      by: call.actor)
    return .created(AgencyJSON.json(agency), at: "/agencies/\(agency.id)", version: agency.versions)
  }

  private static let stop = Endpoint(
    method: .post, path: "/agencies/{id}/terms/stop", operationID: "stopAgencyTerms", tag: .agencies,
    summary: "Stop an agency’s terms at once", access: .scoped(.manageAgencyTerms), parameters: [agency],
    body: .init(
      schema: .request(required: ["reason": .text]), example: ["reason": "Vetting was found wanting."]),
    condition: .optional, successes: [.ok(AgencyJSON.agency, "The agency as it stands now.")]
  ) { call in
    answer(
      try await RecordAgencyTerms(call.services).stop(
        try call.id(of: "agency"), reason: call.body.text("reason"), expectedVersion: call.expectedVersion,
        by: call.actor))
  }

  private static func answer(_ agency: Agency) -> Answer {
    .ok(AgencyJSON.json(agency), version: agency.versions)
  }

  // MARK: Report

  private static let report = Endpoint(
    method: .get, path: "/agency-report", operationID: "reportAgencies", tag: .agencies,
    summary: "Report what came of agencies and what is due to them, by agency and school",
    access: .scoped(.readAgencyReport), query: [organisation, from, until],
    successes: [.ok(AgencyJSON.report, "The figures and their sum.")], failures: [404]
  ) { call in
    .ok(AgencyJSON.json(try await figures(call)))
  }

  private static let csv = Endpoint(
    method: .get, path: "/agency-report/export", operationID: "exportAgencyReport", tag: .agencies,
    summary: "Report agencies as CSV", access: .scoped(.readAgencyReport),
    query: [organisation, from, until], successes: [.file(["text/csv"], "The file, in UTF-8.")],
    failures: [404]
  ) { call in
    return .csv(try await figures(call).csv)
  }

  private static let fees = Endpoint(
    method: .get, path: "/agency-report/fees", operationID: "listAgencyFees", tag: .agencies,
    summary: "List the fees for appointments, the last appointed first",
    note: "Each goes by the terms that held when the person agreed and by the offer that they accepted.",
    access: .scoped(.readAgencyReport),
    query: [organisation, from, until, .limit(100, otherwise: 50), .cursor],
    successes: [.ok(.page(of: AgencyJSON.fee), "A page of fees.")], failures: [404]
  ) { call in
    let page = try await ReportAgencies(call.services).fees(
      try await extent(call), from: call.query.date("from"), until: call.query.date("until"),
      limit: call.limit(otherwise: 50), after: try call.cursor(), by: call.actor)
    return .page(page) { AgencyJSON.json($0) }
  }

  private static func figures(_ call: Call) async throws -> AgencyReport {
    try await ReportAgencies(call.services)(
      try await extent(call), from: call.query.date("from"), until: call.query.date("until"), by: call.actor)
  }

  private static func extent(_ call: Call) async throws -> AgencyExtent {
    if let named = call.query.textIfAny("organisation_id").flatMap({ OrganisationID($0) }) {
      return try AgencyExtent(of: try await Organisation.find(named, in: call.services.pool))
    }
    let readable = try AgencyExtent.readable(by: call.actor)
    guard readable.count == 1, let only = readable.first else {
      throw DomainError.invalid([
        FieldProblem(field: "organisation_id", message: "You work for several organisations: say which.")
      ])
    }
    return only
  }
}
