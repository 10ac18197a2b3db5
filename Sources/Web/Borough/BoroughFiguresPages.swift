import Domain
import HTTPSupport
import Hummingbird
import Postgres

/// What became of the borough's vacancies, for its officers: as a page and as a file for a spreadsheet.
struct BoroughFiguresPages: Sendable {
  private let environment: WebEnvironment

  init(_ environment: WebEnvironment) { self.environment = environment }

  func add(to pages: RouterGroup<AppRequestContext>) {
    pages.get("borough/vacancies") { try await show($0, $1) }
    pages.get("borough/vacancies.csv") { try await file($0, $1) }
  }

  /// The authority that the person works for.
  private func authority(_ context: AppRequestContext) throws -> AuthorityID {
    let account = try context.webActor.requireAccount()
    guard let seat = account.memberships.first(where: { $0.kind == .authority }) else {
      throw DomainError.notFound("page")
    }
    return seat.authority
  }

  private func figures(
    _ form: FormData, _ context: AppRequestContext
  ) async throws -> (figures: VacancyFigures, problems: [FieldProblem]) {
    let authority = try authority(context)
    let reading = BoroughFigures(environment.services)
    var reader = VacancyFormReader(form)
    let from = reader.date("from", "first day")
    let to = reader.date("to", "last day")
    var problems = reader.problems.found
    if problems.isEmpty {
      do {
        return (try await reading(authority: authority, from: from, to: to, by: context.webActor), [])
      } catch DomainError.invalid(let found) {
        problems = found
      }
    }
    return (try await reading(authority: authority, by: context.webActor), problems)
  }

  private func show(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let query = try FormData(decoding: (request.uri.query ?? "").utf8)
    let (figures, problems) = try await figures(query, context)
    var writer = VacancyFormWriter()
    writer.date("from", figures.from)
    writer.date("to", figures.to)
    let fields = Fields(problems.isEmpty ? writer.form : query, problems: problems)
    let span =
      "from-day=\(figures.from.day)&from-month=\(figures.from.month)&from-year=\(figures.from.year)"
      + "&to-day=\(figures.to.day)&to-month=\(figures.to.month)&to-year=\(figures.to.year)"
    return environment.respond(
      Page("Vacancies of the borough", path: "/borough/vacancies", problems: problems, isWide: true) {
        Heading("Vacancies of the borough")
        Paragraph(
          "What became of the vacancies published from \(LondonTime.shortDate(figures.from)) to "
            + "\(LondonTime.shortDate(figures.to)). One of several phases or subjects counts in each.")
        SearchForm("/borough/vacancies", label: "Days") {
          fields.date("from", "Published from")
          fields.date("to", "To")
          Button("Show", kind: .secondary)
        }
        for group in FiguresLine.Group.allCases { Self.table(group, figures) }
        Self.outcomes(figures)
        Paragraph(
          html: Link("These figures for a spreadsheet (CSV)", to: "/borough/vacancies.csv?\(span)").html)
        Paragraph(html: Link("References that schools have asked for", to: "/borough/references").html)
      }, in: context)
  }

  private static func table(_ group: FiguresLine.Group, _ figures: VacancyFigures) -> HTML {
    let lines = figures.lines.filter { $0.group == group }
    if lines.isEmpty { return "" }
    let title =
      switch group {
      case .all: "All vacancies"
      case .phase: "By phase"
      case .subject: "By subject"
      }
    let numbers = ["Published", "Open", "No answer yet", "Filled", "Not filled", "Withdrawn", "Days to fill"]
    return Table(
      title,
      columns: [Table.Column(group == .all ? "Vacancies" : "Name")]
        + numbers.map { Table.Column($0, isNumeric: true) },
      rows: lines.map { line in
        [
          HTML(text: line.name), "\(line.published)", "\(line.open)", "\(line.unanswered)", "\(line.filled)",
          "\(line.notFilled)", "\(line.withdrawn)", HTML(text: line.daysToFill.map { String($0) } ?? "–"),
        ]
      }
    ).html
  }

  private static func outcomes(_ figures: VacancyFigures) -> HTML {
    Table(
      "How they ended", columns: [.init("Answer"), .init("Result"), .init("Vacancies", isNumeric: true)],
      rows: figures.outcomes.map { outcome in
        [HTML(text: outcome.name), outcome.isFilled ? "Filled" : "Not filled", "\(outcome.count)"]
      }
    ).html
  }

  private func file(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let query = try FormData(decoding: (request.uri.query ?? "").utf8)
    let (figures, problems) = try await figures(query, context)
    if !problems.isEmpty { throw DomainError.invalid(problems) }
    return .csv(FiguresFile.text(figures), named: "vacancies-\(figures.from)-\(figures.to).csv")
  }
}

/// The figures as comma-separated values (RFC 4180).
enum FiguresFile {
  static func text(_ figures: VacancyFigures) -> String {
    var rows = [
      [
        "group", "code", "name", "published", "open", "unanswered", "filled", "not_filled", "withdrawn",
        "median_days_to_fill",
      ]
    ]
    rows += figures.lines.map { line in
      let numbers = [line.published, line.open, line.unanswered, line.filled, line.notFilled, line.withdrawn]
      return [line.group.rawValue, line.code, line.name] + numbers.map { String($0) }
        + [line.daysToFill.map { String($0) } ?? ""]
    }
    rows += figures.outcomes.map { outcome in
      let (filled, not) = outcome.isFilled ? ("\(outcome.count)", "") : ("", "\(outcome.count)")
      return ["outcome", outcome.code, outcome.name, "", "", "", filled, not, "", ""]
    }
    return rows.map { $0.map(escaped).joined(separator: ",") + "\r\n" }.joined()
  }

  /// A spreadsheet takes what begins with certain marks for a formula; those are shown as text.
  static func escaped(_ value: String) -> String {
    let plain = value.first.map { "=+-@\t\r".contains($0) } == true ? "'" + value : value
    guard plain.contains(where: { ",\"\r\n".contains($0) || $0 == "\r\n" }) else { return plain }
    return "\"" + plain.replacing("\"", with: "\"\"") + "\""
  }
}
