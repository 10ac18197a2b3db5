import Domain
import Foundation
import HTTPSupport
import Hummingbird
import Postgres

/// The recruitment years of the pool and who is in it, as officers of the authority see them.
struct PoolYearPages: Sendable {
  private let environment: WebEnvironment

  init(_ environment: WebEnvironment) { self.environment = environment }

  func add(to pages: RouterGroup<AppRequestContext>) {
    pages.get("authority/pool") { try await start($0, $1) }
    pages.post("authority/pool") { try await setYear($0, $1) }
    pages.get("authority/pool/entries.csv") { try await export($0, $1) }
  }

  private func authority(_ context: AppRequestContext) async throws -> Authority {
    try await Authority.seat(of: context.webActor, in: environment.services.pool)
  }

  private func start(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    try await startPage(request, Fields(), context)
  }

  private func startPage(
    _ request: Request, _ fields: Fields, _ context: AppRequestContext
  ) async throws -> Response {
    let authority = try await authority(context)
    let years = try await OpenPoolYear(environment.services).all(of: authority, by: context.webActor)
    let query = PoolListQuery(request, otherwise: years.first?.year)
    let (found, problems) = try await found(authority, query, request.after, context)
    let filters = try await query.panel(problems, environment.services)
    return environment.respond(
      Page(
        "The pool", path: "/authority", problems: fields.problems + problems,
        above: BackLink(to: "/authority", "Authority"),
        banner: Self.news(request.uri.queryParameters["done"]), isWide: true
      ) {
        Heading("The pool", caption: authority.name)
        if let known = years.first(where: { $0.year == query.year }) {
          Paragraph(
            "Pool for \(known.year): open from \(LondonTime.shortDate(known.opensOn)) to "
              + "\(LondonTime.shortDate(known.closesOn)).")
        }
        ButtonGroup {
          Link("All entries", to: "/authority/pool?year=\(query.year)")
          Link("Waiting to be checked", to: "/authority/pool?year=\(query.year)&waiting=1")
          Link("Criteria of the interview day", to: "/authority/pool-criteria")
        }
        """
        <div class="staffroom-with-filter">\(filters)<div>\
        \(found.map { PoolListView($0, query).html } ?? "")</div></div>
        """ as HTML
        Heading("Open a year or move its dates", .section)
        Form("/authority/pool", in: context) {
          HiddenInput("seen", fields.values.string("seen") ?? Self.seen(years))
          fields.text("year", "Year in which the posts begin", width: .four, inputMode: "numeric")
          fields.date("opens_on", "First day")
          fields.date("closes_on", "Last day")
          Button("Save")
        }
      }, in: context)
  }

  /// What the filters find, or what is wrong with them.
  private func found(
    _ authority: Authority, _ query: PoolListQuery, _ after: Cursor?, _ context: AppRequestContext
  ) async throws -> (Domain.Page<PoolEntryLine>?, [FieldProblem]) {
    do {
      let list = ListPoolEntries(environment.services)
      return (
        try await list(authority, year: query.year, query.filter, after: after, by: context.webActor), []
      )
    } catch DomainError.invalid(let problems) {
      return (nil, problems)
    }
  }

  private func export(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let authority = try await authority(context)
    let years = try await OpenPoolYear(environment.services).all(of: authority, by: context.webActor)
    let query = PoolListQuery(request, otherwise: years.first?.year)
    let text = try await ListPoolEntries(environment.services).csv(
      authority, year: query.year, query.filter, by: context.webActor)
    return .csv(text, named: "pool-\(query.year).csv")
  }

  /// Which years the page shows, each with its version, such as `2027.1 2028.3`.
  private static func seen(_ years: [PoolYear]) -> String {
    years.map { "\($0.year).\($0.version)" }.joined(separator: " ")
  }

  /// The version of a year that somebody saw who sends its days; 0 where it wasn’t there.
  private static func seenVersion(of year: Int, _ form: FormData) -> Int? {
    if let chosen = form.int("version") { return chosen }
    return form.string("seen").map { seen in
      let versions = seen.split(separator: " ").map { $0.split(separator: ".").compactMap { Int($0) } }
      return versions.first { $0.count == 2 && $0[0] == year }?[1] ?? 0
    }
  }

  /// The same as it was sent, where a later version of a year has been seen since.
  private static func seen(_ form: FormData, of year: Int, at version: Int) -> String {
    let others = form["seen"].split(separator: " ").filter { !$0.hasPrefix("\(year).") }.map(String.init)
    return (others + ["\(year).\(version)"]).joined(separator: " ")
  }

  /// The days of a year as another officer has set them, beside those that were sent.
  private func conflict(
    _ year: Int, _ current: Int, _ context: AppRequestContext
  ) async throws -> Response {
    let years = try await OpenPoolYear(environment.services).all(
      of: try await authority(context), by: context.webActor)
    var stored = FormData()
    if let known = years.first(where: { $0.year == year }) {
      stored.set("opens_on", known.opensOn)
      stored.set("closes_on", known.closesOn)
    }
    let rows = Conflict.rows(
      [.date("opens_on", "First day"), .date("closes_on", "Last day")], stored: stored, yours: context.form)
    return environment.respond(
      Conflict.page(
        rows, action: "/authority/pool", stored: "/authority/pool?year=\(year)", at: "/authority", current,
        context), in: context)
  }

  /// What has just been done with the pool as a whole.
  private static func news(_ done: Substring?) -> NotificationBanner? {
    switch done {
    case "year": NotificationBanner("The days of the pool are saved.")
    case "invited": NotificationBanner("The invitations are sent.")
    case "criteria": NotificationBanner("The criteria of the interview day are saved.")
    default: nil
    }
  }

  private func setYear(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let form = context.form
    let number = form.int("year") ?? 0
    do {
      let year = try await OpenPoolYear(environment.services)(
        number, of: try await authority(context), from: form.date("opens_on").date,
        to: form.date("closes_on").date, expectedVersion: Self.seenVersion(of: number, form),
        by: context.webActor)
      return .seeOther("/authority/pool?year=\(year.year)&done=year")
    } catch DomainError.staleVersion(let current) {
      return try await conflict(number, current, context)
    } catch DomainError.invalid(let problems) {
      var sent = form
      if let chosen = form.int("version") { sent.set("seen", Self.seen(form, of: number, at: chosen)) }
      return try await startPage(request, Fields(sent, problems: problems), context)
    }
  }
}
