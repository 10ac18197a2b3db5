import Foundation
import Postgres

/// What a school changes about the times of a day of interviews.
public struct SlotChange: Sendable {
  /// The times that stay, each with its room; those that are left out go.
  public var kept: [InterviewSlotID: String]
  /// The times at which further slots begin, "HH:MM" in London.
  public var times: [String]
  /// How long a further slot is, in minutes.
  public var minutes: Int?
  /// The rooms of further slots, each with every time; none for slots without a room.
  public var rooms: [String]

  /// What a school changes.
  public init(
    kept: [InterviewSlotID: String], times: [String] = [], minutes: Int? = nil, rooms: [String] = []
  ) {
    (self.kept, self.times, self.minutes, self.rooms) = (kept, times, minutes, rooms)
  }
}

/// A school adds times to a day of interviews, takes free ones away, and changes rooms. Whoever has a time in a room that
/// changes is told, and so are those who interview, with a file for their calendars.
public struct ChangeSlots: Sendable {
  /// As many slots a day has at most.
  public static let most = 100

  let services: Services

  /// The use case over an installation's services.
  public init(_ services: Services) { self.services = services }

  /// The day with its slots in order, for whoever may change it. Throws ``DomainError``.
  public func read(
    _ id: InterviewDayID, by actor: Actor
  ) async throws -> (day: InterviewDay, slots: [InterviewSlot]) {
    let day = try await ChangeInterviewDay(services).read(id, by: actor)
    return (day, try await InterviewStore.slots(of: id, in: services.pool))
  }

  /// Changes them. Problems are of `slots`, for those that are there, and of `times`, `minutes`, `rooms` and `panel`, for
  /// those that are added. Throws ``DomainError``.
  public func callAsFunction(
    _ id: InterviewDayID, _ change: SlotChange, expectedVersion: Int? = nil, by actor: Actor
  ) async throws -> InterviewDay {
    try await ChangeInterviewDay(services).changing(id, expectedVersion, actor) {
      day, vacancy, clashes, tx in
      try await InterviewStore.lockInvited(to: id, in: tx)
      let slots = try await InterviewStore.slots(of: id, in: tx)
      let plan = SlotPlan(slots, change, on: day.heldOn)
      try await problems(plan, change, day, clashes, tx).throwIfAny()
      if plan.isEmpty { return day }
      try await store(plan, id, tx)
      let changed = try await InterviewStore.day(id, in: tx)
      try await tell(plan, changed, vacancy, tx)
      try await Audit.record(
        "vacancy.interview_slots_changed", AuditSubject("vacancy", vacancy.id), at: vacancy.place,
        details: [
          "day": .string(id.description), "added": .number(Double(plan.added.count)),
          "removed": .number(Double(plan.removed.count)), "rooms": .number(Double(plan.moved.count)),
        ], by: actor, services, in: tx)
      return changed
    }
  }

  private func problems(
    _ plan: SlotPlan, _ change: SlotChange, _ day: InterviewDay, _ clashes: InterviewClashes,
    _ tx: Transaction
  ) async throws -> Problems {
    var problems = plan.problems(now: services.now())
    InterviewDayDraft.slotProblems(change.times, change.minutes, change.rooms, isOptional: true, &problems)
    guard problems.found.isEmpty else { return problems }
    let panel = try await InterviewStore.panel(of: day.id, in: tx).map(\.account)
    // Of a day that has begun those who still interview are enough for what is to come.
    let rooms = PlannedSlot.roomsAtOnce(plan.all.filter { $0.startsAt > services.now() })
    problems.require(
      panel.count >= rooms, plan.added.isEmpty ? "slots" : "rooms",
      "\(rooms) rooms at the same time need \(rooms) people who interview. Choose more people first or enter fewer "
        + "rooms.")
    let own = InterviewClashes.Fields(times: "slots", panel: "slots", rooms: "slots")
    for problem in InterviewClashes.own(plan.added, now: services.now()).found
      + InterviewClashes.own(plan.all, now: .distantPast, plan.added.isEmpty ? own : .init()).found
    where !problems.found.contains(where: { $0.message == problem.message }) {
      problems.add(problem.field, problem.message)
    }
    let field = plan.added.isEmpty ? "slots" : "rooms"
    let ofTasks = InterviewTaskClashes.problems(day.taskList, plan.all, on: day.heldOn) { _ in field }
    for problem in ofTasks.found { problems.add(problem.field, problem.message) }
    // Whoever interviews keeps the times that are there; only a room that they go to can be taken. So it is with tasks:
    // those before and after an interview come with its time.
    let tasks = day.taskList.filter { $0.timing != .at }
    let taken: [FieldProblem] =
      try await clashes.taken(plan.added, panel, .init(), in: tx)
      + clashes.taken(plan.moved.map(\.planned), [], own, in: tx)
      + clashes.taken(tasks, plan.added, on: day.heldOn, in: tx) { _ in "times" }
    for problem in taken { problems.add(problem.field, problem.message) }
    return problems
  }

