public import Foundation
import Postgres

/// Expresses a school's interest in somebody of the pool, and takes it back.
public struct ExpressPoolInterest: Sendable {
  let services: Services

  /// The use case over an installation's services.
  public init(_ services: Services) { self.services = services }

  /// Asks the person whether the school may contact them, in general or for a vacancy of the school that takes
  /// applications. One interest is open at a time for the same vacancy: a repeat gives the one that stands, other words
  /// are refused. Whoever is known to have applied for the vacancy, or has answered for it, is not asked for it again;
  /// where the actor may not know of the application, the question is taken as of anybody else. Whoever has declined any
  /// contact by the school is asked in general only with `newReason`, what is new since. Throws ``DomainError``.
  public func callAsFunction(
    in id: PoolEntryID, at school: OrganisationID, vacancy: VacancyID? = nil, message: String,
    newReason: String = "", by actor: Actor
  ) async throws -> PoolInterest {
    let place = try await VacancyStore.placeOfSchool(school, in: services.pool)
    try actor.require(.readPool, at: place, orHide: "entry of the pool")
    try actor.require(.contactPool, at: place)
    return try await services.pool.withTransaction { tx in
      try await tx.execute("SELECT 1 FROM pool_entry WHERE id = \(id) FOR UPDATE")
      let entry = try await ReadPoolPerson.visible(id, at: place, actor, services, in: tx)
      let earlier = try await PoolInterestStore.list(
        "i.entry_id = \(id) AND i.school_id = \(school)", applicationsWhere: PoolInterestStore.namesKnown,
        in: tx)
      let declined = AskingAgain.declined(earlier)
      let words = AskingAgain.words(message, newReason: newReason, since: declined)
      if let open = earlier.first(where: { $0.state == .open && $0.vacancy == vacancy }) {
        try AskingAgain.requireSame(words, as: open)
        return open
      }
      if let vacancy { try await requireUnanswered(entry, vacancy, place, earlier, actor, tx) }
      guard entry.isOpenToOffers else {
        throw DomainError.conflict("This person is not open to offers at the moment.")
      }
      let unanswered = AskingAgain.problem(newReason: newReason, for: vacancy, since: declined)
      let title = try await checked(vacancy, place, message: message, words, unanswered, tx)
      let interest = services.newID(PoolInterestID.self)
      try await tx.execute(
        """
        INSERT INTO pool_interest (id, entry_id, school_id, vacancy_id, state, message, created_by, created_at)
        VALUES (\(interest), \(id), \(school), \(vacancy), 'open', \(words), \(actor.account?.id),
          \(services.now()))
        """)
      try await PoolMails.ask(
        entry, interest, from: place, for: vacancy, titled: title, words, services, in: tx)
      try await Audit.record(
        "pool.interest_expressed", AuditSubject("pool_entry", id), at: place, by: actor, services, in: tx)
      return try await PoolInterestStore.lock(interest, in: tx)
    }
  }

  /// Nobody is asked for a vacancy that they are known to have applied for, or for which they have answered the school.
  private func requireUnanswered(
    _ entry: PoolEntry, _ vacancy: VacancyID, _ place: Place, _ earlier: [PoolInterest], _ actor: Actor,
    _ tx: Transaction
  ) async throws {
    let known = try await KnownApplications.of(entry.account, at: place, actor, in: tx)
    if let standing = known.first(where: { $0.vacancy == vacancy }) {
      throw DomainError.conflict(
        "This person has already applied for this vacancy: their application is \(standing.reference).")
    }
    let answers = earlier.filter { $0.vacancy == vacancy }.map(\.state)
    if answers.contains(.declined) {
      throw DomainError.conflict(
        "This person has said no to this vacancy. You can ask them for another one, or in general if you have a new "
          + "reason.")
    }
  }

