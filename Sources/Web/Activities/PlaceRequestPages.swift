import Domain
import Foundation
import HTTPSupport
import HTTPTypes
import Hummingbird
import Postgres

/// Places that people ask their school for: where they ask, and where the school books them or says no.
struct PlaceRequestPages: Sendable {
  private let environment: WebEnvironment

  init(_ environment: WebEnvironment) { self.environment = environment }

  func add(to pages: RouterGroup<AppRequestContext>) {
    pages.post("activities/:id/ask") { try await ask($0, $1) }
    pages.get("activity-requests/:request") { try await show($0, $1) }
    for step in ["withdraw", "approve", "decline"] {
      pages.post("activity-requests/:request/\(step)") { try await take(step, $0, $1) }
    }
  }

  // MARK: Asking

  /// What somebody sees who asks their school: the form, or how their request stands.
  static func asking(
    _ activity: Activity, because reason: String, _ fields: Fields, _ environment: WebEnvironment,
    _ context: AppRequestContext
  ) async throws -> HTML {
    let asking = AskForPlace(environment.services)
    let why = InsetText(reason).html
    if let standing = try await asking.standing(activity.id, by: context.webActor), standing.state == .asked {
      return why
        + Paragraph(
          "You asked \(standing.schoolName) on \(LondonTime.dateAndTime(standing.askedAt)). It has not answered yet."
        ).html + Paragraph(html: Link("Your request", to: "/activity-requests/\(standing.id)").html).html
    }
    let schools = try await asking.schools(for: activity, by: context.webActor)
    // The reason says what to do then.
    if schools.isEmpty { return why }
    return why
      + Form("\(activity.path)/ask", in: context) {
        BookPages(environment).sessions(activity, fields)
        if schools.count > 1 {
          fields.radios(
            "school_id", "Which school do you ask?", schools.map { Choice($0.id.description, $0.name) })
        }
        fields.textarea(
          "message", "What do you say to the school? (optional)",
          hint: "Its head gets it by mail and books, or says no with a reason.", rows: 3,
          limit: .characters(1_000))
        Button(schools.count == 1 ? "Ask \(schools[0].name)" : "Ask the school")
      }.html
  }

  private func ask(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let form = context.form
    let activity = try await ReadActivities(environment.services).find(
      try context.activityOfPath(), by: context.webActor)
    do {
      let made = try await AskForPlace(environment.services)(
        activity.id, sessions: try BookPages.chosen(form), school: OrganisationID(form["school_id"]),
        message: SectionForm.lines(form["message"]), by: context.webActor)
      return .seeOther("/activity-requests/\(made.id)?asked=1")
    } catch {
      let problems = try Refusal.problems(error, field: "session_ids")
      let now = try await ReadActivities(environment.services).find(activity.id, by: context.webActor)
      return try await BookPages(environment).page(now, Fields(form, problems: problems), context)
    }
  }

  // MARK: One request

  private func found(_ context: AppRequestContext) async throws -> PlaceRequest {
    try await AskForPlace(environment.services).find(try context.named("request"), by: context.webActor)
  }

  private func show(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let query = request.uri.queryParameters
    let found = try await found(context)
    let news =
      query.has("asked")
      ? "Your school is told by mail."
      : query.has("booked")
        ? booked(found) : query.has("saved") ? "Saved. They are told by mail." : nil
    return page(found, Fields(), news, context)
  }

  /// What came of booking: a place, or a number on the waiting list.
  private func booked(_ request: PlaceRequest) -> String {
    let waiting = request.waiting(at: environment.services.now())
    guard let position = waiting.first else { return "The place is booked. They are told by mail." }
    let list =
      request.bookings.count == 1
      ? "Every place is taken: \(request.name) is number \(position) on the waiting list"
      : "In \(waiting.count) of \(request.bookings.count) sessions every place is taken: \(request.name) is on the "
        + "waiting list"
    return "\(list), and gets a place by itself when one becomes free. They are told by mail."
  }

  private func page(
    _ request: PlaceRequest, _ fields: Fields, _ news: String?, _ context: AppRequestContext
  ) -> Response {
    let actor = context.webActor
    let isSchool = actor.may(.bookColleagues, at: request.school)
    let isOwn = request.isOwn(of: actor)
    let base = "/activity-requests/\(request.id)"
    let title = isSchool ? "\(request.name) asks for a place" : "Your request for a place"
    let isTooLate = request.state != .asked && !fields.problems.isEmpty
    let state = request.stateTitle(at: environment.services.now())
    return environment.respond(
      Page(
        title, path: isSchool ? "/school" : "/activity-bookings", problems: fields.problems,
        hasForm: request.state == .asked,
        above: isSchool
          ? BackLink(to: "/school/activities?school=\(request.school.organisation)", "Places in activities")
          : BackLink(to: "/activity-bookings", "My places in activities"),
        banner: news.map { NotificationBanner($0) }
      ) {
        Heading(title, caption: request.activityTitle)
        if isTooLate { InsetText("This request does not wait for an answer any more: “\(state)”.") }
        SummaryList(Self.rows(request, at: environment.services.now()))
        Paragraph(html: Link("About this activity", to: "/activities/\(request.activity)").html)
        if isTooLate {
          TooLate.kept([TooLate.Typed("Why?", SectionForm.lines(fields.values["reason"]))])
        }
        if request.state == .asked, isSchool { Self.answering(request, base, fields, context) }
        if request.state == .asked, isOwn {
          Form("\(base)/withdraw", in: context) { Button("Take the request back", kind: .secondary) }
        }
      }, in: context)
  }

