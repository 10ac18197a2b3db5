import Domain
import HTTPSupport
import Hummingbird

/// Where a school writes its person specification.
struct CriteriaPages: Sendable {
  private let environment: WebEnvironment

  init(_ environment: WebEnvironment) { self.environment = environment }

  func add(to pages: RouterGroup<AppRequestContext>) {
    pages.get("school/vacancies/:id/criteria") { try await show($0, $1) }
    pages.post("school/vacancies/:id/criteria") { try await save($0, $1) }
  }

  private func show(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let vacancy = try await environment.ownVacancy(context)
    try ChangeVacancy(environment.services).check(vacancy, by: context.webActor)
    let stored = try await ReadCriteria(environment.services)(vacancy.id, by: context.webActor)
    let form = CriteriaForm(stored.isEmpty ? [Criterion()] : stored)
    return page(vacancy, form, version: vacancy.version, news: VacancyNews.banner(request), context)
  }

  private func save(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let vacancy = try await environment.ownVacancy(context)
    let reading = ReadCriteria(environment.services)
    var form = CriteriaForm(context.form)
    let version = context.form.int("version") ?? 0
    let usual =
      context.form.has("usual") ? try await reading.usual(vacancy.id, by: context.webActor) : []
    if form.obey(context.form, usual: usual) { return page(vacancy, form, version: version, context) }
    do {
      _ = try await SetCriteria(environment.services)(
        vacancy.id, form.criteria, expectedVersion: version, by: context.webActor)
      return .seeOther(VacancyNews.criteria.on(vacancy.id))
    } catch DomainError.invalid(let problems) {
      return page(vacancy, form, version: version, problems: form.placed(problems), context)
    } catch DomainError.notAllowed(let sentence), DomainError.conflict(let sentence) {
      // The vacancy has moved on meanwhile; what was typed stays on the page.
      let problem = FieldProblem(field: "wording-0", message: sentence)
      return page(vacancy, form, version: version, problems: [problem], context)
    } catch DomainError.staleVersion(let current) {
      let stored = try await reading(vacancy.id, by: context.webActor)
      return conflict(vacancy, stored, form.criteria, current, context)
    }
  }

  private func conflict(
    _ vacancy: Vacancy, _ stored: [Criterion], _ yours: [Criterion], _ current: Int,
    _ context: AppRequestContext
  ) -> Response {
    let here = "/school/vacancies/\(vacancy.id)/criteria"
    let rows = (0..<max(stored.count, yours.count)).map { index in
      Conflict.Row(
        "Criterion \(index + 1)", stored: Self.text(stored, index), yours: Self.text(yours, index))
    }
    let title = "Somebody else has changed this vacancy"
    return environment.respond(
      Page(title, path: "/school", status: .conflict, isWide: true) {
        Heading(title)
        Conflict(
          rows, action: here, stored: here, fields: context.form, currentVersion: current, in: context)
      }, in: context)
  }

  private static func text(_ criteria: [Criterion], _ index: Int) -> String {
    guard criteria.indices.contains(index) else { return "" }
    let criterion = criteria[index]
    let judged = criterion.assessedBy.map(\.title).joined(separator: ", ")
    return "\(criterion.wording)\n\(criterion.isEssential ? "Essential" : "Desirable"), "
      + "\(criterion.category.title.lowercased())\nJudged by: \(judged)"
  }

  private func page(
    _ vacancy: Vacancy, _ form: CriteriaForm, version: Int, problems: [FieldProblem] = [],
    news: NotificationBanner? = nil, _ context: AppRequestContext
  ) -> Response {
    let base = "/school/vacancies/\(vacancy.id)"
    return environment.respond(
      Page(
        "Person specification", path: "/school", problems: problems, above: BackLink(to: base), banner: news
      ) {
        Heading("Person specification", caption: vacancy.content.title)
        Paragraph("What the post needs. You shortlist by these criteria, so ask only for what matters.")
        Form("\(base)/criteria", in: context) {
          // The button that Enter presses must not be one that moves a row.
          HTML(
            """
            <button type="submit" class="govuk-visually-hidden" tabindex="-1" aria-hidden="true">Save</button>
            """)
          HiddenInput("version", String(version))
          form.html(problems)
          ButtonGroup {
            if form.rows.count < CriteriaRules.most {
              Button("Add a criterion", kind: .secondary, name: "add")
              Button("Add the usual ones", kind: .secondary, name: "usual")
            }
          }
          ButtonGroup {
            Button("Save person specification")
            Link("Cancel", to: base)
          }
        }
      }, in: context)
  }
}
