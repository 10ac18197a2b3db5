import Foundation
import Postgres

/// An invitation to interview as its candidate can answer it.
public struct InterviewToAnswer: Sendable {
  /// The application.
  public let application: SentApplication
  /// The day that they were invited to; nil where they were invited in the school’s words only.
  public let day: InterviewDay?
  /// The time that they have.
  public let slot: InterviewSlot?
  /// What they have answered, also to a day that is called off.
  public let answer: InterviewAnswer?
  /// The day that was called off since, until they are invited again.
  public let calledOff: InterviewCalledOff?
  /// Why nothing can be answered now; nil while something can.
  public let obstacle: String?
}

/// Somebody who is invited to interview says that they can’t come: they would like another time, or do not want to be
/// interviewed. A time that they had is free again; the application stays where it is.
public struct AnswerInterviewInvitation: Sendable {
  let services: Services

  /// The use case over an installation's services.
  public init(_ services: Services) { self.services = services }

  /// The invitation, for the person whose application it is. Throws ``DomainError``.
  public func read(_ id: ApplicationID, by actor: Actor) async throws -> InterviewToAnswer {
    let application = try await AppointmentAccess.own(id, .readOwnApplications, by: actor, in: services.pool)
    return try await load(application, in: services.pool)
  }

  /// The same for the person and for those who run the selection of the school, who read what was answered and answer
  /// nothing. Throws ``DomainError``.
  public func look(_ id: ApplicationID, by actor: Actor) async throws -> InterviewToAnswer {
    let found = try await ApplicationStore.find(id, in: services.pool)
    if actor.may(.readOwnApplications, ownedBy: found.account) { return try await read(id, by: actor) }
    let application = try await AppointmentAccess.received(
      id, .readAppointments, by: actor, in: services.pool)
    let seen = try await load(application, in: services.pool)
    return InterviewToAnswer(
      application: application, day: seen.day, slot: seen.slot,
      answer: try await InterviewAnswer.standing(of: application, in: services.pool),
      calledOff: seen.calledOff,
      obstacle: "Only the applicant can answer an invitation to interview.")
  }

  /// Stores the answer, in place of one before. `seen` is the time that the person knows to have, so that nobody gives
  /// one back that they don’t know of. Problems are of `answer`, `reason` and `suits`. Throws ``DomainError``.
  @discardableResult
  public func callAsFunction(
    _ id: ApplicationID, _ kind: InterviewAnswer.Kind?, reason: String = "", suits: String = "",
    slot seen: InterviewSlotID?, by actor: Actor
  ) async throws -> InterviewAnswer {
    let (reason, suits) = (reason.trimmed, suits.trimmed)
    return try await services.pool.withTransaction { tx in
      let application = try await ApplicationStore.lock(id, in: tx)
      guard actor.may(.answerInvitation, ownedBy: application.account) else {
        throw DomainError.notFound("application")
      }
      let chosen = try Self.check(kind, reason, suits)
      let interview = try await load(application, in: tx)
      if let obstacle = interview.obstacle { throw DomainError.conflict(obstacle) }
      if let before = interview.answer, before.kind == chosen, before.reason == reason,
        before.suits == suits
      {
        return before
      }
      if interview.slot?.id != seen { throw DomainError.conflict(Self.otherTime(interview, seen)) }
      try await tx.execute(
        """
        INSERT INTO interview_answer (application_id, answer, reason, suits, answered_at)
        VALUES (\(id), \(chosen), \(reason), \(suits), \(services.now()))
        ON CONFLICT (application_id) DO UPDATE SET answer = excluded.answer, reason = excluded.reason,
          suits = excluded.suits, answered_at = excluded.answered_at
        """)
      guard let answer = try await InterviewAnswer.find(id, in: tx) else {
        throw DomainError.notFound("answer")
      }
      let leaving = try await LeaveInterview(services).giveBack(application, in: tx)
      try await tell(application, answer, interview, leaving, tx)
      try await Audit.record(
        "application.interview_\(chosen == .declined ? "declined" : "time_asked")",
        AuditSubject("application", id), at: application.place,
        details: ["gave_back": interview.slot.map { .string($0.id.description) } ?? .null], by: actor,
        services, in: tx)
      return answer
    }
  }

  /// Why an answer is refused that names another time than the one that they have, or none.
  private static func otherTime(_ interview: InterviewToAnswer, _ seen: InterviewSlotID?) -> String {
    guard let slot = interview.slot, let day = interview.day else {
      return
        "You no longer have the time that you give back. Look at the invitation as it is now, then answer again."
    }
    let facts = InterviewMails.facts(slot, day)
    return seen == nil
      ? "You have a time for the interview: \(facts). Your answer gives it back, so it must name that time. Look at it, "
        + "then answer again."
      : "You have another time for the interview now: \(facts). Look at it, then answer again."
  }

