import Foundation
public import Postgres

/// Why a school chose somebody, as the head writes it down with the offer. It stays with the school.
public struct OfferReasons: Sendable, Equatable {
  /// Why this person.
  public var reason: String
  /// Why they decide although no interview has taken place here, or scores, the self-disclosure or an online search are
  /// missing, and how what a referee has answered was taken up; needed only then.
  public var exception: String

  /// Why.
  public init(_ reason: String, exception: String = "") {
    self.reason = reason.trimmed
    self.exception = exception.trimmed
  }

  /// What is missing of them, given what is missing before the offer.
  func problems(_ gaps: OfferGaps) -> [FieldProblem] {
    var problems = Problems()
    problems.require(!reason.isEmpty, "reason", "Enter why you chose this person.")
    problems.require(reason.count <= 2000, "reason", "Shorten the reason to 2,000 characters or fewer.")
    if let obstacle = gaps.obstacle, exception.isEmpty {
      problems.add("exception", "\(obstacle) \(gaps.remedy)")
    }
    problems.require(exception.count <= 2000, "exception", "Shorten this to 2,000 characters or fewer.")
    return problems.found
  }
}

/// The head offers the post to somebody who was interviewed, on conditions.
public struct MakeOffer: Sendable {
  let services: Services

  /// The use case over an installation's services.
  public init(_ services: Services) { self.services = services }

  /// Makes the offer and tells the applicant; whoever has closed their account gets none, since they could not
  /// answer it. No more offers stand than the vacancy has posts. Problems are of the fields of ``OfferTerms`` and
  /// ``OfferReasons``, told all at once with those that whoever read the terms found (`unread`: of what was typed and is no
  /// day or amount). The same offer once more changes nothing; another one while it
  /// stands is refused. Throws ``DomainError``.
  public func callAsFunction(
    _ id: ApplicationID, _ terms: OfferTerms, because reasons: OfferReasons, unread: [FieldProblem] = [],
    expectedVersion: Int? = nil, by actor: Actor
  ) async throws -> SentApplication {
    let found = try await AppointmentAccess.received(id, .makeOffer, by: actor, in: services.pool)
    return try await services.pool.withTransaction { tx in
      try await OfferStore.lockPosts(of: found.vacancy, in: tx)
      return try await ApplicationStep(services, .makeOffer, "application.offered").take(
        id, to: .offered, expectedVersion: expectedVersion, by: actor, in: tx,
        whenThere: ApplicationRepeat { try await requireRepeat($0, terms, in: $1) }
      ) { application, tx in
        try application.requireOpenToOffer()
        let gaps = try await OfferGaps.of(application, services, in: tx)
        var problems = Problems()
        let pay = try await OfferPay.of(application, on: services.today, in: tx)
        let found = terms.problems(today: services.today) + pay.problems(terms) + reasons.problems(gaps)
        for problem in found {
          problems.add(problem.field, problem.message)
        }
        try problems.behind(unread).throwIfAny()
        let free = try await OfferStore.freePosts(
          of: application.vacancy, takenBy: [.offered, .accepted, .unconditional, .appointed], in: tx)
        guard free > 0 else {
          throw DomainError.conflict(
            "As many offers stand as this vacancy has posts. Withdraw one, or wait for an answer, first.")
        }
        try await store(terms, reasons, application, actor, tx)
        return ApplicationChange(
          details: [
            "answer_by": .string(terms.answerBy?.description ?? ""),
            "with_interview": .bool(gaps.interview == .ready),
            "with_disclosure": .bool(!gaps.lacksDisclosure), "with_search": .bool(!gaps.lacksSearch),
          ], mail: mail(terms, application))
      }
    }
  }

  private func requireRepeat(
    _ application: SentApplication, _ terms: OfferTerms, in tx: Transaction
  ) async throws {
    let standing = try await OfferStore.standing(application.id, in: tx).terms
    guard standing.isSame(as: terms) else {
      throw DomainError.conflict(
        "An offer to \(application.applicantName) waits for an answer already. Withdraw it first to make "
          + "another one.")
    }
  }

