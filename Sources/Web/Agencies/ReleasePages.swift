import Domain
import HTTPSupport
import Hummingbird

/// Where a school releases a vacancy to agencies, and sees whom they put forward.
struct ReleasePages: Sendable {
  private let environment: WebEnvironment

  init(_ environment: WebEnvironment) { self.environment = environment }

  func add(to pages: RouterGroup<AppRequestContext>) {
    pages.get("school/vacancies/:id/agencies") { try await show($0, $1) }
    pages.post("school/vacancies/:id/agencies") { try await release($0, $1) }
    pages.get("school/vacancies/:id/agencies/:release/take-back") { try await askToTakeBack($0, $1) }
    pages.post("school/vacancies/:id/agencies/:release/take-back") { try await takeBack($0, $1) }
  }

  private func show(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let query = request.uri.queryParameters
    let news =
      query.has("released")
      ? "Released. The agencies’ consultants are told."
      : query.has("taken-back") ? "Taken back. The agency’s consultants are told." : nil
    return try await page(request, Fields(), news, context)
  }

  private func page(
    _ request: Request, _ fields: Fields, _ news: String?, _ context: AppRequestContext
  ) async throws -> Response {
    let services = environment.services
    let actor = context.webActor
    let id = try context.vacancyOfPath()
    let query = request.uri.queryParameters
    func cursor(_ name: String) -> Cursor? { query[name[...]].flatMap { Cursor(String($0)) } }
    let releases = try await ReadReleases(services).list(
      of: id, limit: 25, after: cursor("releases"), by: actor)
    let people = try await ReadCandidates(services).received(
      for: id, limit: 25, after: cursor("people"), by: actor)
    let vacancy = try await FindVacancy(services)(id, by: actor)
    let choices = try await ReleaseVacancy(services).choices(for: id, by: actor)
    let base = "/school/vacancies/\(id)/agencies"
    let isOpen = vacancy.state(at: services.now()) == .published
    return environment.respond(
      Page(
        "Agencies", path: "/school", problems: fields.problems,
        above: BackLink(to: "/school/vacancies/\(id)", "The vacancy"),
        banner: news.map { NotificationBanner($0) }, isWide: true
      ) {
        Heading("Agencies", caption: vacancy.content.title)
        Heading("Put forward by agencies", .section)
        if people.items.isEmpty {
          EmptyState("Nobody yet", "People appear here once they have agreed to be put forward.")
        } else {
          ReceivedCandidates(people.items)
          Pagination(previous: nil, next: people.next.map { "\(base)?people=\($0)" }, of: "people")
        }
        Heading("Released to", .section)
        if releases.items.isEmpty {
          Paragraph("This vacancy is released to no agency.")
        } else {
          table(releases.items, base, mayTakeBack: actor.may(.releaseToAgency, at: vacancy.place))
          Pagination(previous: nil, next: releases.next.map { "\(base)?releases=\($0)" }, of: "agencies")
        }
        if isOpen && actor.may(.releaseToAgency, at: vacancy.place) {
          form(base, choices, fields, context)
        }
      }, in: context)
  }

  private func table(_ releases: [AgencyRelease], _ base: String, mayTakeBack: Bool) -> Table {
    Table(
      "Agencies, the last first", isCaptionHidden: true,
      columns: [.init("Agency"), .init("Released"), .init("Last day"), .init("State"), .init("Change")],
      rows: releases.map { release in
        let now = environment.services.now()
        let obstacle = release.obstacle(at: now)
        // After its last day those whom the agency has asked can still agree; once the vacancy has closed, nobody can.
        let canBeTaken = release.takenBackAt == nil && release.isVacancyOpen(at: now) && mayTakeBack
        return [
          HTML(text: release.agencyName), HTML(text: LondonTime.dateAndTime(release.releasedAt)),
          HTML(text: release.lastDate.map(LondonTime.shortDate) ?? "Until the vacancy closes"),
          release.takenBackAt != nil
            ? Tag("Taken back").html : obstacle == nil ? Tag("Open", .green).html : Tag("Ended").html,
          canBeTaken
            ? Link("Take back", to: "\(base)/\(release.id)/take-back", about: "from \(release.agencyName)")
              .html
            : "–",
        ]
      })
  }

