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
    for kind in FiguresTable.Kind.allCases {
      pages.get("authority/figures/\(kind.rawValue).csv") { try await file(kind, $0, $1) }
    }
  }

  private func authority(_ context: AppRequestContext) async throws -> Authority {
    try await Authority.seat(of: context.webActor, in: environment.services.pool)
  }

  private func figures(
    _ form: FormData, _ authority: Authority, _ context: AppRequestContext
  ) async throws -> RecruitmentFigures {
    let read = ReadRecruitmentFigures(environment.services)
    let year = form["year"].trimmingCharacters(in: .whitespaces)
    if !year.isEmpty, Int(year) == nil {
      throw DomainError.invalid([FieldProblem(field: "year", message: "Enter a year, such as 2026.")])
    }
    let span = try read.span(year: Int(year), term: form["term"])
    return try await read(authority, span, schools: form["schools"], by: context.webActor)
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
    var values = form
    if form["year"].isEmpty { values.set("year", "\(figures.span.year)") }
    let fields = Fields(values, problems: problems)
    let query = Self.query(figures)
    return environment.respond(
      Page(
        "Figures of recruitment", path: "/authority", problems: problems,
        above: BackLink(to: "/authority", "Authority"), isWide: true
      ) {
        Heading(
          "Figures of recruitment", caption: "\(authority.name), \(figures.span.title.lowercasedFirst)")
        SearchForm("/authority/figures", label: "What is counted") {
          fields.text("year", "School year that begins in September", width: .four, inputMode: "numeric")
          fields.select(
            "term", "Term",
            [Choice("", "The whole year")] + RecruitmentTerm.allCases.map { Choice($0.rawValue, $0.title) })
          fields.select("schools", "Schools", Self.choices(groups))
          Button("Show", kind: .secondary)
        }
        Paragraph(
          "From \(LondonTime.shortDate(figures.span.from)) to \(LondonTime.shortDate(figures.span.to)). What has been "
            + "erased since is counted too. Groups have \(SchoolGroup.smallest) schools or more.")
        FiguresParts(figures, query: query)
        Paragraph(html: Link("How many people are in the pool", to: "/authority/figures/pool").html)
        Paragraph(html: Link("Equality totals", to: "/authority/equality").html)
      }, in: context)
  }

  private static func choices(_ groups: [SchoolGroup]) -> [Choice] {
    [Choice("", "All schools")]
      + groups.map { Choice($0.code, "\($0.kind.title): \($0.title.lowercasedFirst)") }
  }

  private static func query(_ figures: RecruitmentFigures) -> String {
    let schools = figures.chosen.group.map { "&schools=\(OwnPath.escape($0.code))" } ?? ""
    return "?year=\(figures.span.year)&term=\(figures.span.term?.rawValue ?? "")\(schools)"
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
    if kind == .pool {
      let size = try await ReadPoolSize(environment.services)(
        of: authority, on: try day(form), by: context.webActor)
      let day = size.countedOn ?? environment.services.today
      return .csv(size.table.csv, named: "pool-\(day).csv")
    }
    let figures = try await figures(form, authority, context)
    return .csv(
      figures.table(kind).csv, named: "\(kind.rawValue)-\(figures.span.from)-\(figures.span.to).csv")
  }
}
