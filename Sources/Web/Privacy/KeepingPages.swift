import Domain
import HTTPSupport
import Hummingbird
import Postgres

/// How long a school keeps one application: holding it, and when somebody who was appointed left.
struct KeepingPages: Sendable {
  private let environment: WebEnvironment

  init(_ environment: WebEnvironment) { self.environment = environment }

  func add(to pages: RouterGroup<AppRequestContext>) {
    pages.get("received/:id/keeping") { try await show($0, $1) }
    pages.post("received/:id/keeping") { _, context in
      try await step(context, done: "held") { application in
        _ = try await HoldRecords(environment.services)(
          application.id, reason: context.form["reason"], reviewOn: context.form.date("review_on").date,
          expectedVersion: context.form.int("version") ?? 0, by: context.webActor)
      }
    }
    pages.get("received/:id/keeping/lift") { try await askToLift($0, $1) }
    pages.post("received/:id/keeping/lift") { _, context in
      try await step(context, done: "lifted") { application in
        try await HoldRecords(environment.services).lift(
          application.id, expectedVersion: context.form.int("version"), by: context.webActor)
      }
    }
    pages.post("received/:id/left") { _, context in
      try await step(context, done: "left") { application in
        let day = context.form.date("left_on")
        if !day.isEmpty, day.date == nil {
          throw DomainError.invalid([
            FieldProblem(field: "left_on", message: "Enter a real day with day, month and year, or none.")
          ])
        }
        try await RecordLeaving(environment.services)(application.id, leftOn: day.date, by: context.webActor)
      }
    }
  }

  /// The link on the application's page, for those who may.
  static func links(_ application: SentApplication, _ actor: Actor) -> [HTML] {
    guard
      actor.may(.holdApplication, at: application.place)
        || (application.state == .appointed && actor.may(.recordChecks, at: application.place))
    else { return [] }
    return [Link("How long this is kept", to: "/received/\(application.id)/keeping").html]
  }

  /// What every hold asks.
  @HTMLBuilder static func fields(_ fields: Fields) -> HTML {
    fields.textarea("reason", "Why is it kept longer?", rows: 3)
    fields.date("review_on", "Look at it again on", hint: "The hold stands until somebody lifts it.")
  }

  /// What stands in the fields of a hold before somebody changes it.
  static func values(_ hold: RetentionHold?) -> FormData {
    var form = FormData()
    form.set("reason", hold?.reason)
    form.set("review_on", hold?.reviewOn)
    return form
  }

  /// What a hold says, beside what somebody else would have it say.
  static func differing(_ stored: RetentionHold?, _ form: FormData) -> [Conflict.Row] {
    [
      .init("Why it is kept longer", stored: stored?.reason ?? "", yours: form["reason"]),
      .init(
        "Look at it again on", stored: stored.map { LondonTime.longDate($0.reviewOn) } ?? "",
        yours: form.date("review_on").date.map(LondonTime.longDate) ?? ""),
    ]
  }

  /// The words after a step.
  static let news = [
    "held": "It is held until somebody lifts the hold.", "lifted": "Nothing holds it any more.",
    "left": "The day is saved.",
  ]

  private func show(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    try await page(
      try await environment.receivedApplication(context).application, Fields(),
      news: request.uri.queryParameters["done"].flatMap { Self.news[String($0)] }, context)
  }

  private func askToLift(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let application = try await environment.receivedApplication(context).application
    let base = "/received/\(application.id)/keeping"
    guard let hold = try await HoldRecords(environment.services).find(application.id, by: context.webActor)
    else {
      throw DomainError.conflict("Nothing holds this application.")
    }
    return environment.respond(
      Self.liftPage(
        hold, of: application.applicantName, at: "/school", action: "\(base)/lift", back: base, context),
      in: context)
  }

  /// Asks before a hold is lifted: what its time is over for is erased by the next daily run.
  static func liftPage(
    _ hold: RetentionHold, of whom: String, at section: String, action: String, back: String,
    _ context: AppRequestContext
  ) -> Page {
    Page("Lift the hold?", path: section, above: BackLink(to: back)) {
      Heading("Lift the hold?", caption: whom)
      SummaryList([
        .init("Reason", hold.reason), .init("Look at it again on", LondonTime.longDate(hold.reviewOn)),
      ])
      WarningText("What has had its time is erased by the next daily run, and can’t be brought back.")
      Form(action, in: context) {
        HiddenInput("version", String(hold.version))
        ButtonGroup {
          Button("Lift the hold", kind: .warning)
          Link("Keep it held", to: back)
        }
      }
    }
  }

