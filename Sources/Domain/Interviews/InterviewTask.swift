public import Foundation
public import Postgres

/// Names a task of a day of interviews.
public struct InterviewTaskID: Identifier {
  public let rawValue: UUID
  /// Wraps a UUID.
  public init(rawValue: UUID) { self.rawValue = rawValue }
}

/// What everybody does on a day of interviews besides the interview itself: a lesson, a tour, a written task.
public struct InterviewTask: Sendable, Equatable, Codable {
  /// When it is.
  public enum Timing: String, Sendable, Codable, CaseIterable, PostgresValue {
    /// At a time of the day, for everybody at once.
    case at
    /// Before one’s own interview.
    case before
    /// After one’s own interview.
    case after

    /// The words for it.
    public var title: String {
      switch self {
      case .at: "At a time of the day, for everybody"
      case .before: "Before their interview"
      case .after: "After their interview"
      }
    }
  }

  /// Names it; nil for one that is new.
  public var id: InterviewTaskID?
  /// What it is.
  public var title: String
  /// When it is; nil where nobody has said.
  public var timing: Timing?
  /// When it begins, "HH:MM" in London; with ``Timing/at`` and no other.
  public var startsAt: String?
  /// How many minutes before the interview begins it starts, or after the interview ends; nil for some time before or
  /// after.
  public var minutesApart: Int?
  /// How long it takes.
  public var minutes: Int?
  /// The room; may be empty.
  public var room: String
  /// Who sees it; may be empty.
  public var observers: String
  /// What there is to know of it; may be empty.
  public var note: String
  /// By which number whoever entered it knows it, where that is not its place among those entered.
  public var number: Int?

  private enum CodingKeys: String, CodingKey {
    case id, title, timing, minutes, room, observers, note
    case startsAt = "starts_at"
    case minutesApart = "minutes_apart"
  }

  /// A task.
  public init(
    id: InterviewTaskID? = nil, title: String, timing: Timing?, startsAt: String? = nil,
    minutesApart: Int? = nil, minutes: Int? = nil, room: String = "", observers: String = "",
    note: String = "", number: Int? = nil
  ) {
    (self.id, self.title, self.timing, self.startsAt) = (id, title, timing, startsAt)
    (self.minutesApart, self.minutes, self.room) = (minutesApart, minutes, room)
    (self.observers, self.note, self.number) = (observers, note, number)
  }

  /// The tasks of the row `interview_day d`, in order, as JSON.
  static let list: Statement = """
    (SELECT coalesce(jsonb_agg(jsonb_build_object('id', t.id, 'title', t.title, 'timing', t.timing,
        'starts_at', t.starts_at, 'minutes_apart', t.minutes_apart, 'minutes', t.minutes, 'room', t.room,
        'observers', t.observers, 'note', t.note) ORDER BY t.position), '[]')
      FROM interview_task t WHERE t.day_id = d.id) AS task_list
    """

  /// When somebody does it whose interview has these times; nil where no time is set, or theirs isn’t known.
  public func time(
    on day: CivilDate, _ interview: (startsAt: Date, endsAt: Date)?
  ) -> (startsAt: Date, endsAt: Date)? {
    guard let minutes else { return nil }
    var begins: Date?
    switch timing {
    case .at:
      begins = startsAt.flatMap(InterviewDayDraft.clock).flatMap {
        LondonTime.instant(day, hour: $0.hour, minute: $0.minute)
      }
    case .before:
      if let interview, let minutesApart {
        begins = interview.startsAt.addingTimeInterval(-Double(minutesApart) * 60)
      }
    case .after:
      if let interview, let minutesApart {
        begins = interview.endsAt.addingTimeInterval(Double(minutesApart) * 60)
      }
    case nil: break
    }
    return begins.map { (startsAt: $0, endsAt: $0.addingTimeInterval(Double(minutes) * 60)) }
  }

  /// The same for whoever has a slot.
  public func time(on day: CivilDate, slot: InterviewSlot?) -> (startsAt: Date, endsAt: Date)? {
    time(on: day, slot.map { (startsAt: $0.startsAt, endsAt: $0.endsAt) })
  }

  /// When it is, in words: for whoever has a slot by the clock, otherwise by the interview.
  public func when(on day: CivilDate, slot: InterviewSlot? = nil, whose: String = "your") -> String {
    if let time = time(on: day, slot: slot) { return PlannedSlot.words(time.startsAt, time.endsAt) }
    let length = minutes.map { ", for \($0) minutes" } ?? ""
    switch timing {
    case .before:
      return minutesApart.map { "\($0) minutes before \(whose) interview\(length)" }
        ?? "Before \(whose) interview\(length)"
    case .after:
      return minutesApart.map { "\($0) minutes after \(whose) interview\(length)" }
        ?? "After \(whose) interview\(length)"
    case .at, nil: return startsAt ?? "No time set"
    }
  }

  /// The whole of it in a line of plain text.
  public func line(on day: CivilDate, slot: InterviewSlot? = nil, whose: String = "your") -> String {
    let place = room.isEmpty ? "" : ", \(room)"
    let seen = observers.isEmpty ? "" : ". Seen by: \(observers)"
    let more = note.isEmpty ? "" : ". \(note)"
    return "\(when(on: day, slot: slot, whose: whose)): \(title)\(place)\(seen)\(more)"
  }
}

