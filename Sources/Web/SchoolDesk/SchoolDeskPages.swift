import Domain
import HTTPSupport
import Hummingbird

/// A school's own desk: its vacancies and what it has received.
struct SchoolDeskPages: Sendable {
  private let environment: WebEnvironment

  init(_ environment: WebEnvironment) { self.environment = environment }

  func add(to pages: RouterGroup<AppRequestContext>) {
    pages.get("school") { try await start($0, $1) }
    pages.get("school/:urn") { try await vacancies($0, $1) }
    EditVacancyPages(environment).add(to: pages)
    ManageVacancyPages(environment).add(to: pages)
    DocumentPages(environment).add(to: pages)
    ReceivedPages(environment).add(to: pages)
    StaffPages(environment).add(to: pages)
  }

  /// The desk of the only school, or the schools to choose from.
  private func start(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let account = try context.webActor.requireAccount()
    var schools: [School] = []
    for id in Set(account.memberships.filter { $0.kind == .school }.map(\.organisation)) {
      schools.append(try await FindSchool(environment.services)(id: id))
    }
    if let only = schools.first, schools.count == 1 { return .seeOther("/school/\(only.urn)") }
    let links = schools.sorted { $0.name < $1.name }.map { Link($0.name, to: "/school/\($0.urn)").html }
    return environment.respond(
      Page("My schools", path: "/school") {
        Heading("My schools")
        if links.isEmpty {
          EmptyState(
            "You have no role at a school", "A head or the authority's administrator can invite you to one.")
        } else {
          BulletList(html: links)
        }
      }, in: context)
  }

  private func vacancies(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let school = try await environment.school(context)
    let actor = context.webActor
    let after = request.uri.queryParameters["after"].flatMap { Cursor(String($0)) }
    if !actor.may(.readUnpublishedVacancy, at: school.place) {
      return try await received(school, context)
    }
    let found = try await ListSchoolVacancies(environment.services)(
      school: school.id, after: after, by: actor)
    let rows = found.items.map { item -> [HTML] in
      let vacancy = item.vacancy
      return [
        Link(vacancy.content.title, to: "/school/vacancies/\(vacancy.id)").html,
        VacancyText.tag(item.state).html,
        HTML(text: vacancy.closesAt.map(LondonTime.dateAndTime) ?? "No date yet"),
        "\(item.applications)",
      ]
    }
    return environment.respond(
      Page("Vacancies of \(school.name)", path: "/school", isWide: true) {
        Heading("Vacancies", caption: school.name)
        ButtonGroup {
          LinkButton("Post a vacancy", to: "/school/\(school.urn)/vacancies/new")
          Link("People with access", to: "/school/\(school.urn)/people")
        }
        if rows.isEmpty {
          EmptyState("No vacancies yet", "What you post appears here, drafts included.")
        } else {
          Table(
            "Vacancies, newest first", isCaptionHidden: true,
            columns: [
              .init("Title"), .init("State"), .init("Closes"), .init("Applications", isNumeric: true),
            ], rows: rows)
        }
        CursorPagination(
          next: found.next.map { "/school/\(school.urn)?after=\($0)" },
          first: after.map { _ in "/school/\(school.urn)" })
      }, in: context)
  }

  /// What panel members see: the applications of the school.
  private func received(_ school: School, _ context: AppRequestContext) async throws -> Response {
    guard context.webActor.may(.readReceivedApplications, at: school.place) else {
      return environment.respond(
        Page(school.name, path: "/school") {
          Heading(school.name)
          EmptyState(
            "Nothing here for your role yet", "Your role at this school does not work with vacancies.")
        }, in: context)
    }
    let found = try await ListApplications(environment.services).received(
      school: school.id, limit: 200, by: context.webActor)
    return environment.respond(
      Page("Applications to \(school.name)", path: "/school", isWide: true) {
        Heading("Applications", caption: school.name)
        ReceivedTable(found.items)
      }, in: context)
  }
}

extension WebEnvironment {
  /// The school that the address names, as far as the person may work there.
  func school(_ context: AppRequestContext) async throws -> School {
    guard let urn = URN(try context.parameters.require("urn", as: String.self)) else {
      throw DomainError.notFound("school")
    }
    let account = try context.webActor.requireAccount()
    let school = try await FindSchool(services)(urn: urn)
    guard account.memberships.contains(where: { $0.organisation == school.id }) else {
      throw DomainError.notFound("school")
    }
    return school
  }

  /// The vacancy that the address names, for those who prepare vacancies at its school.
  func ownVacancy(_ context: AppRequestContext) async throws -> Vacancy {
    guard let id = VacancyID(try context.parameters.require("id", as: String.self)) else {
      throw DomainError.notFound("vacancy")
    }
    _ = try context.webActor.requireAccount()
    let vacancy = try await FindVacancy(services)(id, by: context.webActor)
    try context.webActor.require(.readUnpublishedVacancy, at: vacancy.place, orHide: "vacancy")
    return vacancy
  }

  /// The form for vacancies of an authority, with its subjects, key stages and pay points of today.
  func vacancyForm(authority code: String) async throws -> VacancyForm {
    let reference = ReferenceData(services)
    let scales = PayScales(services)
    let area = try await scales.area(ofAuthority: code) ?? .england
    return VacancyForm(
      roles: try await reference.jobRoles(), subjects: try await reference.subjects(),
      keyStages: try await reference.keyStages(),
      points: try await scales.points(area: area, on: services.today))
  }
}
