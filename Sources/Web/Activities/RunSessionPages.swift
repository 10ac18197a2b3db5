import Domain
import HTTPSupport
import HTTPTypes
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
    let isOff = activity.isOff(session)
    let reason = try await ReadActivities(environment.services).cancelReason(
      of: session, in: activity, by: context.webActor)
    return environment.respond(
      Page(
        session.when, path: "/manage/activities",
        above: BackLink(to: "/manage\(activity.path)", activity.content.title),
        banner: request.uri.queryParameters.has("saved") ? NotificationBanner("Saved.") : nil, isWide: true
      ) {
        Heading(session.when, caption: activity.content.title)
        if isOff { WarningText(reason.map { "Cancelled: \($0)" } ?? "Cancelled") }
        Self.summary(session, isOff: isOff)
        if activity.state == .published, !isOff, session.startsAt > environment.services.now() {
          ButtonGroup {
            LinkButton("Change the session", to: "\(base)/edit", kind: .secondary)
            Link("Cancel this session", to: "\(base)/cancel")
          }
        }
        if !isOff {
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

  /// Where it is and how full; of a cancelled one only where it was to be.
  private static func summary(_ session: ActivitySession, isOff: Bool) -> SummaryList {
    let room = SummaryList.Row("Room", session.room.isEmpty ? nil : session.room)
    if isOff { return SummaryList([room]) }
    return SummaryList([
      room, .init("Places", "\(session.places)"), .init("Booked", "\(session.booked)"),
      .init("Waiting", "\(session.waiting)"),
    ])
  }

  private func file(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let text = try await ReadBookings(environment.services).csv(
      of: try context.sessionOfPath(), by: context.webActor)
    return .csv(text, named: "bookings.csv")
  }

  // MARK: Calling off

  /// The question whether something is to be cancelled.
  private struct Question {
    let title: String
    let caption: String
    let base: String
    let free: String
    /// What is to be thought of before.
    var warning: String?

    init(_ session: ActivitySession, of activity: Activity) {
      (title, caption) = ("Cancel this session?", session.when)
      (base, free) = ("/manage/sessions/\(session.id)", "it")
      warning = activity.certificateObstacle(without: session.id)
    }

    init(_ activity: Activity) {
      (title, caption) = ("Cancel this activity?", activity.content.title)
      (base, free) = ("/manage\(activity.path)", "sessions that have not been held")
    }
  }

  private func askForSession(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let (activity, session) = try await environment.managedSession(context)
    let off = try await environment.cancelledMeanwhile(activity, session, asked: [], context)
    if let off { return off }
    return page(Question(session, of: activity), Fields(), context)
  }

  private func cancelSession(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let (activity, session) = try await environment.managedSession(context)
    return try await callOff(Question(session, of: activity), context) {
      try await ManageSessions(environment.services).cancel(
        session.id, reason: context.form["reason"], by: context.webActor)
    } meanwhile: {
      let (activity, session) = try await environment.managedSession(context)
      return try await environment.cancelledMeanwhile(activity, session, asked: Self.asked, context)
    }
  }

  private func ask(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let activity = try await environment.managedActivity(context)
    if let off = try await environment.cancelledMeanwhile(activity, asked: [], context) { return off }
    return page(Question(activity), Fields(), context)
  }

  private func cancel(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let activity = try await environment.managedActivity(context)
    return try await callOff(Question(activity), context) {
      try await ManageActivities(environment.services).cancel(
        activity.id, reason: context.form["reason"], by: context.webActor)
    } meanwhile: {
      let activity = try await environment.managedActivity(context)
      return try await environment.cancelledMeanwhile(activity, asked: Self.asked, context)
    }
  }

  private static let asked: [Conflict.Question] = [.text("reason", "Why?")]

  /// Cancels; where that can't be, shows who was first, or the question again, with what was typed.
  private func callOff(
    _ question: Question, _ context: AppRequestContext, _ step: () async throws -> Activity,
    meanwhile: () async throws -> Response?
  ) async throws -> Response {
    do {
      return .seeOther("/manage\(try await step().path)?saved=1")
    } catch DomainError.conflict(let sentence) {
      if let off = try await meanwhile() { return off }
      let fields = Fields(context.form, problems: [FieldProblem(field: "reason", message: sentence)])
      return page(question, fields, status: .conflict, context)
    } catch {
      let fields = Fields(context.form, problems: try Refusal.problems(error, field: "reason"))
      return page(question, fields, context)
    }
  }

  private func page(
    _ question: Question, _ fields: Fields, status: HTTPResponse.Status? = nil, _ context: AppRequestContext
  ) -> Response {
    environment.respond(
      Page(
        question.title, path: "/manage/activities", status: status, problems: fields.problems,
        above: BackLink(to: question.base)
      ) {
        Heading(question.title, caption: question.caption)
        Paragraph(
          """
          Everybody who has a place or waits for one is told, and nobody is charged for \(question.free). Where \
          somebody asked their school for a place and that ends with it, they and the school are told too.
          """)
        if let warning = question.warning { WarningText(warning) }
        Form("\(question.base)/cancel", in: context) {
          fields.textarea("reason", "Why?", hint: "It stands in the mail to everybody.", rows: 3)
          ButtonGroup {
            Button("Cancel it", kind: .warning)
            Link("Let it take place", to: question.base)
          }
        }
      }, in: context)
  }
}
