import Domain
import HTTPSupport
import Hummingbird

/// How many references stand where, for officers: figures and nothing else, as a page and as a file.
struct ReferenceFiguresPages: Sendable {
  private let environment: WebEnvironment

  init(_ environment: WebEnvironment) { self.environment = environment }

  func add(to pages: RouterGroup<AppRequestContext>) {
    pages.get("borough/references") { try await show($0, $1) }
    pages.get("borough/references.csv") { try await file($0, $1) }
  }

  private func figures(
    _ form: FormData, _ authority: Authority, _ context: AppRequestContext
  ) async throws -> ReferenceFigures {
    try await ReadReferenceFigures(environment.services)(
      authority, try FiguresSpanForm.span(form, environment.services), schools: form["schools"],
      by: context.webActor)
  }

  private func show(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let authority = try await ReadRecruitmentFigures(environment.services).authority(of: context.webActor)
    let form = try FormData(decoding: (request.uri.query ?? "").utf8)
    let groups = try await ReadRecruitmentFigures(environment.services).groups(
      of: authority, by: context.webActor)
    do {
      return page(try await figures(form, authority, context), authority, groups, form, [], context)
    } catch DomainError.invalid(let problems) {
      let usual = try await figures(FormData(), authority, context)
      return page(usual, authority, groups, form, problems, context)
    }
  }

  private func page(
    _ figures: ReferenceFigures, _ authority: Authority, _ groups: [SchoolGroup], _ form: FormData,
    _ problems: [FieldProblem], _ context: AppRequestContext
  ) -> Response {
    let chosen = figures.chosen
    let query = FiguresSpanForm.query(figures.span, chosen.group)
    return environment.respond(
      Page(
        "References in the borough", path: "/borough/vacancies", problems: problems,
        above: BackLink(to: "/authority", "Authority"), isWide: true
      ) {
        Heading(
          "References in the borough", caption: "\(authority.name), \(figures.span.title.lowercasedFirst)")
        FiguresSpanForm.search(
          "/borough/references", FiguresSpanForm.fields(form, figures.span, problems), groups)
        Paragraph(
          "How many references schools asked for in this time, and where they stand now. Those of applications that "
            + "were erased since are not counted. Groups have \(SchoolGroup.smallest) schools or more.")
        CountChart(
          "Where they stand: \(chosen.title.lowercasedFirst)",
          ReferenceState.allCases.map { (name: $0.title, count: chosen.count($0)) })
        Self.table(figures)
        Paragraph(html: Link("References as CSV", to: "/borough/references.csv\(query)").html)
      }, in: context)
  }

  private static func table(_ figures: ReferenceFigures) -> Table {
    Table(
      "References by the schools",
      columns: [.init("Schools"), .init("Asked for", isNumeric: true)]
        + ReferenceState.allCases.map { .init($0.title, isNumeric: true) },
      rows: figures.lines.map { line -> [HTML] in
        [HTML(text: line.title), "\(line.asked)"]
          + ReferenceState.allCases.map { state -> HTML in "\(line.count(state))" }
      })
  }

  private func file(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let authority = try await ReadRecruitmentFigures(environment.services).authority(of: context.webActor)
    let form = try FormData(decoding: (request.uri.query ?? "").utf8)
    let figures = try await figures(form, authority, context)
    return .csv(figures.table.csv, named: "references-\(figures.span.from)-\(figures.span.to).csv")
  }
}
