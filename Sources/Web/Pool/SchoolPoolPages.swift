import Domain
import Foundation
import HTTPSupport
import Hummingbird
import Postgres

/// The pool as heads and recruiters look through it.
struct SchoolPoolPages: Sendable {
  private let environment: WebEnvironment

  init(_ environment: WebEnvironment) { self.environment = environment }

  func add(to pages: RouterGroup<AppRequestContext>) {
    pages.get("school/pool") { try await search($0, $1) }
    pages.get("school/pool/{entry}") { try await show($0, $1) }
    pages.post("school/pool/{entry}/save") { try await save($0, $1) }
    pages.post("school/pool/{entry}/interest") { try await express($0, $1) }
    pages.post("school/pool/interest/{interest}/withdraw") { try await withdraw($0, $1) }
  }

  /// The school for which the person looks: the one in the address or form, or else their first.
  private func school(_ urn: String?, _ context: AppRequestContext) async throws -> School {
    let account = try context.webActor.requireAccount()
    let mine = account.memberships.filter { membership in
      membership.kind == .school
        && context.webActor.may(
          .readPool, at: Place(organisation: membership.organisation, authority: membership.authority))
    }.map(\.organisation)
    if let urn, let named = URN(urn) {
      let found = try await FindSchool(environment.services)(urn: named)
      if mine.contains(found.id) { return found }
      throw DomainError.notFound("page")
    }
    guard let first = mine.first else { throw DomainError.notFound("page") }
    return try await FindSchool(environment.services)(id: first)
  }

  private func entry(_ context: AppRequestContext) throws -> PoolEntryID {
    guard let id = context.parameters.get("entry").flatMap({ PoolEntryID($0) }) else {
      throw DomainError.notFound("entry of the pool")
    }
    return id
  }

  private func search(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let query = request.uri.queryParameters
    let school = try await school(query["school"].map(String.init), context)
    let form = PoolSearchForm(request)
    let search = SearchPool(environment.services)
    let (found, problems) = try await found(school, form, query["after"].map(String.init), context)
    let reference = ReferenceData(environment.services)
    let subjects = try await reference.subjects()
    let filters = try await form.html(
      school, subjects: subjects, keyStages: reference.keyStages(), grades: search.grades(), problems)
    let asked = request.cursor("asked")
    let interests = try await ExpressPoolInterest(environment.services).list(
      at: school.id, limit: 25, after: asked, by: context.webActor)
    return environment.respond(
      Page(
        "The pool", path: "/school", problems: problems,
        above: BackLink(to: "/school/\(school.urn)", school.name),
        banner: query["done"] == "withdrawn" ? NotificationBanner("Your question is taken back.") : nil,
        isWide: true
      ) {
        Heading("The pool", caption: school.name)
        Paragraph(
          "People whom the authority has checked and who are open to offers for this recruitment year.")
        """
        <div class="staffroom-with-filter"><div>\(filters)</div><div id="results" tabindex="-1">\
        \(found.map { PoolResultsView($0, school, form, subjects: subjects).html } ?? "")</div></div>
        """ as HTML
        if !interests.items.isEmpty {
          SchoolInterestTable(interests.items, school, in: context)
          CursorPagination(
            next: interests.next.map { form.address(school, after: request.after, asked: $0) },
            first: asked.map { _ in form.address(school, after: request.after) }, of: "those who were asked")
        }
      }, in: context)
  }

  /// What a search finds, or what is wrong with its filters.
  private func found(
    _ school: School, _ form: PoolSearchForm, _ after: String?, _ context: AppRequestContext
  ) async throws -> (PoolResults?, [FieldProblem]) {
    if !form.problems.isEmpty { return (nil, form.problems) }
    do {
      let found = try await SearchPool(environment.services)(
        at: school.id, form.criteria, limit: 25, after: after.flatMap { Cursor($0) }, by: context.webActor)
      return (found, [])
    } catch DomainError.invalid(let problems) {
      return (nil, problems)
    }
  }

  private func show(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let school = try await school(request.uri.queryParameters["school"].map(String.init), context)
    let banner = Self.banner(request.uri.queryParameters["done"].map(String.init))
    return try await page(school, Fields(), banner: banner, context)
  }

