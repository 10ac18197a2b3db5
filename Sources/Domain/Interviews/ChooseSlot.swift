import Foundation
import Postgres

/// An interview as its candidate sees it.
public struct OwnInterview: Sendable {
  /// The application.
  public let application: SentApplication
  /// The day that they were invited to.
  public let day: InterviewDay
  /// Their slot; nil until they have chosen one.
  public let slot: InterviewSlot?
  /// The slots that they can choose now.
  public let free: [InterviewSlot]
  /// Whether they can still choose or change by themselves.
  public let mayChoose: Bool
  /// Whether their time has begun, or the whole day is over.
  public let hasBegun: Bool
  /// What they have answered, where they can’t come.
  public let answer: InterviewAnswer?

  /// What they can do about their time now, in a sentence.
  public var choosing: String {
    let until = LondonTime.dateAndTime(day.chooseBy)
    if mayChoose {
      // A slot that has begun can't be chosen, nor left.
      let last = (free + [slot].compactMap(\.self)).map(\.startsAt).max() ?? day.chooseBy
      let end = LondonTime.dateAndTime(min(day.chooseBy, last))
      return answer == nil
        ? "You can choose and change until \(end)."
        : "You can take a time that is free all the same, until \(end)."
    }
    if hasBegun && slot == nil {
      return "This day of interviews is over, and no time was chosen. Write to the school if you still want "
        + "to come."
    }
    if hasBegun { return "Your interview has begun, so its time stays as it is." }
    if application.state != .interviewing {
      return "The school has gone on to its next step, so nothing is to be chosen."
    }
    return "The time for choosing ended on \(until). Write to the school if you need "
      + (slot == nil ? "a time." : "another time.")
  }
}

/// A candidate chooses a slot, or the school gives them one. A slot never goes to two.
public struct ChooseSlot: Sendable {
  let services: Services

  /// The use case over an installation's services.
  public init(_ services: Services) { self.services = services }

  /// The acting person's interview. Throws ``DomainError``.
  public func read(_ id: ApplicationID, by actor: Actor) async throws -> OwnInterview {
    let application = try await AppointmentAccess.own(id, .readOwnApplications, by: actor, in: services.pool)
    return try await load(application, in: services.pool)
  }

  /// Whether the acting person's application was invited to a day of interviews.
  public func exists(for application: SentApplication, by actor: Actor) async throws -> Bool {
    guard actor.may(.readOwnApplications, ownedBy: application.account), application.state.isPastShortlist
    else { return false }
    return try await InterviewStore.invitation(of: application.id, in: services.pool) != nil
  }

  /// The candidate chooses a slot, or another one, until the time that the school has set. Who has said that they can’t
  /// come must take that back. Throws ``DomainError``.
  public func callAsFunction(
    _ id: ApplicationID, slot: InterviewSlotID, takesAnswerBack: Bool = false, by actor: Actor
  ) async throws -> OwnInterview {
    try await services.pool.withTransaction { tx in
      let application = try await ApplicationStore.lock(id, in: tx)
      guard actor.may(.answerInvitation, ownedBy: application.account) else {
        throw DomainError.notFound("application")
      }
      let interview = try await load(application, in: tx)
      if interview.slot?.id == slot { return interview }
      guard interview.mayChoose else {
        throw DomainError.conflict(interview.choosing)
      }
      if let answer = interview.answer, !takesAnswerBack {
        throw DomainError.conflict(
          "\(answer.ownSentence) If you can come after all, say so by taking a time all the same.")
      }
      try await take(slot, application, interview.day, "application.interview_slot_chosen", actor, tx)
      return try await load(application, in: tx)
    }
  }

  /// The school gives a candidate a slot of any of the vacancy's days, or another one, at any time. Throws
  /// ``DomainError``.
  public func assign(_ id: ApplicationID, slot: InterviewSlotID, by actor: Actor) async throws {
    try await services.pool.withTransaction { tx in
      // The day before the application, as whoever moves it or calls it off does: the invitation to it holds it too.
      _ = try await AppointmentAccess.received(id, .arrangeInterviews, by: actor, in: tx)
      if let day = try await InterviewStore.day(of: slot, in: tx) {
        _ = try await InterviewStore.lock(day.id, for: .share, in: tx)
      }
      let application = try await AppointmentAccess.lock(id, .arrangeInterviews, by: actor, in: tx)
      guard application.state == .interviewing else {
        throw DomainError.conflict("Only somebody who is invited to interview gets a slot.")
      }
      try application.requireOpenAccount()
      guard let day = try await InterviewStore.day(of: slot, in: tx), day.vacancy == application.vacancy
      else {
        throw DomainError.invalid([FieldProblem(field: "slot", message: "Choose one of the times.")])
      }
      let isHeld = try await InterviewStore.held(by: id, in: tx)?.slot.id == slot
      if isHeld { return }
      try await take(slot, application, day, "application.interview_slot_assigned", actor, tx)
      try await InterviewStore.invite(id, to: day.id, services.now(), in: tx)
    }
  }

