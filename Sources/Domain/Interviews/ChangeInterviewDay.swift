import Foundation
import Postgres

/// A school moves a day of interviews, or calls it off. Everybody on it is told, with a file for their calendar.
public struct ChangeInterviewDay: Sendable {
  let services: Services

  /// The use case over an installation's services.
  public init(_ services: Services) { self.services = services }

  /// A day, for whoever may change it. Throws ``DomainError``.
  public func read(_ id: InterviewDayID, by actor: Actor) async throws -> InterviewDay {
    let day = try await InterviewStore.day(id, in: services.pool)
    _ = try await vacancy(of: day, actor, in: services.pool)
    return day
  }

  /// Moves it to a date and place, its slots at their times of the day; whoever has one keeps it. Of the draft, panel,
  /// times and rooms stay as they are. Throws ``DomainError``.
  public func callAsFunction(
    _ id: InterviewDayID, _ draft: InterviewDayDraft, expectedVersion: Int?, by actor: Actor
  ) async throws -> InterviewDay {
    try await changing(id, expectedVersion, actor) { day, vacancy, clashes, tx in
      var problems = draft.dayProblems(today: services.today)
      let moved = try await planned(day, to: draft.heldOn, &problems, clashes, tx)
      try problems.throwIfAny()
      guard let heldOn = draft.heldOn, let chooseBy = draft.chooseBy.flatMap(InterviewDayDraft.end(of:))
      else {
        throw DomainError.notFound("interview day")
      }
      if day.heldOn == heldOn, day.place == draft.place.trimmed, day.chooseBy == chooseBy,
        day.tasks == draft.tasks.trimmed
      {
        return day
      }
      for (id, slot) in moved {
        try await tx.execute(
          "UPDATE interview_slot SET starts_at = \(slot.startsAt), ends_at = \(slot.endsAt) WHERE id = \(id)")
      }
      try await tx.execute(
        """
        UPDATE interview_day SET held_on = \(heldOn), place = \(draft.place.trimmed), choose_by = \(chooseBy),
          tasks = \(draft.tasks.trimmed), version = version + 1
        WHERE id = \(id)
        """)
      let changed = try await InterviewStore.day(id, in: tx)
      try await tellOfChange(changed, before: day, vacancy, tx)
      try await record("vacancy.interviews_moved", changed, vacancy, actor, tx)
      return changed
    }
  }

  /// Calls it off: its slots are gone, and those who were invited to it are on the shortlist again, to be invited to
  /// another day. Throws ``DomainError``.
  public func callOff(
    _ id: InterviewDayID, reason: String, expectedVersion: Int?, by actor: Actor
  ) async throws {
    let reason = reason.trimmed
    try await services.pool.withTransaction { tx in
      let day = try await InterviewStore.lock(id, for: .update, in: tx)
      let vacancy = try await changeable(day, expectedVersion, actor, in: tx)
      var problems = Problems()
      problems.require(!reason.isEmpty, "reason", "Enter why the day is called off.")
      problems.require(reason.count <= 2000, "reason", "Shorten the reason to 2,000 characters or fewer.")
      try problems.throwIfAny()
      // Everybody invited, before their times are taken: whoever withdraws at this moment is waited for, and not met.
      try await InterviewStore.lockInvited(to: id, in: tx)
      let slots = try await InterviewStore.slots(of: id, in: tx)
      try await InterviewMails(services).tellPanel(
        of: day, vacancy: vacancy.content.title,
        subject: "Called off: the interviews on \(LondonTime.longDate(day.heldOn))",
        """
        The interviews for the post "\(vacancy.content.title)" on \(LondonTime.longDate(day.heldOn)) do not take place.

        Why: \(reason)
        """, slots: slots, areCancelled: true, in: tx)
      // With the times gone first, nobody is told a second time that somebody's time is called off.
      try await tx.execute(
        """
        DELETE FROM interview_booking b USING interview_slot s WHERE s.id = b.slot_id AND s.day_id = \(id)
        """)
      for application in try await InterviewStore.invited(to: id, in: tx) {
        try await backToShortlist(application, day, slots, reason, actor, tx)
      }
      try await tx.execute("DELETE FROM interview_invitation WHERE day_id = \(id)")
      try await tx.execute("DELETE FROM interview_day WHERE id = \(id)")
      try await record("vacancy.interviews_called_off", day, vacancy, actor, tx)
    }
  }

