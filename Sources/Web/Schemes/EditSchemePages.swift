import Domain
import HTTPSupport
import Hummingbird
import Postgres

/// Where a scheme is written.
struct EditSchemePages: Sendable {
  private let environment: WebEnvironment

  init(_ environment: WebEnvironment) { self.environment = environment }

  func add(to pages: RouterGroup<AppRequestContext>) {
    pages.get("authority/schemes/new") { try await showNew($0, $1) }
    pages.post("authority/schemes/new") { try await create($0, $1) }
    pages.get("authority/schemes/:id/edit") { try await showEdit($0, $1) }
    pages.post("authority/schemes/:id/edit") { try await change($0, $1) }
  }

  private func authority(_ context: AppRequestContext) async throws -> Authority {
    let authority = try await Authority.seat(of: context.webActor, in: environment.services.pool)
    try context.webActor.require(.manageSchemes, at: authority.place, orHide: "page")
    return authority
  }

  private func showNew(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let authority = try await authority(context)
    var values = FormData()
    values.set("amount_is_fixed", "yes")
    values.set("answer_days", 14)
    values.set("induction", ["completed"])
    return try await page(
      "Make a scheme", authority.name, "/authority/schemes/new", back: "/authority/schemes", Fields(values),
      nil, context)
  }

  private func create(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let authority = try await authority(context)
    do {
      let made = try await ManageSchemes(environment.services).create(
        of: authority, try await read(context.form), submission: SubmissionToken.read(context.form),
        by: context.webActor)
      return .seeOther("/authority/schemes/\(made.id)?saved=1")
    } catch {
      let problems = SchemeForm.shown(try Refusal.problems(error, field: "name"))
      return try await page(
        "Make a scheme", authority.name, "/authority/schemes/new", back: "/authority/schemes",
        Fields(context.form, problems: problems), nil, context)
    }
  }

  private func showEdit(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let scheme = try await environment.managedScheme(context)
    return try await editPage(scheme, Fields(SchemeForm.values(scheme.content)), context)
  }

  private func editPage(
    _ scheme: Scheme, _ fields: Fields, _ context: AppRequestContext
  ) async throws -> Response {
    let base = "/authority/schemes/\(scheme.id)"
    return try await page(
      "Change the scheme", scheme.content.name, "\(base)/edit", back: base, fields, scheme.version, context)
  }

  private func change(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let scheme = try await environment.managedScheme(context)
    do {
      let changed = try await ManageSchemes(environment.services).change(
        scheme.id, try await read(context.form), expectedVersion: context.form.int("version") ?? 0,
        by: context.webActor)
      return .seeOther("/authority/schemes/\(changed.id)?saved=1")
    } catch DomainError.staleVersion(let current) {
      let stored = try await environment.managedScheme(context).content
      let here = "/authority/schemes/\(scheme.id)/edit"
      let kinds = try await ReadSchemes(environment.services).kinds()
      return environment.conflict(
        SchemeForm.asked(kinds), stored: SchemeForm.values(stored), action: here, shown: here,
        at: "/authority", current, context)
    } catch {
      let problems = SchemeForm.shown(try Refusal.problems(error, field: "name"))
      return try await editPage(scheme, Fields(context.form, problems: problems), context)
    }
  }

  private func read(_ form: FormData) async throws -> SchemeContent {
    try SchemeForm.read(form, try await ReadSchemes(environment.services).kinds())
  }

  private func page(
    _ title: String, _ caption: String, _ action: String, back: String, _ fields: Fields, _ version: Int?,
    _ context: AppRequestContext
  ) async throws -> Response {
    let kinds = try await ReadSchemes(environment.services).kinds()
    return environment.respond(
      Page(title, path: "/authority", problems: fields.problems, above: BackLink(to: back)) {
        Heading(title, caption: caption)
        Form(action, in: context) {
          if let version { fields.version(version) }
          SchemeForm.html(fields, kinds)
          Button("Save")
        }
      }, in: context)
  }
}

