import Domain
import HTTPSupport
import Hummingbird

/// Where a session is added, moved and removed.
struct SessionPages: Sendable {
  private let environment: WebEnvironment

  init(_ environment: WebEnvironment) { self.environment = environment }

  func add(to pages: RouterGroup<AppRequestContext>) {
    pages.get("manage/activities/:id/sessions/new") { try await showNew($0, $1) }
    pages.post("manage/activities/:id/sessions/new") { try await create($0, $1) }
    pages.get("manage/sessions/:session/edit") { try await showEdit($0, $1) }
    pages.post("manage/sessions/:session/edit") { try await change($0, $1) }
    pages.post("manage/sessions/:session/remove") { try await remove($0, $1) }
  }

  private func showNew(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let activity = try await environment.managedActivity(context)
    if let off = try await environment.cancelledMeanwhile(activity, asked: [], context) { return off }
    return page(activity, nil, Fields(), context)
  }

  private func create(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let activity = try await environment.managedActivity(context)
    let (content, unread) = Self.read(context.form)
    do {
      _ = try await ManageSessions(environment.services).add(
        to: activity.id, content, unread: unread, by: context.webActor)
      return .seeOther("/manage\(activity.path)?saved=1#sessions")
    } catch let error as DomainError {
      let now = try await environment.managedActivity(context)
      if let off = try await environment.cancelledMeanwhile(now, asked: Self.asked, context) { return off }
      let problems = try Refusal.problems(error, field: "held_on")
      return page(activity, nil, Fields(context.form, problems: problems), context)
    }
  }

  /// What was typed, and what could not be read of it.
  private static func read(
    _ form: FormData
  ) -> (content: ActivitySessionContent, unread: [FieldProblem]) {
    var problems = Problems()
    let content = ActivitySessionContent(
      title: form["title"], heldOn: FormDay.read(form, "held_on", "day of the session", &problems),
      startsAt: form["starts_at"], endsAt: form["ends_at"], room: form["room"],
      places: form.int("places") ?? 0)
    return (content, problems.found)
  }

  private func showEdit(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let (activity, session) = try await environment.managedSession(context)
    let off = try await environment.cancelledMeanwhile(activity, session, asked: [], context)
    if let off { return off }
    return page(activity, session, Fields(Self.values(session.content)), context)
  }

  private static let asked: [Conflict.Question] = [
    .text("title", "What is it about?"), .date("held_on", "Day"), .text("starts_at", "Begins at"),
    .text("ends_at", "Ends at"), .text("room", "Room"), .text("places", "Places"),
  ]

  private static func values(_ content: ActivitySessionContent) -> FormData {
    var values = FormData()
    values.set("title", content.title)
    values.set("held_on", content.heldOn)
    values.set("starts_at", content.startsAt)
    values.set("ends_at", content.endsAt)
    values.set("room", content.room)
    values.set("places", content.places)
    return values
  }

  private func change(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let (activity, session) = try await environment.managedSession(context)
    let (content, unread) = Self.read(context.form)
    do {
      _ = try await ManageSessions(environment.services).change(
        session.id, content, unread: unread, expectedVersion: context.form.int("version"),
        by: context.webActor)
      return .seeOther("/manage\(activity.path)?saved=1#sessions")
    } catch let error as DomainError {
      return try await refused(error, context)
    }
  }

  /// A session that could not be changed, as it is now: what has happened, or the form with what was typed.
  private func refused(_ error: DomainError, _ context: AppRequestContext) async throws -> Response {
    let (activity, session) = try await environment.managedSession(context)
    let off = try await environment.cancelledMeanwhile(activity, session, asked: Self.asked, context)
    if let off { return off }
    if case .staleVersion(let current) = error {
      let here = "/manage/sessions/\(session.id)/edit"
      return environment.conflict(
        Self.asked, stored: Self.values(session.content), action: here, shown: here,
        at: "/manage/activities", current, context)
    }
    let problems = try Refusal.problems(error, field: "held_on")
    return page(activity, session, Fields(context.form, problems: problems), context)
  }

  private func remove(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let (activity, session) = try await environment.managedSession(context)
    _ = try await ManageSessions(environment.services).remove(
      session.id, expectedVersion: context.form.int("version"), by: context.webActor)
    return .seeOther("/manage\(activity.path)?saved=1#sessions")
  }

  private func page(
    _ activity: Activity, _ session: ActivitySession?, _ fields: Fields, _ context: AppRequestContext
  ) -> Response {
    let base = "/manage\(activity.path)"
    let title = session == nil ? "Add a session" : "Change the session"
    let action = session.map { "/manage/sessions/\($0.id)/edit" } ?? "\(base)/sessions/new"
    return environment.respond(
      Page(title, path: "/manage/activities", problems: fields.problems, above: BackLink(to: base)) {
        Heading(title, caption: activity.content.title)
        if session != nil, activity.state == .published {
          Paragraph("Everybody who has a place or waits for one is told of a new time or room.")
        }
        Form(action, in: context) {
          if let session { fields.version(session.version) }
          fields.text("title", "What is it about? (optional)", maximumLength: 100)
          fields.date("held_on", "Day")
          fields.text("starts_at", "Begins at", hint: "Such as 16:00.", width: .ten)
          fields.text("ends_at", "Ends at", hint: "Such as 17:30.", width: .ten)
          fields.text("room", "Room (optional)", width: .twenty, maximumLength: 100)
          fields.text("places", "Places", width: .three, inputMode: "numeric")
          Button("Save")
        }
        if let session, activity.state == .draft {
          Form("/manage/sessions/\(session.id)/remove", in: context) {
            HiddenInput("version", String(session.version))
            Button("Remove this session", kind: .link)
          }
        }
      }, in: context)
  }
}
