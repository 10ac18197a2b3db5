import Foundation
import Postgres

/// Invites somebody on the shortlist to an interview, or somebody who was invited without a day to a day.
public struct InviteToInterview: Sendable {
  let services: Services

  /// The use case over an installation's services.
  public init(_ services: Services) { self.services = services }

  /// Invites, and tells the applicant when and where: in the school's words, or by the slots of an interview day
  /// from which they choose one. Who is invited already is invited to a day, or to another one while they have no time;
  /// the same day again changes nothing. Who has said that they can't come is invited anew, to any day or in words, which
  /// takes what they said away. Throws ``DomainError``.
  public func callAsFunction(
    _ id: ApplicationID, day: InterviewDayID? = nil, message: String, expectedVersion: Int? = nil,
    by actor: Actor
  ) async throws -> SentApplication {
    try await services.pool.withTransaction { tx in
      try await take(id, day: day, message: message, expectedVersion: expectedVersion, by: actor, in: tx)
    }
  }

  /// The same inside a transaction that does more, such as one over many applications.
  func take(
    _ id: ApplicationID, day: InterviewDayID?, message: String, expectedVersion: Int?, by actor: Actor,
    in tx: Transaction
  ) async throws -> SentApplication {
    let message = message.trimmed
    let found = try await ApplicationStore.find(id, in: tx)
    // The vacancy first, as everywhere: nobody fills it or withdraws it in between.
    let vacancy = try await VacancyStore.hold(found.vacancy, in: tx)
    // Then the day, before the application, as whoever calls it off does.
    let held = try await hold(day, found, actor, in: tx)
    let step = ApplicationStep(services, .arrangeInterviews, "application.invited_to_interview")
    return try await step.take(
      id, to: .interviewing, expectedVersion: expectedVersion, by: actor, in: tx,
      whenThere: ApplicationRepeat {
        try await again($0, vacancy, day, held, message, expectedVersion, actor, $1)
      }
    ) { application, tx in
      guard application.state == .shortlisted else {
        throw DomainError.conflict("Only somebody on the shortlist is invited to interview.")
      }
      try application.requireOpenAccount()
      try Self.requireOpen(vacancy)
      try Self.check(message, day)
      var choice = ""
      if day != nil { choice = try await invite(application, to: held, tx) }
      try await InterviewMessage.keep(message, of: application.id, at: services.now(), in: tx)
      try await InterviewAnswer.clear(application.id, in: tx)
      return ApplicationChange(message: Self.words(choice, message, try await disclosure(id, tx)))
    }
  }

  /// Whether the actor can invite an application to a day now: it is on the shortlist, or invited and without a time,
  /// and its applicant's account is open.
  public func isOpen(for application: SentApplication, by actor: Actor) async throws -> Bool {
    guard actor.may(.arrangeInterviews, at: application.place), !application.isAccountClosed else {
      return false
    }
    if application.state == .shortlisted { return true }
    guard application.state == .interviewing else { return false }
    return try await InterviewStore.held(by: application.id, in: services.pool) == nil
  }

  // MARK: Parts

  /// The day, kept as it is until the transaction ends; nil where there is none of the vacancy, or none for the actor.
  private func hold(
    _ day: InterviewDayID?, _ application: SentApplication, _ actor: Actor, in tx: Transaction
  ) async throws -> InterviewDay? {
    guard let day, actor.may(.arrangeInterviews, at: application.place) else { return nil }
    do {
      let held = try await InterviewStore.lock(day, for: .share, in: tx)
      return held.vacancy == application.vacancy ? held : nil
    } catch DomainError.notFound {
      return nil
    }
  }

  private static func check(_ message: String, _ day: InterviewDayID?) throws {
    var problems = Problems()
    problems.require(
      day != nil || !message.isEmpty, "message", "Enter when and where the interview is, and what to bring.")
    problems.require(
      message.count <= 4000, "message", "Shorten the message to 4,000 characters or fewer.")
    try problems.throwIfAny()
  }