  private func checked(
    _ vacancy: VacancyID?, _ place: Place, message: String, _ words: String, _ unanswered: FieldProblem?,
    _ tx: Transaction
  ) async throws -> String? {
    var problems = Problems()
    problems.require(!message.trimmed.isEmpty, "message", "Write a few words to the person.")
    problems.require(words.count <= 2000, "message", "Shorten your message to 2,000 characters or fewer.")
    if let unanswered { problems.add(unanswered.field, unanswered.message) }
    var title: String?
    if let vacancy {
      // Held, so that it can't close between this and the mail to the person.
      let isThere = try await VacancyStore.findIfAny(vacancy, in: tx) != nil
      let found = isThere ? try await VacancyStore.hold(vacancy, in: tx) : nil
      if let found, found.place == place, found.state(at: services.now()) == .published {
        title = found.content.title
      } else {
        problems.add("vacancy_id", "Choose a vacancy of your school that takes applications.")
      }
    }
    try problems.throwIfAny()
    return title
  }

  /// Takes back what is not answered yet; not while names are hidden for its vacancy, when a refusal would tell who has
  /// applied. Throws ``DomainError``.
  public func withdraw(_ id: PoolInterestID, by actor: Actor) async throws -> PoolInterest {
    try await services.pool.withTransaction { tx in
      let interest = try await PoolInterestStore.lock(
        id, applicationsWhere: PoolInterestStore.namesKnown, in: tx)
      try actor.require(.readPool, at: interest.place, orHide: "interest")
      try actor.require(.contactPool, at: interest.place)
      if interest.state == .withdrawn { return interest }
      guard interest.state != .open || interest.mayBeTakenBack else {
        throw DomainError.conflict(
          "Names are hidden for this vacancy, so a question for it can’t be taken back: that could tell who has "
            + "applied.")
      }
      guard interest.state.mayBecome(.withdrawn) else {
        throw DomainError.conflict(
          interest.state == .ended
            ? "This person is no longer available, so there is nothing to take back."
            : "This has been answered already.")
      }
      try await PoolInterestStore.answer(id, .withdrawn, reply: nil, services.now(), in: tx)
      try await Audit.record(
        "pool.interest_withdrawn", AuditSubject("pool_entry", interest.entry), at: interest.place, by: actor,
        services, in: tx)
      return try await PoolInterestStore.lock(id, in: tx)
    }
  }

  /// A page of the school's interest in people of the pool, newest first; those whom it can't see any more are named
  /// and said to be no longer available. Throws ``DomainError``.
  public func list(
    at school: OrganisationID, limit: Int = 50, after: Cursor? = nil, by actor: Actor
  ) async throws -> Page<PoolInterest> {
    let place = try await VacancyStore.placeOfSchool(school, in: services.pool)
    try actor.require(.readPool, at: place, orHide: "page")
    return try await PoolInterestStore.page(
      "i.school_id = \(school)",
      availableWhere: PoolVisibility.orAgreed(place, actor, today: services.today),
      applicationsWhere: PoolInterestStore.namesKnown, limit, after, in: services.pool)
  }
}

/// Answers a school's interest, by the person it is about.
public struct AnswerPoolInterest: Sendable {
  let services: Services

  /// The use case over an installation's services.
  public init(_ services: Services) { self.services = services }

  /// A page of the interest in the acting person, newest first; of that which waits for their answer, where only that
  /// is wanted. Throws ``DomainError``.
  public func list(
    openOnly: Bool = false, limit: Int = 50, after: Cursor? = nil, by actor: Actor
  ) async throws -> Page<PoolInterest> {
    let account = try actor.requireOwn(.keepPoolEntry)
    let open: Statement = openOnly ? "i.state = 'open'" : "true"
    return try await PoolInterestStore.page(
      "e.account_id = \(account.id) AND \(fragment: open)", limit, after, in: services.pool)
  }

  /// One of them. Throws ``DomainError``.
  public func read(_ id: PoolInterestID, by actor: Actor) async throws -> PoolInterest {
    let found = try await PoolInterestStore.list("i.id = \(id)", in: services.pool).first
    guard let found, actor.may(.keepPoolEntry, ownedBy: found.account) else {
      throw DomainError.notFound("interest")
    }
    return found
  }