  private func step(
    _ context: AppRequestContext, done: String, _ act: (SentApplication) async throws -> Void
  ) async throws -> Response {
    let application = try await environment.receivedApplication(context).application
    do {
      try await act(application)
      return .seeOther("/received/\(application.id)/keeping?done=\(done)")
    } catch DomainError.staleVersion(let current) where done == "held" {
      let base = "/received/\(application.id)/keeping"
      let stored = try await HoldRecords(environment.services).find(application.id, by: context.webActor)
      return environment.respond(
        Conflict.page(
          Self.differing(stored, context.form), action: base, stored: base, at: "/school", current, context),
        in: context)
    } catch DomainError.invalid(let problems) {
      return try await page(application, Fields(context.form, problems: problems), context)
    }
  }

  private func page(
    _ application: SentApplication, _ fields: Fields, news: String? = nil, _ context: AppRequestContext
  ) async throws -> Response {
    let actor = context.webActor
    let mayHold = actor.may(.holdApplication, at: application.place)
    let recordsLeaving =
      application.state == .appointed && actor.may(.recordChecks, at: application.place)
    guard mayHold || recordsLeaving else { throw DomainError.notFound("page") }
    let hold = mayHold ? try await HoldRecords(environment.services).find(application.id, by: actor) : nil
    let left =
      recordsLeaving ? try await RecordLeaving(environment.services).find(application.id, by: actor) : nil
    return environment.respond(
      Page(
        "How long this application is kept", path: "/school", problems: fields.problems,
        above: BackLink(to: "/received/\(application.id)", "The application"),
        banner: news.map { NotificationBanner($0) }
      ) {
        Heading("How long this application is kept", caption: application.applicantName)
        Paragraph(
          "The service erases applications when their time is over: those that came to nothing some months after the "
            + "decision, records of people who were appointed some years after they left. Your authority sets how long."
        )
        if mayHold { self.holding(hold, application, fields, context) }
        if recordsLeaving { self.leaving(left, application, fields, context) }
      }, in: context)
  }

  private func holding(
    _ hold: RetentionHold?, _ application: SentApplication, _ fields: Fields, _ context: AppRequestContext
  ) -> HTML {
    let base = "/received/\(application.id)/keeping"
    let standing = hold.map { hold in
      SummaryList([
        .init("Held since", LondonTime.dateAndTime(hold.placedAt)), .init("Reason", hold.reason),
        .init("Look at it again on", LondonTime.longDate(hold.reviewOn)),
      ]).html
        + LinkButton("Lift the hold", to: "\(base)/lift", kind: .secondary).html
    }
    let isTyped = fields.values.has("reason")
    let own = isTyped ? fields : Fields(Self.values(hold), problems: fields.problems)
    let place = Form(base, in: context) {
      HiddenInput(
        "version", isTyped ? fields.values.string("version") ?? "0" : String(hold?.version ?? 0))
      Self.fields(own)
      Button(hold == nil ? "Hold it" : "Change the hold")
    }
    return Heading("Keep it longer", .section).html + (standing ?? "") + place.html
  }

  private func leaving(
    _ left: CivilDate?, _ application: SentApplication, _ fields: Fields, _ context: AppRequestContext
  ) -> HTML {
    let stored = left.map { day in
      FormData([
        .init(name: "left_on-day", value: "\(day.day)"), .init(name: "left_on-month", value: "\(day.month)"),
        .init(name: "left_on-year", value: "\(day.year)"),
      ])
    }
    let own =
      fields.values.has("left_on-day") ? fields : Fields(stored ?? FormData(), problems: fields.problems)
    return Heading("When they left the school", .section).html
      + Form("/received/\(application.id)/left", in: context) {
        own.date("left_on", "Last day", hint: "Leave it empty while they work at the school.")
        Button("Save", kind: .secondary)
      }.html
  }
}
