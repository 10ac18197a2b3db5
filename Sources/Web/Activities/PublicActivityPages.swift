import Domain
import Foundation
import HTTPSupport
import Hummingbird

/// The public list of activities and the page of each.
struct PublicActivityPages: Sendable {
  private let environment: WebEnvironment

  init(_ environment: WebEnvironment) { self.environment = environment }

  func add(to pages: RouterGroup<AppRequestContext>) {
    pages.get("activities") { try await list($0, $1) }
    pages.get("activities/:id") { try await show($0, $1) }
    pages.get("activities/:id/calendar.ics") { try await calendar($0, $1) }
  }

  private func list(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let reading = ReadActivities(environment.services)
    let query = request.uri.queryParameters
    let kinds = try await reading.kinds()
    let kind = query["kind"].map(String.init).flatMap { code in kinds.first { $0.code == code }?.code }
    let audience = query["audience"].flatMap { ActivityAudience(rawValue: String($0)) }
    let page = try await reading.upcoming(kind: kind, audience: audience, limit: 20, after: request.after)
    var values = FormData()
    values.set("kind", kind)
    values.set("audience", audience?.rawValue)
    let fields = Fields(values)
    let here = "/activities?kind=\(kind ?? "")&audience=\(audience?.rawValue ?? "")"
    let title = "Activities for new teachers"
    return environment.respond(
      Page(title, path: "/activities", isWide: true) {
        Heading(title)
        Paragraph("Events and programmes for newly qualified teachers, their induction tutors and mentors.")
        SearchForm("/activities", label: "Activities") {
          fields.select("kind", "Kind", [Choice("", "All kinds")] + kinds.map { Choice($0.code, $0.name) })
          fields.select(
            "audience", "For",
            [Choice("", "Everybody")] + ActivityAudience.allCases.map { Choice($0.rawValue, $0.title) })
          Button("Show", kind: .secondary)
        }
        if page.items.isEmpty {
          EmptyState("No activities", "Nothing of this kind is planned at the moment.")
        } else {
          Self.table(page.items, at: environment.services.now())
          Pagination(
            previous: request.after == nil ? nil : here, next: page.next.map { "\(here)&after=\($0)" },
            of: "activities")
        }
      }, in: context)
  }

  private static func table(_ activities: [Activity], at now: Date) -> Table {
    Table(
      "Activities, the next first", isCaptionHidden: true,
      columns: [
        .init("What"), .init("Kind"), .init("When"), .init("Where"), .init("Price"), .init("Places"),
      ],
      rows: activities.map { activity in
        let next = activity.standing.first { $0.endsAt > now }
        let more = activity.standing.filter { $0.endsAt > now }.count - 1
        return [
          Link(activity.content.title, to: activity.path).html, HTML(text: activity.kindName),
          HTML(text: (next?.when ?? "–") + (more > 0 ? " and \(more) more" : "")),
          HTML(text: activity.content.place),
          HTML(
            text: activity.content.pricePence == 0
              ? "Free" : CampaignText.pounds(activity.content.pricePence)),
          HTML(text: next.map(ActivityText.places) ?? "–"),
        ]
      })
  }

  private func show(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let activity = try await ReadActivities(environment.services).find(
      try context.activityOfPath(), by: context.webActor)
    let content = activity.content
    let mayRun = context.webActor.may(.manageActivities, at: activity.place)
    return environment.respond(
      Page(
        content.title, path: "/activities", above: BackLink(to: "/activities", "Activities"), isWide: true
      ) {
        Heading(content.title, caption: activity.kindName)
        if activity.state != .published { Paragraph(html: activity.state.tag.html) }
        if let reason = activity.cancelReason { WarningText("This was cancelled: \(reason)") }
        Prose(content.description)
        SummaryList(ActivityText.rows(activity))
        Heading("Sessions", .section)
        SessionTable(activity)
        Self.booking(activity, at: environment.services.now(), context)
        Paragraph(html: Link("Put them into your calendar", to: "\(activity.path)/calendar.ics").html)
        if mayRun { Paragraph(html: Link("Run this activity", to: "/manage\(activity.path)").html) }
      }, in: context)
  }

  private static func booking(_ activity: Activity, at now: Date, _ context: AppRequestContext) -> HTML {
    if let obstacle = activity.obstacle(at: now) {
      return activity.state == .published ? InsetText(obstacle).html : ""
    }
    let booksForOthers =
      context.signedIn?.account.memberships.contains {
        $0.authority == activity.place.authority && Permissions.allows($0.role, .bookColleagues)
      } ?? false
    return ButtonGroup {
      LinkButton("Book a place", to: "\(activity.path)/book")
      if booksForOthers {
        LinkButton("Book for colleagues", to: "\(activity.path)/colleagues", kind: .secondary)
      }
    }.html
  }

  private func calendar(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let activity = try await ReadActivities(environment.services).find(
      try context.activityOfPath(), by: context.webActor)
    let text = CalendarFile(activity, baseURL: environment.services.settings.baseURL).text
    return PrivateFile.response(
      Array(text.utf8), mediaType: "text/calendar; charset=utf-8", name: "activity.ics")
  }
}

/// The sessions of an activity.
struct SessionTable: Component {
  private let activity: Activity
  private let actions: @Sendable (ActivitySession) -> HTML?

  init(_ activity: Activity, actions: @escaping @Sendable (ActivitySession) -> HTML? = { _ in nil }) {
    self.activity = activity
    self.actions = actions
  }

  var html: HTML {
    if activity.sessions.isEmpty { return Paragraph("No session yet.").html }
    let hasTitles = activity.sessions.contains { !$0.title.isEmpty }
    let hasActions = activity.sessions.contains { actions($0) != nil }
    var columns: [Table.Column] = [.init("When"), .init("Room"), .init("Places")]
    if hasTitles { columns.insert(.init("What"), at: 1) }
    if hasActions { columns.append(.init("Change")) }
    return Table(
      "Sessions", isCaptionHidden: true, columns: columns,
      rows: activity.sessions.map { session in
        var cells: [HTML] = [
          HTML(text: session.when), HTML(text: ActivityText.room(session)),
          HTML(text: ActivityText.standing(session, of: activity)),
        ]
        if hasTitles { cells.insert(HTML(text: session.title.isEmpty ? "–" : session.title), at: 1) }
        if hasActions { cells.append(actions(session) ?? "–") }
        return cells
      }
    ).html
  }
}