  private static func rows(_ request: PlaceRequest, at now: Date) -> [SummaryList.Row] {
    var rows: [SummaryList.Row] = [
      .init("State", html: tag(request, at: now).html), .init("For", "\(request.name), \(request.email)"),
      .init("School", request.schoolName),
      .init(
        "Price",
        request.pricePence == 0
          ? "Free"
          : "\(CampaignText.pounds(request.pricePence)) for each place in a session, paid by the school"),
      .init("Sessions", sessions(request)),
      .init("Asked", LondonTime.dateAndTime(request.askedAt)),
    ]
    if !request.message.isEmpty { rows.append(.init("Message", request.message)) }
    if let answered = request.answeredAt {
      rows.append(.init(request.isCalledOff ? "Ended" : "Answered", LondonTime.dateAndTime(answered)))
    }
    // What was cancelled has its reason beside it.
    let isSaid = request.isCalledOff && request.asked.contains { $0.cancelReason != nil }
    if !request.reason.isEmpty, !isSaid { rows.append(.init("Reason", request.reason)) }
    return rows
  }

  /// What is asked for, one on each line, with what was cancelled of it.
  private static func sessions(_ request: PlaceRequest) -> String {
    let all = request.isOff ? "All that were to come" : "All that are to come"
    return ((request.sessions.isEmpty ? [all] : []) + request.asked.map(\.words)).joined(separator: "\n")
  }

  static func tag(_ request: PlaceRequest, at now: Date) -> Tag {
    let title = request.stateTitle(at: now)
    return switch request.state {
    case .asked: Tag(title, .yellow)
    case .approved where request.isOff: Tag(title, .grey)
    case .approved: Tag(title, request.waiting(at: now).isEmpty ? .green : .yellow)
    case .declined: Tag(title, .red)
    case .withdrawn: Tag(title, .grey)
    }
  }

  private static func answering(
    _ request: PlaceRequest, _ base: String, _ fields: Fields, _ context: AppRequestContext
  ) -> HTML {
    let version = HiddenInput("version", String(request.version))
    return Form("\(base)/approve", in: context) {
      version
      Paragraph(
        "By booking you say that the activity is for \(request.name)"
          + (request.pricePence == 0 ? "." : ", and your school pays for the place."))
      Button("Book the place")
    }.html
      + Details("Say no", isOpen: !fields.problems.isEmpty) {
        Form("\(base)/decline", in: context) {
          version
          fields.textarea("reason", "Why?", hint: "\(request.name) reads it.", rows: 3)
          Button("Say no", kind: .secondary)
        }
      }.html
  }

  private func take(
    _ step: String, _ request: Request, _ context: AppRequestContext
  ) async throws -> Response {
    let found = try await found(context)
    let (asking, version) = (AskForPlace(environment.services), context.form.int("version"))
    do {
      switch step {
      case "withdraw": _ = try await asking.withdraw(found.id, by: context.webActor)
      case "approve":
        _ = try await asking.approve(found.id, expectedVersion: version, by: context.webActor)
      default:
        _ = try await asking.decline(
          found.id, reason: SectionForm.lines(context.form["reason"]), expectedVersion: version,
          by: context.webActor)
      }
      let news = step == "withdraw" ? "" : step == "approve" ? "?booked=1" : "?saved=1"
      return .seeOther("/activity-requests/\(found.id)\(news)")
    } catch {
      let problems = try Refusal.problems(error, field: "reason")
      let now = try await self.found(context)
      return page(now, Fields(context.form, problems: problems), nil, context)
    }
  }
}

/// Requests for places with how they stand.
struct PlaceRequestTable: Component {
  private let requests: [PlaceRequest]
  private let showsName: Bool
  private let now: Date

  init(_ requests: [PlaceRequest], showsName: Bool, at now: Date) {
    (self.requests, self.showsName, self.now) = (requests, showsName, now)
  }

  var html: HTML {
    if requests.isEmpty { return "" }
    return Table(
      showsName ? "Places that you are asked for" : "Places that you asked your school for",
      columns: (showsName ? [.init("Name")] : []) + [.init("Activity"), .init("Asked"), .init("State")],
      rows: requests.map { request in
        let link = Link(
          showsName ? request.name : request.activityTitle, to: "/activity-requests/\(request.id)",
          about: showsName ? "for \(request.activityTitle)" : nil
        ).html
        return (showsName ? [link, HTML(text: request.activityTitle)] : [link]) + [
          HTML(text: LondonTime.dateAndTime(request.askedAt)),
          PlaceRequestPages.tag(request, at: now).html,
        ]
      }
    ).html
  }
}
