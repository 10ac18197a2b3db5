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
    pages.get("\(one)") { try await show($0, $1) }
    for step in SchemeStep.allCases {
      pages.post("\(one)/\(step.rawValue)") { try await take(step, $0, $1) }
    }
  }

  // MARK: The queue

  private func queue(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let authority = try await Authority.seat(of: context.webActor, in: environment.services.pool)
    let query = request.uri.queryParameters
    let filter = DecideSchemeApplication.Filter(
      scheme: query["scheme"].flatMap { SchemeID(String($0)) },
      state: query["state"].flatMap { SchemeApplicationState(rawValue: String($0)) },
      words: query["q"].map(String.init) ?? "")
    let page = try await DecideSchemeApplication(environment.services).list(
      of: authority, filter, limit: 25, after: request.after, by: context.webActor)
    let schemes = try await ReadSchemes(environment.services).managed(
      of: authority, limit: 100, by: context.webActor
    ).items.filter { $0.state != .draft }
    var values = FormData()
    values.set("scheme", filter.scheme?.description)
    values.set("state", filter.state?.rawValue)
    values.set("q", filter.words)
    let fields = Fields(values)
    let here = Self.address(filter)
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
          Self.table(page.items)
          Pagination(
            previous: request.after == nil ? nil : here, next: page.next.map { "\(here)&after=\($0)" },
            of: "applications")
        }
      }, in: context)
  }

  private static func address(_ filter: DecideSchemeApplication.Filter) -> String {
    let words = filter.words.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
    return "/authority/scheme-applications?scheme=\(filter.scheme?.description ?? "")"
      + "&state=\(filter.state?.rawValue ?? "")&q=\(words)"
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
    let (decide, pay) = (DecideSchemeApplication(environment.services), PaySchemeAward(environment.services))
    let id = try context.schemeApplicationOfPath()
    let found = try await decide.find(id, by: actor)
    let version = form.int("version")
    do {
      switch step {
      case .check: try await SchemeSteps.check(found, form, decide, actor)
      case .award:
        let pence = found.scheme.content.amountIsFixed ? nil : try Self.pence(form, "award_amount")
        _ = try await decide.award(id, pence: pence, expectedVersion: version, by: actor)
      case .refuse:
        _ = try await decide.refuse(
          id, reason: SectionForm.lines(form["refuse_reason"]), expectedVersion: version, by: actor)
      case .wait: _ = try await decide.wait(id, expectedVersion: version, by: actor)
      case .reopen: _ = try await decide.reopen(id, expectedVersion: version, by: actor)
      case .plan:
        var problems = Problems()
        let due = FormDay.read(form, "due_on", "day", &problems)
        try problems.throwIfAny()
        _ = try await pay.plan(
          id, pence: try Self.pence(form, "plan_amount"), dueOn: due, expectedVersion: version, by: actor)
      case .release:
        _ = try await pay.release(
          id, pence: try Self.pence(form, "release_amount"),
          reason: SectionForm.lines(form["release_reason"]),
          expectedVersion: version, by: actor)
      case .pay, .undo, .unplan:
        guard let payment = SchemePaymentID(form["payment"]) else { throw DomainError.notFound("payment") }
        if step == .undo {
          _ = try await pay.undo(payment, by: actor)
        } else if step == .unplan {
          _ = try await pay.remove(payment, by: actor)
        } else {
          var problems = Problems()
          let day = FormDay.read(form, "paid_on", "day", &problems)
          try problems.throwIfAny()
          _ = try await pay.pay(payment, on: day, by: actor)
        }
      }
      return .seeOther("/authority/scheme-applications/\(id)?saved=1")
    } catch {
      let problems = try Refusal.problems(error, field: "state").map {
        FieldProblem(field: step.field($0.field), message: $0.message)
      }
      var values = SchemeSteps.values(found)
      for field in form.fields { values.set(field.name, form.strings(field.name)) }
      return page(found, Fields(values, problems: problems), nil, context)
    }
  }

  private static func pence(_ form: FormData, _ field: String) throws -> Int {
    guard let pence = CampaignForm.pence(form[field]) else {
      throw DomainError.invalid([
        FieldProblem(field: field, message: "Enter the amount in pounds, such as 250 or 142.87.")
      ])
    }
    return pence
  }
}

