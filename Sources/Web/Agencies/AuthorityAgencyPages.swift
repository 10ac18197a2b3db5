import Domain
import HTTPSupport
import Hummingbird

/// The agencies of an authority, for its staff: which there are, what was agreed, who works there.
struct AuthorityAgencyPages: Sendable {
  private let environment: WebEnvironment

  init(_ environment: WebEnvironment) { self.environment = environment }

  func add(to pages: RouterGroup<AppRequestContext>) {
    pages.get("authority/agencies") { try await list($0, $1) }
    pages.post("authority/agencies") { try await create($0, $1) }
    pages.get("authority/agencies/:id") { try await show($0, $1) }
    pages.post("authority/agencies/:id/people") { try await invite($0, $1) }
    pages.get("authority/agencies/:id/stop") { try await askToStop($0, $1) }
    pages.post("authority/agencies/:id/stop") { try await stop($0, $1) }
  }

  // MARK: All agencies

  private func list(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    try await listPage(request.after, Fields(), context)
  }

  private func listPage(
    _ after: Cursor?, _ fields: Fields, _ context: AppRequestContext
  ) async throws -> Response {
    let services = environment.services
    let authority = try await Authority.seat(of: context.webActor, in: services.pool)
    let page = try await ReadAgencies(services).list(
      of: authority.place, limit: 25, after: after, by: context.webActor)
    return environment.respond(
      Page(
        "Recruitment agencies", path: "/authority", problems: fields.problems,
        above: BackLink(to: "/authority", "Authority"), isWide: true
      ) {
        Heading("Recruitment agencies", caption: authority.name)
        Paragraph(
          "Schools can release vacancies to agencies whose terms are in force and whose vetting is confirmed."
        )
        Paragraph(html: Link("Fees and outcomes", to: "/agency-report").html)
        if page.items.isEmpty {
          EmptyState("No agencies yet", "An administrator adds them, then terms are recorded.")
        } else {
          Self.table(page.items)
          Pagination(
            previous: after == nil ? nil : "/authority/agencies",
            next: page.next.map { "/authority/agencies?after=\($0)" }, of: "agencies")
        }
        if context.webActor.may(.manageSchools, at: authority.place) {
          Heading("Add an agency", .section)
          Form("/authority/agencies", in: context) {
            fields.text("name", "What the agency is called", width: .twoThirds, maximumLength: 200)
            Button("Add the agency")
          }
        }
      }, in: context)
  }

  private static func table(_ agencies: [Agency]) -> Table {
    Table(
      "Agencies, newest first", isCaptionHidden: true,
      columns: [.init("Agency"), .init("State"), .init("Terms"), .init("Fee")],
      rows: agencies.map { agency in
        [
          Link(agency.name, to: "/authority/agencies/\(agency.id)").html, agency.standing.tag.html,
          HTML(text: agency.terms.map { AgencyText.dates($0.content) } ?? "–"),
          HTML(text: AgencyText.rate(agency.terms?.content.rate)),
        ]
      })
  }

  private func create(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let authority = try await Authority.seat(of: context.webActor, in: environment.services.pool)
    do {
      let made = try await CreateOrganisation(environment.services)(
        kind: .agency, name: context.form["name"], authority: authority.id, by: context.webActor)
      return .seeOther("/authority/agencies/\(made.id)")
    } catch DomainError.invalid(let problems) {
      return try await listPage(nil, Fields(context.form, problems: problems), context)
    }
  }

  // MARK: One agency

  private func show(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let query = request.uri.queryParameters
    let news: String? =
      switch query["saved"] {
      case "unchanged": "Nothing was changed, so there is no new version of the terms."
      case .some: "Saved."
      case nil: query.has("invited") ? "The invitation is on its way." : nil
      }
    return try await page(
      try await environment.managedAgency(context), request.after, people: request.cursor("people"), Fields(),
      news, context)
  }

