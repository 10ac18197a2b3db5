public import Domain
import Foundation

extension CalendarFile {
  /// The sessions of an activity, or of those that are named; cancelled ones tell calendars so.
  public init(
    _ activity: Activity, only chosen: Set<ActivitySessionID>? = nil, baseURL: String
  ) {
    let content = activity.content
    let sessions = activity.sessions.filter { chosen?.contains($0.id) ?? true }
    self.init(
      "Activities", host: URL(string: baseURL)?.host() ?? "localhost",
      events: sessions.map { session in
        var event = Event(
          name: "activity-session-\(session.id)", stamp: activity.updatedAt, sequence: activity.version,
          time: .instants(session.startsAt, session.endsAt),
          summary: session.title.isEmpty ? content.title : "\(content.title): \(session.title)",
          location: session.room.isEmpty ? content.place : "\(content.place), \(session.room)",
          description: "\(activity.kindName) of \(activity.ownerName).", address: baseURL + activity.path)
        event.hasAlarm = true
        event.isCancelled = activity.isOff(session)
        return event
      })
  }
}