  private static func check(
    _ kind: InterviewAnswer.Kind?, _ reason: String, _ suits: String
  ) throws -> InterviewAnswer.Kind {
    var problems = Problems()
    problems.require(
      kind != nil, "answer", "Say whether you would like another time or do not want to be interviewed.")
    problems.require(
      kind != .anotherTime || !(reason.isEmpty && suits.isEmpty), "suits",
      "Enter which times suit you, or why you can’t come: the school needs at least one of the two to find another time."
    )
    problems.require(reason.count <= 1000, "reason", "Shorten the reason to 1,000 characters or fewer.")
    problems.require(
      suits.count <= 1000, "suits", "Shorten what times suit you to 1,000 characters or fewer.")
    guard let kind, problems.found.isEmpty else { throw DomainError.invalid(problems.found) }
    return kind
  }

  private func load(_ application: SentApplication, in db: some Queryable) async throws -> InterviewToAnswer {
    if let calledOff = try await InterviewCalledOff.find(application, in: db) {
      return InterviewToAnswer(
        application: application, day: nil, slot: nil,
        answer: try await InterviewAnswer.find(application.id, in: db), calledOff: calledOff,
        obstacle: InterviewCalledOff.obstacle)
    }
    let invited = try await InterviewStore.invitation(of: application.id, in: db)
    let held = try await InterviewStore.held(by: application.id, in: db)
    let isInvited = application.state == .interviewing
    return InterviewToAnswer(
      application: application, day: held?.day ?? invited, slot: held?.slot,
      answer: isInvited ? try await InterviewAnswer.find(application.id, in: db) : nil, calledOff: nil,
      obstacle: try await obstacle(application, held?.day ?? invited, held?.slot, in: db))
  }

  private func obstacle(
    _ application: SentApplication, _ day: InterviewDay?, _ slot: InterviewSlot?, in db: some Queryable
  ) async throws -> String? {
    guard application.state == .interviewing else {
      return
        "You are not invited to interview now, or the school has gone on to its next step, so there is nothing to "
        + "answer."
    }
    if let slot, slot.startsAt <= services.now() {
      return "Your interview has begun, so there is nothing left to answer."
    }
    if slot == nil, let day, day.heldOn < services.today {
      return
        "This day of interviews is over, so there is nothing left to answer. Write to the school if you still want "
        + "to come."
    }
    if try await InterviewStore.isScored(application.id, in: db) {
      return "The interview has taken place, so there is nothing left to answer."
    }
    return nil
  }

  /// The candidate has it in writing, with a file that takes the time out of their calendar; the school is asked to act.
  private func tell(
    _ application: SentApplication, _ answer: InterviewAnswer, _ interview: InterviewToAnswer,
    _ leaving: MailAttachment?, _ tx: Transaction
  ) async throws {
    let base = services.settings.baseURL
    let time = interview.slot.flatMap { slot in interview.day.map { InterviewMails.facts(slot, $0) } }
    let wishes = answer.kind == .anotherTime
    let next =
      wishes
      ? "What they say, and how to invite them again or give them another time"
      : "What they say; the application stays until they withdraw it or you decide on it"
    try await Outbox.enqueue(
      OutgoingMail(
        to: try await ApplicationStore.address(of: application, in: tx),
        subject: wishes
          ? "You asked for another time: interview for \(application.vacancyTitle)"
          : "You declined the interview for \(application.vacancyTitle)",
        body: """
          \(answer.ownSentence) It is about the post "\(application.vacancyTitle)" at \(application.schoolName).\
          \(time.map { " You have given back your time: \($0)." } ?? "")

          \(answer.whatFollows)

          Your application: \(base)/applications/\(application.id)
          To withdraw it: \(base)/applications/\(application.id)/withdraw
          """, attachment: leaving), services, in: tx)
    try await SchoolMail.send(
      about: application.vacancy, to: application.place,
      subject: wishes
        ? "Another time is asked for: interview for \(application.vacancyTitle)"
        : "An interview is declined: \(application.vacancyTitle)",
      body: """
        \(application.applicantName) \
        \(wishes ? "asks for another time for the interview" : "does not want to be interviewed") for the post \
        "\(application.vacancyTitle)".\(time.map { " Their time is free for somebody else: \($0)." } ?? "")

        \(next): \(base)/received/\(application.id)/interview
        """, services, in: tx)
  }
}
