import Foundation
import Postgres

/// A slot as it is to be stored.
struct PlannedSlot: Sendable {
  let startsAt: Date
  let endsAt: Date
  let room: String

  /// The slots of a draft, every time in every room, in order; those that can't be read are left out.
  static func of(_ draft: InterviewDayDraft, on heldOn: CivilDate) -> [PlannedSlot] {
    let rooms = draft.rooms.map(\.trimmed).filter { !$0.isEmpty }.uniqued
    var slots: [PlannedSlot] = []
    for time in draft.times {
      guard let (hour, minute) = InterviewDayDraft.clock(time),
        let startsAt = LondonTime.instant(heldOn, hour: hour, minute: minute)
      else { continue }
      let endsAt = startsAt.addingTimeInterval(Double(draft.minutes ?? 0) * 60)
      for room in rooms.isEmpty ? [""] : rooms
      where !slots.contains(where: { $0.startsAt == startsAt && $0.room == room }) {
        slots.append(PlannedSlot(startsAt: startsAt, endsAt: endsAt, room: room))
      }
    }
    return slots.sorted { ($0.startsAt, $0.room) < ($1.startsAt, $1.room) }
  }

  func overlaps(_ start: Date, _ end: Date) -> Bool { startsAt < end && start < endsAt }

  /// In how many rooms there are slots at the same time, at most: so many people must interview.
  static func roomsAtOnce(_ slots: [PlannedSlot]) -> Int {
    slots.map { slot in
      Set(slots.filter { $0.startsAt <= slot.startsAt && slot.startsAt < $0.endsAt }.map(\.room)).count
    }.max() ?? 0
  }

  /// "9am to 9:40am", with the room where there is one.
  static func words(_ start: Date, _ end: Date, _ room: String = "") -> String {
    "\(LondonTime.clockTime(start)) to \(LondonTime.clockTime(end))\(room.isEmpty ? "" : ", \(room)")"
  }

  var words: String { Self.words(startsAt, endsAt, room) }
}

/// What keeps slots from being held: they are over, run into each other, or those who interview or a room are taken.
///
/// Rooms are each given every time, so that a panel divides: there must be somebody for each.
struct InterviewClashes: Sendable {
  let services: Services
  /// The school whose day it is.
  let school: OrganisationID
  /// The day that is changed, whose own slots don't count; nil for a new one.
  let day: InterviewDayID?

  /// What each kind of fault is said of.
  struct Fields: Sendable {
    var times = "times"
    var panel = "panel"
    var rooms = "rooms"
    /// What it is that can’t have a room.
    var thing = "the slot"
  }

  /// Nobody else arranges interviews at the school until the transaction ends, so that two days arranged at once can't
  /// take the same people or room.
  func lock(in tx: Transaction) async throws {
    try await tx.execute("SELECT 1 FROM organisation WHERE id = \(school) FOR NO KEY UPDATE")
  }

  /// Everything that stands against these slots with this panel. Needs ``lock(in:)`` first.
  func problems(
    _ slots: [PlannedSlot], panel: [AccountID], _ fields: Fields = Fields(), in tx: Transaction
  ) async throws -> Problems {
    var problems = Self.own(slots, now: services.now(), fields)
    let rooms = PlannedSlot.roomsAtOnce(slots)
    problems.require(
      panel.isEmpty || panel.count >= rooms, fields.rooms,
      "\(rooms) rooms at the same time need \(rooms) people who interview. Choose more people or enter "
        + "fewer rooms.")
    for problem in try await taken(slots, panel, fields, in: tx) {
      problems.add(problem.field, problem.message)
    }
    return problems
  }

