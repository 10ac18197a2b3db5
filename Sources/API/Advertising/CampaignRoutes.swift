import Domain
import HTTPTypes

/// Where schools and the authority advertise, and what comes of it.
enum CampaignRoutes {
  static let all = [channels, list, create, read, change, remove, report, csv]

  private static let fields: KeyValuePairs<String, Schema> = [
    "cost_pence": .whole.bounded(0...CampaignContent.highestCost).note("What it costs, in pence."),
    "ends_on": .date.orNull.note("Its last day; null while it is open."),
    "vacancy_id": .uuid.orNull.note("The vacancy it is for; null for a drive for all."),
    "notes": .text,
  ]

  private static let needed: KeyValuePairs<String, Schema> = [
    "name": .text.note("3 to 100 characters."),
    "channel": .text.note("A code of /advertising-channels."), "starts_on": .date,
  ]

  private static let input = Schema.named("CampaignContent", .request(required: needed, optional: fields))

  private static let draft = Schema.named(
    "CampaignDraft",
    Schema(
      .object(
        input.fields + [
          .init(
            name: "organisation_id",
            schema: .uuid.orNull.note("The school or authority that runs it; yours when you have only one."),
            required: false)
        ], closed: true)))

  private static let campaign = Schema.named("Campaign", Schema(.object(campaignFields, closed: false)))

  private static let campaignFields: [Schema.Field] =
    Schema.answer([
      "id": .uuid, "organisation_id": .uuid, "organisation_name": .text, "channel_name": .text,
      "vacancy_title": .text.orNull, "link": .text.note("The address to give out; following it is counted."),
      "version": .whole, "created_at": .instant,
    ]).fields
    + (needed.map { $0 } + fields.map { $0 }).map { .init(name: $0.key, schema: $0.value, required: true) }

  private static let figures: KeyValuePairs<String, Schema> = [
    "cost_pence": .whole, "visits": .whole.note("How often the link was followed."),
    "applications": .whole.note("How many applications came through it."),
    "appointments": .whole.note(
      "Applications that stand for a vacancy filled through Staffroom, once no more stand than posts were filled."
    ),
    "cost_per_application_pence": .whole.orNull.note("Rounded; null while there is none."),
    "cost_per_appointment_pence": .whole.orNull,
  ]

  private static let reportSchema = Schema.named(
    "CampaignReport",
    .answer([
      "items": .list(
        Schema(
          .object(
            [.init(name: "campaign", schema: campaign, required: true)]
              + figures.map { .init(name: $0.key, schema: $0.value, required: true) }, closed: false))),
      "total": Schema(
        .object(figures.map { .init(name: $0.key, schema: $0.value, required: true) }, closed: false)),
      "other_applications": .whole.note("How many came through no campaign."),
    ]))

  private static let example: JSONValue = [
    "name": "Regional paper, spring", "channel": "local-press", "cost_pence": 45_000,
    "starts_on": "2027-01-04", "ends_on": "2027-01-29", "vacancy_id": .null, "notes": "",
  ]

  private static let organisation = Endpoint.Parameter(
    name: "organisation_id", schema: .uuid,
    note: "The school, or the authority with all its schools; yours when you have only one.")

  private static let id = Endpoint.Parameter(name: "id", schema: .uuid, note: "The campaign’s identifier.")

  private static let channels = Endpoint(
    method: .get, path: "/advertising-channels", operationID: "listAdvertisingChannels", tag: .advertising,
    summary: "List where posts can be advertised", access: .open,
    successes: [.ok(.answer(["items": .list(.answer(["code": .text, "name": .text]))]), "The channels.")]
  ) { call in
    let channels = try await ReadCampaigns(call.services).channels()
    return .ok(["items": .array(channels.map { ["code": .string($0.code), "name": .string($0.name)] })])
  }

  private static let list = Endpoint(
    method: .get, path: "/campaigns", operationID: "listCampaigns", tag: .advertising,
    summary: "List campaigns, newest first", access: .scoped(.readCampaigns),
    query: [organisation, .limit(100, otherwise: 50), .cursor],
    successes: [.ok(.page(of: campaign), "A page of campaigns.")], failures: [404]
  ) { call in
    let page = try await ReadCampaigns(call.services).list(
      try await extent(call), limit: call.limit(otherwise: 50), after: try call.cursor(), by: call.actor)
    return .page(page) { json($0, call) }
  }

  private static let create = Endpoint(
    method: .post, path: "/campaigns", operationID: "createCampaign", tag: .advertising,
    summary: "Start a campaign",
    note: """
      It gets a link of its own, which leads to its vacancy or to all of them. Applications that are sent in \
      the same session of a browser are counted as its own; nothing about the person is kept with it.
      """,
    access: .scoped(.manageCampaigns), body: .init(schema: draft, example: example),
    successes: [.created(campaign, "The campaign.")], failures: [404]
  ) { call in
    let named = call.body.textIfAny("organisation_id").flatMap { OrganisationID($0) }
    guard let owner = try await extent(call, named).owner else { throw DomainError.notFound("organisation") }
    let campaign = try await CreateCampaign(call.services)(
      of: owner.organisation, content(call.body), submission: call.submission, by: call.actor)
    return .created(json(campaign, call), at: "/campaigns/\(campaign.id)", version: campaign.version)
  }

