import Domain
import Foundation
import HTTPSupport
import Hummingbird

/// Where activities are run: the list of an organisation, and each with what can be done with it.
struct ManageActivityPages: Sendable {
  private let environment: WebEnvironment

  init(_ environment: WebEnvironment) { self.environment = environment }

  func add(to pages: RouterGroup<AppRequestContext>) {
    pages.get("manage/activities") { try await list($0, $1) }
    pages.get("manage/activities/:id") { try await show($0, $1) }
    pages.post("manage/activities/:id/publish") { try await publish($0, $1) }
    pages.post("manage/activities/:id/finish") { try await finish($0, $1) }
    pages.post("manage/activities/:id/remove") { try await remove($0, $1) }
  }

  private func list(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let reading = ReadActivities(environment.services)
    let places = try reading.places(by: context.webActor)
    let named = request.uri.queryParameters["organisation"].flatMap { OrganisationID(String($0)) }
    guard let here = named == nil ? places.first : places.first(where: { $0.place.organisation == named })
    else { throw DomainError.notFound("page") }
    let page = try await reading.managed(
      of: here.place, limit: 25, after: request.after, by: context.webActor)
    let base = "/manage/activities?organisation=\(here.place.organisation)"
    return environment.respond(
      Page("Activities", path: "/manage/activities", isWide: true) {
        Heading("Activities", caption: here.name)
        ButtonGroup {
          LinkButton(
            "Plan an activity", to: "/manage/activities/new?organisation=\(here.place.organisation)")
          Link("The public list", to: "/activities")
        }
        if page.items.isEmpty {
          EmptyState("No activities yet", "Plan an event or a programme, add sessions and publish it.")
        } else {
          Self.table(page.items)
          Pagination(
            previous: request.after == nil ? nil : base, next: page.next.map { "\(base)&after=\($0)" },
            of: "activities")
        }
        if places.count > 1 {
          Heading("Others of yours", .section)
          BulletList(
            html: places.filter { $0.place != here.place }.map {
              Link($0.name, to: "/manage/activities?organisation=\($0.place.organisation)").html
            })
        }
      }, in: context)
  }

  private static func table(_ activities: [Activity]) -> Table {
    Table(
      "Activities, newest first", isCaptionHidden: true,
      columns: [
        .init("Activity"), .init("State"), .init("First session"), .init("Places", isNumeric: true),
        .init("Booked", isNumeric: true), .init("Waiting", isNumeric: true),
      ],
      rows: activities.map { activity in
        let sessions = activity.standing
        func sum(_ count: KeyPath<ActivitySession, Int>) -> HTML {
          activity.state == .cancelled ? "–" : "\(sessions.reduce(0) { $0 + $1[keyPath: count] })"
        }
        return [
          Link(activity.content.title, to: "/manage\(activity.path)").html, activity.state.tag.html,
          HTML(text: sessions.first?.when ?? "–"), sum(\.places), sum(\.booked), sum(\.waiting),
        ]
      })
  }

  private func show(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let news = request.uri.queryParameters.has("saved") ? "Saved." : nil
    return page(try await environment.managedActivity(context), [], news, context)
  }

  private func page(
    _ activity: Activity, _ problems: [FieldProblem], _ news: String?, _ context: AppRequestContext
  ) -> Response {
    let base = "/manage\(activity.path)"
    let content = activity.content
    return environment.respond(
      Page(
        content.title, path: "/manage/activities", problems: problems,
        above: BackLink(to: "/manage/activities", "Activities"), banner: news.map { NotificationBanner($0) },
        isWide: true
      ) {
        Heading(content.title, caption: activity.kindName)
        if let reason = activity.cancelReason { WarningText("This was cancelled: \(reason)") }
        if let obstacle = activity.certificateObstacle() { WarningText(obstacle) }
        SummaryList(
          [
            .init("State", html: activity.state.tag.html),
            .init("What", content.isProgramme ? "A programme of sessions" : "An event"),
          ] + ActivityText.rows(activity) + [.init("Description", content.description)])
        if activity.state == .published { Paragraph(html: Link("The public page", to: activity.path).html) }
        if activity.state != .draft {
          BulletList(html: [
            Link("What people thought of it", to: "\(base)/evaluation").html,
            Link(
              "Charges to schools", to: "/activity-charges?organisation=\(activity.place.organisation)"
            ).html,
          ])
        }
        Self.buttons(activity, base, at: environment.services.now(), context)
        "<div id=\"sessions\"></div>" as HTML
        Heading("Sessions", .section)
        SessionTable(activity) { Self.actions($0, activity) }
        if activity.state == .draft || activity.state == .published {
          LinkButton("Add a session", to: "\(base)/sessions/new", kind: .secondary)
        }
      }, in: context)
  }

  private static func actions(_ session: ActivitySession, _ activity: Activity) -> HTML? {
    if activity.state != .draft {
      return Link(
        "Who comes", to: "/manage/sessions/\(session.id)", about: "to the session of \(session.when)"
      )
      .html
    }
    return Link("Change", to: "/manage/sessions/\(session.id)/edit", about: "the session of \(session.when)")
      .html
  }

  private static func buttons(
    _ activity: Activity, _ base: String, at now: Date, _ context: AppRequestContext
  ) -> HTML {
    func form(_ action: String, _ button: Button) -> HTML {
      Form("\(base)/\(action)", in: context) {
        HiddenInput("version", String(activity.version))
        button
      }.html
    }
    let change = Paragraph(html: Link("Change what is written", to: "\(base)/edit").html).html
    switch activity.state {
    case .draft:
      return form("publish", Button("Publish")) + change
        + form("remove", Button("Remove the draft", kind: .link))
    case .published:
      return change
        + (activity.standing.allSatisfy { $0.endsAt <= now }
          ? form("finish", Button("Everything is over: finish it", kind: .secondary))
          : Paragraph(html: Link("Cancel the activity", to: "\(base)/cancel").html).html)
    case .cancelled, .finished: return ""
    }
  }

  private func publish(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    try await act(context) {
      try await ManageActivities(environment.services).publish(
        $0.id, expectedVersion: context.form.int("version"), by: context.webActor)
    }
  }

  private func finish(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    try await act(context) {
      try await ManageActivities(environment.services).finish(
        $0.id, expectedVersion: context.form.int("version"), by: context.webActor)
    }
  }

  private func act(
    _ context: AppRequestContext, _ step: (Activity) async throws -> Activity
  ) async throws -> Response {
    let activity = try await environment.managedActivity(context)
    do {
      return .seeOther("/manage\(try await step(activity).path)?saved=1")
    } catch {
      return page(activity, try Refusal.problems(error, field: "sessions"), nil, context)
    }
  }

  private func remove(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let activity = try await environment.managedActivity(context)
    try await ManageActivities(environment.services).remove(
      activity.id, expectedVersion: context.form.int("version"), by: context.webActor)
    return .seeOther("/manage/activities?organisation=\(activity.place.organisation)")
  }
}