extension InterviewTask {
  /// As many a day has at most.
  public static let most = 20

  /// The same without white space around, with hours in two digits, and without what its timing has no use for.
  var tidied: InterviewTask {
    var task = self
    (task.title, task.room, task.observers) = (title.trimmed, room.trimmed, observers.trimmed)
    (task.note, task.number) = (note.trimmed, nil)
    if timing == .at {
      task.minutesApart = nil
      if let (hour, minute) = startsAt.flatMap({ InterviewDayDraft.clock($0.trimmed) }) {
        task.startsAt = "\(hour < 10 ? "0" : "")\(hour):\(minute < 10 ? "0" : "")\(minute)"
      }
    } else {
      task.startsAt = nil
    }
    return task
  }

  /// Everything that is wrong with tasks by themselves.
  static func problems(_ tasks: [InterviewTask]) -> Problems {
    var problems = Problems()
    problems.require(tasks.count <= most, "tasks", "Enter no more than \(most) tasks.")
    for (index, task) in tasks.enumerated() {
      task.check("tasks[\(index)]", "task \(task.number ?? index + 1)", &problems)
    }
    return problems
  }

  private func check(_ field: String, _ name: String, _ problems: inout Problems) {
    let task = tidied
    problems.require(!task.title.isEmpty, "\(field).title", "Enter what \(name) is.")
    for (part, text, most) in [
      ("title", task.title, 200), ("room", task.room, 100), ("observers", task.observers, 300),
      ("note", task.note, 1000),
    ] where text.count > most {
      problems.add("\(field).\(part)", "Shorten this of \(name) to \(most) characters or fewer.")
    }
    problems.require(timing != nil, "\(field).timing", "Choose when \(name) is.")
    if timing == .at {
      problems.require(
        task.startsAt.flatMap(InterviewDayDraft.clock) != nil, "\(field).starts_at",
        "Enter when \(name) begins, such as 10:15.")
      problems.require(
        minutesApart == nil, "\(field).minutes_apart",
        "Clear the minutes between \(name) and the interview, as it is “\(Timing.at.title)”, or choose another timing."
      )
    } else if let timing {
      problems.require(
        startsAt?.trimmed.isEmpty ?? true, "\(field).starts_at",
        "Clear when \(name) begins, as it is “\(timing.title)”, or choose “\(Timing.at.title)”.")
      problems.require(
        minutesApart.map { (0...600).contains($0) } ?? true, "\(field).minutes_apart",
        "Enter the minutes between \(name) and the interview, 0 to 600, or nothing.")
    }
    let needsLength = timing == .at || minutesApart != nil
    problems.require(
      minutes.map { (5...480).contains($0) } ?? !needsLength, "\(field).minutes",
      "Enter how many minutes \(name) takes, 5 to 480.")
    if timing == .before, let minutes, let minutesApart, minutes > minutesApart, minutesApart >= 0 {
      problems.add(
        "\(field).minutes_apart",
        "Begin \(name) early enough: it takes \(minutes) minutes and is before the interview.")
    }
  }
}

/// What keeps tasks from having their rooms: an interview is there at the time, or another task.
enum InterviewTaskClashes {
  /// A task as often as the day has it: once, or for each slot.
  static func times(_ task: InterviewTask, _ slots: [PlannedSlot], on day: CivilDate) -> [PlannedSlot] {
    let found =
      task.timing == .at
      ? [task.time(on: day, nil)]
      : slots.map { task.time(on: day, (startsAt: $0.startsAt, endsAt: $0.endsAt)) }
    return found.compactMap(\.self).map {
      PlannedSlot(startsAt: $0.startsAt, endsAt: $0.endsAt, room: task.room)
    }
  }

  /// The first clash of each task with the day’s own slots and with the tasks before it; `field` names where that of the
  /// n-th is said.
  static func problems(
    _ tasks: [InterviewTask], _ slots: [PlannedSlot], on day: CivilDate, _ field: (Int) -> String
  ) -> Problems {
    var problems = Problems()
    let times = tasks.map { Self.times($0, slots, on: day) }
    for (index, task) in tasks.enumerated() where !task.room.isEmpty {
      if let (own, slot) = meeting(times[index], slots) {
        problems.add(
          field(index),
          "“\(task.title)” is in \(task.room), \(PlannedSlot.words(own.startsAt, own.endsAt)), when the interview "
            + "\(PlannedSlot.words(slot.startsAt, slot.endsAt)) is there. Choose another room or time.")
        continue
      }
      for other in 0..<index {
        guard let (own, _) = meeting(times[index], times[other]) else { continue }
        problems.add(
          field(index),
          "“\(task.title)” is in \(task.room), \(PlannedSlot.words(own.startsAt, own.endsAt)), when "
            + "“\(tasks[other].title)” is there. Choose another room or time.")
        break
      }
    }
    return problems
  }

  /// The first two that are in the same room at the same time.
  static func meeting(
    _ own: [PlannedSlot], _ others: [PlannedSlot]
  ) -> (own: PlannedSlot, other: PlannedSlot)? {
    for slot in own {
      let met = others.first {
        $0.room.lowercased() == slot.room.lowercased() && $0.overlaps(slot.startsAt, slot.endsAt)
      }
      if let met { return (slot, met) }
    }
    return nil
  }
}
