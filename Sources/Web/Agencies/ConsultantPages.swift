import Domain
import HTTPSupport
import Hummingbird

/// The desk of an agency's consultants: vacancies released to it, and how the people stand whom it put forward.
struct ConsultantPages: Sendable {
  private let environment: WebEnvironment

  init(_ environment: WebEnvironment) { self.environment = environment }

  func add(to pages: RouterGroup<AppRequestContext>) {
    pages.get("agency") { try await start($0, $1) }
    pages.get("agency/releases/:release") { try await release($0, $1) }
    pages.get("agency/candidates/:candidate") { try await candidate($0, $1) }
    pages.get("agency/candidates/:candidate/retract") { try await askToRetract($0, $1) }
    pages.post("agency/candidates/:candidate/retract") { try await retract($0, $1) }
  }

  /// The agency that is meant: the one in the address, or the first of the person's own.
  private func agency(_ request: Request, _ own: [Agency]) throws -> Agency {
    let named = request.uri.queryParameters["agency"].flatMap { OrganisationID(String($0)) }
    guard let agency = named == nil ? own.first : own.first(where: { $0.id == named }) else {
      throw DomainError.notFound("page")
    }
    return agency
  }

  private func start(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let services = environment.services
    let actor = context.webActor
    let own = try await ReadAgencies(services).own(by: actor)
    let agency = try agency(request, own)
    let query = request.uri.queryParameters
    func cursor(_ name: String) -> Cursor? { query[name[...]].flatMap { Cursor(String($0)) } }
    let showsAll = query["all"] != nil
    let releases = try await ReadReleases(services).list(
      to: agency.id, openOnly: !showsAll, limit: 25, after: cursor("releases"), by: actor)
    let people = try await ReadCandidates(services).list(
      of: agency.id, limit: 25, after: cursor("people"), by: actor)
    let here = "/agency?agency=\(agency.id)"
    return environment.respond(
      Page(agency.name, path: "/agency", isWide: true) {
        Heading(agency.name, caption: "Recruitment agency")
        if agency.standing != .inForce {
          WarningText("You can put nobody forward: \(agency.standing.title.lowercasedFirst).")
        }
        Heading("Released to us", .section)
        if releases.items.isEmpty {
          EmptyState("No vacancies", "You are told by e-mail when a school releases one to you.")
        } else {
          releaseTable(releases.items)
          Pagination(
            previous: nil, next: releases.next.map { "\(here)&releases=\($0)" + (showsAll ? "&all=1" : "") },
            of: "vacancies")
        }
        Paragraph(
          html: showsAll
            ? Link("Only those that are open", to: here).html
            : Link("Also those that have ended", to: "\(here)&all=1").html)
        Heading("People we put forward", .section)
        if people.items.isEmpty {
          EmptyState("Nobody yet", "Open a vacancy above to put somebody forward.")
        } else {
          CandidateTable(people.items)
          Pagination(previous: nil, next: people.next.map { "\(here)&people=\($0)" }, of: "people")
        }
        Heading("Our terms with the authority", .section)
        SummaryList(
          [.init("State", html: agency.standing.tag.html)] + (agency.terms.map(AgencyText.rows) ?? []))
        Paragraph(
          html: Link("Fees and outcomes", to: "/agency-report?organisation=\(agency.id)").html)
        if own.count > 1 {
          Heading("Other agencies of yours", .section)
          BulletList(
            html: own.filter { $0.id != agency.id }.map { Link($0.name, to: "/agency?agency=\($0.id)").html })
        }
      }, in: context)
  }

  private func releaseTable(_ releases: [AgencyRelease]) -> Table {
    Table(
      "Vacancies released to us, the last first", isCaptionHidden: true,
      columns: [.init("Vacancy"), .init("School"), .init("Last day"), .init("State")],
      rows: releases.map { release in
        let isOpen = release.obstacle(at: environment.services.now()) == nil
        return [
          Link(release.vacancyTitle, to: "/agency/releases/\(release.id)").html,
          HTML(text: release.schoolName), HTML(text: Self.lastDay(release)),
          (isOpen ? Tag("Open", .green) : release.takenBackAt != nil ? Tag("Taken back") : Tag("Ended")).html,
        ]
      })
  }

  private static func lastDay(_ release: AgencyRelease) -> String {
    if let lastDate = release.lastDate { return LondonTime.shortDate(lastDate) }
    return release.closesAt.map(LondonTime.dateAndTime) ?? "Not set"
  }

  // MARK: One release