/// What can be done with an application.
enum SchemeStep: String, Sendable, CaseIterable {
  case check, award, refuse, wait, reopen, plan, pay, undo, unplan, release

  /// The name that a field has in the form of this step.
  func field(_ name: String) -> String {
    switch (self, name) {
    case (.award, "pence"): "award_amount"
    case (.plan, "pence"): "plan_amount"
    case (.release, "release_pence"): "release_amount"
    case (.release, "reason"): "release_reason"
    case (.refuse, "reason"): "refuse_reason"
    default: name
    }
  }
}

/// The forms of what can be done with an application next.
struct SchemeSteps {
  let found: SchemeCase
  let fields: Fields
  let year: FinancialYear
  let context: AppRequestContext

  private var application: SchemeApplication { found.application }
  private var base: String { "/authority/scheme-applications/\(application.id)" }

  /// What stands in the forms.
  static func values(_ found: SchemeCase) -> FormData {
    var values = FormData()
    for (index, finding) in found.findings.enumerated() {
      values.set("met-\(index)", finding.isMet.map { $0 ? "yes" : "no" })
      values.set("note-\(index)", finding.check?.note)
    }
    values.set("award_amount", CampaignForm.cost(found.scheme.content.amountPence))
    return values
  }

  /// Stores what an officer has found of the criteria, where it is new.
  static func check(
    _ found: SchemeCase, _ form: FormData, _ decide: DecideSchemeApplication, _ actor: Actor
  ) async throws {
    for (index, finding) in found.findings.enumerated() {
      let answer = form["met-\(index)"]
      let note = form["note-\(index)"]
      guard let id = finding.criterion.id, answer == "yes" || answer == "no" else { continue }
      let isNew =
        finding.isMet != (answer == "yes") || (finding.check?.note ?? "") != note
      guard isNew else { continue }
      do {
        _ = try await decide.check(
          found.application.id, id, isMet: answer == "yes", note: note, by: actor)
      } catch DomainError.invalid(let problems) {
        throw DomainError.invalid(
          problems.map {
            FieldProblem(field: $0.field == "note" ? "note-\(index)" : $0.field, message: $0.message)
          })
      }
    }
  }

  private func form(_ step: SchemeStep, @HTMLBuilder _ content: () -> HTML) -> HTML {
    let inner = content()
    return Form("\(base)/\(step.rawValue)", in: context) {
      HiddenInput("version", String(application.version))
      inner
    }.html
  }

  // MARK: Criteria

  /// The criteria: to be checked while nothing is decided.
  var criteria: HTML {
    guard [.sent, .waiting].contains(application.state) else {
      return Table(
        "Criteria", isCaptionHidden: true, columns: [.init("Criterion"), .init("Met"), .init("Note")],
        rows: found.findings.map {
          [HTML(text: $0.criterion.sentence), Self.met($0), HTML(text: Self.note($0))]
        }
      ).html
    }
    return form(.check) {
      HTML(
        found.findings.enumerated().map { index, finding in
          let record =
            switch finding.byRecord {
            case .met: "The induction record says yes."
            case .unmet: "The induction record says no."
            case .judged: "You decide this."
            }
          let by = finding.check.map { " Checked by \($0.checkedBy)." } ?? ""
          return fields.radios(
            "met-\(index)", finding.criterion.sentence, [Choice("yes", "Met"), Choice("no", "Not met")],
            hint: record + by, isInline: true
          ).html
            + fields.text(
              "note-\(index)", "Note on criterion \(index + 1), if there is one", width: .twoThirds
            ).html
        })
      Button("Save the checks", kind: .secondary)
    }
  }