  /// The person's application for the vacancy that a school still asks them for, where they have sent one since: it
  /// stands, and saying yes would send nothing. Throws ``DomainError``.
  public func standing(_ interest: PoolInterest, by actor: Actor) async throws -> ApplicationID? {
    guard actor.may(.keepPoolEntry, ownedBy: interest.account) else {
      throw DomainError.notFound("interest")
    }
    guard interest.state == .open, let vacancy = interest.vacancy else { return nil }
    return try await ApplicationStore.standing(of: interest.account, for: vacancy, in: services.pool)?.id
  }

  /// Declines contact. Throws ``DomainError``.
  public func decline(_ id: PoolInterestID, reply: String = "", by actor: Actor) async throws -> PoolInterest
  {
    try await answer(id, .declined, reply, actor, again: { _, _ in }, making: { _, _ in nil })
  }

  /// Accepts contact. Where it is for a vacancy, the general application is sent for it in the same transaction, by the
  /// way that every application takes: `statement` and `answers` are those for the vacancy. An application that was
  /// sent for it before stands, and this is refused, so that no answer is lost unseen. In general it is refused to who has
  /// accepted an offer. Throws ``DomainError``.
  public func accept(
    _ id: PoolInterestID, reply: String = "", statement: String? = nil, answers: [String: JSONValue] = [:],
    submission: UUID, by actor: Actor
  ) async throws -> PoolInterest {
    try await answer(id, .accepted, reply, actor) { interest, tx in
      // Answered by an application that says something else: what comes now is not lost unseen.
      guard let application = interest.application else { return }
      let earlier = try await ApplicationStore.find(application, in: tx)
      let leftOut = try await SendApplication(services).leftOut(
        statement, answers, by: interest.account, from: earlier, submission, in: tx)
      if !leftOut.isEmpty { throw Self.stands }
    } making: { interest, tx in
      guard let vacancy = interest.vacancy else {
        if try await Self.hasAccepted(interest, in: tx) { throw Self.taken }
        return nil
      }
      let sent = try await SendApplication(services).send(
        vacancy, statement, answers, nil, submission, actor, in: tx)
      guard !sent.alreadySent else { throw Self.stands }
      return sent.application.id
    }
  }

  private static let stands = DomainError.conflict(
    "You have already applied for this vacancy. That application stands, and nothing else was sent.")

  private func answer(
    _ id: PoolInterestID, _ state: PoolInterest.State, _ reply: String, _ actor: Actor,
    again: @Sendable (PoolInterest, Transaction) async throws -> Void,
    making change: @Sendable (PoolInterest, Transaction) async throws -> ApplicationID?
  ) async throws -> PoolInterest {
    guard reply.count <= 2000 else {
      throw DomainError.invalid([
        FieldProblem(field: "reply", message: "Shorten your answer to 2,000 characters or fewer.")
      ])
    }
    return try await services.pool.withTransaction { tx in
      // The account first, as closing it and holding its records do.
      try await tx.execute("SELECT 1 FROM account WHERE id = \(actor.account?.id) FOR UPDATE")
      let interest = try await PoolInterestStore.lockWithEntry(id, in: tx)
      guard actor.may(.keepPoolEntry, ownedBy: interest.account) else {
        throw DomainError.notFound("interest")
      }
      if interest.state == state {
        try await again(interest, tx)
        return interest
      }
      guard interest.state.mayBecome(state) else {
        throw DomainError.conflict(
          interest.ending?.sentence
            ?? (interest.state == .withdrawn
              ? "The school has taken its interest back." : "You have answered this already."))
      }
      let application = try await change(interest, tx)
      try await PoolInterestStore.answer(
        id, state, reply: reply.trimmed, application: application, services.now(), in: tx)
      try await tx.execute(
        "UPDATE pool_entry SET active_at = \(services.now()), reminded_at = NULL WHERE id = \(interest.entry)"
      )
      try await PoolMails.tellSchoolOfAnswer(interest, state, reply: reply.trimmed, services, in: tx)
      try await Audit.record(
        "pool.interest_\(state.rawValue)", AuditSubject("pool_entry", interest.entry), at: interest.place,
        details: NamelessTrail.details(interest), by: actor, services, in: tx)
      return try await PoolInterestStore.lock(id, in: tx)
    }
  }
}
