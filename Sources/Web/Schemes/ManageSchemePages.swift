import Domain
import Foundation
import HTTPSupport
import Hummingbird
import Postgres

/// The authority's schemes, each with its budget and what can be done with it.
struct ManageSchemePages: Sendable {
  private let environment: WebEnvironment

  init(_ environment: WebEnvironment) { self.environment = environment }

  func add(to pages: RouterGroup<AppRequestContext>) {
    pages.get("authority/schemes") { try await list($0, $1) }
    pages.get("authority/schemes/:id") { try await show($0, $1) }
    for step in ["budget", "publish", "close", "withdraw", "remove"] {
      pages.post("authority/schemes/:id/\(step)") { try await take(step, $0, $1) }
    }
  }

  private func list(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let authority = try await Authority.seat(of: context.webActor, in: environment.services.pool)
    let page = try await ReadSchemes(environment.services).managed(
      of: authority, limit: 25, after: request.after, by: context.webActor)
    let year = FinancialYear(of: environment.services.today)
    return environment.respond(
      Page("Schemes", path: "/authority", above: BackLink(to: "/authority", "Authority"), isWide: true) {
        Heading("Schemes", caption: authority.name)
        ButtonGroup {
          LinkButton("Make a scheme", to: "/authority/schemes/new")
          Link("Budgets and take-up", to: "/authority/scheme-budgets")
          if context.webActor.may(.awardSchemes, at: authority.place) {
            Link("Applications", to: "/authority/scheme-applications")
          }
          Link("The public list", to: "/schemes")
        }
        if page.items.isEmpty {
          EmptyState("No schemes yet", "Make one, set its budget and publish it.")
        } else {
          Table(
            "Schemes, newest first", isCaptionHidden: true,
            columns: [
              .init("Scheme"), .init("State"), .init("Apply by"), .init("To decide", isNumeric: true),
              .init("Left in \(year.name)", isNumeric: true), .init("Places left", isNumeric: true),
            ],
            rows: page.items.map { scheme in
              let budget = scheme.budgets.first { $0.year == year }
              return [
                Link(scheme.content.name, to: "/authority/schemes/\(scheme.id)").html, scheme.state.tag.html,
                HTML(text: scheme.content.closesOn.map(LondonTime.shortDate) ?? "–"), "\(scheme.undecided)",
                HTML(text: budget.map { SchemeMoney.pounds($0.leftPence) } ?? "–"),
                budget.map { "\($0.free)" } ?? "–",
              ]
            })
          Pagination(
            previous: request.after == nil ? nil : "/authority/schemes",
            next: page.next.map { "/authority/schemes?after=\($0)" }, of: "schemes")
        }
      }, in: context)
  }

  private func show(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let scheme = try await environment.managedScheme(context)
    var values = FormData()
    let year = FinancialYear(of: environment.services.today)
    values.set("year", year.start)
    if let budget = scheme.budgets.first(where: { $0.year == year }) {
      values.set("budget", CampaignForm.cost(budget.budgetPence))
      values.set("places", budget.places)
    }
    let news = request.uri.queryParameters.has("saved") ? "Saved." : nil
    return try await page(scheme, Fields(values), news, waiting: request.cursor("waiting"), context)
  }

  private func page(
    _ scheme: Scheme, _ fields: Fields, _ news: String?, waiting after: Cursor? = nil,
    _ context: AppRequestContext
  ) async throws -> Response {
    let base = "/authority/schemes/\(scheme.id)"
    let content = scheme.content
    let mayAward = context.webActor.may(.awardSchemes, at: scheme.place)
    let waiting =
      mayAward
      ? try await DecideSchemeApplication(environment.services).waitingList(
        of: scheme.id, limit: 25, after: after, by: context.webActor)
      : nil
    return environment.respond(
      Page(
        content.name, path: "/authority", problems: fields.problems,
        above: BackLink(to: "/authority/schemes", "Schemes"), banner: news.map { NotificationBanner($0) },
        isWide: true
      ) {
        Heading(content.name, caption: scheme.kindName)
        SummaryList(
          [.init("State", html: scheme.state.tag.html)] + SchemeText.rows(scheme) + [
            .init("In short", content.summary)
          ]
            + (scheme.withdrawReason.map { [.init("Why it was withdrawn", $0)] } ?? []))
        if scheme.state != .draft {
          BulletList(
            html: [Link("The public page", to: "/schemes/\(scheme.id)").html]
              + (mayAward
                ? [
                  Link(
                    scheme.undecided == 0
                      ? "Applications (none to decide)"
                      : "Applications (\(scheme.undecided) to decide)",
                    to: "/authority/scheme-applications?scheme=\(scheme.id)"
                  ).html
                ] : []))
        }
        Heading("Who may apply", .section)
        BulletList(content.criteria.map(\.sentence))
        Heading("Budget", .section)
        SchemeBudgetTable(scheme.budgets)
        if let waiting, !waiting.items.isEmpty {
          Self.waitingList(waiting.items)
          CursorPagination(
            next: waiting.next.map { "\(base)?waiting=\($0)" }, first: after.map { _ in base },
            of: "those who wait")
        }
        if scheme.state != .withdrawn { budget(scheme, base, fields, context) }
        steps(scheme, base, fields, context)
      }, in: context)
  }

