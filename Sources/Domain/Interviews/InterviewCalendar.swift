import Foundation

/// Interviews as a calendar file, for a member of the panel by slots, for a candidate as theirs alone.
public struct InterviewCalendar: Sendable {
  private let address: String
  private let now: Date
  private var events: [CalendarFile.Event] = []

  /// A file in which every event leads to one page, for example "/applications/…/interview".
  public init(page: String, _ services: Services) {
    address = services.settings.baseURL + page
    now = services.now()
  }

  /// Adds slots as their panel sees them. A calendar that has a slot already replaces it, so that it says who has it
  /// now; one that is called off names nobody, as whoever gets it may have no more to do with the person.
  public mutating func add(
    _ slots: [InterviewSlot], of day: InterviewDay, for vacancy: String, areCancelled: Bool = false
  ) {
    for slot in slots {
      add(
        slot, day, name: "interview-\(slot.id)",
        title: slot.holderName.map { areCancelled ? "Interview" : "Interview: \($0)" } ?? "Interview (free)",
        about: vacancy,
        isCancelled: areCancelled)
    }
  }

  /// Adds the interview of an application as its candidate sees it: named by the application, so that another time
  /// takes the place of the one before.
  public mutating func add(
    _ slot: InterviewSlot, of day: InterviewDay, for application: SentApplication, isCancelled: Bool = false
  ) {
    add(
      slot, day, name: "interview-of-\(application.id)", title: "Interview at \(application.schoolName)",
      about: application.vacancyTitle, isCancelled: isCancelled)
  }

  /// The file.
  public var file: CalendarFile {
    CalendarFile("Interviews", host: URL(string: address)?.host() ?? "localhost", events: events)
  }

  private mutating func add(
    _ slot: InterviewSlot, _ day: InterviewDay, name: String, title: String, about: String, isCancelled: Bool
  ) {
    var event = CalendarFile.Event(
      name: name, stamp: now, time: .instants(slot.startsAt, slot.endsAt), summary: title,
      location: slot.room.isEmpty ? day.place : "\(day.place), \(slot.room)", description: about,
      address: address)
    event.isCancelled = isCancelled
    events.append(event)
  }
}