  private func form(
    _ base: String, _ choices: [Agency], _ fields: Fields, _ context: AppRequestContext
  ) -> HTML {
    let heading = Heading("Release it to agencies", .section).html
    if choices.isEmpty {
      return heading + Paragraph("There is no other agency whose terms with the authority are in force.").html
    }
    return heading
      + Form(base, in: context) {
        fields.checkboxes(
          "agency_ids", "Agencies",
          choices.map {
            Choice($0.id.description, $0.name, hint: AgencyText.rate($0.terms?.content.rate))
          }, hint: "The fee is what the school pays if somebody of theirs is appointed.")
        fields.date(
          "last_date", "Last day for putting people forward (optional)",
          hint: "Without one, until the vacancy closes.")
        fields.textarea("note", "Note to the agencies (optional)", rows: 3)
        Button("Release the vacancy")
      }.html
  }

  private func release(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let id = try context.vacancyOfPath()
    let form = context.form
    var problems = Problems()
    let lastDate = FormDay.read(form, "last_date", "last day", &problems)
    do {
      try problems.throwIfAny()
      _ = try await ReleaseVacancy(environment.services)(
        id, to: form.strings("agency_ids").compactMap { OrganisationID($0) }, lastDate: lastDate,
        note: SectionForm.lines(form["note"]), by: context.webActor)
      return .seeOther("/school/vacancies/\(id)/agencies?released=1")
    } catch {
      let problems = try Refusal.problems(error, field: "agency_ids")
      return try await page(request, Fields(form, problems: problems), nil, context)
    }
  }

  /// The release that the address names, if it is of the vacancy that the address names.
  private func release(_ context: AppRequestContext) async throws -> AgencyRelease {
    let release = try await ReadReleases(environment.services).ofSchool(
      try context.releaseOfPath(), by: context.webActor)
    try context.require(release.vacancy, named: "id", orHide: "release")
    return release
  }

  private func askToTakeBack(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let release = try await release(context)
    let base = "/school/vacancies/\(release.vacancy)/agencies"
    let title = "Take the vacancy back from \(release.agencyName)?"
    return environment.respond(
      Page(title, path: "/school", above: BackLink(to: base, "Agencies")) {
        Heading(title, caption: release.vacancyTitle)
        Paragraph(
          "The agency can put nobody else forward, and people whom it has asked can no longer agree. Those who have "
            + "agreed stay in your selection.")
        Form("\(base)/\(release.id)/take-back", in: context) {
          ButtonGroup {
            Button("Take it back", kind: .warning)
            Link("Leave it with them", to: base)
          }
        }
      }, in: context)
  }

  private func takeBack(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let release = try await ReleaseVacancy(environment.services).takeBack(
      try await release(context).id, by: context.webActor)
    return .seeOther("/school/vacancies/\(release.vacancy)/agencies?taken-back=1")
  }
}

/// People whom agencies have put forward, as the school reads them.
struct ReceivedCandidates: Component {
  private let people: [ReceivedCandidate]

  init(_ people: [ReceivedCandidate]) { self.people = people }

  var html: HTML {
    HTML(
      people.map { person in
        let title = person.content?.name ?? "Somebody put forward"
        var rows: [SummaryList.Row] = [
          .init("Agency", person.agencyName),
          .init("Agreed", LondonTime.dateAndTime(person.agreedAt)),
          .init("Application", html: Self.application(of: person, title)),
        ]
        if let content = person.content {
          rows += [.init("E-mail address", content.email), .init("Telephone", content.telephone)]
          rows += Self.rows(content)
        }
        return SummaryList(rows, title: title).html
      })
  }

  /// The way to the application, and whether there is nobody any more who could be written to.
  private static func application(of person: ReceivedCandidate, _ title: String) -> HTML {
    let closed = ClosedAccount.line(isClosed: person.isAccountClosed)
    if let application = person.application {
      return Link("Read the application", to: "/received/\(application)", about: "of \(title)").html + closed
    }
    let missing: HTML = person.isAccountClosed ? "Not sent" : "Not sent yet: the person has been asked for it"
    return missing + closed
  }

  /// What an agency wrote about somebody.
  static func rows(_ content: AgencyCandidateContent) -> [SummaryList.Row] {
    [
      .init("What the agency says", content.statement),
      .init("Experience", content.experience.isEmpty ? nil : content.experience),
    ]
  }
}

/// On the page of an application: which agency it came through, and what that wrote.
struct AgencySource: Component {
  private let source: ReceivedCandidate?

  init(_ source: ReceivedCandidate?) { self.source = source }

  /// The same in one line below the applicant's name in a list.
  static func line(_ agency: String?) -> HTML {
    agency.map { "<span class=\"govuk-hint staffroom-under\">Through \($0)</span>" } ?? ""
  }

  var html: HTML {
    guard let source else { return "" }
    let heading = Heading("Put forward by \(source.agencyName)", .section).html
    guard let content = source.content else { return heading }
    return heading + SummaryList(ReceivedCandidates.rows(content)).html
  }
}
