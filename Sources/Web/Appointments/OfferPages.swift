import Domain
import Foundation
import HTTPSupport
import Hummingbird
import Postgres

/// The offer as the school makes, extends and withdraws it.
struct OfferPages: Sendable {
  private let environment: WebEnvironment

  init(_ environment: WebEnvironment) { self.environment = environment }

  func add(to pages: RouterGroup<AppRequestContext>) {
    pages.get("received/:id/offer") { try await show($0, $1) }
    pages.post("received/:id/offer") { try await make($0, $1) }
    pages.post("received/:id/offer/extend") { try await extend($0, $1) }
    pages.post("received/:id/offer/confirm") { try await confirm($0, $1) }
    pages.post("received/:id/offer/withdraw") { try await withdraw($0, $1) }
    pages.post("received/:id/offer/reopen") { try await reopen($0, $1) }
  }

  private func show(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let id = try context.applicationID()
    let terms = try await ReadOffers(environment.services).suggestion(id, by: context.webActor)
    return try await page(id, Fields(OfferForm.values(terms)), news: SchoolNews.banner(request), context)
  }

  private func make(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let id = try context.applicationID()
    do {
      let (terms, unread) = OfferForm.terms(context.form)
      _ = try await MakeOffer(environment.services)(
        id, terms,
        because: OfferReasons(
          SectionForm.lines(context.form["reason"]), exception: SectionForm.lines(context.form["exception"])),
        unread: unread, expectedVersion: context.form.int("version"), by: context.webActor)
      return .seeOther(SchoolNews.offered.on("/received/\(id)/offer"))
    } catch {
      let problems = OfferForm.named(try Refusal.problems(error, field: "salary"))
      return try await page(id, Fields(context.form, problems: problems), context)
    }
  }

  private func extend(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    try await step(context, .extended, problemsAt: "answer_by") { id in
      _ = try await ExtendOffer(environment.services)(
        id, answerBy: context.form.date("answer_by").date, expectedVersion: context.form.int("version"),
        by: context.webActor)
    }
  }

  private func confirm(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    try await step(context, .confirmed, to: "checks") { id in
      _ = try await ConfirmOffer(environment.services)(
        id, expectedVersion: context.form.int("version"), by: context.webActor)
    }
  }

  private func reopen(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    try await step(context, .reopened) { id in
      _ = try await ReopenOffer(environment.services)(
        id, reason: SectionForm.lines(context.form["reason"]), expectedVersion: context.form.int("version"),
        by: context.webActor)
    }
  }

  private func withdraw(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    try await step(context, .offerWithdrawn) { id in
      _ = try await WithdrawOffer(environment.services)(
        id, reason: SectionForm.lines(context.form["reason"]), expectedVersion: context.form.int("version"),
        by: context.webActor)
    }
  }

  /// Takes a step with the application’s offer and goes to a page of the application, or shows what is wrong with it.
  private func step(
    _ context: AppRequestContext, _ news: SchoolNews, to next: String = "offer",
    problemsAt field: String = "reason",
    _ act: (ApplicationID) async throws -> Void
  ) async throws -> Response {
    let id = try context.applicationID()
    do {
      try await act(id)
      return .seeOther(news.on("/received/\(id)/\(next)"))
    } catch {
      let problems = try Refusal.problems(error, field: field)
      return try await page(id, Fields(context.form, problems: problems), context)
    }
  }

  private func page(
    _ id: ApplicationID, _ fields: Fields, news: NotificationBanner? = nil, _ context: AppRequestContext
  ) async throws -> Response {
    let offers = try await ReadOffers(environment.services).received(id, by: context.webActor)
    let application = try await ReadApplication(environment.services)(id, by: context.webActor).application
    let mayDecide = context.webActor.may(.makeOffer, at: application.place)
    let gaps = try await ReadOffers(environment.services).gaps(id, by: context.webActor)
    let decisions = try await ReadDecisions(environment.services)(id, by: context.webActor)
    let mayReopen = try await ReopenOffer(environment.services).isOpen(id, by: context.webActor)
    let points = try await ReadOffers(environment.services).points(of: offers, for: application)
    return environment.respond(
      Page(
        "Offer", path: "/school", problems: fields.problems, above: BackLink(to: "/received/\(id)"),
        banner: news
      ) {
        Heading("Offer", caption: "\(application.applicantName), \(application.vacancyTitle)")
        SummaryList([.init("State", html: application.state.tag.html)])
        if application.isAccountClosed { ClosedAccount(application) }
        for offer in offers { OfferView(offer, at: points[offer.id]) }
        DecisionList(decisions)
        ApplicantsNumberLink(application, context.webActor)
        if mayDecide {
          self.decisions(application, gaps, fields, context)
          if mayReopen { reopening(application, fields, context) }
        } else {
          Paragraph("Only your head can make, extend or withdraw an offer.")
        }
      }, in: context)
  }

