import Foundation
public import Postgres

/// The head offers the post to somebody who was interviewed, on conditions.
public struct MakeOffer: Sendable {
  let services: Services

  /// The use case over an installation's services.
  public init(_ services: Services) { self.services = services }

  /// Makes the offer and tells the applicant. No more offers stand than the vacancy has posts. Problems are of
  /// the fields of ``OfferTerms``. Throws ``DomainError``.
  public func callAsFunction(
    _ id: ApplicationID, _ terms: OfferTerms, expectedVersion: Int? = nil, by actor: Actor
  ) async throws -> SentApplication {
    let found = try await AppointmentAccess.received(id, .makeOffer, by: actor, in: services.pool)
    return try await services.pool.withTransaction { tx in
      try await OfferStore.lockPosts(of: found.vacancy, in: tx)
      return try await ApplicationStep(services, .makeOffer, "application.offered").take(
        id, to: .offered, expectedVersion: expectedVersion, by: actor, in: tx
      ) { application, tx in
        let problems = terms.problems(today: services.today)
        if !problems.isEmpty { throw DomainError.invalid(problems) }
        let free = try await OfferStore.freePosts(
          of: application.vacancy, takenBy: [.offered, .accepted, .appointed], in: tx)
        guard free > 0 else {
          throw DomainError.conflict(
            "As many offers stand as this vacancy has posts. Withdraw one, or wait for an answer, first.")
        }
        try await store(terms, application, actor, tx)
        return ApplicationChange(
          details: ["answer_by": .string(terms.answerBy?.description ?? "")], mail: mail(terms, application))
      }
    }
  }

  private func store(
    _ terms: OfferTerms, _ application: SentApplication, _ actor: Actor, _ tx: Transaction
  ) async throws {
    try await tx.execute(
      """
      INSERT INTO offer (id, application_id, salary, salary_pence, pay_point, starts_on, contract_type,
        contract_ends_on, fte, conditions, answer_by, made_at, made_by)
      VALUES (\(services.newID(OfferID.self)), \(application.id), \(terms.salary.trimmed), \(terms.salaryPence),
        \(terms.payPoint.trimmed), \(terms.startsOn), \(terms.contractType),
        \(terms.contractType == .permanent ? nil : terms.contractEndsOn), \(terms.fte), \(terms.conditions.trimmed),
        \(terms.answerBy), \(services.now()), \(actor.account?.id))
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

  /// Moves the last day for the answer and tells the applicant. Throws ``DomainError``.
  public func callAsFunction(
    _ id: ApplicationID, answerBy: CivilDate?, expectedVersion: Int? = nil, by actor: Actor
  ) async throws -> Offer {
    try await services.pool.withTransaction { tx in
      let application = try await AppointmentAccess.lock(id, .makeOffer, by: actor, in: tx)
      try VacancyStore.requireVersion(expectedVersion, of: application.version)
      guard application.state == .offered else {
        throw DomainError.conflict("No offer waits for an answer here.")
      }
      let offer = try await OfferStore.standing(id, in: tx)
      var problems = OfferTerms.problems(ofDay: answerBy, today: services.today)
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
      id, to: .offerWithdrawn, reason: reason, expectedVersion: expectedVersion, by: actor
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
