import Domain
import HTTPSupport
import HTTPTypes
import Hummingbird

/// Where people book for themselves, and schools for colleagues.
struct BookPages: Sendable {
  private let environment: WebEnvironment

  init(_ environment: WebEnvironment) { self.environment = environment }

  func add(to pages: RouterGroup<AppRequestContext>) {
    pages.get("activities/:id/book") { try await show($0, $1) }
    pages.post("activities/:id/book") { try await book($0, $1) }
    pages.get("activities/:id/colleagues") { try await showColleagues($0, $1) }
    pages.post("activities/:id/colleagues") { try await bookColleagues($0, $1) }
  }

  private func activity(_ context: AppRequestContext) async throws -> Activity {
    _ = try context.webActor.requireAccount()
    return try await ReadActivities(environment.services).find(
      try context.activityOfPath(), by: context.webActor)
  }

  // MARK: For oneself

  private func show(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    try await page(try await activity(context), Fields(), context)
  }

  /// Where somebody books for themselves, or asks their school where they can’t.
  func page(
    _ activity: Activity, _ fields: Fields, _ context: AppRequestContext
  ) async throws -> Response {
    let content = activity.content
    let obstacle = activity.obstacle(at: environment.services.now())
    let way: HTML
    if let obstacle {
      way = Self.closed(activity, obstacle, typed: ("What do you say to the school?", "message"), fields)
    } else {
      switch try await BookActivity(environment.services).way(to: activity, by: context.webActor) {
      case .book: way = booking(activity, fields, context)
      case .ask(let reason):
        way = try await PlaceRequestPages.asking(activity, because: reason, fields, environment, context)
      }
    }
    return environment.respond(
      Page(
        "Book a place", path: "/activities", problems: fields.problems, hasForm: obstacle == nil,
        above: BackLink(to: activity.path, content.title)
      ) {
        Heading("Book a place", caption: content.title)
        Self.terms(content)
        way
      }, in: context)
  }

  /// Why no place can be booked, with what was typed for one.
  private static func closed(
    _ activity: Activity, _ obstacle: String, typed: (label: String, name: String), _ fields: Fields
  ) -> HTML {
    InsetText(activity.cancelReason.map { "This was cancelled: \($0)" } ?? obstacle).html
      + TooLate.kept([TooLate.Typed(typed.label, SectionForm.lines(fields.values[typed.name]))])
  }

  private func booking(_ activity: Activity, _ fields: Fields, _ context: AppRequestContext) -> HTML {
    let schools = Self.schools(context, activity) { _ in true }
    return Form("\(activity.path)/book", in: context) {
      sessions(activity, fields)
      if schools.count > 1 {
        fields.radios("school_id", "Which of your schools pays?", schools)
      }
      Button("Book")
    }.html
  }

  /// Whom it is for, and what a place costs.
  private static func terms(_ content: ActivityContent) -> SummaryList {
    let rows: [SummaryList.Row] = [
      .init("For", ActivityText.audiences(content)), .init("Price", ActivityText.price(content)),
    ]
    return SummaryList(
      content.pricePence == 0
        ? rows : rows + [.init("Cancelling", ActivityText.cancelling(content))])
  }

  /// The choice of sessions; none where there is but one.
  func sessions(_ activity: Activity, _ fields: Fields) -> HTML {
    let open = activity.standing.filter { $0.startsAt > environment.services.now() }
    if open.count == 1 {
      return SummaryList([.init("Session", open[0].when), .init("Places", ActivityText.places(open[0]))]).html
        + HiddenInput("session_ids", open[0].id.description).html
    }
    let choices = open.map { session in
      Choice(
        session.id.description, session.when,
        hint: [session.title, ActivityText.places(session)].filter { !$0.isEmpty }.joined(separator: ". "))
    }
    return activity.content.isProgramme
      ? fields.checkboxes("session_ids", "Which sessions?", choices, hint: "Choose all that you come to.")
        .html
      : fields.radios("session_ids", "Which session?", choices).html
  }