  private static func met(_ finding: SchemeFinding) -> HTML {
    switch finding.isMet {
    case true?: Tag("Met", .green).html
    case false?: Tag("Not met", .red).html
    case nil: Tag("Not checked", .grey).html
    }
  }

  private static func note(_ finding: SchemeFinding) -> String {
    guard let check = finding.check else {
      return finding.byRecord == .judged ? "–" : "By the induction record"
    }
    return check.note.isEmpty ? "By \(check.checkedBy)" : "\(check.note) (\(check.checkedBy))"
  }

  // MARK: Deciding and paying

  /// The forms of what can be done next.
  var html: HTML {
    switch application.state {
    case .sent, .waiting: decide
    case .accepted: take
    case .refused, .lapsed:
      form(.reopen) { Button("Look at it again", kind: .secondary) }
    case .ended, .offered, .draft, .withdrawn, .declined: ""
    }
  }

  private var decide: HTML {
    let content = found.scheme.content
    let award = form(.award) {
      if content.amountIsFixed {
        Paragraph(
          "An award comes to \(SchemeMoney.pounds(content.amountPence)), out of the budget of \(year.name).")
      } else {
        fields.text(
          "award_amount", "Amount",
          hint: "Up to \(SchemeMoney.pounds(content.amountPence)), out of the budget of \(year.name).",
          width: .ten, prefix: "£", inputMode: "decimal")
      }
      Button("Offer the award")
    }
    let wait =
      application.state == .sent
      ? form(.wait) { Button("Put it on the waiting list", kind: .secondary) } : ""
    let refuse = Details("Do not award it", isOpen: fields.problem(of: "refuse_reason") != nil) {
      form(.refuse) {
        fields.textarea("refuse_reason", "Why not?", hint: "The teacher reads it.", rows: 4)
        Button("Do not award it", kind: .warning)
      }
    }.html
    return Heading("Decide", .section).html + award + wait + refuse
  }

  private var take: HTML {
    let left = SchemeMoney.pounds(found.unplannedPence)
    if found.unplannedPence == 0 { return "" }
    let plan = form(.plan) {
      fields.text(
        "plan_amount", "Amount of a payment", hint: "\(left) is not planned yet.", width: .ten, prefix: "£",
        inputMode: "decimal")
      fields.date("due_on", "When is it to be paid?")
      Button("Plan the payment")
    }
    let hasProblem = ["release_amount", "release_reason"].contains { fields.problem(of: $0) != nil }
    let release = Details("Free what will not be paid", isOpen: hasProblem) {
      form(.release) {
        fields.text(
          "release_amount", "Amount that will not be paid", hint: "Up to \(left).", width: .ten, prefix: "£",
          inputMode: "decimal")
        fields.textarea("release_reason", "Why?", hint: "The teacher reads it.", rows: 3)
        Button("Free it", kind: .warning)
      }
    }.html
    return Heading("Payments", .section).html + plan + release
  }

  /// What is planned and paid, with what can be done with each.
  var payments: HTML {
    func button(_ payment: SchemePayment, _ step: SchemeStep, _ label: String) -> HTML {
      form(step) {
        HiddenInput("payment", payment.id.description)
        Button(label, kind: .link)
      }
    }
    let actions = found.payments.map { payment in
      let pounds = SchemeMoney.pounds(payment.pence)
      return payment.paidOn == nil
        ? button(payment, .unplan, "Remove \(pounds)")
        : button(payment, .undo, "Not paid after all: \(pounds)")
    }
    let table = SchemePaymentTable(found.payments, actions: actions).html
    let open = found.payments.filter { $0.paidOn == nil }
    if open.isEmpty { return table }
    return table
      + Details("Record that something was paid", isOpen: fields.problem(of: "paid_on") != nil) {
        form(.pay) {
          fields.select(
            "payment", "Which payment?",
            open.map {
              Choice(
                $0.id.description, "\(SchemeMoney.pounds($0.pence)), due \(LondonTime.shortDate($0.dueOn))")
            })
          fields.date("paid_on", "When was it paid?")
          Button("Record the payment", kind: .secondary)
        }
      }.html
  }
}