/// The form by which a scheme is written.
enum SchemeForm {
  private static let names = [
    "name", "kind", "summary", "description", "amount", "amount_is_fixed", "opens_on", "closes_on",
    "answer_days",
    "induction", "years",
  ]

  /// Reads the form. Throws ``DomainError`` for what can't be read as a value, with what is wrong besides.
  static func read(_ form: FormData, _ kinds: [SchemeKind]) throws -> SchemeContent {
    var problems = Problems()
    let amount = CampaignForm.pence(form["amount"])
    problems.require(amount != nil, "amount", "Enter the amount in pounds, such as 750 or 142.87.")
    let years = form.trimmed("years") ?? ""
    problems.require(
      years.isEmpty || Int(years) != nil, "years", "Enter the years as a whole number, or nothing.")
    let content = SchemeContent(
      name: form["name"], kind: form["kind"], summary: form["summary"],
      description: SectionForm.lines(form["description"]), criteria: criteria(form),
      opensOn: FormDay.read(form, "opens_on", "first day", &problems),
      closesOn: FormDay.read(form, "closes_on", "last day", &problems), amountPence: amount ?? 0,
      amountIsFixed: form["amount_is_fixed"] == "yes", answerDays: form.int("answer_days") ?? 0)
    let unread = problems.found
    if unread.isEmpty { return content }
    // Years that can’t be read are a criterion all the same.
    let isSparse = content.criteria.isEmpty && unread.contains { $0.field == "years" }
    let others = content.problems(kinds: Set(kinds.map(\.code))).found.filter {
      !(isSparse && $0.field == "criteria")
    }
    throw DomainError.invalid(FormFaults.all(unread, shown(others), in: names))
  }

  private static func criteria(_ form: FormData) -> [SchemeCriterion] {
    func lines(_ name: String) -> [String] {
      SectionForm.lines(form[name]).split(whereSeparator: \.isNewline).map { String($0).trimmingBlanks }
        .filter { !$0.isEmpty }
    }
    var criteria: [SchemeCriterion] = []
    let induction = form.strings("induction")
    if !induction.isEmpty { criteria.append(SchemeCriterion(.induction, choices: induction)) }
    if let years = form.int("years") { criteria.append(SchemeCriterion(.years, number: years)) }
    if form.strings("borough").contains("yes") { criteria.append(SchemeCriterion(.borough)) }
    let phases = form.strings("phases")
    if !phases.isEmpty { criteria.append(SchemeCriterion(.phase, choices: phases)) }
    let subjects = lines("subjects")
    if !subjects.isEmpty { criteria.append(SchemeCriterion(.subject, choices: subjects)) }
    return criteria + lines("judged").map { SchemeCriterion(.judged, wording: $0) }
  }

  /// Problems by the names of the form's fields.
  static func shown(_ problems: [FieldProblem]) -> [FieldProblem] {
    problems.map { problem in
      switch problem.field {
      case "amount_pence": FieldProblem(field: "amount", message: problem.message)
      case let field where field.hasPrefix("criteria"):
        FieldProblem(field: "induction", message: problem.message)
      default: problem
      }
    }
  }

  /// The values of a stored scheme.
  static func values(_ content: SchemeContent) -> FormData {
    var values = FormData()
    func of(_ kind: SchemeCriterion.Kind) -> [SchemeCriterion] { content.criteria.filter { $0.kind == kind } }
    values.set("name", content.name)
    values.set("kind", content.kind)
    values.set("summary", content.summary)
    values.set("description", content.description)
    values.set("opens_on", content.opensOn)
    values.set("closes_on", content.closesOn)
    values.set("amount", CampaignForm.cost(content.amountPence))
    values.set("amount_is_fixed", content.amountIsFixed ? "yes" : "no")
    values.set("answer_days", content.answerDays)
    values.set("induction", of(.induction).flatMap(\.choices))
    values.set("years", of(.years).first?.number)
    values.set("borough", of(.borough).isEmpty ? [] : ["yes"])
    values.set("phases", of(.phase).flatMap(\.choices))
    values.set("subjects", of(.subject).flatMap(\.choices).joined(separator: "\n"))
    values.set("judged", of(.judged).map(\.wording).joined(separator: "\n"))
    return values
  }

