import Foundation
import Postgres

extension InterviewClashes {
  /// The first clash of each room with the tasks of the school’s other days.
  func takenByTasks(
    _ slots: [PlannedSlot], _ fields: Fields, in tx: Transaction
  ) async throws -> [FieldProblem] {
    guard let first = slots.map(\.startsAt).min(), let last = slots.map(\.endsAt).max() else { return [] }
    let days = try await tx.query(
      """
      SELECT \(fragment: InterviewDay.columns) FROM interview_day d JOIN vacancy v ON v.id = d.vacancy_id
      WHERE d.id IS DISTINCT FROM \(day) AND v.school_id = \(school)
        AND d.held_on BETWEEN \(LondonTime.date(of: first)) AND \(LondonTime.date(of: last))
        AND EXISTS (SELECT FROM interview_task t WHERE t.day_id = d.id AND t.room <> '')
        -- Of a vacancy that is over only a day for which somebody has booked goes on.
        AND (v.state NOT IN ('filled', 'not_filled', 'withdrawn')
          OR EXISTS (SELECT FROM interview_booking b JOIN interview_slot s ON s.id = b.slot_id WHERE s.day_id = d.id))
      ORDER BY d.held_on, d.id
      """, as: InterviewDay.self)
    var found: [FieldProblem] = []
    var told: Set<String> = []
    for other in days {
      let theirs = try await PlannedSlot.stored(on: other.id, in: tx)
      for task in other.taskList where !task.room.isEmpty {
        let times = InterviewTaskClashes.times(task, theirs, on: other.heldOn)
        guard let (own, met) = InterviewTaskClashes.meeting(slots, times),
          told.insert(task.room.lowercased()).inserted
        else { continue }
        let vacancy = try await VacancyStore.find(other.vacancy, in: tx).content.title
        found.append(
          FieldProblem(
            field: fields.rooms,
            message:
              "\(task.room) is taken by “\(task.title)” of the interviews for “\(vacancy)”, "
              + "\(PlannedSlot.words(met.startsAt, met.endsAt)), so \(fields.thing) \(own.words) can’t have it. "
              + "Choose another room or time."))
      }
    }
    return found
  }

  /// What on other days has the rooms of a day’s tasks, with these slots; `field` names where that of the n-th is said.
  func taken(
    _ tasks: [InterviewTask], _ slots: [PlannedSlot], on heldOn: CivilDate, in tx: Transaction,
    _ field: (Int) -> String
  ) async throws -> [FieldProblem] {
    var found: [FieldProblem] = []
    for (index, task) in tasks.enumerated() where !task.room.isEmpty {
      let fields = Fields(rooms: field(index), thing: "“\(task.title)”,")
      let times = InterviewTaskClashes.times(task, slots, on: heldOn)
      found.append(contentsOf: try await taken(times, [], fields, in: tx))
    }
    return found
  }
}

extension PlannedSlot {
  /// Those that a day has.
  static func stored(on day: InterviewDayID, in tx: Transaction) async throws -> [PlannedSlot] {
    try await InterviewStore.slots(of: day, in: tx).map {
      PlannedSlot(startsAt: $0.startsAt, endsAt: $0.endsAt, room: $0.room)
    }
  }
}