  /// That the budget can’t be read, with what is wrong besides.
  private static func unreadBudget(
    of scheme: Scheme, _ year: FinancialYear, _ places: Int
  ) -> [FieldProblem] {
    let known = scheme.budgets.first { $0.year == year }
    let others = ManageSchemes.budgetProblems(year, budgetPence: 0, places: places, known).found.filter {
      $0.field != "budget_pence"
    }
    let unread = FieldProblem(
      field: "budget", message: "Enter the budget in pounds, such as 9000 or 9000.50.")
    return FormFaults.all([unread], others, in: ["year", "budget", "places"])
  }

  private static func waitingList(_ waiting: [SchemeApplication]) -> Table {
    Table(
      "Waiting list: who is first is offered something first",
      columns: [.init("Name"), .init("Number"), .init("Waits since")],
      rows: waiting.map {
        [
          Link($0.shownName, to: "/authority/scheme-applications/\($0.id)", about: "on the waiting list")
            .html,
          "\($0.position ?? 0)", HTML(text: LondonTime.shortDate(LondonTime.date(of: $0.stateChangedAt))),
        ]
      })
  }

  private func budget(
    _ scheme: Scheme, _ base: String, _ fields: Fields, _ context: AppRequestContext
  ) -> HTML {
    Details(
      "Set the budget of a year",
      isOpen: scheme.budgets.isEmpty
        || fields.problems.contains { ["year", "budget", "places"].contains($0.field) }
    ) {
      Form("\(base)/budget", in: context) {
        fields.version(scheme.version)
        fields.text(
          "year", "Financial year", hint: "The year in whose April it begins, such as 2026 for 2026/27.",
          width: .five, inputMode: "numeric")
        fields.text("budget", "Budget", width: .ten, prefix: "£", inputMode: "decimal")
        fields.text("places", "How many can be awarded something?", width: .five, inputMode: "numeric")
        Button("Set the budget", kind: .secondary)
      }
    }.html
  }

  private func steps(
    _ scheme: Scheme, _ base: String, _ fields: Fields, _ context: AppRequestContext
  ) -> HTML {
    func form(_ step: String, _ button: Button) -> HTML {
      Form("\(base)/\(step)", in: context) {
        HiddenInput("version", String(scheme.version))
        button
      }.html
    }
    let change = Paragraph(html: Link("Change what is written", to: "\(base)/edit").html).html
    let withdraw = Details("Withdraw the scheme", isOpen: fields.problem(of: "reason") != nil) {
      Form("\(base)/withdraw", in: context) {
        HiddenInput("version", String(scheme.version))
        Paragraph("Everybody whose application is open is told. Offers and awards stand.")
        fields.textarea("reason", "Why is it no longer offered?", rows: 3)
        Button("Withdraw the scheme", kind: .warning)
      }
    }.html
    let anchor: HTML = "<div id=\"state\"></div>"
    switch scheme.state {
    case .draft:
      return anchor + form("publish", Button("Publish")) + change
        + form("remove", Button("Remove the draft", kind: .link))
    case .published:
      return anchor + change + form("close", Button("Let nobody else apply", kind: .secondary)) + withdraw
    case .closed:
      return anchor + change + form("publish", Button("Open it again", kind: .secondary)) + withdraw
    case .withdrawn: return ""
    }
  }

