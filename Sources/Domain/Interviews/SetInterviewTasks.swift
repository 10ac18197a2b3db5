import Foundation
import Postgres

/// A school says what everybody does on a day of interviews besides the interview itself. Those who are invited to it are
/// told, with a file for their calendars.
public struct SetInterviewTasks: Sendable {
  let services: Services

  /// The use case over an installation's services.
  public init(_ services: Services) { self.services = services }

  /// Replaces the tasks; one that names itself by its identifier stays the same in calendars, whatever changes of it.
  /// Problems are of `tasks` and of `tasks[n].title` and so on. Throws ``DomainError``.
  public func callAsFunction(
    _ id: InterviewDayID, _ tasks: [InterviewTask], expectedVersion: Int? = nil, by actor: Actor
  ) async throws -> InterviewDay {
    try await ChangeInterviewDay(services).changing(id, expectedVersion, actor) {
      day, vacancy, clashes, tx in
      try InterviewTask.problems(tasks).throwIfAny()
      let wanted = Self.named(tasks.map(\.tidied), as: day.taskList)
      if wanted == day.taskList { return day }
      try await InterviewStore.lockInvited(to: id, in: tx)
      try await checkRooms(wanted, day, clashes, tx)
      try await store(wanted, day, tx)
      let changed = try await InterviewStore.day(id, in: tx)
      try await tell(changed, before: day, vacancy, tx)
      try await Audit.record(
        "vacancy.interview_tasks_set", AuditSubject("vacancy", vacancy.id), at: vacancy.place,
        details: ["day": .string(id.description), "tasks": .number(Double(wanted.count))], by: actor,
        services, in: tx)
      return changed
    }
  }

  /// The tasks with the identifiers of those that are there; what is not there, or named twice, is new.
  private static func named(_ tasks: [InterviewTask], as stored: [InterviewTask]) -> [InterviewTask] {
    var known = Set(stored.compactMap(\.id))
    return tasks.map { task in
      var task = task
      if let id = task.id, known.remove(id) == nil { task.id = nil }
      return task
    }
  }

  private func checkRooms(
    _ tasks: [InterviewTask], _ day: InterviewDay, _ clashes: InterviewClashes, _ tx: Transaction
  ) async throws {
    let slots = try await PlannedSlot.stored(on: day.id, in: tx)
    var problems = InterviewTaskClashes.problems(tasks, slots, on: day.heldOn) { "tasks[\($0)].room" }
    for problem in try await clashes.taken(tasks, slots, on: day.heldOn, in: tx, { "tasks[\($0)].room" }) {
      problems.add(problem.field, problem.message)
    }
    try problems.throwIfAny()
  }

  private func store(_ tasks: [InterviewTask], _ day: InterviewDay, _ tx: Transaction) async throws {
    let kept = tasks.compactMap { $0.id?.rawValue }
    try await tx.execute("DELETE FROM interview_task WHERE day_id = \(day.id) AND id <> ALL (\(kept))")
    for (index, task) in tasks.enumerated() {
      let id = task.id ?? services.newID(InterviewTaskID.self)
      try await tx.execute(
        """
        INSERT INTO interview_task (id, day_id, position, title, timing, starts_at, minutes_apart, minutes, room,
          observers, note)
        VALUES (\(id), \(day.id), \(index + 1), \(task.title), \(task.timing), \(task.startsAt),
          \(task.minutesApart), \(task.minutes), \(task.room), \(task.observers), \(task.note))
        ON CONFLICT (id) DO UPDATE SET position = excluded.position, title = excluded.title,
          timing = excluded.timing, starts_at = excluded.starts_at, minutes_apart = excluded.minutes_apart,
          minutes = excluded.minutes, room = excluded.room, observers = excluded.observers, note = excluded.note
        """)
    }
    try await tx.execute("UPDATE interview_day SET version = version + 1 WHERE id = \(day.id)")
  }

  private func tell(
    _ day: InterviewDay, before: InterviewDay, _ vacancy: Vacancy, _ tx: Transaction
  ) async throws {
    let mails = InterviewMails(services)
    let slots = try await InterviewStore.slots(of: day.id, in: tx)
    try await mails.tellPanel(
      of: day, vacancy: vacancy.content.title,
      subject: "Changed: what candidates do on \(LondonTime.longDate(day.heldOn))",
      """
      What candidates for the post "\(vacancy.content.title)" do on \(LondonTime.longDate(day.heldOn)), \(day.place), \
      has changed.\(InterviewMails.tasks(of: day, whose: "their"))
      """, slots: slots, before: before, in: tx)
    for application in try await InterviewStore.invited(to: day.id, in: tx) {
      if let slot = slots.first(where: { $0.holder == application.id }) {
        try await mails.tellCandidate(
          application, day, slot, hasMoved: true, before: (day: before, slot: slot), in: tx)
      } else {
        try await mails.tellWaiting(application, day, in: tx)
      }
    }
  }
}