  private static func schools(
    _ context: AppRequestContext, _ activity: Activity, _ condition: (Membership) -> Bool
  ) -> [Choice] {
    var seen: Set<OrganisationID> = []
    return (context.signedIn?.account.memberships ?? []).filter {
      $0.kind == .school && $0.authority == activity.place.authority && condition($0)
        && seen.insert($0.organisation).inserted
    }.map { Choice($0.organisation.description, $0.organisationName) }
  }

  /// The sessions that a form names.
  static func chosen(_ form: FormData) throws -> [ActivitySessionID] {
    let chosen = form.strings("session_ids").compactMap { ActivitySessionID($0) }
    if chosen.isEmpty {
      throw DomainError.invalid([FieldProblem(field: "session_ids", message: "Choose a session.")])
    }
    return chosen
  }

  private func book(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let activity = try await activity(context)
    do {
      let made = try await BookActivity(environment.services)(
        activity.id, sessions: try Self.chosen(context.form),
        school: OrganisationID(context.form["school_id"]),
        by: context.webActor)
      guard let one = made.first else { return .seeOther("/activity-bookings") }
      return .seeOther(
        made.count == 1 ? "/activity-bookings/\(one.id)?booked=1" : "/activity-bookings?booked=\(one.id)")
    } catch {
      let problems = try Refusal.problems(error, field: "session_ids")
      return try await page(
        try await self.activity(context), Fields(context.form, problems: problems), context)
    }
  }

  // MARK: For colleagues

  private func showColleagues(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    try colleaguesPage(try await activity(context), Fields(), context)
  }

  private func colleaguesPage(
    _ activity: Activity, _ fields: Fields, _ context: AppRequestContext
  ) throws -> Response {
    let schools = Self.schools(context, activity) { Permissions.allows($0.role, .bookColleagues) }
    guard let only = schools.first else { throw DomainError.notFound("page") }
    let obstacle = activity.obstacle(at: environment.services.now())
    let title = "Book for colleagues"
    return environment.respond(
      Page(
        title, path: "/school", problems: fields.problems, hasForm: obstacle == nil,
        above: BackLink(to: activity.path, activity.content.title)
      ) {
        Heading(title, caption: activity.content.title)
        Self.terms(activity.content)
        if let obstacle {
          Self.closed(activity, obstacle, typed: ("Who comes?", "people"), fields)
        } else {
          Form("\(activity.path)/colleagues", in: context) {
            sessions(activity, fields)
            if schools.count > 1 {
              fields.radios("school_id", "For which school?", schools)
            } else {
              HiddenInput("school_id", only.value)
            }
            fields.textarea(
              "people", "Who comes?",
              hint:
                "One person on each line: full name, a comma, e-mail address. They are told by mail and can say no.",
              rows: 6)
            fields.checkboxes(
              "audience_confirmed", "Whom it is for",
              [
                Choice(
                  "yes",
                  "Each of them is one of those whom it is for: \(activity.content.audienceWords)")
              ], hint: "Needed of those who are not known here as such.", isSmall: true)
            Button("Book")
          }
        }
      }, in: context)
  }

  private func bookColleagues(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let activity = try await activity(context)
    let people = SectionForm.lines(context.form["people"]).split(whereSeparator: \.isNewline).map { line in
      let parts = line.split(separator: ",", maxSplits: 1, omittingEmptySubsequences: false)
      return ActivityPerson(name: String(parts[0]), email: parts.count > 1 ? String(parts[1]) : "")
    }
    do {
      guard let school = OrganisationID(context.form["school_id"]) else {
        throw DomainError.invalid([FieldProblem(field: "school_id", message: "Choose the school.")])
      }
      let made = try await BookActivity(environment.services).colleagues(
        activity.id, sessions: try Self.chosen(context.form), people: people, of: school,
        isConfirmed: context.form.has("audience_confirmed"), by: context.webActor
      )
      let booked = made.first.map { "&booked=\($0.id)" } ?? ""
      return .seeOther("/school/activities?school=\(school)\(booked)")
    } catch {
      let problems = try Refusal.problems(error, field: "people")
      return try colleaguesPage(
        try await self.activity(context), Fields(context.form, problems: problems), context)
    }
  }
}