  /// Somebody who is invited already gets a day, or after they said that they can’t come another invitation.
  private func again(
    _ application: SentApplication, _ vacancy: Vacancy, _ day: InterviewDayID?, _ held: InterviewDay?,
    _ message: String, _ expectedVersion: Int?, _ actor: Actor, _ tx: Transaction
  ) async throws {
    let answer = try await InterviewAnswer.find(application.id, in: tx)
    if day == nil, answer == nil {
      try application.requireOpenAccount()
      throw DomainError.conflict(
        "\(application.applicantName) is invited to interview already. Choose a day with slots, give them a time, or "
          + "write them a message.")
    }
    if let day, answer == nil, try await InterviewStore.invitation(of: application.id, in: tx)?.id == day {
      return
    }
    try application.requireOpenAccount()
    try Self.requireOpen(vacancy)
    try VacancyStore.requireVersion(expectedVersion, of: application.version)
    if let time = try await InterviewStore.held(by: application.id, in: tx) {
      throw DomainError.conflict(
        "\(application.applicantName) has a time already, on \(InterviewMails.facts(time.slot, time.day)). Give them "
          + "another time instead.")
    }
    try Self.check(message, day)
    var choice = ""
    if day == nil {
      try await tx.execute("DELETE FROM interview_invitation WHERE application_id = \(application.id)")
    } else {
      choice = try await invite(application, to: held, tx)
    }
    try await InterviewMessage.keep(message, of: application.id, at: services.now(), in: tx)
    try await InterviewAnswer.clear(application.id, in: tx)
    try await Outbox.enqueue(
      OutgoingMail(
        to: try await ApplicationStore.address(of: application, in: tx),
        subject: day == nil
          ? "Invited again to interview: \(application.vacancyTitle)"
          : "Choose your time for the interview: \(application.vacancyTitle)",
        body: """
          \(application.schoolName) has invited you to interview for the post "\(application.vacancyTitle)".

          \(Self.words(choice, message, try await disclosure(application.id, tx)))

          Application: \(application.reference)
          """), services, in: tx)
    try await Audit.record(
      day == nil ? "application.invited_again" : "application.invited_to_day",
      AuditSubject("application", application.id), at: application.place,
      details: ["day": day.map { .string($0.description) } ?? .null], by: actor, services, in: tx)
  }

  /// Stores the invitation to a day; what the applicant reads about it.
  private func invite(
    _ application: SentApplication, to held: InterviewDay?, _ tx: Transaction
  ) async throws -> String {
    guard let found = held else { throw DomainError.notFound("interview day") }
    guard found.heldOn >= services.today else {
      throw DomainError.conflict("This day of interviews is over. Choose another one, or arrange one.")
    }
    guard found.chooseBy > services.now() else {
      let invited = application.state == .interviewing
      throw DomainError.conflict(
        "The time to choose on this day ended on \(LondonTime.dateAndTime(found.chooseBy)), so "
          + "\(application.applicantName) could not choose. "
          + (invited
            ? "Give them a time instead." : "Invite them without a day, and give them a time instead."))
    }
    try await InterviewStore.invite(application.id, to: found.id, services.now(), in: tx)
    return """
      The interviews are on \(LondonTime.longDate(found.heldOn)), \(found.place). Choose your time here by \
      \(LondonTime.dateAndTime(found.chooseBy)):
      \(services.settings.baseURL)/applications/\(application.id)/interview\(InterviewMails.onTheDay(found))
      """
  }

  private func disclosure(_ id: ApplicationID, _ tx: Transaction) async throws -> String {
    try await DisclosureWords.unsent(id, services, in: tx) ?? ""
  }

  /// Nobody is invited for posts that are filled or no longer offered.
  private static func requireOpen(_ vacancy: Vacancy) throws {
    switch vacancy.storedState {
    case .filled:
      throw DomainError.conflict(
        "All posts of this vacancy are filled, so nobody else is invited. Tell those who still wait.")
    case .notFilled, .withdrawn:
      throw DomainError.conflict(
        "The state of this vacancy is “\(vacancy.storedState.title)”, so nobody is invited to interview for it."
      )
    case .draft, .awaitingApproval, .scheduled, .published, .closed, .interviewing: return
    }
  }

  private static func words(_ parts: String...) -> String {
    parts.filter { !$0.isEmpty }.joined(separator: "\n\n")
  }
}