  private static let read = Endpoint(
    method: .get, path: "/campaigns/{id}", operationID: "getCampaign", tag: .advertising,
    summary: "Read a campaign", access: .scoped(.readCampaigns), parameters: [id],
    successes: [.ok(campaign, "The campaign.")]
  ) { call in
    let campaign = try await ReadCampaigns(call.services).find(try call.id(of: "campaign"), by: call.actor)
    return .ok(json(campaign, call), version: campaign.version)
  }

  private static let change = Endpoint(
    method: .put, path: "/campaigns/{id}", operationID: "changeCampaign", tag: .advertising,
    summary: "Replace what is written about a campaign", note: "Its link stays.",
    access: .scoped(.manageCampaigns), parameters: [id], body: .init(schema: input, example: example),
    condition: .required, successes: [.ok(campaign, "The campaign as it is now.")]
  ) { call in
    let campaign = try await ChangeCampaign(call.services)(
      try call.id(of: "campaign"), content(call.body), expectedVersion: call.expectedVersion, by: call.actor)
    return .ok(json(campaign, call), version: campaign.version)
  }

  private static let remove = Endpoint(
    method: .delete, path: "/campaigns/{id}", operationID: "removeCampaign", tag: .advertising,
    summary: "Remove a campaign whose link nobody has followed", access: .scoped(.manageCampaigns),
    parameters: [id], condition: .optional, successes: [.noContent("It is gone.")], failures: [409]
  ) { call in
    try await RemoveCampaign(call.services)(
      try call.id(of: "campaign"), expectedVersion: call.expectedVersion, by: call.actor)
    return .noContent
  }

  private static let report = Endpoint(
    method: .get, path: "/campaigns/report", operationID: "reportCampaigns", tag: .advertising,
    summary: "Report what campaigns cost and what came of them", access: .scoped(.readCampaigns),
    query: [organisation], successes: [.ok(reportSchema, "The newest 500 campaigns and their sum.")],
    failures: [404]
  ) { call in
    let report = try await ReportCampaigns(call.services)(try await extent(call), by: call.actor)
    let items = report.campaigns.map { figures -> JSONValue in
      var members = sums(
        figures.campaign.content.costPence, figures.visits, figures.applications, figures.appointments,
        figures.costPerApplication, figures.costPerAppointment)
      members["campaign"] = json(figures.campaign, call)
      return .object(members)
    }
    let total = sums(
      report.costPence, report.visits, report.applications, report.appointments, report.costPerApplication,
      report.costPerAppointment)
    return .ok([
      "items": .array(items), "total": .object(total), "other_applications": .whole(report.otherApplications),
    ])
  }

  private static let csv = Endpoint(
    method: .get, path: "/campaigns/report/export", operationID: "exportCampaignReport", tag: .advertising,
    summary: "Report campaigns as CSV", access: .scoped(.readCampaigns), query: [organisation],
    successes: [.file(["text/csv"], "The file, in UTF-8.")], failures: [404]
  ) { call in
    let report = try await ReportCampaigns(call.services)(try await extent(call), by: call.actor)
    return .csv(report.csv)
  }

  private static func extent(_ call: Call) async throws -> CampaignExtent {
    try await extent(call, call.query.textIfAny("organisation_id").flatMap { OrganisationID($0) })
  }

  private static func extent(_ call: Call, _ named: OrganisationID?) async throws -> CampaignExtent {
    if let named { return CampaignExtent(of: try await Organisation.find(named, in: call.services.pool)) }
    let readable = try CampaignExtent.readable(by: call.actor)
    guard readable.count == 1, let only = readable.first else {
      throw DomainError.invalid([
        FieldProblem(field: "organisation_id", message: "You work for several organisations: say which.")
      ])
    }
    return only
  }

  private static func content(_ body: Fields) -> CampaignContent {
    CampaignContent(
      name: body.text("name"), channel: body.text("channel"), costPence: body.whole("cost_pence") ?? 0,
      startsOn: body.date("starts_on"), endsOn: body.date("ends_on"),
      vacancy: body.textIfAny("vacancy_id").flatMap { VacancyID($0) }, notes: body.text("notes"))
  }

  private static func sums(
    _ cost: Int, _ visits: Int, _ applications: Int, _ appointments: Int, _ perApplication: Int?,
    _ perAppointment: Int?
  ) -> [String: JSONValue] {
    [
      "cost_pence": .whole(cost), "visits": .whole(visits), "applications": .whole(applications),
      "appointments": .whole(appointments), "cost_per_application_pence": .whole(perApplication),
      "cost_per_appointment_pence": .whole(perAppointment),
    ]
  }

  private static func json(_ campaign: Campaign, _ call: Call) -> JSONValue {
    let content = campaign.content
    return [
      "id": .id(campaign.id), "organisation_id": .id(campaign.owner.organisation),
      "organisation_name": .string(campaign.ownerName), "channel_name": .string(campaign.channelName),
      "vacancy_title": .text(campaign.vacancyTitle),
      "link": .string(call.services.settings.baseURL + campaign.path), "version": .whole(campaign.version),
      "created_at": .instant(campaign.createdAt), "name": .string(content.name),
      "channel": .string(content.channel), "cost_pence": .whole(content.costPence),
      "starts_on": .date(content.startsOn), "ends_on": .date(content.endsOn),
      "vacancy_id": .id(content.vacancy), "notes": .string(content.notes),
    ]
  }
}
