import Domain
import HTTPSupport
import HTTPTypes
import Hummingbird

/// The pages on which a school writes a vacancy, section by section. Each saves its own fields and no others.
struct VacancySectionPages: Sendable {
  private let environment: WebEnvironment

  init(_ environment: WebEnvironment) { self.environment = environment }

  func add(to pages: RouterGroup<AppRequestContext>) {
    pages.get("school/vacancies/:id/edit/:section") { try await show($0, $1) }
    pages.post("school/vacancies/:id/edit/:section") { try await save($0, $1) }
  }

  private func section(_ context: AppRequestContext) throws -> VacancySection {
    let name = try context.parameters.require("section", as: String.self)
    guard let section = VacancySection(rawValue: name) else { throw DomainError.notFound("page") }
    return section
  }

  private func show(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let section = try section(context)
    let vacancy = try await environment.ownVacancy(context)
    try ChangeVacancy(environment.services).check(vacancy, by: context.webActor)
    return try await page(
      vacancy, section, Fields(section.values(vacancy.content)), version: vacancy.version,
      news: VacancyNews.banner(request), context)
  }

  private func save(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let section = try section(context)
    let vacancy = try await environment.ownVacancy(context)
    let version = context.form.int("version") ?? 0
    var reader = VacancyFormReader(context.form)
    var typed = vacancy.content
    section.read(&reader, into: &typed)
    let unread = reader.problems.found
    do {
      _ = try await ChangeVacancy(environment.services)(
        vacancy.id, unread: unread, expectedVersion: version, by: context.webActor
      ) { stored in
        var content = stored
        var reader = VacancyFormReader(context.form)
        section.read(&reader, into: &content)
        return content
      }
      return .seeOther(next(section, vacancy, context))
    } catch DomainError.invalid(let problems) {
      let placed = section.placed(problems, context.form, typed)
      return try await page(
        vacancy, section, Fields(context.form, problems: placed), version: version, context)
    } catch DomainError.notAllowed(let sentence) {
      return try await refused(sentence, vacancy, section, version, context)
    } catch DomainError.conflict(let sentence) {
      return try await refused(sentence, vacancy, section, version, context)
    } catch DomainError.staleVersion(let current) {
      let stored = try await FindVacancy(environment.services)(vacancy.id, by: context.webActor)
      return conflict(stored, typed, section, current, context)
    }
  }

  /// The page again, with what was typed, where the vacancy has moved on meanwhile.
  private func refused(
    _ sentence: String, _ vacancy: Vacancy, _ section: VacancySection, _ version: Int,
    _ context: AppRequestContext
  ) async throws -> Response {
    let field = section.fields.first?.rawValue ?? ""
    let fields = Fields(context.form, problems: [FieldProblem(field: field, message: sentence)])
    return try await page(vacancy, section, fields, version: version, context)
  }

  /// On to the section that follows, or back to the list.
  private func next(
    _ section: VacancySection, _ vacancy: Vacancy, _ context: AppRequestContext
  ) -> String {
    let base = "/school/vacancies/\(vacancy.id)"
    guard context.form.has("continue") else { return VacancyNews.section.on(vacancy.id) }
    switch section {
    case .dates: return "\(base)/criteria?done=section"
    case .safeguarding: return "\(base)/documents?done=section"
    default:
      let all = VacancySection.allCases
      guard let index = all.firstIndex(of: section), all.indices.contains(index + 1) else {
        return VacancyNews.section.on(vacancy.id)
      }
      return "\(base)/edit/\(all[index + 1].rawValue)?done=section"
    }
  }

  /// Both versions of the section, where somebody else stored theirs first.
  private func conflict(
    _ stored: Vacancy, _ yours: VacancyContent, _ section: VacancySection, _ current: Int,
    _ context: AppRequestContext
  ) -> Response {
    let here = "/school/vacancies/\(stored.id)/edit/\(section.rawValue)"
    let (theirs, mine) = (VacancyProgress.values(of: stored.content), VacancyProgress.values(of: yours))
    let rows = section.fields.map(\.rawValue).map { field in
      Conflict.Row(
        VacancyFieldNames.title(field), stored: VacancyFieldNames.text(theirs[field], of: field),
        yours: VacancyFieldNames.text(mine[field], of: field))
    }
    let title = "Somebody else has changed this vacancy"
    return environment.respond(
      Page(title, path: "/school", status: .conflict, isWide: true) {
        Heading(title)
        Conflict(
          rows, action: here, stored: here, fields: context.form, currentVersion: current, in: context)
      }, in: context)
  }

  private func page(
    _ vacancy: Vacancy, _ section: VacancySection, _ fields: Fields, version: Int,
    news: NotificationBanner? = nil, _ context: AppRequestContext
  ) async throws -> Response {
    let base = "/school/vacancies/\(vacancy.id)"
    let choices = try await environment.vacancyChoices(vacancy)
    return environment.respond(
      Page(
        section.title, path: "/school", problems: fields.problems,
        above: BackLink(to: base, "All parts of the vacancy"), banner: news
      ) {
        Heading(section.title, caption: vacancy.content.title)
        Form("\(base)/edit/\(section.rawValue)", in: context) {
          HiddenInput("version", String(version))
          section.html(fields, choices)
          ButtonGroup {
            Button("Save and continue", name: "continue")
            Button("Save and go back to the list", kind: .secondary)
          }
        }
      }, in: context)
  }
}

extension WebEnvironment {
  /// What the forms of a vacancy offer, with the pay points of today.
  func vacancyChoices(_ vacancy: Vacancy) async throws -> VacancyChoices {
    let reference = ReferenceData(services)
    let scales = PayScales(services)
    let school = try await FindSchool(services)(id: vacancy.place.organisation)
    let usual = try await scales.area(ofAuthority: school.laCode) ?? .england
    return VacancyChoices(
      roles: try await reference.jobRoles(), subjects: try await reference.subjects(),
      keyStages: try await reference.keyStages(),
      points: try await scales.points(area: vacancy.content.payArea ?? usual, on: services.today),
      usualArea: usual, today: services.today)
  }
}
