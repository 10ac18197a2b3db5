import Domain
import HTTPSupport
import Hummingbird
import Postgres

/// Where an authority's staff record terms with an agency.
struct AgencyTermsPages: Sendable {
  private let environment: WebEnvironment

  init(_ environment: WebEnvironment) { self.environment = environment }

  func add(to pages: RouterGroup<AppRequestContext>) {
    pages.get("authority/agencies/:id/terms/new") { try await show($0, $1) }
    pages.post("authority/agencies/:id/terms/new") { try await record($0, $1) }
  }

  private func show(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let agency = try await environment.managedAgency(context)
    let values = AgencyTermsForm.values(agency.terms?.content, me: context.signedIn?.account.name)
    return page(agency, Fields(values), context)
  }

  private func page(_ agency: Agency, _ fields: Fields, _ context: AppRequestContext) -> Response {
    let base = "/authority/agencies/\(agency.id)"
    return environment.respond(
      Page(
        "Record terms", path: "/authority", problems: fields.problems, above: BackLink(to: base, agency.name)
      ) {
        Heading("Record terms", caption: agency.name)
        Paragraph(
          "What you change becomes a new version; those before are kept. On each day the terms that began last hold."
        )
        Form("\(base)/terms/new", in: context) {
          fields.version(agency.versions)
          AgencyTermsForm.html(fields)
          Button("Record these terms")
        }
      }, in: context)
  }

  private func record(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let agency = try await environment.managedAgency(context)
    let (content, unread) = AgencyTermsForm.read(context.form)
    do {
      let problems = AgencyTermsForm.shown(
        unread + content.problems(today: environment.services.today), context.form)
      if !problems.isEmpty { throw DomainError.invalid(problems) }
      let recorded = try await RecordAgencyTerms(environment.services)(
        of: agency.id, content, expectedVersion: context.form.int("version"), by: context.webActor)
      let news = recorded.versions == agency.versions ? "unchanged" : "1"
      return .seeOther("/authority/agencies/\(agency.id)?saved=\(news)")
    } catch DomainError.staleVersion(let current) {
      return try await conflict(agency, current, context)
    } catch {
      let problems = try Refusal.problems(error, field: "valid_from")
      return page(agency, Fields(context.form, problems: problems), context)
    }
  }

  /// The terms that another has recorded last, beside those that were sent.
  private func conflict(
    _ agency: Agency, _ current: Int, _ context: AppRequestContext
  ) async throws -> Response {
    let newest = try await ReadAgencies(environment.services).terms(
      of: agency.id, limit: 1, by: context.webActor
    ).items.first
    let base = "/authority/agencies/\(agency.id)"
    return environment.conflict(
      AgencyTermsForm.asked, stored: AgencyTermsForm.values(newest?.content, me: nil),
      action: "\(base)/terms/new", shown: base, at: "/authority", current, context)
  }
}

/// The form by which terms are written.
enum AgencyTermsForm {
  /// Reads the form; what can't be read as a value is a problem of its field.
  static func read(_ form: FormData) -> (content: AgencyTermsContent, problems: [FieldProblem]) {
    var problems = Problems()
    var content = AgencyTermsContent(
      validFrom: FormDay.read(form, "valid_from", "first day", &problems),
      validUntil: FormDay.read(form, "valid_until", "last day", &problems),
      rebateNotes: SectionForm.lines(form["rebate_notes"]))
    content.rate = rate(form, &problems)
    switch form["vetting"] {
    case "yes":
      content.vetting = AgencyVetting(
        confirmedOn: FormDay.read(form, "vetting_confirmed_on", "day of the vetting", &problems),
        expiresOn: FormDay.read(form, "vetting_expires_on", "last day of the vetting", &problems),
        confirmedBy: form["vetting_confirmed_by"], checks: SectionForm.lines(form["vetting_checks"]))
    case "no": break
    default: problems.add("vetting", "Say whether vetting is confirmed.")
    }
    return (content, problems.found)
  }

  private static func rate(_ form: FormData, _ problems: inout Problems) -> AgencyRate? {
    switch form["rate_kind"] {
    case "share":
      let typed = form["rate_percent"].filter { !$0.isWhitespace && $0 != "%" }
      if let points = points(typed) { return .share(basisPoints: points) }
      problems.add("rate_percent", "Enter the share in per cent, such as 12.5.")
    case "fixed":
      if let pence = PoundsEntry.pence(form["fixed_fee"]) { return .fixed(pence: pence) }
      problems.add("fixed_fee", "Enter the fee in pounds, such as 4000 or 4000.50.")
    default: problems.add("rate_kind", "Choose how the fee is reckoned.")
    }
    return nil
  }

