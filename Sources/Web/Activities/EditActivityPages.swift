import Domain
import HTTPSupport
import Hummingbird

/// Where an activity is written.
struct EditActivityPages: Sendable {
  private let environment: WebEnvironment

  init(_ environment: WebEnvironment) { self.environment = environment }

  func add(to pages: RouterGroup<AppRequestContext>) {
    pages.get("manage/activities/new") { try await showNew($0, $1) }
    pages.post("manage/activities/new") { try await create($0, $1) }
    pages.get("manage/activities/:id/edit") { try await showEdit($0, $1) }
    pages.post("manage/activities/:id/edit") { try await change($0, $1) }
  }

  private func owner(_ request: Request, _ context: AppRequestContext) throws -> (place: Place, name: String)
  {
    let places = try ReadActivities(environment.services).places(by: context.webActor)
    let named = request.uri.queryParameters["organisation"].flatMap { OrganisationID(String($0)) }
    guard let owner = named == nil ? places.first : places.first(where: { $0.place.organisation == named })
    else { throw DomainError.notFound("page") }
    return owner
  }

  private func showNew(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let owner = try owner(request, context)
    var values = FormData()
    values.set("is_programme", "no")
    values.set("free_days", 7)
    values.set("sessions_required", 1)
    return try await page(
      "Plan an activity", owner.name, "/manage/activities/new?organisation=\(owner.place.organisation)",
      back: "/manage/activities", Fields(values), nil, context)
  }

  private func create(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let owner = try owner(request, context)
    do {
      let made = try await ManageActivities(environment.services).create(
        of: owner.place.organisation, try await read(context.form),
        submission: SubmissionToken.read(context.form), by: context.webActor)
      return .seeOther("/manage\(made.path)?saved=1")
    } catch {
      let problems = ActivityForm.shown(try Refusal.problems(error, field: "title"))
      return try await page(
        "Plan an activity", owner.name, "/manage/activities/new?organisation=\(owner.place.organisation)",
        back: "/manage/activities", Fields(context.form, problems: problems), nil, context)
    }
  }

  private func showEdit(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let activity = try await environment.managedActivity(context)
    if let off = try await environment.cancelledMeanwhile(activity, asked: [], context) { return off }
    return try await editPage(
      activity, Fields(ActivityForm.values(activity.content)), activity.version, context)
  }

  private func editPage(
    _ activity: Activity, _ fields: Fields, _ version: Int, _ context: AppRequestContext
  ) async throws -> Response {
    let base = "/manage\(activity.path)"
    return try await page(
      "Change the activity", activity.content.title, "\(base)/edit", back: base, fields, version, context)
  }

  private func change(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let activity = try await environment.managedActivity(context)
    do {
      let changed = try await ManageActivities(environment.services).change(
        activity.id, try await read(context.form), expectedVersion: context.form.int("version") ?? 0,
        by: context.webActor)
      return .seeOther("/manage\(changed.path)?saved=1")
    } catch let error as DomainError {
      return try await refused(error, context)
    }
  }

  /// An activity that could not be changed, as it is now: what has happened, what another has changed beside what was
  /// sent, or the form with what was typed.
  private func refused(_ error: DomainError, _ context: AppRequestContext) async throws -> Response {
    let activity = try await environment.managedActivity(context)
    let asked = ActivityForm.asked(try await ReadActivities(environment.services).kinds())
    if let off = try await environment.cancelledMeanwhile(activity, asked: asked, context) { return off }
    if case .staleVersion(let current) = error {
      let here = "/manage\(activity.path)/edit"
      return environment.conflict(
        asked, stored: ActivityForm.values(activity.content), action: here, shown: here,
        at: "/manage/activities", current, context)
    }
    let problems = ActivityForm.shown(try Refusal.problems(error, field: "title"))
    return try await editPage(
      activity, Fields(context.form, problems: problems), activity.version, context)
  }

  private func read(_ form: FormData) async throws -> ActivityContent {
    try ActivityForm.read(form, try await ReadActivities(environment.services).kinds())
  }

  private func page(
    _ title: String, _ caption: String, _ action: String, back: String, _ fields: Fields, _ version: Int?,
    _ context: AppRequestContext
  ) async throws -> Response {
    let kinds = try await ReadActivities(environment.services).kinds()
    return environment.respond(
      Page(
        title, path: "/manage/activities", problems: fields.problems, above: BackLink(to: back)
      ) {
        Heading(title, caption: caption)
        Form(action, in: context) {
          if let version { fields.version(version) }
          ActivityForm.html(fields, kinds)
          Button("Save")
        }
      }, in: context)
  }
}

