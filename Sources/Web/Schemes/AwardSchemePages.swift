import Domain
import Foundation
import HTTPSupport
import Hummingbird
import Postgres

/// Where officers check applications for schemes, award or refuse, and record what is paid.
struct AwardSchemePages: Sendable {
  private let environment: WebEnvironment

  init(_ environment: WebEnvironment) { self.environment = environment }

  func add(to pages: RouterGroup<AppRequestContext>) {
    let one = "authority/scheme-applications/:application"
    pages.get("authority/scheme-applications") { try await queue($0, $1) }
    pages.get("authority/scheme-applications.csv") { try await file($0, $1) }
    pages.get("\(one)") { try await show($0, $1) }
    for step in SchemeStep.allCases {
      pages.post("\(one)/\(step.rawValue)") { try await take(step, $0, $1) }
    }
  }

  // MARK: The queue

  private func queue(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let authority = try await Authority.seat(of: context.webActor, in: environment.services.pool)
    let filter = Self.filter(request)
    let page = try await DecideSchemeApplication(environment.services).list(
      of: authority, filter, limit: 25, after: request.after, by: context.webActor)
    let schemes = try await Domain.Page.every { after in
      try await ReadSchemes(environment.services).managed(
        of: authority, limit: 100, after: after, by: context.webActor)
    }.filter { $0.state != .draft }
    var values = FormData()
    values.set("scheme", filter.scheme?.description)
    values.set("state", filter.state?.rawValue)
    values.set("q", filter.words)
    let fields = Fields(values)
    let query = Self.query(filter)
    let here = "/authority/scheme-applications?\(query)"
    return environment.respond(
      Page(
        "Applications for schemes", path: "/authority", above: BackLink(to: "/authority/schemes", "Schemes"),
        isWide: true
      ) {
        Heading("Applications for schemes", caption: authority.name)
        SearchForm("/authority/scheme-applications", label: "Applications") {
          fields.select(
            "scheme", "Scheme",
            [Choice("", "All schemes")] + schemes.map { Choice($0.id.description, $0.content.name) })
          fields.select(
            "state", "State",
            [Choice("", "All states")]
              + SchemeApplicationState.allCases.filter { $0 != .draft }.map { Choice($0.rawValue, $0.title) })
          fields.text("q", "Name or reference", width: .twoThirds)
          Button("Show", kind: .secondary)
        }
        if page.items.isEmpty {
          EmptyState("No applications", "Nothing of this kind has come in.")
        } else {
          Paragraph(
            html: Link("Download as CSV", to: "/authority/scheme-applications.csv?\(query)").html)
          Self.table(page.items)
          Pagination(
            previous: request.after == nil ? nil : here, next: page.next.map { "\(here)&after=\($0)" },
            of: "applications")
        }
      }, in: context)
  }

  private static func filter(_ request: Request) -> DecideSchemeApplication.Filter {
    let query = request.uri.queryParameters
    return DecideSchemeApplication.Filter(
      scheme: query["scheme"].flatMap { SchemeID(String($0)) },
      state: query["state"].flatMap { SchemeApplicationState(rawValue: String($0)) },
      words: query["q"].map(String.init) ?? "")
  }

  private static func query(_ filter: DecideSchemeApplication.Filter) -> String {
    let words = filter.words.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
    return "scheme=\(filter.scheme?.description ?? "")&state=\(filter.state?.rawValue ?? "")&q=\(words)"
  }

  private func file(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let authority = try await Authority.seat(of: context.webActor, in: environment.services.pool)
    let text = try await DecideSchemeApplication(environment.services).csv(
      of: authority, Self.filter(request), by: context.webActor)
    return .csv(text, named: "scheme-applications.csv")
  }

  private static func table(_ applications: [SchemeApplication]) -> Table {
    Table(
      "Applications, the last first", isCaptionHidden: true,
      columns: [
        .init("Name"), .init("Scheme"), .init("State"), .init("Sent"), .init("Amount", isNumeric: true),
      ],
      rows: applications.map { application in
        [
          Link(
            application.shownName, to: "/authority/scheme-applications/\(application.id)",
            about: "for \(application.schemeName)"
          ).html, HTML(text: application.schemeName), application.state.tag.html,
          HTML(text: application.sentAt.map { LondonTime.shortDate(LondonTime.date(of: $0)) } ?? "–"),
          HTML(text: application.amountPence == 0 ? "–" : SchemeMoney.pounds(application.amountPence)),
        ]
      })
  }

  // MARK: One application

  private func show(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let found = try await DecideSchemeApplication(environment.services).find(
      try context.schemeApplicationOfPath(), by: context.webActor)
    let news = request.uri.queryParameters.has("saved") ? "Saved." : nil
    return page(found, Fields(SchemeSteps.values(found)), news, context)
  }

  private func page(
    _ found: SchemeCase, _ fields: Fields, _ news: String?, _ context: AppRequestContext
  ) -> Response {
    let application = found.application
    let steps = SchemeSteps(
      found: found, fields: fields, year: FinancialYear(of: environment.services.today), context: context)
    return environment.respond(
      Page(
        application.shownName, path: "/authority", problems: fields.problems,
        above: BackLink(to: "/authority/scheme-applications?scheme=\(application.scheme)", "Applications"),
        banner: news.map { NotificationBanner($0) }, isWide: true
      ) {
        Heading(application.shownName, caption: application.schemeName)
        "<div id=\"state\"></div>" as HTML
        SummaryList(SchemeText.rows(application) + [.init("E-mail address", application.email)])
        Heading("Statement", .section)
        Prose(application.statement)
        if let facts = application.facts {
          Heading("From the induction record, when it was sent", .section)
          SummaryList(SchemeText.rows(facts))
        }
        Heading("Criteria", .section)
        steps.criteria
        Heading("Budget", .section)
        SchemeBudgetTable(found.scheme.budgets)
        if !found.payments.isEmpty { steps.payments }
        steps.html
      }, in: context)
  }

