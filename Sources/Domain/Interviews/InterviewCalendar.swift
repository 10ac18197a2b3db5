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
        about: Self.about(vacancy, day), isCancelled: areCancelled)
    }
  }

  /// Adds the interview of an application as its candidate sees it, and what they do besides it at a time: named by the
  /// application, so that another time takes the place of the one before.
  public mutating func add(
    _ slot: InterviewSlot, of day: InterviewDay, for application: SentApplication, isCancelled: Bool = false
  ) {
    add(
      slot, day, name: "interview-of-\(application.id)", title: "Interview at \(application.schoolName)",
      about: Self.about(application.vacancyTitle, day), isCancelled: isCancelled)
    for task in day.taskList { add(task, slot, day, application, isCancelled: isCancelled) }
  }

  /// The post, and below it what candidates do on the day, and should bring, in the school’s own words.
  private static func about(_ vacancy: String, _ day: InterviewDay) -> String {
    day.tasks.isEmpty ? vacancy : "\(vacancy)\n\(day.tasks)"
  }

  /// Takes out what the candidate was to do at a time before, and is no longer at any.
  mutating func removeTasks(
    of before: (day: InterviewDay, slot: InterviewSlot), for application: SentApplication,
    now day: InterviewDay, _ slot: InterviewSlot
  ) {
    let stay = Set(day.taskList.filter { $0.time(on: day.heldOn, slot: slot) != nil }.compactMap(\.id))
    for task in before.day.taskList where !(task.id.map { stay.contains($0) } ?? false) {
      add(task, before.slot, before.day, application, isCancelled: true)
    }
  }

  private mutating func add(
    _ task: InterviewTask, _ slot: InterviewSlot, _ day: InterviewDay, _ application: SentApplication,
    isCancelled: Bool
  ) {
    guard let id = task.id, let time = task.time(on: day.heldOn, slot: slot) else { return }
    add(
      time, task.room, day, name: "interview-task-\(id)-of-\(application.id)",
      title: "\(task.title), \(application.schoolName)",
      about: task.note.isEmpty ? application.vacancyTitle : "\(application.vacancyTitle)\n\(task.note)",
      isCancelled: isCancelled)
  }

  /// Adds what is done on a day at a time, as its panel sees it: once where it is for everybody, otherwise for each slot
  /// that somebody has.
  mutating func addTasks(
    of day: InterviewDay, _ slots: [InterviewSlot], for vacancy: String, areCancelled: Bool = false
  ) {
    let held = slots.filter { $0.holder != nil }
    for event in TaskEvent.all(of: day, held) { add(event, day, vacancy, isCancelled: areCancelled) }
  }

  /// Takes out what somebody did before or after a slot that is free now.
  mutating func removeTasks(of day: InterviewDay, freed slots: [InterviewSlot], for vacancy: String) {
    for event in TaskEvent.all(of: day, slots.filter { $0.holder == nil }) where event.isOfSlot {
      add(event, day, vacancy, isCancelled: true)
    }
  }

  /// Takes out what was done on a day before it changed, and is no longer at any time.
  mutating func removeTasks(
    of before: InterviewDay, now day: InterviewDay, _ slots: [InterviewSlot], for vacancy: String
  ) {
    let held = slots.filter { $0.holder != nil }
    let stay = Set(TaskEvent.all(of: day, held).map(\.name))
    for event in TaskEvent.all(of: before, held) where !stay.contains(event.name) {
      add(event, before, vacancy, isCancelled: true)
    }
  }

  private mutating func add(
    _ event: TaskEvent, _ day: InterviewDay, _ vacancy: String, isCancelled: Bool
  ) {
    let (task, who) = (event.task, isCancelled ? nil : event.who)
    let seen = task.observers.isEmpty ? "" : "Seen by: \(task.observers)"
    add(
      event.time, task.room, day, name: event.name, title: who.map { "\(task.title): \($0)" } ?? task.title,
      about: [vacancy, seen, task.note].filter { !$0.isEmpty }.joined(separator: "\n"),
      isCancelled: isCancelled)
  }

  /// Which version of an event this is: its second since 2020, so that every later file counts as newer, whatever has
  /// changed it: a room, another time, another day.
  private var sequence: Int { max(0, Int(now.timeIntervalSince1970) - 1_577_836_800) }

  /// The file.
  public var file: CalendarFile {
    CalendarFile("Interviews", host: URL(string: address)?.host() ?? "localhost", events: events)
  }

  private mutating func add(
    _ slot: InterviewSlot, _ day: InterviewDay, name: String, title: String, about: String, isCancelled: Bool
  ) {
    add(
      (startsAt: slot.startsAt, endsAt: slot.endsAt), slot.room, day, name: name, title: title, about: about,
      isCancelled: isCancelled)
  }

  private mutating func add(
    _ time: (startsAt: Date, endsAt: Date), _ room: String, _ day: InterviewDay, name: String, title: String,
    about: String, isCancelled: Bool
  ) {
    var event = CalendarFile.Event(
      name: name, stamp: now, sequence: sequence, time: .instants(time.startsAt, time.endsAt), summary: title,
      location: room.isEmpty ? day.place : "\(day.place), \(room)", description: about,
      address: address)
    event.isCancelled = isCancelled
    events.append(event)
  }
}

/// A task of a day as an event of its panel.
private struct TaskEvent {
  let task: InterviewTask
  let time: (startsAt: Date, endsAt: Date)
  /// What calendars know it by.
  let name: String
  /// Whether it is before or after a slot, not for everybody at once.
  let isOfSlot: Bool
  /// Who does it; nil for everybody, or while the slot is free.
  let who: String?

  /// The tasks of a day that have a time: those for everybody once, the others for each of the slots.
  static func all(of day: InterviewDay, _ slots: [InterviewSlot]) -> [TaskEvent] {
    day.taskList.flatMap { task -> [TaskEvent] in
      guard let id = task.id else { return [] }
      let places: [InterviewSlot?] = task.timing == .at ? [nil] : slots.map(Optional.some)
      return places.compactMap { slot in
        task.time(on: day.heldOn, slot: slot).map { time in
          TaskEvent(
            task: task, time: time, name: "interview-task-\(id)" + (slot.map { "-at-\($0.id)" } ?? ""),
            isOfSlot: slot != nil, who: slot?.holderName)
        }
      }
    }
  }
}