  // MARK: Parts

  private func vacancy(
    of day: InterviewDay, _ actor: Actor, in db: some Queryable
  ) async throws -> Vacancy {
    let vacancy = try await VacancyStore.find(day.vacancy, in: db)
    try actor.require(.readReceivedApplications, at: vacancy.place, orHide: "interview day")
    try await ApplicationReaders.hideFromApplicants(vacancy.id, thing: "interview day", actor, in: db)
    try actor.require(.arrangeInterviews, at: vacancy.place)
    return vacancy
  }

  /// Runs a change of a day that the actor may change, as long as it isn’t over: nobody else’s day takes rooms or people
  /// at the same time, and nobody changes this one.
  func changing<R>(
    _ id: InterviewDayID, _ expectedVersion: Int?, _ actor: Actor,
    _ change: nonisolated(nonsending) (InterviewDay, Vacancy, InterviewClashes, Transaction) async throws -> R
  ) async throws -> R {
    let clashes = try await clashes(of: id, by: actor)
    return try await services.pool.withTransaction { tx in
      try await clashes.lock(in: tx)
      let day = try await InterviewStore.lock(id, for: .update, in: tx)
      return try await change(day, try await changeable(day, expectedVersion, actor, in: tx), clashes, tx)
    }
  }

  /// What a day can clash with, for whoever may change it.
  func clashes(of id: InterviewDayID, by actor: Actor) async throws -> InterviewClashes {
    let day = try await InterviewStore.day(id, in: services.pool)
    let vacancy = try await vacancy(of: day, actor, in: services.pool)
    return InterviewClashes(services: services, school: vacancy.place.organisation, day: id)
  }

  /// The vacancy of a day that the actor may change, as long as it isn’t over.
  private func changeable(
    _ day: InterviewDay, _ expectedVersion: Int?, _ actor: Actor, in tx: Transaction
  ) async throws -> Vacancy {
    let vacancy = try await vacancy(of: day, actor, in: tx)
    try VacancyStore.requireVersion(expectedVersion, of: day.version)
    guard day.heldOn >= services.today else {
      throw DomainError.conflict("This day of interviews is over, so it stays as it is.")
    }
    return vacancy
  }

  /// The slots of a day as they are on another date, with what stands against that beside what is wrong with the rest;
  /// none where the date stays, or is no good by itself.
  private func planned(
    _ day: InterviewDay, to heldOn: CivilDate?, _ problems: inout Problems, _ clashes: InterviewClashes,
    _ tx: Transaction
  ) async throws -> [(id: InterviewSlotID, slot: PlannedSlot)] {
    guard let heldOn, heldOn != day.heldOn, heldOn >= services.today else { return [] }
    let isTaken = try await tx.value(
      "SELECT EXISTS (SELECT FROM interview_day WHERE vacancy_id = \(day.vacancy) AND held_on = \(heldOn))",
      as: Bool.self)
    if isTaken {
      problems.add("held_on", "There is a day of interviews on this date already.")
      return []
    }
    var moved: [(id: InterviewSlotID, slot: PlannedSlot)] = []
    for slot in try await InterviewStore.slots(of: day.id, in: tx) {
      let clock = LondonTime.time(of: slot.startsAt)
      guard let startsAt = LondonTime.instant(heldOn, hour: clock.hour, minute: clock.minute) else {
        continue
      }
      let endsAt = startsAt.addingTimeInterval(slot.endsAt.timeIntervalSince(slot.startsAt))
      moved.append((slot.id, PlannedSlot(startsAt: startsAt, endsAt: endsAt, room: slot.room)))
    }
    let panel = try await InterviewStore.panel(of: day.id, in: tx).map(\.account)
    let past = moved.map(\.slot).filter { $0.startsAt <= services.now() }
    if let first = past.first {
      problems.add("held_on", "The slot \(first.words) would begin before now. Choose a later day.")
    }
    let fields = InterviewClashes.Fields(times: "held_on", panel: "held_on", rooms: "held_on")
    let taken: [FieldProblem] =
      try await clashes.taken(moved.map(\.slot), panel, fields, in: tx)
      + clashes.taken(day.taskList, moved.map(\.slot), on: heldOn, in: tx) { _ in "held_on" }
    for problem in taken { problems.add(problem.field, problem.message) }
    return moved
  }