  private func store(_ plan: SlotPlan, _ day: InterviewDayID, _ tx: Transaction) async throws {
    for slot in plan.removed {
      try await tx.execute("DELETE FROM interview_slot WHERE id = \(slot.id)")
    }
    // By way of rooms that nobody else has, as two may change theirs for one another.
    for slot in plan.moved {
      let id = slot.was.id
      try await tx.execute("UPDATE interview_slot SET room = \(id.description) WHERE id = \(id)")
    }
    for slot in plan.moved {
      try await tx.execute("UPDATE interview_slot SET room = \(slot.planned.room) WHERE id = \(slot.was.id)")
    }
    for slot in plan.added {
      try await tx.execute(
        """
        INSERT INTO interview_slot (id, day_id, starts_at, ends_at, room)
        VALUES (\(services.newID(InterviewSlotID.self)), \(day), \(slot.startsAt), \(slot.endsAt), \(slot.room))
        """)
    }
    try await tx.execute("UPDATE interview_day SET version = version + 1 WHERE id = \(day)")
  }

  private func tell(
    _ plan: SlotPlan, _ day: InterviewDay, _ vacancy: Vacancy, _ tx: Transaction
  ) async throws {
    let mails = InterviewMails(services)
    let slots = try await InterviewStore.slots(of: day.id, in: tx)
    try await mails.tellPanel(
      of: day, vacancy: vacancy.content.title,
      subject: "Changed: the times of the interviews on \(LondonTime.longDate(day.heldOn))",
      """
      The times or rooms of the interviews for the post "\(vacancy.content.title)" on \
      \(LondonTime.longDate(day.heldOn)), \(day.place), have changed.
      """, slots: slots, gone: plan.removed, in: tx)
    let moved = Set(plan.moved.map(\.was.id))
    for slot in slots where moved.contains(slot.id) {
      guard let holder = slot.holder else { continue }
      let application = try await ApplicationStore.find(holder, in: tx)
      try await mails.tellCandidate(application, day, slot, hasMoved: true, in: tx)
    }
  }
}

/// The slots of a day as they are to be.
struct SlotPlan: Sendable {
  /// A slot whose room changes.
  struct Moved: Sendable {
    let was: InterviewSlot
    let planned: PlannedSlot
  }

  let removed: [InterviewSlot]
  let moved: [Moved]
  let added: [PlannedSlot]
  /// All that are there afterwards.
  let all: [PlannedSlot]
  /// Whether slots are named that the day does not have.
  private let namesOthers: Bool

  init(_ slots: [InterviewSlot], _ change: SlotChange, on heldOn: CivilDate) {
    removed = slots.filter { change.kept[$0.id] == nil }
    let kept = slots.compactMap { slot in
      change.kept[slot.id].map {
        Moved(was: slot, planned: PlannedSlot(startsAt: slot.startsAt, endsAt: slot.endsAt, room: $0.trimmed))
      }
    }
    moved = kept.filter { $0.was.room != $0.planned.room }
    added = PlannedSlot.of(
      InterviewDayDraft(times: change.times, minutes: change.minutes, rooms: change.rooms), on: heldOn)
    all = kept.map(\.planned) + added
    namesOthers = !Set(change.kept.keys).isSubset(of: slots.map(\.id))
  }

  var isEmpty: Bool { removed.isEmpty && moved.isEmpty && added.isEmpty }

  /// What is wrong with it by itself.
  func problems(now: Date) -> Problems {
    var problems = Problems()
    problems.require(
      !namesOthers, "slots",
      "One of the times is no longer there. Look at them as they are now, then try again.")
    for slot in removed {
      let words = PlannedSlot.words(slot.startsAt, slot.endsAt, slot.room)
      if let name = slot.holderName {
        problems.add("slots", "\(name) has the time \(words). Give them another one before you take it away.")
      } else if slot.startsAt <= now {
        problems.add("slots", "The time \(words) has begun, so it stays as it is.")
      }
    }
    for slot in moved where slot.was.startsAt <= now {
      problems.add(
        "slots",
        "The time \(PlannedSlot.words(slot.was.startsAt, slot.was.endsAt, slot.was.room)) has begun, so it stays as it "
          + "is.")
    }
    problems.require(
      moved.allSatisfy { $0.planned.room.count <= 100 }, "slots",
      "Shorten the names of rooms to 100 characters or fewer.")
    problems.require(!all.isEmpty, "slots", "Keep at least one time, or call the day off.")
    problems.require(
      all.count <= ChangeSlots.most, "times", "A day has no more than \(ChangeSlots.most) times.")
    return problems
  }
}