  /// What the form asks, to show two versions side by side.
  static func asked(_ kinds: [SchemeKind]) -> [Conflict.Question] {
    [
      .text("name", "Name"), .chosen("kind", "Kind", kinds.map { Choice($0.code, $0.name) }),
      .text("summary", "What it offers, in short"), .text("description", "Everything about it"),
      .text("amount", "What an award comes to"), .chosen("amount_is_fixed", "Is it always that much?", fixed),
      .date("opens_on", "First day to apply"), .date("closes_on", "Last day to apply"),
      .text("answer_days", "Days to accept an offer"),
      .chosen("induction", "Induction", inductions), .text("years", "Years since completion at most"),
      .chosen("borough", "At a school of the borough", [Choice("yes", "Yes")]),
      .chosen("phases", "Phases", SchoolPhase.allCases.map { Choice($0.rawValue, $0.title) }),
      .text("subjects", "Subjects"), .text("judged", "What officers judge"),
    ]
  }

  private static let fixed = [
    Choice("yes", "Yes, every award comes to just that"), Choice("no", "No, up to that"),
  ]
  private static let inductions = [Choice("completed", "Completed"), Choice("serving", "Still in it")]

  /// The fields.
  static func html(_ fields: Fields, _ kinds: [SchemeKind]) -> HTML {
    """
    \(fields.text("name", "Name", maximumLength: 100))\
    \(fields.select("kind", "Kind", [Choice("", "Choose")] + kinds.map { Choice($0.code, $0.name) }))\
    \(fields.text("summary", "What it offers, in short", maximumLength: 300))\
    \(fields.textarea(
      "description", "Everything about it", hint: "In Markdown: an empty line begins a paragraph, **bold**, - lists.",
      rows: 8, limit: .characters(8_000)))\
    \(fields.text("amount", "What does an award come to?", width: .ten, prefix: "£", inputMode: "decimal"))\
    \(fields.radios(
      "amount_is_fixed", "Is it always that much?", fixed))\
    \(fields.date("opens_on", "First day to apply"))\
    \(fields.date("closes_on", "Last day to apply"))\
    \(fields.text(
      "answer_days", "How many days has somebody to accept an offer?", width: .three, inputMode: "numeric"))\
    \(Fieldset("Who may apply") { criteria(fields) })
    """
  }

  private static func criteria(_ fields: Fields) -> HTML {
    """
    \(fields.checkboxes(
      "induction", "Where are they in induction?",
      [Choice("completed", "Completed satisfactorily with this body"), Choice("serving", "Still serving")],
      isSmall: true))\
    \(fields.text(
      "years", "Years since completion, at most", hint: "Leave it empty if it doesn’t matter.", width: .three,
      inputMode: "numeric"))\
    \(fields.checkboxes("borough", "Where do they teach?", [Choice("yes", "At a school of the borough")], isSmall: true))\
    \(fields.checkboxes(
      "phases", "In which phases?", SchoolPhase.allCases.filter { $0 != .notApplicable }.map { Choice($0.rawValue, $0.title) },
      hint: "Choose none if it doesn’t matter.", isSmall: true))\
    \(fields.textarea("subjects", "Which subjects?", hint: "One on each line. Leave it empty for all.", rows: 3))\
    \(fields.textarea("judged", "What do officers judge?", hint: "One question on each line.", rows: 3))
    """
  }
}

extension String {
  /// Without blanks around it.
  fileprivate var trimmingBlanks: String {
    String(drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed())
  }
}