  private func release(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let services = environment.services
    let release = try await ReadReleases(services).find(try context.releaseOfPath(), by: context.webActor)
    let people = try await ReadCandidates(services).list(
      of: release.agency, release: release.id, limit: 25, after: request.after, by: context.webActor)
    let base = "/agency/releases/\(release.id)"
    let obstacle = release.obstacle(at: services.now())
    return environment.respond(
      Page(
        release.vacancyTitle, path: "/agency",
        above: BackLink(to: "/agency?agency=\(release.agency)", release.agencyName), isWide: true
      ) {
        Heading(release.vacancyTitle, caption: release.schoolName)
        if let obstacle { InsetText(obstacle) }
        SummaryList([
          .init(
            "Vacancy",
            html: Link("Read the advertisement", to: VacancyText.address(release.vacancy)).html),
          .init("Reference", release.vacancyReference),
          .init("Released", LondonTime.dateAndTime(release.releasedAt)),
          .init("Last day", Self.lastDay(release)),
          .init("Note of the school", release.note.isEmpty ? "None" : release.note),
        ])
        if obstacle == nil { LinkButton("Put somebody forward", to: "\(base)/candidates/new") }
        Heading("People we put forward", .section)
        if people.items.isEmpty {
          Paragraph("Nobody yet.")
        } else {
          CandidateTable(people.items)
          Pagination(previous: nil, next: people.next.map { "\(base)?after=\($0)" }, of: "people")
        }
      }, in: context)
  }

  // MARK: One person

  private func candidate(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let candidate = try await ReadCandidates(environment.services).find(
      try context.candidateOfPath(), by: context.webActor)
    let isNew = request.uri.queryParameters.has("asked")
    return environment.respond(
      Page(
        candidate.content.name, path: "/agency",
        above: BackLink(to: "/agency/releases/\(candidate.release)", candidate.vacancyTitle),
        banner: isNew
          ? NotificationBanner("We have asked \(candidate.content.name) by e-mail.") : nil
      ) {
        Heading(candidate.content.name, caption: "\(candidate.vacancyTitle), \(candidate.schoolName)")
        SummaryList(Self.rows(candidate))
        if candidate.standing == .waiting {
          Paragraph("The school sees nothing of this before the person has agreed.")
          Paragraph(html: Link("Take it back", to: "/agency/candidates/\(candidate.id)/retract").html)
        }
      }, in: context)
  }

  private static func rows(_ candidate: AgencyCandidate) -> [SummaryList.Row] {
    let content = candidate.content
    var rows: [SummaryList.Row] = [
      .init("State", html: candidate.standing.tag.html),
      .init("Put forward", LondonTime.dateAndTime(candidate.submittedAt)),
    ]
    if candidate.standing == .waiting {
      rows.append(.init("Can answer until", LondonTime.dateAndTime(candidate.answerBy)))
    } else if let answeredAt = candidate.answeredAt {
      rows.append(.init("Answered", LondonTime.dateAndTime(answeredAt)))
    }
    if candidate.isErased {
      return rows + [.init("What we wrote", "Erased, as nothing came of it")]
    }
    return rows + [
      .init("E-mail address", content.email),
      .init("Telephone", content.telephone), .init("Statement", content.statement),
      .init("Experience", content.experience),
    ]
  }

  private func askToRetract(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let candidate = try await ReadCandidates(environment.services).find(
      try context.candidateOfPath(), by: context.webActor)
    let base = "/agency/candidates/\(candidate.id)"
    guard candidate.standing == .waiting else { return .seeOther(base) }
    let title = "Take back \(candidate.content.name)?"
    return environment.respond(
      Page(title, path: "/agency", above: BackLink(to: base)) {
        Heading(title, caption: "\(candidate.vacancyTitle), \(candidate.schoolName)")
        Paragraph("The link in the mail to them stops working.")
        Form("\(base)/retract", in: context) {
          HiddenInput("version", String(candidate.version))
          ButtonGroup {
            Button("Take it back", kind: .warning)
            Link("Leave it", to: base)
          }
        }
      }, in: context)
  }

  private func retract(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let candidate = try await SubmitCandidate(environment.services).retract(
      try context.candidateOfPath(), expectedVersion: context.form.int("version"), by: context.webActor)
    return .seeOther("/agency/candidates/\(candidate.id)")
  }
}

/// People whom an agency put forward, with how they stand.
struct CandidateTable: Component {
  private let people: [AgencyCandidate]

  init(_ people: [AgencyCandidate]) { self.people = people }

  var html: HTML {
    Table(
      "People we put forward, the last first", isCaptionHidden: true,
      columns: [.init("Name"), .init("Vacancy"), .init("School"), .init("Put forward"), .init("State")],
      rows: people.map { person in
        [
          Link(person.content.name, to: "/agency/candidates/\(person.id)").html,
          HTML(text: person.vacancyTitle), HTML(text: person.schoolName),
          HTML(text: LondonTime.dateAndTime(person.submittedAt)), person.standing.tag.html,
        ]
      }
    ).html
  }
}