  /// The budget of a year as it is set now, beside the one that was sent.
  private func budgetConflict(_ current: Int, _ context: AppRequestContext) async throws -> Response {
    let scheme = try await environment.managedScheme(context)
    let base = "/authority/schemes/\(scheme.id)"
    let year = FinancialYear(context.form.int("year") ?? 0)
    var stored = FormData()
    if let budget = scheme.budgets.first(where: { $0.year == year }) {
      stored.set("budget", CampaignForm.cost(budget.budgetPence))
      stored.set("places", budget.places)
    }
    return environment.conflict(
      [
        .text("budget", "Budget of \(year.name) in pounds"),
        .text("places", "How many can be awarded something"),
      ],
      stored: stored, action: "\(base)/budget", shown: base, at: "/authority", current, context)
  }

  private func take(_ step: String, _ request: Request, _ context: AppRequestContext) async throws -> Response
  {
    let scheme = try await environment.managedScheme(context)
    let (manage, form, actor) = (ManageSchemes(environment.services), context.form, context.webActor)
    let version = form.int("version")
    do {
      switch step {
      case "budget":
        let (year, places) = (FinancialYear(form.int("year") ?? 0), form.int("places") ?? -1)
        guard let pence = CampaignForm.pence(form["budget"]) else {
          throw DomainError.invalid(Self.unreadBudget(of: scheme, year, places))
        }
        _ = try await manage.setBudget(
          scheme.id, year, budgetPence: pence, places: places, expectedVersion: version, by: actor)
      case "publish": _ = try await manage.publish(scheme.id, expectedVersion: version, by: actor)
      case "close": _ = try await manage.close(scheme.id, expectedVersion: version, by: actor)
      case "withdraw":
        _ = try await manage.withdraw(
          scheme.id, reason: SectionForm.lines(form["reason"]), expectedVersion: version, by: actor)
      default:
        try await manage.remove(scheme.id, expectedVersion: version, by: actor)
        return .seeOther("/authority/schemes")
      }
      return .seeOther("/authority/schemes/\(scheme.id)?saved=1")
    } catch DomainError.staleVersion(let current) where step == "budget" {
      return try await budgetConflict(current, context)
    } catch {
      let problems = try Refusal.problems(error, field: step == "budget" ? "budget" : "state").map {
        FieldProblem(
          field: $0.field == "budget_pence" ? "budget" : $0.field == "closes_on" ? "state" : $0.field,
          message: $0.message)
      }
      return try await page(scheme, Fields(form, problems: problems), nil, context)
    }
  }
}

/// The budgets of a scheme with what of them is taken.
struct SchemeBudgetTable: Component {
  private let budgets: [SchemeBudget]

  init(_ budgets: [SchemeBudget]) { self.budgets = budgets }

  var html: HTML {
    if budgets.isEmpty { return Paragraph("No budget is set yet.").html }
    return Table(
      "Budget by financial year", isCaptionHidden: true,
      columns: [
        .init("Year"), .init("Budget", isNumeric: true), .init("Offered", isNumeric: true),
        .init("Committed", isNumeric: true), .init("Paid of that", isNumeric: true),
        .init("Left", isNumeric: true),
        .init("Places taken", isNumeric: true),
      ],
      rows: budgets.map { budget in
        [
          HTML(text: budget.year.name), HTML(text: SchemeMoney.pounds(budget.budgetPence)),
          HTML(text: SchemeMoney.pounds(budget.offeredPence)),
          HTML(text: SchemeMoney.pounds(budget.committedPence)),
          HTML(text: SchemeMoney.pounds(budget.spentPence)), HTML(text: SchemeMoney.pounds(budget.leftPence)),
          HTML(text: "\(budget.awards) of \(budget.places)"),
        ]
      }
    ).html
  }
}

extension WebEnvironment {
  /// The scheme that the address names, for somebody who manages it.
  func managedScheme(_ context: AppRequestContext) async throws -> Scheme {
    _ = try context.webActor.requireAccount()
    let scheme = try await ReadSchemes(services).find(try context.schemeOfPath(), by: context.webActor)
    try context.webActor.require(.manageSchemes, at: scheme.place, orHide: "scheme")
    return scheme
  }
}
