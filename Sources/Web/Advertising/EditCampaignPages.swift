import Domain
import Foundation
import HTTPSupport
import Hummingbird

/// Where a campaign is started, shown, changed and removed.
struct EditCampaignPages: Sendable {
  private let environment: WebEnvironment

  init(_ environment: WebEnvironment) { self.environment = environment }

  func add(to pages: RouterGroup<AppRequestContext>) {
    pages.get("campaigns/new") { try await showNew($0, $1) }
    pages.post("campaigns/new") { try await create($0, $1) }
    pages.get("campaigns/:id") { try await show($0, $1) }
    pages.get("campaigns/:id/edit") { try await showEdit($0, $1) }
    pages.post("campaigns/:id/edit") { try await change($0, $1) }
    pages.post("campaigns/:id/remove") { try await remove($0, $1) }
  }

  private func campaign(_ context: AppRequestContext) async throws -> Campaign {
    guard let id = CampaignID(try context.parameters.require("id", as: String.self)) else {
      throw DomainError.notFound("campaign")
    }
    _ = try context.webActor.requireAccount()
    return try await ReadCampaigns(environment.services).find(id, by: context.webActor)
  }

  private func list(_ owner: Place) -> String { "/campaigns?organisation=\(owner.organisation)" }

  // MARK: Starting

  private func owner(_ request: Request, _ context: AppRequestContext) async throws -> Place {
    let extent = try await CampaignPages.extent(request, context, environment.services)
    guard let owner = extent.owner else { throw DomainError.notFound("organisation") }
    try context.webActor.require(.manageCampaigns, at: owner)
    return owner
  }

  private func showNew(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let owner = try await owner(request, context)
    return try await form("Start a campaign", owner, action(owner), Fields(), nil, context)
  }

  private func action(_ owner: Place) -> String { "/campaigns/new?organisation=\(owner.organisation)" }

  private func create(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let owner = try await owner(request, context)
    let (content, problems) = CampaignForm.read(context.form)
    do {
      if !problems.isEmpty { throw DomainError.invalid(problems) }
      let campaign = try await CreateCampaign(environment.services)(
        of: owner.organisation, content, submission: SubmissionToken.read(context.form), by: context.webActor)
      return .seeOther("/campaigns/\(campaign.id)")
    } catch DomainError.invalid(let found) {
      let fields = Fields(context.form, problems: CampaignForm.shown(found))
      return try await form("Start a campaign", owner, action(owner), fields, nil, context)
    }
  }

  // MARK: Showing

  private func show(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let campaign = try await campaign(context)
    let content = campaign.content
    let link = environment.services.settings.baseURL + campaign.path
    let base = "/campaigns/\(campaign.id)"
    let mayChange = context.webActor.may(.manageCampaigns, at: campaign.owner)
    return environment.respond(
      Page(content.name, path: "/campaigns", above: BackLink(to: list(campaign.owner), "Campaigns")) {
        Heading(content.name, caption: "Campaign of \(campaign.ownerName)")
        InsetText {
          Paragraph(
            "Give this address out wherever the campaign runs. It is counted how often it is followed.")
          "<p class=\"govuk-body\"><code class=\"staffroom-breakable\">\(link)</code></p>" as HTML
        }
        SummaryList([
          .init("Where", campaign.channelName), .init("Cost", CampaignText.pounds(content.costPence)),
          .init("When", CampaignText.dates(content)),
          .init("Leads to", campaign.vacancyTitle ?? "All vacancies"),
          .init("Notes", content.notes),
        ])
        if mayChange {
          Form("\(base)/remove", in: context) {
            HiddenInput("version", String(campaign.version))
            ButtonGroup {
              LinkButton("Change", to: "\(base)/edit", kind: .secondary)
              Button("Remove this campaign", kind: .link)
            }
          }
        }
      }, in: context)
  }

  // MARK: Changing

  private func showEdit(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let campaign = try await campaign(context)
    try context.webActor.require(.manageCampaigns, at: campaign.owner)
    return try await form(
      "Change the campaign", campaign.owner, "/campaigns/\(campaign.id)/edit",
      Fields(CampaignForm.values(campaign.content)), campaign.version, context)
  }

  private func change(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let campaign = try await campaign(context)
    let (content, problems) = CampaignForm.read(context.form)
    let here = "/campaigns/\(campaign.id)/edit"
    do {
      if !problems.isEmpty { throw DomainError.invalid(problems) }
      _ = try await ChangeCampaign(environment.services)(
        campaign.id, content, expectedVersion: context.form.int("version") ?? 0, by: context.webActor)
      return .seeOther("/campaigns/\(campaign.id)")
    } catch DomainError.invalid(let found) {
      let fields = Fields(context.form, problems: CampaignForm.shown(found))
      return try await form(
        "Change the campaign", campaign.owner, here, fields, context.form.int("version"), context)
    } catch DomainError.staleVersion(let current) {
      let rows = zip(CampaignForm.rows(campaign.content), CampaignForm.rows(content)).map {
        Conflict.Row($0.0, stored: $0.1, yours: $1.1)
      }
      let title = "Somebody else has changed this campaign"
      return environment.respond(
        Page(title, path: "/campaigns", status: .conflict, isWide: true) {
          Heading(title)
          Conflict(
            rows, action: here, stored: "/campaigns/\(campaign.id)", fields: context.form,
            currentVersion: current, in: context)
        }, in: context)
    }
  }

  private func remove(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let campaign = try await campaign(context)
    try await RemoveCampaign(environment.services)(
      campaign.id, expectedVersion: context.form.int("version"), by: context.webActor)
    return .seeOther(list(campaign.owner))
  }

  private func form(
    _ title: String, _ owner: Place, _ action: String, _ fields: Fields, _ version: Int?,
    _ context: AppRequestContext
  ) async throws -> Response {
    let channels = try await ReadCampaigns(environment.services).channels()
    let name = try await Organisation.find(owner.organisation, in: environment.services.pool).name
    return environment.respond(
      Page(
        title, path: "/campaigns", problems: fields.problems, above: BackLink(to: list(owner), "Campaigns")
      ) {
        Heading(title, caption: name)
        Form(action, in: context) {
          if let version { HiddenInput("version", String(version)) }
          CampaignForm.html(fields, channels)
          Button("Save")
        }
      }, in: context)
  }
}
