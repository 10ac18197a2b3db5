import Domain
import HTTPSupport
import Hummingbird

/// A session as those who run it see it: who comes and who waits; where it, or the whole activity, is called off.
struct RunSessionPages: Sendable {
  private let environment: WebEnvironment

  init(_ environment: WebEnvironment) { self.environment = environment }

  func add(to pages: RouterGroup<AppRequestContext>) {
    pages.get("manage/sessions/:session") { try await show($0, $1) }
    pages.get("manage/sessions/:session/bookings.csv") { try await file($0, $1) }
    pages.get("manage/sessions/:session/cancel") { try await askForSession($0, $1) }
    pages.post("manage/sessions/:session/cancel") { try await cancelSession($0, $1) }
    pages.get("manage/activities/:id/cancel") { try await ask($0, $1) }
    pages.post("manage/activities/:id/cancel") { try await cancel($0, $1) }
  }

  private func show(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let (activity, session) = try await environment.managedSession(context)
    let bookings = try await ReadBookings(environment.services).page(
      of: session.id, limit: 50, after: request.after, by: context.webActor)
    let base = "/manage/sessions/\(session.id)"
    return environment.respond(
      Page(
        session.when, path: "/manage/activities",
        above: BackLink(to: "/manage\(activity.path)", activity.content.title),
        banner: request.uri.queryParameters.has("saved") ? NotificationBanner("Saved.") : nil, isWide: true
      ) {
        Heading(session.when, caption: activity.content.title)
        SummaryList([
          .init("Room", session.room.isEmpty ? nil : session.room), .init("Places", "\(session.places)"),
          .init("Booked", "\(session.booked)"), .init("Waiting", "\(session.waiting)"),
        ])
        if activity.state == .published, session.cancelledAt == nil,
          session.startsAt > environment.services.now()
        {
          ButtonGroup {
            LinkButton("Change the session", to: "\(base)/edit", kind: .secondary)
            Link("Cancel this session", to: "\(base)/cancel")
          }
        }
        if session.cancelledAt == nil {
          Paragraph(html: Link("Register and code", to: "\(base)/register").html)
        }
        Heading("Who comes", .section)
        if bookings.items.isEmpty {
          EmptyState("Nobody yet", "People appear here as they book.")
        } else {
          Paragraph(html: Link("Download as CSV", to: "\(base)/bookings.csv").html)
          BookingTable(bookings.items, showsName: true, at: environment.services.now())
          Pagination(
            previous: request.after == nil ? nil : base, next: bookings.next.map { "\(base)?after=\($0)" },
            of: "bookings")
        }
      }, in: context)
  }

  private func file(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let text = try await ReadBookings(environment.services).csv(
      of: try context.sessionOfPath(), by: context.webActor)
    return .csv(text, named: "bookings.csv")
  }

  // MARK: Calling off

  private func askForSession(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let (_, session) = try await environment.managedSession(context)
    return page("Cancel this session?", session.when, "/manage/sessions/\(session.id)", Fields(), context)
  }

  private func cancelSession(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let (_, session) = try await environment.managedSession(context)
    do {
      let changed = try await ManageSessions(environment.services).cancel(
        session.id, reason: context.form["reason"], by: context.webActor)
      return .seeOther("/manage\(changed.path)?saved=1")
    } catch {
      let fields = Fields(context.form, problems: try Refusal.problems(error, field: "reason"))
      return page("Cancel this session?", session.when, "/manage/sessions/\(session.id)", fields, context)
    }
  }

  private func ask(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    activityPage(try await environment.managedActivity(context), Fields(), context)
  }

  private func cancel(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let activity = try await environment.managedActivity(context)
    do {
      let changed = try await ManageActivities(environment.services).cancel(
        activity.id, reason: context.form["reason"], by: context.webActor)
      return .seeOther("/manage\(changed.path)?saved=1")
    } catch {
      let fields = Fields(context.form, problems: try Refusal.problems(error, field: "reason"))
      return activityPage(activity, fields, context)
    }
  }

  private func activityPage(
    _ activity: Activity, _ fields: Fields, _ context: AppRequestContext
  ) -> Response {
    page(
      "Cancel this activity?", activity.content.title, "/manage\(activity.path)",
      free: "sessions that have not been held", fields, context)
  }

  private func page(
    _ title: String, _ caption: String, _ base: String, free: String = "it", _ fields: Fields,
    _ context: AppRequestContext
  ) -> Response {
    environment.respond(
      Page(title, path: "/manage/activities", problems: fields.problems, above: BackLink(to: base)) {
        Heading(title, caption: caption)
        Paragraph("Everybody who has a place or waits for one is told, and nobody is charged for \(free).")
        Form("\(base)/cancel", in: context) {
          fields.textarea("reason", "Why?", hint: "It stands in the mail to everybody.", rows: 3)
          ButtonGroup {
            Button("Cancel it", kind: .warning)
            Link("Let it take place", to: base)
          }
        }
      }, in: context)
  }
}