  private func tellOfChange(
    _ day: InterviewDay, before: InterviewDay, _ vacancy: Vacancy, _ tx: Transaction
  ) async throws {
    let mails = InterviewMails(services)
    let slots = try await InterviewStore.slots(of: day.id, in: tx)
    try await mails.tellPanel(
      of: day, vacancy: vacancy.content.title,
      subject: "Changed: the interviews on \(LondonTime.longDate(before.heldOn))",
      """
      The interviews for the post "\(vacancy.content.title)" are on \(LondonTime.longDate(day.heldOn)), \(day.place).\
      \(InterviewMails.onTheDay(day, isPanels: true))
      """, slots: slots, in: tx)
    for application in try await InterviewStore.invited(to: day.id, in: tx) {
      if let slot = slots.first(where: { $0.holder == application.id }) {
        try await mails.tellCandidate(application, day, slot, hasMoved: true, in: tx)
      } else {
        try await mails.tellWaiting(application, day, in: tx)
      }
    }
  }

  private func backToShortlist(
    _ application: SentApplication, _ day: InterviewDay, _ slots: [InterviewSlot], _ reason: String,
    _ actor: Actor, _ tx: Transaction
  ) async throws {
    var calendar = InterviewCalendar(page: "/applications/\(application.id)", services)
    let slot = slots.first { $0.holder == application.id }
    if let slot { calendar.add(slot, of: day, for: application, isCancelled: true) }
    let attachment = slot.map { _ in MailAttachment.calendar(calendar.file) }
    let base = services.settings.baseURL
    let hasDeclined = try await InterviewAnswer.find(application.id, in: tx)?.kind == .declined
    let isClosed = try await ApplicationStore.isAccountClosed(of: application, in: tx)
    let next = hasDeclined || isClosed ? "" : " \(InterviewCalledOff.stillShortlisted)"
    let details = InterviewCalledOff.details(day, slot)
    _ = try await ApplicationStep(services, .arrangeInterviews, InterviewCalledOff.action).take(
      application.id, to: .shortlisted, reason: reason, expectedVersion: nil, by: actor, in: tx
    ) { application, _ in
      ApplicationChange(
        details: details,
        mail: ApplicationChange.Mail(
          subject: "Called off: the interviews for \(application.vacancyTitle)",
          body: """
            The interviews for the post "\(application.vacancyTitle)" at \(application.schoolName) on \
            \(LondonTime.longDate(day.heldOn)) do not take place.\(next)

            Why: \(reason)

            Your application: \(base)/applications/\(application.id)
            """, attachment: attachment))
    }
  }

  private func record(
    _ action: String, _ day: InterviewDay, _ vacancy: Vacancy, _ actor: Actor, _ tx: Transaction
  ) async throws {
    try await Audit.record(
      action, AuditSubject("vacancy", vacancy.id), at: vacancy.place,
      details: ["day": .string(day.id.description), "held_on": .string(day.heldOn.description)], by: actor,
      services, in: tx)
  }
}