  private func take(
    _ step: SchemeStep, _ request: Request, _ context: AppRequestContext
  ) async throws -> Response {
    let (form, actor) = (context.form, context.webActor)
    let id = try context.schemeApplicationOfPath()
    let found = try await DecideSchemeApplication(environment.services).find(id, by: actor)
    do {
      try await perform(step, on: found, form, actor)
      return .seeOther("/authority/scheme-applications/\(id)?saved=1")
    } catch {
      let problems = try Refusal.problems(error, field: "state")
      let now = try await DecideSchemeApplication(environment.services).find(id, by: actor)
      if let late = try await environment.schemeApplicationMovedOn(now, step, context) { return late }
      var sent = form
      if case DomainError.staleVersion(let current) = error {
        if step == .check, step.isOpen(now) { return conflict(now, current, context) }
        // Whoever has been told that something has changed goes on from how it is now.
        sent = form.without(["version"])
      }
      var values = SchemeSteps.values(now)
      for field in sent.fields { values.set(field.name, sent.strings(field.name)) }
      return page(now, Fields(values, problems: step.named(problems)), nil, context)
    }
  }

  /// What a colleague has found of the criteria, beside what was sent.
  private func conflict(_ now: SchemeCase, _ current: Int, _ context: AppRequestContext) -> Response {
    let here = "/authority/scheme-applications/\(now.application.id)"
    return environment.conflict(
      SchemeSteps.asked(now, context.form), stored: SchemeSteps.values(now),
      action: "\(here)/\(SchemeStep.check.rawValue)", shown: here, at: "/authority", current, context)
  }

  private func perform(
    _ step: SchemeStep, on found: SchemeCase, _ form: FormData, _ actor: Actor
  ) async throws {
    switch step {
    case .check, .award, .refuse, .wait, .reopen: try await decide(step, on: found, form, actor)
    case .plan, .release: try await plan(step, found.application.id, form, actor)
    case .pay, .undo, .unplan: try await pay(step, form, actor)
    }
  }

  private func decide(
    _ step: SchemeStep, on found: SchemeCase, _ form: FormData, _ actor: Actor
  ) async throws {
    let decide = DecideSchemeApplication(environment.services)
    let (id, version) = (found.application.id, form.int("version"))
    switch step {
    case .award:
      var unread = Problems()
      let isFixed = found.scheme.content.amountIsFixed
      let pence = isFixed ? nil : Self.pence(form, "award_amount", "pence", &unread)
      _ = try await decide.award(
        id, pence: pence, unread: unread.found, expectedVersion: version, by: actor)
    case .refuse:
      let reason = SectionForm.lines(form["refuse_reason"])
      _ = try await decide.refuse(id, reason: reason, expectedVersion: version, by: actor)
    case .wait: _ = try await decide.wait(id, expectedVersion: version, by: actor)
    case .reopen: _ = try await decide.reopen(id, expectedVersion: version, by: actor)
    default: try await SchemeSteps.check(found, form, decide, actor)
    }
  }

  /// Plans a payment of an award, or frees what won't be paid of it.
  private func plan(
    _ step: SchemeStep, _ id: SchemeApplicationID, _ form: FormData, _ actor: Actor
  ) async throws {
    let pay = PaySchemeAward(environment.services)
    let version = form.int("version")
    var unread = Problems()
    if step == .release {
      let pence = Self.pence(form, "release_amount", "pence", &unread)
      _ = try await pay.release(
        id, pence: pence, reason: SectionForm.lines(form["release_reason"]), unread: unread.found,
        expectedVersion: version, by: actor)
    } else {
      let pence = Self.pence(form, "plan_amount", "pence", &unread)
      let day = FormDay.read(form, "due_on", "day", &unread)
      _ = try await pay.plan(
        id, pence: pence, dueOn: day, unread: unread.found, expectedVersion: version, by: actor)
    }
  }

  private func pay(_ step: SchemeStep, _ form: FormData, _ actor: Actor) async throws {
    guard let payment = SchemePaymentID(form["payment"]) else { throw DomainError.notFound("payment") }
    let pay = PaySchemeAward(environment.services)
    switch step {
    case .undo: _ = try await pay.undo(payment, by: actor)
    case .unplan: _ = try await pay.remove(payment, by: actor)
    default: _ = try await pay.pay(payment, on: try Self.day(form, "paid_on"), by: actor)
    }
  }

  private static func day(_ form: FormData, _ field: String) throws -> CivilDate? {
    var problems = Problems()
    let day = FormDay.read(form, field, "day", &problems)
    try problems.throwIfAny()
    return day
  }

  /// The amount in a field; 0, and a problem by the name that the step has for it, where it can’t be read.
  private static func pence(
    _ form: FormData, _ field: String, _ name: String, _ unread: inout Problems
  ) -> Int {
    let pence = CampaignForm.pence(form[field])
    unread.require(pence != nil, name, "Enter the amount in pounds, such as 250 or 142.87.")
    return pence ?? 0
  }
}