  private func load(_ application: SentApplication, in db: some Queryable) async throws -> OwnInterview {
    guard application.state.isPastShortlist,
      let day = try await InterviewStore.invitation(of: application.id, in: db)
    else { throw DomainError.notFound("interview") }
    let slots = try await InterviewStore.slots(of: day.id, in: db)
    let held = slots.first { $0.holder == application.id }
    let begins = held?.startsAt ?? slots.last?.startsAt
    let hasBegun = begins.map { $0 <= services.now() } ?? (day.heldOn < services.today)
    let mayChoose = application.state == .interviewing && services.now() <= day.chooseBy && !hasBegun
    return OwnInterview(
      application: application, day: day, slot: held,
      free: mayChoose ? slots.filter { $0.holder == nil && $0.startsAt > services.now() } : [],
      mayChoose: mayChoose, hasBegun: hasBegun,
      answer: application.state == .interviewing
        ? try await InterviewAnswer.find(application.id, in: db) : nil)
  }

  /// Gives a slot to somebody. Its row is locked, so that of two at once the second finds it taken.
  private func take(
    _ slot: InterviewSlotID, _ application: SentApplication, _ day: InterviewDay, _ action: String,
    _ actor: Actor, _ tx: Transaction
  ) async throws {
    let locked = try await tx.execute(
      "SELECT 1 FROM interview_slot WHERE id = \(slot) AND day_id = \(day.id) FOR UPDATE")
    let found = try await InterviewStore.slots(of: day.id, in: tx).first { $0.id == slot }
    guard locked == 1, let found else {
      throw DomainError.invalid([FieldProblem(field: "slot", message: "Choose one of the times.")])
    }
    guard found.holder == nil else {
      throw DomainError.conflict("Somebody else has just taken this time. Choose another one.")
    }
    guard found.startsAt > services.now() else {
      throw DomainError.invalid([
        FieldProblem(field: "slot", message: "This time has begun already. Choose one that lies ahead.")
      ])
    }
    let before = try await InterviewStore.held(by: application.id, in: tx)
    if try await InterviewStore.isScored(application.id, in: tx) {
      throw DomainError.conflict(
        "The interview has taken place: scores are handed in, so its time stays as it was.")
    }
    try await tx.execute(
      """
      DELETE FROM interview_booking WHERE slot_id = \(slot) OR application_id = \(application.id)
      """)
    try await tx.execute(
      """
      INSERT INTO interview_booking (slot_id, application_id, booked_at)
      VALUES (\(slot), \(application.id), \(services.now()))
      """)
    try await InterviewAnswer.clear(application.id, in: tx)
    try await tell(application, day, slot, before, tx)
    try await Audit.record(
      action, AuditSubject("application", application.id), at: application.place,
      details: ["slot": .string(slot.description)], by: actor, services, in: tx)
  }

  /// Tells the candidate and the panel, and the panel of another day that lost them.
  private func tell(
    _ application: SentApplication, _ day: InterviewDay, _ slot: InterviewSlotID,
    _ before: (day: InterviewDay, slot: InterviewSlot)?, _ tx: Transaction
  ) async throws {
    let mails = InterviewMails(services)
    let slots = try await InterviewStore.slots(of: day.id, in: tx)
    guard let taken = slots.first(where: { $0.id == slot }) else { return }
    try await mails.tellCandidate(application, day, taken, before: before, in: tx)
    try await mails.tellPanel(
      of: day, vacancy: application.vacancyTitle,
      subject: "Interview on \(LondonTime.dateAndTime(taken.startsAt))",
      """
      \(application.applicantName) is interviewed for the post "\(application.vacancyTitle)" on \
      \(InterviewMails.facts(taken, day)).
      """, slots: slots.filter { $0.id == slot || $0.id == before?.slot.id },
      freed: slots.filter { $0.id == before?.slot.id }, in: tx)
    guard let before, before.day.id != day.id else { return }
    let freed = try await InterviewStore.slots(of: before.day.id, in: tx).filter { $0.id == before.slot.id }
    try await mails.tellPanel(
      of: before.day, vacancy: application.vacancyTitle,
      subject: "No interview on \(LondonTime.dateAndTime(before.slot.startsAt))",
      "\(application.applicantName) comes on another day. The time is free for somebody else.",
      slots: freed, freed: freed, in: tx)
  }
}