  private func page(
    _ agency: Agency, _ after: Cursor?, people others: Cursor? = nil, _ fields: Fields, _ news: String?,
    _ context: AppRequestContext
  ) async throws -> Response {
    let services = environment.services
    let actor = context.webActor
    let versions = try await ReadAgencies(services).terms(of: agency.id, limit: 10, after: after, by: actor)
    let people = try await ListStaff(services)(at: agency.id, after: others, by: actor)
    let base = "/authority/agencies/\(agency.id)"
    return environment.respond(
      Page(
        agency.name, path: "/authority", problems: fields.problems,
        above: BackLink(to: "/authority/agencies", "Recruitment agencies"),
        banner: news.map { NotificationBanner($0) }, isWide: true
      ) {
        Heading(agency.name, caption: "Recruitment agency")
        SummaryList([.init("State", html: agency.standing.tag.html)])
        ButtonGroup {
          LinkButton("Record terms", to: "\(base)/terms/new")
          if agency.terms != nil, agency.standing != .stopped, agency.standing != .ended {
            Link("Stop the terms at once", to: "\(base)/stop")
          }
        }
        Heading("Terms", .section)
        if versions.items.isEmpty {
          Paragraph("No terms are recorded yet.")
        } else {
          HTML(
            versions.items.map { terms in
              SummaryList(
                AgencyText.rows(terms),
                title: "Version \(terms.version)\(AgencyText.standing(terms, of: agency))"
              ).html
            })
          Pagination(
            previous: after == nil ? nil : base, next: versions.next.map { "\(base)?after=\($0)" },
            of: "terms")
        }
        Heading("Consultants", .section)
        if people.items.isEmpty {
          Paragraph("Nobody works for the agency here yet.")
        } else {
          BulletList(people.items.map { "\($0.name), \($0.email)" })
          CursorPagination(
            next: people.next.map { "\(base)?people=\($0)" }, first: others.map { _ in base },
            of: "consultants")
        }
        if actor.may(.manageStaff, at: agency.place) {
          Form("\(base)/people", in: context) {
            fields.email("email", "E-mail address of a consultant")
            Button("Send an invitation", kind: .secondary)
          }
        }
      }, in: context)
  }

  private func invite(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let agency = try await environment.managedAgency(context)
    do {
      try await InviteStaff(environment.services)(
        email: context.form["email"], role: .consultant, at: agency.id, by: context.webActor)
      return .seeOther("/authority/agencies/\(agency.id)?invited=1")
    } catch DomainError.invalid(let problems) {
      return try await page(agency, nil, Fields(context.form, problems: problems), nil, context)
    }
  }

  // MARK: Stopping

  private func askToStop(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    stopPage(try await environment.managedAgency(context), Fields(), context)
  }

  private func stopPage(_ agency: Agency, _ fields: Fields, _ context: AppRequestContext) -> Response {
    let base = "/authority/agencies/\(agency.id)"
    let title = "Stop the terms of \(agency.name)?"
    return environment.respond(
      Page(title, path: "/authority", problems: fields.problems, above: BackLink(to: base, agency.name)) {
        Heading(title)
        Paragraph(
          "The agency can put nobody forward from now on, and its consultants are told. People who agreed before "
            + "stay in the schools’ selections, and fees for them stay due.")
        Form("\(base)/stop", in: context) {
          HiddenInput("version", String(agency.versions))
          fields.textarea("reason", "Why?", hint: "For the authority’s records.", rows: 3)
          ButtonGroup {
            Button("Stop the terms", kind: .warning)
            Link("Leave them in force", to: base)
          }
        }
      }, in: context)
  }

  private func stop(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let agency = try await environment.managedAgency(context)
    do {
      _ = try await RecordAgencyTerms(environment.services).stop(
        agency.id, reason: context.form["reason"], expectedVersion: context.form.int("version"),
        by: context.webActor)
      return .seeOther("/authority/agencies/\(agency.id)?saved=1")
    } catch {
      let problems = try Refusal.problems(error, field: "reason")
      return stopPage(agency, Fields(context.form, problems: problems), context)
    }
  }
}