  /// Hundredths of a per cent: 12.5 is 1,250.
  private static func points(_ typed: String) -> Int? {
    guard let match = typed.wholeMatch(of: /([0-9]{1,3})(?:\.([0-9]{1,2}))?/), let whole = Int(match.1) else {
      return nil
    }
    guard let rest = match.2 else { return whole * 100 }
    return whole * 100 + (Int(rest) ?? 0) * (rest.count == 1 ? 10 : 1)
  }

  /// Problems by the names of the form's fields and in their order, the first of each.
  static func shown(_ problems: [FieldProblem], _ form: FormData) -> [FieldProblem] {
    let kinds = ["share": "rate_percent", "fixed": "fixed_fee"]
    var seen: Set<String> = []
    let named = problems.compactMap { problem -> FieldProblem? in
      let field: String =
        switch problem.field {
        case "rate_basis_points": kinds[form["rate_kind"]] ?? "rate_kind"
        case "fixed_fee_pence": "fixed_fee"
        default: problem.field
        }
      return seen.insert(field).inserted ? FieldProblem(field: field, message: problem.message) : nil
    }
    return FormFaults.all([], named, in: asked.map(\.name))
  }

  /// What the form begins with: what holds now.
  static func values(_ content: AgencyTermsContent?, me: String?) -> FormData {
    var form = FormData()
    form.set("vetting_confirmed_by", content?.vetting?.confirmedBy ?? me)
    guard let content else { return form }
    form.set("rebate_notes", content.rebateNotes)
    switch content.rate {
    case .share(let points):
      form.set("rate_kind", "share")
      form.set("rate_percent", AgencyRate.percent(points))
    case .fixed(let pence):
      form.set("rate_kind", "fixed")
      form.set("fixed_fee", CampaignText.pounds(pence).filter { $0 != "£" && $0 != "," })
    case nil: break
    }
    form.set("valid_from", content.validFrom)
    form.set("valid_until", content.validUntil)
    form.set("vetting", content.vetting == nil ? "no" : "yes")
    form.set("vetting_confirmed_on", content.vetting?.confirmedOn)
    form.set("vetting_expires_on", content.vetting?.expiresOn)
    form.set("vetting_checks", content.vetting?.checks)
    return form
  }

  /// What the form asks, to show two versions side by side.
  static let asked: [Conflict.Question] = [
    .date("valid_from", "First day"), .date("valid_until", "Last day"),
    .chosen(
      "rate_kind", "How is the fee reckoned?",
      [
        Choice("share", "A share of the first year’s pay"),
        Choice("fixed", "A fixed fee for each appointment"),
      ]),
    .text("rate_percent", "Share of the first year’s pay in per cent"), .text("fixed_fee", "Fee in pounds"),
    .text("rebate_notes", "Rebates"),
    .chosen(
      "vetting", "Is it confirmed that the agency vets whom it puts forward?",
      [Choice("yes", "Yes"), Choice("no", "No")]),
    .date("vetting_confirmed_on", "When was it confirmed?"),
    .date("vetting_expires_on", "Until when does that count?"),
    .text("vetting_confirmed_by", "Who confirmed it?"), .text("vetting_checks", "What was checked?"),
  ]

  /// The fields.
  static func html(_ fields: Fields) -> HTML {
    let share = fields.text(
      "rate_percent", "Share of the first year’s pay", hint: "Such as 12.5.", width: .five, suffix: "%",
      inputMode: "decimal")
    let fixed = fields.text("fixed_fee", "Fee", width: .ten, prefix: "£", inputMode: "decimal")
    let rate = fields.radios(
      "rate_kind", "How is the fee reckoned?",
      [
        Choice("share", "A share of the first year’s pay", reveal: share.html),
        Choice("fixed", "A fixed fee for each appointment", reveal: fixed.html),
      ])
    let rebates = fields.textarea(
      "rebate_notes", "Rebates (optional)", hint: "When part of the fee is given back.", rows: 3)
    let vetting = fields.yesNo(
      "vetting", "Is it confirmed that the agency vets whom it puts forward?",
      hint: "Without it, schools can’t release vacancies to the agency.", ifYes: Self.vetting(fields))
    return HTML([
      fields.date("valid_from", "First day").html, fields.date("valid_until", "Last day").html, rate.html,
      rebates.html, vetting.html,
    ])
  }

  private static func vetting(_ fields: Fields) -> HTML {
    HTML([
      fields.date("vetting_confirmed_on", "When was it confirmed?").html,
      fields.date("vetting_expires_on", "Until when does that count?", hint: "At most two years.").html,
      fields.text("vetting_confirmed_by", "Who confirmed it?", width: .twoThirds).html,
      fields.textarea("vetting_checks", "What was checked?", rows: 4, limit: .characters(2_000)).html,
    ])
  }
}
