import Domain
import Foundation
import HTTPSupport
import Hummingbird
import Postgres

/// How the authority's schools recruit, in figures: applications, times, posts and the pool.
struct FiguresPages: Sendable {
  private let environment: WebEnvironment

  init(_ environment: WebEnvironment) { self.environment = environment }

  func add(to pages: RouterGroup<AppRequestContext>) {
    pages.get("authority/figures") { try await show($0, $1) }
    pages.get("authority/figures/pool") { try await pool($0, $1) }
    for kind in FiguresTable.Kind.recruitment + FiguresTable.Kind.pools {
      pages.get("authority/figures/\(kind.rawValue).csv") { try await file(kind, $0, $1) }
    }
  }

  private func authority(_ context: AppRequestContext) async throws -> Authority {
    try await ReadRecruitmentFigures(environment.services).authority(of: context.webActor)
  }

  private func figures(
    _ form: FormData, _ authority: Authority, _ context: AppRequestContext
  ) async throws -> RecruitmentFigures {
    let span = try FiguresSpanForm.span(form, environment.services)
    return try await ReadRecruitmentFigures(environment.services)(
      authority, span, schools: form["schools"], by: context.webActor)
  }

  // MARK: Recruitment

  private func show(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let authority = try await authority(context)
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
    _ figures: RecruitmentFigures, _ authority: Authority, _ groups: [SchoolGroup], _ form: FormData,
    _ problems: [FieldProblem], _ context: AppRequestContext
  ) -> Response {
    let fields = FiguresSpanForm.fields(form, figures.span, problems)
    let query = FiguresSpanForm.query(figures.span, figures.chosen.group)
    return environment.respond(
      Page(
        "Figures of recruitment", path: "/authority", problems: problems,
        above: BackLink(to: "/authority", "Authority"), isWide: true
      ) {
        Heading(
          "Figures of recruitment", caption: "\(authority.name), \(figures.span.title.lowercasedFirst)")
        FiguresSpanForm.search("/authority/figures", fields, groups)
        Paragraph(
          "From \(LondonTime.shortDate(figures.span.from)) to \(LondonTime.shortDate(figures.span.to)). What has been "
            + "erased since is counted too. Groups have \(SchoolGroup.smallest) schools or more.")
        FiguresParts(figures, query: query)
        Heading("Other figures", .section)
        BulletList(
          html: [
            Link("How many people are in the pool", to: "/authority/figures/pool"),
            Link("References that schools have asked for", to: "/borough/references"),
            Link("Training in safer recruitment", to: "/authority/training"),
            Link("Equality totals", to: "/authority/equality"),
          ].map(\.html))
      }, in: context)
  }

  // MARK: The pool

  private func day(_ form: FormData) throws -> CivilDate? {
    var problems = Problems()
    let day = FormDay.read(form, "on", "day", &problems)
    try problems.throwIfAny()
    return day
  }

  private func pool(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let authority = try await authority(context)
    let form = try FormData(decoding: (request.uri.query ?? "").utf8)
    let read = ReadPoolSize(environment.services)
    do {
      let size = try await read(of: authority, on: try day(form), by: context.webActor)
      return poolPage(size, authority, Fields(form), [], context)
    } catch DomainError.invalid(let problems) {
      let size = try await read(of: authority, by: context.webActor)
      return poolPage(size, authority, Fields(form, problems: problems), problems, context)
    }
  }

  private func poolPage(
    _ size: PoolSize, _ authority: Authority, _ fields: Fields, _ problems: [FieldProblem],
    _ context: AppRequestContext
  ) -> Response {
    environment.respond(
      Page(
        "People in the pool", path: "/authority", problems: problems,
        above: BackLink(to: "/authority/figures", "Figures of recruitment"), isWide: true
      ) {
        Heading("People in the pool", caption: authority.name)
        SearchForm("/authority/figures/pool", label: "The day") {
          fields.date("on", "On (optional)", hint: "Without a day: now.")
          Button("Show", kind: .secondary)
        }
        PoolSizeView(size)
      }, in: context)
  }

  // MARK: Files

  private func file(
    _ kind: FiguresTable.Kind, _ request: Request, _ context: AppRequestContext
  ) async throws -> Response {
    let authority = try await authority(context)
    let form = try FormData(decoding: (request.uri.query ?? "").utf8)
    if FiguresTable.Kind.pools.contains(kind) {
      let size = try await ReadPoolSize(environment.services)(
        of: authority, on: try day(form), by: context.webActor)
      let day = size.countedOn ?? environment.services.today
      return .csv(size.table(kind).csv, named: "\(kind.rawValue)-\(day).csv")
    }
    let figures = try await figures(form, authority, context)
    return .csv(
      figures.table(kind).csv, named: "\(kind.rawValue)-\(figures.span.from)-\(figures.span.to).csv")
  }
}
