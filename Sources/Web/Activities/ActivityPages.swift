import Domain
import Foundation
import HTTPSupport
import Hummingbird
import Postgres

/// Events and programmes, as the public, those who take part and those who run them see them.
struct ActivityPages: Sendable {
  private let environment: WebEnvironment

  init(_ environment: WebEnvironment) { self.environment = environment }

  func add(to pages: RouterGroup<AppRequestContext>) {
    PublicActivityPages(environment).add(to: pages)
    ManageActivityPages(environment).add(to: pages)
    EditActivityPages(environment).add(to: pages)
    SessionPages(environment).add(to: pages)
    BookPages(environment).add(to: pages)
    BookingPages(environment).add(to: pages)
    PlaceRequestPages(environment).add(to: pages)
    RunSessionPages(environment).add(to: pages)
    RegisterPages(environment).add(to: pages)
    AttendancePages(environment).add(to: pages)
    ChargePages(environment).add(to: pages)
  }
}

/// Words of activities.
enum ActivityText {
  /// What a place costs.
  static func price(_ content: ActivityContent) -> String {
    content.pricePence == 0
      ? "Free" : "\(CampaignText.pounds(content.pricePence)) for each place in a session, paid by the school"
  }

  /// Until when cancelling is free.
  static func cancelling(_ content: ActivityContent) -> String {
    switch content.freeDays {
    case 0: "Free until the day of the session"
    case 1: "Free until the day before the session"
    default: "Free until \(content.freeDays) days before the session"
    }
  }

  /// When places can be booked.
  static func booking(_ content: ActivityContent) -> String {
    "\(content.booksFrom.map(LondonTime.shortDate) ?? "–") to "
      + "\(content.booksUntil.map(LondonTime.shortDate) ?? "–")"
  }

  /// Whom it is for.
  static func audiences(_ content: ActivityContent) -> String {
    content.audiences.map(\.title).joined(separator: ", ")
  }

  /// How many places are free.
  static func places(_ session: ActivitySession) -> String {
    if session.cancelledAt != nil { return "Cancelled" }
    let waiting = session.waiting > 0 ? ", \(session.waiting) waiting" : ""
    return session.free == 0
      ? "No place free\(waiting)" : "\(session.free) of \(session.places) free\(waiting)"
  }

  /// The same in an activity that may have been cancelled: what was held before that, and what is not.
  static func standing(_ session: ActivitySession, of activity: Activity) -> String {
    if activity.isOff(session) { return "Cancelled" }
    return activity.state == .cancelled ? "Held" : places(session)
  }

  /// Where a session is.
  static func room(_ session: ActivitySession) -> String { session.room.isEmpty ? "–" : session.room }

  /// What an activity says, as questions and answers.
  static func rows(_ activity: Activity) -> [SummaryList.Row] {
    let content = activity.content
    var rows: [SummaryList.Row] = [
      .init("For", audiences(content)), .init("Where", content.place), .init("Price", price(content)),
      .init("Booking", booking(content)),
    ]
    if content.pricePence > 0 { rows.append(.init("Cancelling", cancelling(content))) }
    if content.isProgramme {
      rows.append(.init("Certificate", "For whoever attends \(content.sessionsRequired) of the sessions"))
    }
    return rows + [.init("Run by", activity.ownerName)]
  }
}

extension ActivityState {
  /// The words in a coloured box.
  var tag: Tag {
    switch self {
    case .draft: Tag(title, .grey)
    case .published: Tag(title, .green)
    case .cancelled: Tag(title, .red)
    case .finished: Tag(title, .blue)
    }
  }
}

extension AppRequestContext {
  /// The activity that the address names.
  func activityOfPath() throws -> ActivityID {
    guard let id = parameters.get("id").flatMap({ ActivityID($0) }) else {
      throw DomainError.notFound("activity")
    }
    return id
  }

  /// The session that the address names.
  func sessionOfPath() throws -> ActivitySessionID {
    _ = try webActor.requireAccount()
    guard let id = parameters.get("session").flatMap({ ActivitySessionID($0) }) else {
      throw DomainError.notFound("session")
    }
    return id
  }
}

extension WebEnvironment {
  /// The activity that the address names, for somebody who runs it.
  func managedActivity(_ context: AppRequestContext) async throws -> Activity {
    _ = try context.webActor.requireAccount()
    let activity = try await ReadActivities(services).find(
      try context.activityOfPath(), by: context.webActor)
    try context.webActor.require(.manageActivities, at: activity.place, orHide: "activity")
    return activity
  }

  /// The session that the address names with its activity, for somebody who runs it.
  func managedSession(
    _ context: AppRequestContext
  ) async throws -> (activity: Activity, session: ActivitySession) {
    let (activity, session) = try await ReadActivities(services).session(
      try context.sessionOfPath(), by: context.webActor)
    try context.webActor.require(.manageActivities, at: activity.place, orHide: "session")
    return (activity, session)
  }
}