  /// The way back to an offer for somebody whose offer came to nothing, or who was turned down.
  private func reopening(
    _ application: SentApplication, _ fields: Fields, _ context: AppRequestContext
  ) -> HTML {
    Heading("Take \(application.applicantName) up again", .section).html
      + Paragraph(
        "They stand among those who were interviewed again, and you can make them an offer. We tell them that you consider "
          + "them again."
      ).html
      + Form("/received/\(application.id)/offer/reopen", in: context) {
        HiddenInput("version", String(application.version))
        fields.textarea(
          "reason", "Reason", hint: "For example: the first choice has declined. Kept for the school.",
          rows: 3)
        Button("Take them up again", kind: .secondary)
      }.html
  }

  private func decisions(
    _ application: SentApplication, _ gaps: OfferGaps, _ fields: Fields,
    _ context: AppRequestContext
  ) -> HTML {
    let base = "/received/\(application.id)/offer"
    let version = HiddenInput("version", String(application.version))
    var html: HTML = ""
    let isClosed = application.isAccountClosed
    if application.state.mayBecome(.offered) && !isClosed {
      html =
        html + Heading("Make a conditional offer", .section).html
        + Form(base, in: context) {
          version
          OfferReasonFields(fields, application.applicantName, gaps)
          OfferForm(fields)
          Button("Make this offer")
        }.html
    } else if !isClosed && !application.state.hasStandingOffer && !application.state.hasEndedAfterOffer {
      html = html + Paragraph("An offer can be made once the person has been invited to interview.").html
    }
    if application.state == .offered, isClosed {
      // A refusal of more time that was given before the account was closed leads here.
      let ends = "The offer can’t be answered. Withdraw it, or it ends by itself when its last day is over."
      html = html + "<p class=\"govuk-body\" id=\"answer_by\" tabindex=\"-1\">\(ends)</p>"
    } else if application.state == .offered {
      html =
        html + Heading("Give more time", .section).html
        + Form("\(base)/extend", in: context) {
          version
          (fields.problem(of: "answer_by") == nil ? Fields() : fields).date(
            "answer_by", "New last day for the answer", hint: "For example 27 3 2027.")
          Button("Give more time", kind: .secondary)
        }.html
    }
    if application.state == .accepted {
      html =
        html
        + Paragraph(
          html:
            "The offer is accepted on its conditions. Once the checks are done, make it unconditional or appoint: \(Link("Checks before the start", to: "/received/\(application.id)/checks"))"
        ).html
    }
    if application.state.mayBecome(.offerWithdrawn) {
      html =
        html + Heading("Withdraw the offer", .section).html
        + Form("\(base)/withdraw", in: context) {
          version
          if application.state == .unconditional {
            WarningText(
              "An unconditional offer that was accepted is a contract. Take advice before you withdraw it.")
          }
          fields.textarea("reason", "Reason", hint: "It is told to the applicant.", rows: 3)
          Button("Withdraw the offer", kind: .warning)
        }.html
    }
    return html
  }
}

/// An offer in words.
struct OfferView: Component {
  private let offer: Offer
  private let point: PayPoint?
  private let isOwn: Bool

  /// An offer as the school reads it, or as the applicant reads their own, with what the scales have for its point.
  init(_ offer: Offer, at point: PayPoint?, isOwn: Bool = false) {
    (self.offer, self.point, self.isOwn) = (offer, point, isOwn)
  }

  var html: HTML {
    let terms = offer.terms
    let facts: [(String, String?)] = [
      ("Answer", offer.outcome),
      ("Unconditional since", offer.unconditionalAt.map(LondonTime.dateAndTime)), ("Pay", terms.salary),
      ("Pay a year", yearly), ("Pay point", namesPoint ? nil : terms.payPoint),
      ("First day", terms.startsOn.map(LondonTime.longDate)),
      ("Contract", terms.contractType?.title), ("Last day", terms.contractEndsOn.map(LondonTime.longDate)),
      ("Part of full time", terms.fte.map { "\($0)" }), ("Conditions", terms.conditions),
      ("Answer by the end of", terms.answerBy.map(LondonTime.longDate)),
      (isOwn ? "Your note" : "The applicant’s note", offer.answerNote),
      ("Why it was withdrawn", offer.withdrawnReason),
    ]
    let rows = facts.compactMap { key, value in
      value.flatMap { $0.isEmpty ? nil : SummaryList.Row(key, $0) }
    }
    return SummaryList(
      rows, title: "Offer of \(LondonTime.shortDate(LondonTime.date(of: offer.madeAt)))"
    ).html
  }
}

extension OfferView {
  /// The pay in pounds: as it was entered, or else as the scales have it for the point.
  private var yearly: String? {
    let terms = offer.terms
    if let pence = terms.salaryPence { return OfferForm.pounds(pence) }
    guard let point else { return nil }
    let area = "Pay area: \(point.area.title)."
    guard let fte = terms.fte, fte < 1 else { return "\(point.annual). \(area)" }
    return "About \(point.annual.share(fte)) for \(fte) of full time, which pays \(point.annual). \(area)"
  }

