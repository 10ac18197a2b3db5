import Domain
import HTTPSupport
import HTTPTypes
import Hummingbird

/// Where a school says at which other schools of its trust a post is.
struct FurtherSchoolPages: Sendable {
  private let environment: WebEnvironment

  init(_ environment: WebEnvironment) { self.environment = environment }

  func add(to pages: RouterGroup<AppRequestContext>) {
    pages.get("school/vacancies/:id/schools") { try await show($0, $1) }
    pages.post("school/vacancies/:id/schools") { try await save($0, $1) }
  }

  private func show(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let vacancy = try await environment.ownVacancy(context)
    try ChangeVacancy(environment.services).check(vacancy, by: context.webActor)
    let chosen = try await ReadFurtherSchools(environment.services)(vacancy.id, by: context.webActor)
    var writer = VacancyFormWriter()
    writer.texts("schools", chosen.map(\.id.description))
    return try await page(vacancy, Fields(writer.form), vacancy.version, context)
  }

  private func save(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let vacancy = try await environment.ownVacancy(context)
    let version = context.form.int("version") ?? 0
    let schools = context.form.strings("schools").compactMap { OrganisationID($0) }
    do {
      _ = try await SetFurtherSchools(environment.services)(
        vacancy.id, schools, expectedVersion: version, by: context.webActor)
      return .seeOther(VacancyNews.schools.on(vacancy.id))
    } catch DomainError.invalid(let problems) {
      return try await page(vacancy, Fields(context.form, problems: problems), version, context)
    } catch DomainError.notAllowed(let sentence), DomainError.conflict(let sentence) {
      let problem = FieldProblem(field: "schools", message: sentence)
      return try await page(vacancy, Fields(context.form, problems: [problem]), version, context)
    } catch DomainError.staleVersion(let current) {
      return try await conflict(vacancy, schools, current, context)
    }
  }

  private func conflict(
    _ vacancy: Vacancy, _ yours: [OrganisationID], _ current: Int, _ context: AppRequestContext
  ) async throws -> Response {
    let reading = ReadFurtherSchools(environment.services)
    let stored = try await reading(vacancy.id, by: context.webActor).map(\.name)
    let mine = try await reading.possible(vacancy.id, by: context.webActor).filter { yours.contains($0.id) }
    let here = "/school/vacancies/\(vacancy.id)/schools"
    let title = "Somebody else has changed this vacancy"
    return environment.respond(
      Page(title, path: "/school", status: .conflict, isWide: true) {
        Heading(title)
        Conflict(
          [
            .init(
              "Schools", stored: stored.joined(separator: "\n"),
              yours: mine.map(\.name).joined(separator: "\n"))
          ], action: here, stored: here, fields: context.form, currentVersion: current, in: context)
      }, in: context)
  }

  private func page(
    _ vacancy: Vacancy, _ fields: Fields, _ version: Int, _ context: AppRequestContext
  ) async throws -> Response {
    let possible = try await ReadFurtherSchools(environment.services).possible(
      vacancy.id, by: context.webActor)
    let base = "/school/vacancies/\(vacancy.id)"
    return environment.respond(
      Page(
        "Schools of the trust", path: "/school", problems: fields.problems,
        above: BackLink(to: base, "All parts of the vacancy")
      ) {
        Heading("Schools of the trust", caption: vacancy.content.title)
        if possible.isEmpty {
          Paragraph("The register knows of no other open school of your trust.")
        } else {
          Form("\(base)/schools", in: context) {
            HiddenInput("version", String(version))
            fields.checkboxes(
              "schools", "Where else is the post?",
              possible.map { Choice($0.id.description, VacancyText.location($0.name, $0.town)) },
              hint: "Besides \(vacancy.schoolName).", isSmall: true)
            ButtonGroup {
              Button("Save schools")
              Link("Cancel", to: base)
            }
          }
        }
      }, in: context)
  }
}
