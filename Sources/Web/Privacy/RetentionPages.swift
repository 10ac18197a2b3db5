import Domain
import HTTPSupport
import Hummingbird

/// How long records are kept, for the authority's staff: periods with their reasons, what is due, and holds.
struct RetentionPages: Sendable {
  private let environment: WebEnvironment

  init(_ environment: WebEnvironment) { self.environment = environment }

  func add(to pages: RouterGroup<AppRequestContext>) {
    pages.get("authority/retention") { request, context in
      try await start(
        Fields(), after: request.after,
        news: request.uri.queryParameters["done"].flatMap { Self.news[String($0)] }, context)
    }
    pages.get("authority/retention/{kind}") { try await edit($0, $1) }
    pages.post("authority/retention/{kind}") { try await save($0, $1) }
    pages.post("authority/retention-holds") { try await hold($0, $1) }
    pages.get("authority/retention-holds/{hold}/lift") { try await askToLift($0, $1) }
    pages.post("authority/retention-holds/{hold}/lift") { try await lift($0, $1) }
  }

  private static let news = [
    "period": "The period is saved. It holds from the next daily run.",
    "held": "Everything of this person is held until somebody lifts the hold.",
    "lifted": "The hold is lifted.",
  ]

  private func authority(_ context: AppRequestContext) async throws -> Authority {
    try await Authority.seat(of: context.webActor, in: environment.services.pool)
  }

  private func start(
    _ fields: Fields, after: Cursor? = nil, news: String? = nil, _ context: AppRequestContext
  ) async throws -> Response {
    let authority = try await authority(context)
    let lines = try await ReadRetention(environment.services)(authority, by: context.webActor)
    let holds = try await HoldRecords(environment.services).list(
      authority, after: after, by: context.webActor)
    let mayChange = context.webActor.may(.manageRetention, at: authority.place)
    return environment.respond(
      Page(
        "How long records are kept", path: "/authority", problems: fields.problems,
        above: BackLink(to: "/authority", "Authority"), banner: news.map { NotificationBanner($0) },
        isWide: true
      ) {
        Heading("How long records are kept", caption: authority.name)
        Paragraph(
          "Once a day the service erases what has had its time, or adds it to totals without names. What is held is "
            + "passed over until the hold is lifted.")
        Table(
          "Periods", isCaptionHidden: true,
          columns: [
            .init("What"), .init("Kept for"), .init("From"), .init("Due now", isNumeric: true),
            .init("Held", isNumeric: true),
          ], rows: lines.map { Self.row($0, mayChange) })
        Details("What happens then, and the legal reasons") {
          SummaryList(
            lines.map { .init($0.period.kind.title, "\($0.period.kind.consequence)\n\($0.period.reason)") })
        }
        Heading("What is held", .section)
        self.holds(holds.items, context)
        Pagination(
          previous: nil, next: holds.next.map { "/authority/retention?after=\($0)" }, of: "holds")
        Heading("Hold everything of a person", .section)
        Paragraph(
          "For a claim, a complaint or an investigation. Schools hold single applications themselves.")
        Form("/authority/retention-holds", in: context) {
          fields.email("email", "The person’s e-mail address")
          KeepingPages.fields(fields)
          Button("Hold")
        }
      }, in: context)
  }

  private static func row(_ line: ReadRetention.Line, _ mayChange: Bool) -> [HTML] {
    let kind = line.period.kind
    return [
      mayChange
        ? Link(kind.title, to: "/authority/retention/\(kind.rawValue)").html : HTML(text: kind.title),
      HTML(text: line.period.words), HTML(text: kind.event), "\(line.due)", "\(line.held)",
    ]
  }

  private func holds(_ holds: [RetentionHold], _ context: AppRequestContext) -> HTML {
    if holds.isEmpty { return EmptyState("Nothing is held", "Holds of schools appear here too.").html }
    let today = environment.services.today
    return Table(
      "Holds, by the day of review", isCaptionHidden: true,
      columns: [.init("What"), .init("Placed by"), .init("Reason"), .init("Review on"), .init("Lift")],
      rows: holds.map { hold in
        [
          HTML(text: hold.email ?? "Application \(hold.reference ?? "")"), HTML(text: hold.organisationName),
          HTML(text: hold.reason ?? "The school’s own"),
          hold.reviewOn <= today
            ? Tag("Review due", .red).html : HTML(text: LondonTime.shortDate(hold.reviewOn)),
          hold.email == nil
            ? "–"
            : Link(
              "Lift the hold on \(hold.email ?? "")", to: "/authority/retention-holds/\(hold.id)/lift"
            ).html,
        ]
      }
    ).html
  }

