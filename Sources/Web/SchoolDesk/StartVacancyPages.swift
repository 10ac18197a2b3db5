import Domain
import HTTPSupport
import HTTPTypes
import Hummingbird

/// Where a school starts a vacancy: with a title, roles and whether newly qualified teachers are welcome, from a
/// template, or from one it posted before.
struct StartVacancyPages: Sendable {
  private let environment: WebEnvironment

  init(_ environment: WebEnvironment) { self.environment = environment }

  func add(to pages: RouterGroup<AppRequestContext>) {
    pages.get("school/:urn/vacancies/new") { try await show($0, $1) }
    pages.post("school/:urn/vacancies/new") { try await create($0, $1) }
    pages.post("school/:urn/templates/use") { try await use($0, $1) }
    pages.post("school/:urn/templates/remove") { try await remove($0, $1) }
  }

  private func show(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let school = try await environment.school(context)
    try context.webActor.require(.draftVacancy, at: school.place)
    return try await page(school, Fields(), news: Self.news(request), context)
  }

  /// What has just been done with a template.
  private static func news(_ request: Request) -> NotificationBanner? {
    switch request.uri.queryParameters["done"] {
    case "kept": NotificationBanner("The template is kept. Start a vacancy from it below.")
    case "removed": NotificationBanner("The template is removed.")
    default: nil
    }
  }

  private func create(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let school = try await environment.school(context)
    do {
      let welcome = context.form["nqts_welcome"]
      guard welcome == "yes" || welcome == "no" else {
        throw DomainError.invalid([
          FieldProblem(
            field: "nqts_welcome", message: "Say whether newly qualified teachers are welcome to apply.")
        ])
      }
      let vacancy = try await DraftVacancy(environment.services)(
        school: school.id,
        content: VacancyContent(
          title: context.form["title"], jobRoles: context.form.strings("job_roles"),
          phases: Self.phases(of: school), nqtsWelcome: welcome == "yes"),
        submission: SubmissionToken.read(context.form), by: context.webActor)
      return .seeOther("/school/vacancies/\(vacancy.id)")
    } catch DomainError.invalid(let problems) {
      return try await page(school, Fields(context.form, problems: problems), context)
    }
  }

  /// What a school teaches is what it most likely seeks somebody for.
  private static func phases(of school: School) -> [VacancyPhase] {
    VacancyPhase(rawValue: school.phase.rawValue).map { [$0] } ?? []
  }

  private func template(_ context: AppRequestContext) throws -> TemplateID {
    guard let id = TemplateID(context.form["template"]) else { throw DomainError.notFound("template") }
    return id
  }

  private func use(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let vacancy = try await DraftFromTemplate(environment.services)(
      try template(context), submission: SubmissionToken.read(context.form), by: context.webActor)
    return .seeOther("/school/vacancies/\(vacancy.id)")
  }

  private func remove(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let school = try await environment.school(context)
    try await RemoveTemplate(environment.services)(try template(context), by: context.webActor)
    return .seeOther("/school/\(school.urn)/vacancies/new?done=removed")
  }

  private func page(
    _ school: School, _ fields: Fields, news: NotificationBanner? = nil, _ context: AppRequestContext
  ) async throws -> Response {
    let roles = try await ReferenceData(environment.services).jobRoles()
    let templates = try await ListTemplates(environment.services)(school: school.id, by: context.webActor)
    let base = "/school/\(school.urn)"
    return environment.respond(
      Page(
        "Post a vacancy", path: "/school", problems: fields.problems,
        above: BackLink(to: base, "My vacancies"), banner: news
      ) {
        Heading("Post a vacancy", caption: school.name)
        Paragraph(
          "Begin with the title, and say whether newly qualified teachers are welcome. You fill in the rest part by "
            + "part, in any order, and nothing is shown to anybody before your head publishes it.")
        Form("\(base)/vacancies/new", in: context) {
          fields.text("title", "Title", hint: "For example “Year 3 class teacher”. Up to 75 characters.")
          fields.checkboxes("job_roles", "Roles", roles.map { Choice($0.code, $0.name) }, isSmall: true)
          fields.yesNo("nqts_welcome", "Are newly qualified teachers welcome to apply?")
          Button("Start")
        }
        if !templates.isEmpty {
          Heading("Or start from a template", .section)
          SummaryList(templates.map { row($0, base, context) })
        }
        Paragraph("To use a vacancy you posted before, open it and copy it.")
      }, in: context)
  }

  private func row(
    _ template: VacancyTemplate, _ base: String, _ context: AppRequestContext
  ) -> SummaryList.Row {
    let use = Form("\(base)/templates/use", in: context) {
      HiddenInput("template", template.id.description)
      Button("Use “\(template.name)”", kind: .link)
    }
    let remove = Form("\(base)/templates/remove", in: context) {
      HiddenInput("template", template.id.description)
      Button("Remove “\(template.name)”", kind: .link)
    }
    return .init(template.name, html: "\(use)\(remove)")
  }
}