  /// Whether the pay in words names the point already.
  private var namesPoint: Bool {
    let code = offer.terms.payPoint.lowercased()
    return offer.terms.salary.lowercased().split { !$0.isLetter && !$0.isNumber }.contains { $0 == code }
  }
}

/// The fields of an offer.
struct OfferForm: Component {
  private let fields: Fields

  init(_ fields: Fields) { self.fields = fields }

  var html: HTML {
    HTML([
      fields.text("salary", "Pay in words", hint: "For example: M3 of the outer London scale.").html,
      fields.text(
        "salary_pounds", "Pay a year in pounds (optional)",
        hint:
          "For the part of full time that you offer. Needed where an agency is paid a share of it.",
        width: .ten, prefix: "£", inputMode: "decimal"
      ).html,
      fields.text(
        "pay_point", "Pay point (optional)", hint: "A point of the teachers’ pay scales, for example M3.",
        width: .five
      ).html,
      fields.date("starts_on", "First day", hint: "For example 1 9 2027.").html,
      fields.radios(
        "contract_type", "How long does the contract last?",
        ContractType.allCases.map { Choice($0.rawValue, $0.title) }
      ).html,
      fields.date("contract_ends_on", "Last day, for a fixed term", hint: "For example 31 8 2028.").html,
      fields.text(
        "fte", "Part of full time", hint: "1 for full time, 0.6 for three days of five.", width: .five,
        inputMode: "decimal"
      ).html,
      fields.textarea("conditions", "Conditions", rows: 6, limit: .characters(4_000)).html,
      fields.date("answer_by", "Last day for the answer", hint: "For example 27 3 2027.").html,
    ])
  }

  /// What stands in the fields for these terms.
  static func values(_ terms: OfferTerms) -> FormData {
    var form = FormData()
    form.set("salary", terms.salary)
    form.set("salary_pounds", terms.salaryPence.map { pounds($0).filter { $0 != "£" && $0 != "," } })
    form.set("pay_point", terms.payPoint)
    form.set("starts_on", terms.startsOn)
    form.set("contract_type", terms.contractType?.rawValue)
    form.set("contract_ends_on", terms.contractEndsOn)
    form.set("fte", terms.fte.map { "\($0)" })
    form.set("conditions", terms.conditions)
    form.set("answer_by", terms.answerBy)
    return form
  }

  /// The fields in the order in which they stand on the page.
  private static let order = [
    "version", "reason", "exception", "salary", "salary_pounds", "pay_point", "starts_on", "contract_type",
    "contract_ends_on", "fte", "conditions", "answer_by",
  ]

  /// Problems in the order of this form and under its names: it asks for pounds where the terms have pence.
  static func named(_ problems: [FieldProblem]) -> [FieldProblem] {
    let named = problems.map {
      $0.field == "salary_pence" ? FieldProblem(field: "salary_pounds", message: $0.message) : $0
    }
    return order.flatMap { field in named.filter { $0.field == field } }
      + named.filter { !order.contains($0.field) }
  }

  /// The terms that were entered, and what could not be read of them.
  static func terms(_ form: FormData) -> (terms: OfferTerms, unread: [FieldProblem]) {
    var problems: [FieldProblem] = []
    func day(_ name: String, _ what: String) -> CivilDate? {
      let entry = form.date(name)
      if entry.date == nil && !entry.isEmpty {
        problems.append(
          FieldProblem(field: name, message: "Enter a real date with day, month and year: \(what)."))
      }
      return entry.date
    }
    var pence: Int?
    if let typed = form.trimmed("salary_pounds") {
      pence = PoundsEntry.pence(typed)
      if pence == nil {
        problems.append(
          FieldProblem(
            field: "salary_pounds",
            message: "Enter the pay a year in pounds and nothing else, such as 36000 or 36,000.50.")
        )
      }
    }
    let terms = OfferTerms(
      salary: form["salary"], salaryPence: pence, payPoint: form["pay_point"],
      startsOn: day("starts_on", "the first day"),
      contractType: ContractType(rawValue: form["contract_type"]),
      contractEndsOn: day("contract_ends_on", "the last day"),
      fte: form.trimmed("fte").flatMap(DecimalEntry.number),
      conditions: SectionForm.lines(form["conditions"]),
      answerBy: day("answer_by", "the last day for the answer"))
    return (terms, problems)
  }

  /// For example "£36,000.50" or "£36,000".
  static func pounds(_ pence: Int) -> String {
    let whole = String(pence / 100)
    var grouped = ""
    for (index, digit) in whole.enumerated() {
      if index > 0 && (whole.count - index) % 3 == 0 { grouped += "," }
      grouped.append(digit)
    }
    let rest = pence % 100
    return "£\(grouped)" + (rest == 0 ? "" : ".\(rest < 10 ? "0" : "")\(rest)")
  }
}