  // MARK: One period

  private func line(_ context: AppRequestContext) async throws -> (Authority, ReadRetention.Line) {
    let authority = try await authority(context)
    try context.webActor.require(.manageRetention, at: authority.place, orHide: "page")
    let kind = context.parameters.get("kind")
    let lines = try await ReadRetention(environment.services)(authority, by: context.webActor)
    guard let line = lines.first(where: { $0.period.kind.rawValue == kind }) else {
      throw DomainError.notFound("page")
    }
    return (authority, line)
  }

  private func edit(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let line = try await line(context).1
    let stored = FormData([
      .init(name: "months", value: "\(line.period.months)"), .init(name: "reason", value: line.period.reason),
      .init(name: "version", value: "\(line.period.version)"),
    ])
    return page(line, Fields(stored), context)
  }

  private func page(
    _ line: ReadRetention.Line, _ fields: Fields, _ context: AppRequestContext
  ) -> Response {
    let kind = line.period.kind
    return environment.respond(
      Page(
        kind.title, path: "/authority", problems: fields.problems,
        above: BackLink(to: "/authority/retention", "How long records are kept")
      ) {
        Heading(kind.title, caption: "How long records are kept")
        Paragraph("Counted from \(kind.event). \(kind.consequence)")
        WarningText(
          "A shorter period holds from the next daily run, and what is erased can’t be brought back.")
        Form("/authority/retention/\(kind.rawValue)", in: context) {
          HiddenInput("version", fields.values["version"])
          fields.text("months", "Months", width: .three, inputMode: "numeric")
          fields.textarea(
            "reason", "Legal reason", hint: "Everybody can read it on the page about privacy.", rows: 5)
          Button("Save")
        }
      }, in: context)
  }

  private func save(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let (authority, line) = try await line(context)
    do {
      try await SetRetentionPeriod(environment.services)(
        line.period.kind, months: context.form.int("months"), reason: context.form["reason"], of: authority,
        expectedVersion: context.form.int("version") ?? 0, by: context.webActor)
      return .seeOther("/authority/retention?done=period")
    } catch DomainError.staleVersion(let current) {
      let rows: [Conflict.Row] = [
        .init("Months", stored: "\(line.period.months)", yours: context.form["months"]),
        .init("Legal reason", stored: line.period.reason, yours: context.form["reason"]),
      ]
      let here = "/authority/retention/\(line.period.kind.rawValue)"
      return environment.respond(
        Conflict.page(rows, action: here, stored: here, at: "/authority", current, context), in: context)
    } catch DomainError.invalid(let problems) {
      return page(line, Fields(context.form, problems: problems), context)
    }
  }

  // MARK: Holds

  private func hold(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let authority = try await authority(context)
    do {
      _ = try await HoldRecords(environment.services).person(
        context.form["email"], reason: context.form["reason"], reviewOn: context.form.date("review_on").date,
        of: authority, expectedVersion: context.form.int("version") ?? 0, by: context.webActor)
      return .seeOther("/authority/retention?done=held")
    } catch DomainError.staleVersion(let current) {
      let stored = try await HoldRecords(environment.services).person(
        with: context.form["email"], of: authority, by: context.webActor)
      return environment.respond(
        Conflict.page(
          KeepingPages.differing(stored, context.form), action: "/authority/retention-holds",
          stored: "/authority/retention", at: "/authority", current, context), in: context)
    } catch DomainError.invalid(let problems) {
      return try await start(Fields(context.form, problems: problems), context)
    }
  }

  private func holdOfPath(_ context: AppRequestContext) throws -> RetentionHoldID {
    guard let id = context.parameters.get("hold").flatMap({ RetentionHoldID($0) }) else {
      throw DomainError.notFound("hold")
    }
    return id
  }

  private func askToLift(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let id = try holdOfPath(context)
    let hold = try await HoldRecords(environment.services).person(
      id, of: try await authority(context), by: context.webActor)
    return environment.respond(
      KeepingPages.liftPage(
        hold, of: hold.email ?? "", at: "/authority", action: "/authority/retention-holds/\(id)/lift",
        back: "/authority/retention", context), in: context)
  }

  private func lift(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    try await HoldRecords(environment.services).lift(
      try holdOfPath(context), of: try await authority(context), expectedVersion: context.form.int("version"),
      by: context.webActor)
    return .seeOther("/authority/retention?done=lifted")
  }
}
