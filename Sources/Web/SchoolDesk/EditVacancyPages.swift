import Domain
import HTTPSupport
import Hummingbird

/// Where a school writes a vacancy: a new draft, or one that is there.
struct EditVacancyPages: Sendable {
  private let environment: WebEnvironment

  init(_ environment: WebEnvironment) { self.environment = environment }

  func add(to pages: RouterGroup<AppRequestContext>) {
    pages.get("school/:urn/vacancies/new") { try await showNew($0, $1) }
    pages.post("school/:urn/vacancies/new") { try await create($0, $1) }
    pages.get("school/vacancies/:id/edit") { try await showEdit($0, $1) }
    pages.post("school/vacancies/:id/edit") { try await change($0, $1) }
  }

  private func showNew(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let school = try await environment.school(context)
    try context.webActor.require(.draftVacancy, at: school.place)
    let form = try await environment.vacancyForm(authority: school.laCode)
    return page(
      "Post a vacancy", school.name, "/school/\(school.urn)/vacancies/new", form, Fields(), nil, context)
  }

  private func create(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let school = try await environment.school(context)
    let form = try await environment.vacancyForm(authority: school.laCode)
    let (content, problems) = form.read(context.form)
    let here = "/school/\(school.urn)/vacancies/new"
    do {
      if !problems.isEmpty { throw DomainError.invalid(problems) }
      let vacancy = try await DraftVacancy(environment.services)(
        school: school.id, content: content, submission: SubmissionToken.read(context.form),
        by: context.webActor)
      return next(context, vacancy)
    } catch DomainError.invalid(let found) {
      let fields = Fields(context.form, problems: merged(problems, found))
      return page("Post a vacancy", school.name, here, form, fields, nil, context)
    }
  }

  private func showEdit(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let vacancy = try await environment.ownVacancy(context)
    let school = try await FindSchool(environment.services)(id: vacancy.place.organisation)
    let form = try await environment.vacancyForm(authority: school.laCode)
    return page(
      "Change the vacancy", school.name, "/school/vacancies/\(vacancy.id)/edit", form,
      Fields(form.values(vacancy.content)), vacancy.version, context)
  }

  private func change(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let vacancy = try await environment.ownVacancy(context)
    let school = try await FindSchool(environment.services)(id: vacancy.place.organisation)
    let form = try await environment.vacancyForm(authority: school.laCode)
    let (content, problems) = form.read(context.form)
    let here = "/school/vacancies/\(vacancy.id)/edit"
    let version = context.form.int("version") ?? 0
    do {
      if !problems.isEmpty { throw DomainError.invalid(problems) }
      let changed = try await ChangeVacancy(environment.services)(
        vacancy.id, content: content, expectedVersion: version, by: context.webActor)
      return next(context, changed)
    } catch DomainError.invalid(let found) {
      let fields = Fields(context.form, problems: merged(problems, found))
      return page("Change the vacancy", school.name, here, form, fields, version, context)
    } catch DomainError.staleVersion(let current) {
      return conflict(
        try await FindVacancy(environment.services)(vacancy.id, by: context.webActor), content, current, here,
        context)
    }
  }

  /// Both versions, where somebody else stored theirs first.
  private func conflict(
    _ stored: Vacancy, _ yours: VacancyContent, _ current: Int, _ here: String, _ context: AppRequestContext
  ) -> Response {
    let rows = zip(VacancyContentText.rows(stored.content), VacancyContentText.rows(yours)).map {
      Conflict.Row($0.label, stored: $0.value, yours: $1.value)
    }
    return environment.respond(
      Page("Somebody else has changed this vacancy", path: "/school", status: .conflict, isWide: true) {
        Heading("Somebody else has changed this vacancy")
        Conflict(
          rows, action: here, stored: here, fields: context.form, currentVersion: current, in: context)
      }, in: context)
  }

  private func next(_ context: AppRequestContext, _ vacancy: Vacancy) -> Response {
    let base = "/school/vacancies/\(vacancy.id)"
    return .seeOther(context.form.has("preview") ? base + "/preview" : base)
  }

  /// Problems of reading first; then those of the rules, one for each field.
  private func merged(_ first: [FieldProblem], _ second: [FieldProblem]) -> [FieldProblem] {
    first + second.filter { problem in !first.contains { $0.field == problem.field } }
  }

  private func page(
    _ title: String, _ school: String, _ action: String, _ form: VacancyForm, _ fields: Fields,
    _ version: Int?,
    _ context: AppRequestContext
  ) -> Response {
    environment.respond(
      Page(title, path: "/school", problems: fields.problems, above: BackLink(to: "/school", "My vacancies"))
      {
        Heading(title, caption: school)
        Form(action, in: context) {
          if let version { HiddenInput("version", String(version)) }
          form.html(fields)
          ButtonGroup {
            Button("Save and preview", name: "preview")
            Button("Save", kind: .secondary)
          }
        }
      }, in: context)
  }
}
