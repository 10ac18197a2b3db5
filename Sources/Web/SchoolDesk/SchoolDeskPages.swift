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
    StartVacancyPages(environment).add(to: pages)
    VacancyDeskPages(environment).add(to: pages)
    VacancySectionPages(environment).add(to: pages)
    FurtherSchoolPages(environment).add(to: pages)
    PublishVacancyPages(environment).add(to: pages)
    VacancyLifePages(environment).add(to: pages)
    WithdrawVacancyPages(environment).add(to: pages)
    DocumentPages(environment).add(to: pages)
    CriteriaPages(environment).add(to: pages)
    VacancyQuestionsPages(environment).add(to: pages)
    ImportPages(environment).add(to: pages)
    ReceivedPages(environment).add(to: pages)
    StaffPages(environment).add(to: pages)
    SchoolProfilePages(environment).add(to: pages)
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
      return try await received(school, after: after, context)
    }
    let desk = ReadDesk(environment.services)
    let counts = try await desk.counts(school: school.id, by: actor)
    let tab = DeskTab(rawValue: request.uri.queryParameters["tab"].map(String.init) ?? "") ?? first(counts)
    let page = try await desk(school: school.id, tab: tab, after: after, by: actor)
    let weeks = try await ApplicationsOverTime(environment.services)(school: school.id, by: actor)
    let dashboard = SchoolDashboard(
      school, counts: counts, tab: tab, page: page, weeks: weeks, after: after,
      now: environment.services.now())
    return environment.respond(
      Page("My school: \(school.name)", path: "/school", isWide: true) {
        Heading("My school: \(school.name)")
        dashboard.waiting
        ButtonGroup {
          LinkButton("Post a vacancy", to: "/school/\(school.urn)/vacancies/new")
          Link("Import vacancies", to: "/school/\(school.urn)/vacancies/import")
          if actor.may(.readCampaigns, at: school.place) {
            Link("Campaigns", to: "/campaigns?organisation=\(school.id)")
            Link("Activities: charges", to: "/activity-charges?organisation=\(school.id)")
            Link("Agencies: fees and outcomes", to: "/agency-report?organisation=\(school.id)")
          }
          Link("Single central record", to: "/school/\(school.urn)/central-record")
          if actor.may(.readPool, at: school.place) {
            Link("The pool", to: "/school/pool?school=\(school.urn)")
          }
          if actor.may(.readInductions, at: school.place) {
            Link("New teachers in induction", to: "/school/\(school.urn)/inductions")
          }
          if actor.may(.bookColleagues, at: school.place) {
            Link("Places in activities", to: "/school/activities?school=\(school.id)")
          }
          Link("People with access", to: "/school/\(school.urn)/people")
          Link("The school’s page", to: "/school/\(school.urn)/page")
        }
        Heading("Vacancies", .section)
        dashboard
      }, in: context)
  }

  /// What is live is shown first, unless there is none of it.
  private func first(_ counts: [DeskTab: Int]) -> DeskTab {
    let order: [DeskTab] = [.live, .unanswered, .approval, .drafts, .scheduled, .finished]
    return order.first { counts[$0, default: 0] > 0 } ?? .drafts
  }

  /// What everybody else sees: the vacancies whose panel they are on.
  private func received(
    _ school: School, after: Cursor?, _ context: AppRequestContext
  ) async throws -> Response {
    let own = try await ReadPanelWork(environment.services)(
      at: school.id, after: after, by: context.webActor)
    guard !own.items.isEmpty || context.webActor.may(.readReceivedApplications, at: school.place) else {
      if context.webActor.may(.readInductions, at: school.place) {
        return .seeOther("/school/\(school.urn)/inductions")
      }
      return environment.respond(
        Page(school.name, path: "/school") {
          Heading(school.name)
          EmptyState(
            "Nothing here for your role yet",
            "When the head names you for a vacancy’s panel, you score its applications here.")
        }, in: context)
    }
    return environment.respond(
      Page("My panels at \(school.name)", path: "/school", isWide: true) {
        Heading("My panels", caption: school.name)
        OwnPanels(own.items, today: environment.services.today)
        CursorPagination(
          next: own.next.map { "/school/\(school.urn)?after=\($0)" },
          first: after.map { _ in "/school/\(school.urn)" })
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
    return try await FindVacancy(services).atDesk(id, by: context.webActor)
  }

  /// The vacancy as jobseekers will see it.
  func previewed(_ vacancy: Vacancy, by actor: Actor) async throws -> HTML {
    let now = services.now()
    let posting = try await ReadVacancyPosting(services)(vacancy.id, by: actor)
    return VacancyView(posting, state: vacancy.state(at: now), now: now, isPreview: true).html
  }
}