/// The form by which an activity is written.
enum ActivityForm {
  private static let names = [
    "title", "kind", "is_programme", "description", "audiences", "place", "price", "books_from",
    "books_until",
    "free_days", "sessions_required",
  ]

  /// Reads the form. Throws ``DomainError`` for what can't be read as a value, with what is wrong besides.
  static func read(_ form: FormData, _ kinds: [ActivityKind]) throws -> ActivityContent {
    var problems = Problems()
    let price = CampaignForm.pence(form["price"])
    problems.require(price != nil, "price", "Enter the price in pounds, such as 45 or 45.50.")
    let content = ActivityContent(
      title: form["title"], kind: form["kind"], isProgramme: form["is_programme"] == "yes",
      description: SectionForm.lines(form["description"]),
      audiences: form.strings("audiences").compactMap(ActivityAudience.init(rawValue:)), place: form["place"],
      pricePence: price ?? 0, booksFrom: FormDay.read(form, "books_from", "first day", &problems),
      booksUntil: FormDay.read(form, "books_until", "last day", &problems),
      freeDays: form.int("free_days") ?? -1, sessionsRequired: form.int("sessions_required") ?? -1)
    if problems.found.isEmpty { return content }
    let others = shown(content.problems(kinds: Set(kinds.map(\.code))).found)
    throw DomainError.invalid(FormFaults.all(problems.found, others, in: names))
  }

  /// Problems by the names of the form's fields.
  static func shown(_ problems: [FieldProblem]) -> [FieldProblem] {
    problems.map { $0.field == "price_pence" ? FieldProblem(field: "price", message: $0.message) : $0 }
  }

  /// The values of a stored activity.
  static func values(_ content: ActivityContent) -> FormData {
    var values = FormData()
    values.set("title", content.title)
    values.set("kind", content.kind)
    values.set("is_programme", content.isProgramme ? "yes" : "no")
    values.set("description", content.description)
    values.set("audiences", content.audiences.map(\.rawValue))
    values.set("place", content.place)
    values.set("price", CampaignForm.cost(content.pricePence))
    values.set("books_from", content.booksFrom)
    values.set("books_until", content.booksUntil)
    values.set("free_days", content.freeDays)
    values.set("sessions_required", content.sessionsRequired)
    return values
  }

  private static let ways = [
    Choice("no", "In one session, which they choose"),
    Choice("yes", "In several sessions: it is a programme"),
  ]

  /// What the form asks, to show two versions side by side.
  static func asked(_ kinds: [ActivityKind]) -> [Conflict.Question] {
    [
      .text("title", "Title"), .chosen("kind", "Kind", kinds.map { Choice($0.code, $0.name) }),
      .chosen("is_programme", "How do people take part?", ways), .text("description", "What is it about?"),
      .chosen(
        "audiences", "Whom is it for?", ActivityAudience.allCases.map { Choice($0.rawValue, $0.title) }),
      .text("place", "Where is it?"), .text("price", "Price of a place in a session"),
      .date("books_from", "First day of booking"), .date("books_until", "Last day of booking"),
      .text("free_days", "Until how many days before a session is cancelling free?"),
      .text("sessions_required", "How many sessions does the certificate need?"),
    ]
  }

  /// The fields.
  static func html(_ fields: Fields, _ kinds: [ActivityKind]) -> HTML {
    """
    \(fields.text("title", "Title", maximumLength: 100))\
    \(fields.select("kind", "Kind", [Choice("", "Choose")] + kinds.map { Choice($0.code, $0.name) }))\
    \(fields.radios("is_programme", "How do people take part?", ways))\
    \(fields.textarea("description", "What is it about?", rows: 6, limit: .characters(4_000)))\
    \(fields.checkboxes(
      "audiences", "Whom is it for?", ActivityAudience.allCases.map { Choice($0.rawValue, $0.title) }))\
    \(fields.text("place", "Where is it?", width: .twoThirds, maximumLength: 300))\
    \(fields.text(
      "price", "Price of a place in a session", hint: "The school pays it. Leave it empty for nothing.",
      width: .ten, prefix: "£", inputMode: "decimal"))\
    \(fields.date("books_from", "First day of booking"))\
    \(fields.date("books_until", "Last day of booking"))\
    \(fields.text(
      "free_days", "Until how many days before a session is cancelling free?", width: .three,
      inputMode: "numeric"))\
    \(fields.text(
      "sessions_required", "How many sessions does the certificate need?",
      hint: "For an event 1.", width: .three, inputMode: "numeric"))
    """
  }
}