  private func store(
    _ terms: OfferTerms, _ reasons: OfferReasons, _ application: SentApplication, _ actor: Actor,
    _ tx: Transaction
  ) async throws {
    try await tx.execute(
      """
      INSERT INTO offer (id, application_id, salary, salary_pence, pay_point, starts_on, contract_type,
        contract_ends_on, fte, conditions, answer_by, decision_reason, decision_exception, made_at, made_by)
      VALUES (\(services.newID(OfferID.self)), \(application.id), \(terms.salary.trimmed), \(terms.salaryPence),
        \(terms.payPoint.trimmed), \(terms.startsOn), \(terms.contractType),
        \(terms.contractType == .permanent ? nil : terms.contractEndsOn), \(terms.fte), \(terms.conditions.trimmed),
        \(terms.answerBy), \(reasons.reason), \(reasons.exception), \(services.now()), \(actor.account?.id))
      """)
  }

  private func mail(_ terms: OfferTerms, _ application: SentApplication) -> ApplicationChange.Mail {
    ApplicationChange.Mail(
      subject: "You have an offer: \(application.vacancyTitle), \(application.schoolName)",
      body: """
        \(application.schoolName) offers you the post "\(application.vacancyTitle)".

        Pay: \(terms.salary.trimmed)
        From: \(terms.startsOn.map(LondonTime.longDate) ?? "")

        Read the whole offer and answer it by the end of \(terms.answerBy.map(LondonTime.longDate) ?? ""):
        \(services.settings.baseURL)/applications/\(application.id)/offer

        Without an answer by then the offer ends.
        """)
  }
}

/// The head gives an applicant more time to answer an offer.
public struct ExtendOffer: Sendable {
  let services: Services

  /// The use case over an installation's services.
  public init(_ services: Services) { self.services = services }

  /// Moves the last day for the answer and tells the applicant; whoever has closed their account could not answer it.
  /// Throws ``DomainError``.
  public func callAsFunction(
    _ id: ApplicationID, answerBy: CivilDate?, expectedVersion: Int? = nil, by actor: Actor
  ) async throws -> Offer {
    try await services.pool.withTransaction { tx in
      let application = try await AppointmentAccess.lock(id, .makeOffer, by: actor, in: tx)
      try VacancyStore.requireVersion(expectedVersion, of: application.version)
      guard application.state == .offered else {
        throw DomainError.conflict("No offer waits for an answer here.")
      }
      try application.requireOpenToOffer()
      let offer = try await OfferStore.standing(id, in: tx)
      var problems = OfferTerms.problems(
        ofDay: answerBy, before: offer.terms.startsOn, today: services.today)
      if let answerBy, let before = offer.terms.answerBy, answerBy < before {
        problems = [
          FieldProblem(field: "answer_by", message: "Enter a day that is not before the one given so far.")
        ]
      }
      if !problems.isEmpty { throw DomainError.invalid(problems) }
      guard let answerBy, answerBy != offer.terms.answerBy else { return offer }
      try await tx.execute("UPDATE offer SET answer_by = \(answerBy) WHERE id = \(offer.id)")
      try await Outbox.enqueue(
        OutgoingMail(
          to: try await ApplicationStore.address(of: application, in: tx),
          subject: "More time to answer the offer: \(application.vacancyTitle)",
          body: """
            \(application.schoolName) gives you until the end of \(LondonTime.longDate(answerBy)) to answer its \
            offer of the post "\(application.vacancyTitle)":
            \(services.settings.baseURL)/applications/\(application.id)/offer
            """), services, in: tx)
      try await Audit.record(
        "application.offer_extended", AuditSubject("application", id), at: application.place,
        details: ["answer_by": .string(answerBy.description)], by: actor, services, in: tx)
      return try await OfferStore.standing(id, in: tx)
    }
  }
}

/// The head takes an offer back, answered or not.
public struct WithdrawOffer: Sendable {
  let services: Services

  /// The use case over an installation's services.
  public init(_ services: Services) { self.services = services }

  /// Withdraws the offer. The reason is told to the applicant. Throws ``DomainError``.
  public func callAsFunction(
    _ id: ApplicationID, reason: String, expectedVersion: Int? = nil, by actor: Actor
  ) async throws -> SentApplication {
    let reason = reason.trimmed
    return try await ApplicationStep(services, .makeOffer, "application.offer_withdrawn")(
      id, to: .offerWithdrawn, reason: reason, expectedVersion: expectedVersion, by: actor,
      whenThere: DecisionReason.isRepeat(reason)
    ) { _, tx in
      try DecisionReason.check(reason, isNeeded: true)
      try await tx.execute(
        """
        UPDATE offer SET withdrawn_at = \(services.now()), withdrawn_reason = \(reason)
        WHERE application_id = \(id) AND declined_at IS NULL AND lapsed_at IS NULL AND withdrawn_at IS NULL
        """)
      return ApplicationChange(message: "The reason given: \(reason)")
    }
  }
}