  private static func banner(_ done: String?) -> NotificationBanner? {
    switch done {
    case nil: nil
    case "asked": NotificationBanner("Your question is sent, and waits for an answer.")
    case "saved": NotificationBanner("Saved to your school’s list.")
    default: NotificationBanner("Taken off your school’s list.")
    }
  }

  private func page(
    _ school: School, _ fields: Fields, banner: NotificationBanner?, _ context: AppRequestContext
  ) async throws -> Response {
    let person = try await ReadPoolPerson(environment.services)(
      try entry(context), at: school.id, by: context.webActor)
    let form = try await PoolPreferencesForm.load(environment.services)
    let vacancies = try await ReadDesk(environment.services)(
      school: school.id, tab: .live, after: nil, by: context.webActor
    ).items.map(\.vacancy)
    return environment.respond(
      Page(
        person.entry.name, path: "/school", problems: fields.problems,
        above: BackLink(to: "/school/pool?school=\(school.urn)", "The pool"), banner: banner
      ) {
        Heading(person.entry.name, caption: "Pool for \(person.entry.year)")
        PoolPersonView(person, form, school: school, vacancies: vacancies, fields: fields, in: context)
      }, in: context)
  }

  private func save(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let school = try await school(context.form["school"], context)
    let id = try entry(context)
    let isSaved = context.form["saved"] == "yes"
    try await SavePoolEntry(environment.services)(id, at: school.id, isSaved: isSaved, by: context.webActor)
    return .seeOther("/school/pool/\(id)?school=\(school.urn)&done=\(isSaved ? "saved" : "taken-off")")
  }

  private func express(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let school = try await school(context.form["school"], context)
    do {
      return try await express(school, context)
    } catch DomainError.notFound {
      let vacancy = try await chosenVacancy(school, context)
      return environment.respond(Self.gone(context.form, vacancy, school), in: context)
    }
  }

  /// The title of the vacancy that a form names, where it is one of the school's that the actor reads.
  private func chosenVacancy(_ school: School, _ context: AppRequestContext) async throws -> String {
    guard let id = VacancyID(context.form["vacancy_id"]) else { return "" }
    do {
      let vacancy = try await ReadDesk(environment.services)(id, by: context.webActor).vacancy
      return vacancy.place == school.place ? vacancy.content.title : ""
    } catch DomainError.notFound {
      return ""
    }
  }

  /// The page where an entry is not there for a school, or not any more, which says nothing of why; what was typed
  /// stands on it.
  private static func gone(_ form: FormData, _ vacancy: String, _ school: School) -> Page {
    let back = BackLink(to: "/school/pool?school=\(school.urn)", "The pool")
    let title = "There is no such entry of the pool"
    return Page(title, path: "/school/pool", status: .notFound, above: back) {
      Heading(title)
      TooLate.kept([
        .init("Vacancy", vacancy), .init("Your message", SectionForm.lines(form["message"])),
        .init("What has changed", SectionForm.lines(form["new_reason"])),
      ])
    }
  }

  private func express(_ school: School, _ context: AppRequestContext) async throws -> Response {
    let id = try entry(context)
    let form = context.form
    do {
      _ = try await ExpressPoolInterest(environment.services)(
        in: id, at: school.id, vacancy: VacancyID(form["vacancy_id"]),
        message: SectionForm.lines(form["message"]), newReason: SectionForm.lines(form["new_reason"]),
        by: context.webActor)
      return .seeOther("/school/pool/\(id)?school=\(school.urn)&done=asked")
    } catch DomainError.invalid(let problems) {
      return try await page(school, Fields(form, problems: problems), banner: nil, context)
    } catch DomainError.conflict(let sentence) {
      return try await page(
        school, Fields(form, problems: [FieldProblem(field: "message", message: sentence)]), banner: nil,
        context)
    }
  }

  private func withdraw(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    guard let id = context.parameters.get("interest").flatMap({ PoolInterestID($0) }) else {
      throw DomainError.notFound("interest")
    }
    _ = try context.webActor.requireAccount()
    _ = try await ExpressPoolInterest(environment.services).withdraw(id, by: context.webActor)
    let urn = try await school(context.form["school"], context).urn
    return .seeOther("/school/pool?school=\(urn)&done=withdrawn")
  }
}