  /// What is wrong with slots by themselves: the first that is over, and the first that runs into another.
  static func own(_ slots: [PlannedSlot], now: Date, _ fields: Fields = Fields()) -> Problems {
    var problems = Problems()
    if let past = slots.first(where: { $0.startsAt <= now }) {
      problems.add(
        fields.times,
        "The slot \(past.words) begins before now. Leave it out, or choose a later time or another day.")
    }
    for room in Set(slots.map(\.room)).sorted() {
      let own = slots.filter { $0.room == room }.sorted { $0.startsAt < $1.startsAt }
      for (slot, next) in zip(own, own.dropFirst()) where slot.overlaps(next.startsAt, next.endsAt) {
        problems.add(
          fields.times,
          "The slot \(slot.words) runs into the one at \(LondonTime.clockTime(next.startsAt)). Make slots shorter, or "
            + "begin the next one later.")
        return problems
      }
    }
    return problems
  }

  /// The first clash of each person, and of each room unless only people are asked for, with what is on other days.
  func taken(
    _ slots: [PlannedSlot], _ panel: [AccountID], _ fields: Fields, onlyPeople: Bool = false,
    in tx: Transaction
  ) async throws -> [FieldProblem] {
    let bySlots = try await takenBySlots(slots, panel, fields, onlyPeople: onlyPeople, in: tx)
    if onlyPeople { return bySlots }
    return try await bySlots + takenByTasks(slots, fields, in: tx)
  }

  private func takenBySlots(
    _ slots: [PlannedSlot], _ panel: [AccountID], _ fields: Fields, onlyPeople: Bool, in tx: Transaction
  ) async throws -> [FieldProblem] {
    guard let first = slots.map(\.startsAt).min(), let last = slots.map(\.endsAt).max() else { return [] }
    let rows = try await tx.query(
      """
      SELECT s.starts_at, s.ends_at, s.room, v.title, v.school_id, p.account_id, c.name
      FROM interview_slot s JOIN interview_day d ON d.id = s.day_id JOIN vacancy v ON v.id = d.vacancy_id
        LEFT JOIN interview_panelist p ON p.day_id = d.id AND p.account_id = ANY (\(panel.map(\.rawValue)))
        LEFT JOIN account c ON c.id = p.account_id
      WHERE d.id IS DISTINCT FROM \(day) AND s.starts_at < \(last) AND s.ends_at > \(first)
        AND (p.account_id IS NOT NULL OR v.school_id = \(school))
        -- Of a vacancy that is over only what somebody has booked goes on.
        AND (v.state NOT IN ('filled', 'not_filled', 'withdrawn')
          OR EXISTS (SELECT FROM interview_booking b WHERE b.slot_id = s.id))
      ORDER BY c.name, s.starts_at, s.room, s.id
      """)
    var found: [FieldProblem] = []
    var told: Set<String> = []
    for row in rows {
      let (start, end) = (
        try row.decode("starts_at", as: Date.self), try row.decode("ends_at", as: Date.self)
      )
      let met = slots.filter { $0.overlaps(start, end) }
      if met.isEmpty { continue }
      let (room, isOurs) = (try row.decode("room", as: String.self), try row.decode("school_id") == school)
      let what =
        isOurs ? "the interviews for “\(try row.decode("title", as: String.self))”" : "another school"
      if let name = try row.decodeIfPresent("name", as: String.self), told.insert("person \(name)").inserted {
        found.append(
          FieldProblem(
            field: fields.panel,
            message:
              "\(name) is needed for \(what), \(PlannedSlot.words(start, end)), so the slot \(met[0].words) "
              + "can’t have them. Choose somebody else, or another time."))
      }
      if isOurs, !onlyPeople, !room.isEmpty,
        let clash = met.first(where: { $0.room.lowercased() == room.lowercased() }),
        told.insert("room \(room.lowercased())").inserted
      {
        found.append(
          FieldProblem(
            field: fields.rooms,
            message:
              "\(room) is taken by \(what), \(PlannedSlot.words(start, end)), so \(fields.thing) \(clash.words) can’t "
              + "have it. Choose another room or time."))
      }
    }
    return found
  }
}
