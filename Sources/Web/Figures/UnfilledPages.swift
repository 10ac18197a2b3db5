import Domain
import HTTPSupport
import Hummingbird

/// The vacancies behind the figures of posts that were not filled: as a page and as a file.
struct UnfilledPages: Sendable {
  private static let base = "/authority/figures/unfilled"
  private let environment: WebEnvironment

  init(_ environment: WebEnvironment) { self.environment = environment }

  func add(to pages: RouterGroup<AppRequestContext>) {
    pages.get("authority/figures/unfilled") { try await show($0, $1) }
    pages.get("authority/figures/unfilled.csv") { try await file($0, $1) }
  }

  private func show(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let authority = try await ReadRecruitmentFigures(environment.services).authority(of: context.webActor)
    let form = try FormData(decoding: (request.uri.query ?? "").utf8)
    do {
      return try await page(authority, form, request.after, [], context)
    } catch DomainError.invalid(let problems) {
      return try await page(authority, form, nil, problems, context)
    }
  }

  /// The list that the form asks for; the usual one where it has problems.
  private func page(
    _ authority: Authority, _ form: FormData, _ after: Cursor?, _ problems: [FieldProblem],
    _ context: AppRequestContext
  ) async throws -> Response {
    let (services, asked) = (environment.services, problems.isEmpty ? form : FormData())
    let groups = try await ReadRecruitmentFigures(services).groups(of: authority, by: context.webActor)
    let span = try FiguresSpanForm.span(asked, services)
    let found = try await ReadUnfilledVacancies(services)(
      authority, span, schools: asked["schools"], limit: 50, after: after, by: context.webActor)
    let query = FiguresSpanForm.query(span, groups.first { $0.code == asked["schools"] })
    return environment.respond(
      Page(
        "Vacancies that were not filled", path: "/authority", problems: problems,
        above: BackLink(to: "/authority/figures\(query)", "Figures of recruitment"), isWide: true
      ) {
        Heading(
          "Vacancies that were not filled", caption: "\(authority.name), \(span.title.lowercasedFirst)")
        FiguresSpanForm.search(Self.base, FiguresSpanForm.fields(form, span, problems), groups)
        Paragraph(
          "Those published in this time with posts that were not filled, and those that closed more than "
            + "\(PostFigures.weeksToAnswer) weeks ago and whose school has not said whether they were.")
        if found.items.isEmpty {
          EmptyState("No vacancies", "All that were decided in this time were filled.")
        } else {
          Self.table(found.items)
          Pagination(
            previous: after == nil ? nil : Self.base + query,
            next: found.next.map { "\(Self.base)\(query)&after=\($0)" }, of: "vacancies")
          Paragraph(html: Link("All of them as CSV", to: "\(Self.base).csv\(query)").html)
        }
      }, in: context)
  }

  private static func table(_ vacancies: [UnfilledVacancy]) -> Table {
    Table(
      "Vacancies that were not filled", isCaptionHidden: true,
      columns: [
        .init("Vacancy"), .init("School"), .init("Roles"), .init("Subjects"), .init("Closed"),
        .init("Posts", isNumeric: true), .init("Filled", isNumeric: true), .init("State"),
      ],
      rows: vacancies.map { one -> [HTML] in
        [
          Link(one.title, to: VacancyText.address(one.id)).html, HTML(text: one.school),
          HTML(text: one.roles.joined(separator: ", ")),
          HTML(text: one.subjects.isEmpty ? "–" : one.subjects.joined(separator: ", ")),
          HTML(text: LondonTime.shortDate(LondonTime.date(of: one.closesAt))), "\(one.posts)",
          "\(one.postsFilled)", Tag(one.standing.title, colour(one.standing)).html,
        ]
      })
  }

  private static func colour(_ standing: UnfilledVacancy.Standing) -> Tag.Colour {
    switch standing {
    case .notFilled: .red
    case .partlyFilled: .orange
    case .unanswered: .grey
    }
  }

  private func file(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let authority = try await ReadRecruitmentFigures(environment.services).authority(of: context.webActor)
    let form = try FormData(decoding: (request.uri.query ?? "").utf8)
    let span = try FiguresSpanForm.span(form, environment.services)
    let csv = try await ReadUnfilledVacancies(environment.services).csv(
      authority, span, schools: form["schools"], by: context.webActor)
    return .csv(csv, named: "unfilled-\(span.from)-\(span.to).csv")
  }
}
