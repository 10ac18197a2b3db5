import Postgres

/// The applicant accepts or declines an offer.
public struct AnswerOffer: Sendable {
  let services: Services

  /// The use case over an installation's services.
  public init(_ services: Services) { self.services = services }

  /// Stores the answer with a note to the school, and tells it. No more offers are accepted than the vacancy has
  /// posts. Answered twice alike, the first counts. Throws ``DomainError``.
  public func callAsFunction(
    _ id: ApplicationID, accepts: Bool, note: String = "", by actor: Actor
  ) async throws -> SentApplication {
    let found = try await AppointmentAccess.own(id, .answerOffer, by: actor, in: services.pool)
    let note = note.trimmed
    return try await services.pool.withTransaction { tx in
      try await OfferStore.lockPosts(of: found.vacancy, in: tx)
      let next: ApplicationState = accepts ? .accepted : .offerDeclined
      let action = accepts ? "application.offer_accepted" : "application.offer_declined"
      return try await ApplicationStep(services, .answerOffer, action).takeOwn(
        id, to: next, by: actor, in: tx
      ) {
        application, tx in
        guard note.count <= 1000 else {
          throw DomainError.invalid([
            FieldProblem(field: "note", message: "Shorten the note to 1,000 characters or fewer.")
          ])
        }
        let offer = try await OfferStore.standing(id, in: tx)
        guard offer.awaitsAnswer(on: services.today) else {
          throw DomainError.conflict("The last day for an answer is over. Ask the school for more time.")
        }
        if accepts { try await accept(offer, application, tx) } else { try await decline(offer, tx) }
        try await tx.execute("UPDATE offer SET answer_note = \(note) WHERE id = \(offer.id)")
        try await tellSchool(application, accepts, note, tx)
        return ApplicationChange(mail: accepts ? nil : declined(application))
      }
    }
  }

  private func accept(_ offer: Offer, _ application: SentApplication, _ tx: Transaction) async throws {
    let free = try await OfferStore.freePosts(
      of: application.vacancy, takenBy: [.accepted, .unconditional, .appointed], in: tx)
    guard free > 0 else {
      throw DomainError.conflict("The post has been taken in the meantime. The school will write to you.")
    }
    try await tx.execute("UPDATE offer SET accepted_at = \(services.now()) WHERE id = \(offer.id)")
    try await CheckStore.begin(application, services, in: tx)
  }

  private func decline(_ offer: Offer, _ tx: Transaction) async throws {
    try await tx.execute("UPDATE offer SET declined_at = \(services.now()) WHERE id = \(offer.id)")
  }

  private func declined(_ application: SentApplication) -> ApplicationChange.Mail {
    ApplicationChange.Mail(
      subject: "You have declined the offer: \(application.vacancyTitle), \(application.schoolName)",
      body: """
        You have declined the offer of the post "\(application.vacancyTitle)" at \(application.schoolName). The school \
        knows, and you need not do anything more.

        See it here: \(services.settings.baseURL)/applications/\(application.id)
        """)
  }

  private func tellSchool(
    _ application: SentApplication, _ accepts: Bool, _ note: String, _ tx: Transaction
  ) async throws {
    let words = accepts ? "accepted" : "declined"
    let next =
      accepts
      ? "See it here: \(services.settings.baseURL)/received/\(application.id)/checks"
      : OfferWords.next(application, services)
    try await SchoolMail.send(
      about: application.vacancy, to: application.place,
      subject: "Offer \(words): \(application.applicantName)",
      body: """
        \(application.applicantName) has \(words) your offer of the post "\(application.vacancyTitle)".\
        \(note.isEmpty ? "" : "\n\nThey write: \(note)")

        \(next)
        """, services, in: tx)
  }
}

/// Ends offers that were not answered by their last day.
public struct LapseOffers: Sendable {
  /// Said of such an offer, to both.
  public static let reason = "No answer by the day"

  let services: Services

  /// The use case over an installation's services.
  public init(_ services: Services) { self.services = services }

  /// Ends one offer that is due and says whether there was one; run it until there is none. Several workers may
  /// run at once.
  public func callAsFunction(by actor: Actor = .worker) async throws -> Bool {
    try await services.pool.withTransaction { tx in
      let due = try await tx.firstRow(
        """
        SELECT f.id, f.application_id FROM offer f JOIN application a ON a.id = f.application_id
        WHERE f.answer_by < \(services.today) AND f.accepted_at IS NULL AND f.declined_at IS NULL
          AND f.lapsed_at IS NULL AND f.withdrawn_at IS NULL AND a.state = 'offered'
        ORDER BY f.answer_by, f.id LIMIT 1 FOR UPDATE OF a, f SKIP LOCKED
        """)
      guard let due else { return false }
      let id = try due.decode("application_id", as: ApplicationID.self)
      let offer = try due.decode("id", as: OfferID.self)
      _ = try await ApplicationStep(services, .makeOffer, "application.offer_lapsed").take(
        id, to: .offerDeclined, reason: Self.reason, expectedVersion: nil, by: actor, in: tx
      ) { application, tx in
        try await tx.execute("UPDATE offer SET lapsed_at = \(services.now()) WHERE id = \(offer)")
        try await SchoolMail.send(
          about: application.vacancy, to: application.place,
          subject: "Offer ended without an answer: \(application.applicantName)",
          body: """
            \(application.applicantName) has not answered your offer of the post "\(application.vacancyTitle)" \
            by the day you gave, so it has ended.

            \(OfferWords.next(application, services))
            """, services, in: tx)
        return ApplicationChange(mail: mail(application))
      }
      return true
    }
  }

  private func mail(_ application: SentApplication) -> ApplicationChange.Mail {
    ApplicationChange.Mail(
      subject: "The offer has ended: \(application.vacancyTitle), \(application.schoolName)",
      body: """
        \(application.schoolName) offered you the post "\(application.vacancyTitle)". Its last day for your answer is \
        over, so the offer has ended.

        If you still want the post, write to the school soon: it may offer it again, or to somebody else.
        \(services.settings.baseURL)/applications/\(application.id)/messages
        """)
  }
}

/// What a school is written when an offer has come to nothing.
enum OfferWords {
  /// That the post is free again, and what can be done.
  static func next(_ application: SentApplication, _ services: Services) -> String {
    """
    The post is free again. Offer it to somebody else on the list:
    \(services.settings.baseURL)/school/vacancies/\(application.vacancy)/selection

    Or take \(application.applicantName) up again: \(services.settings.baseURL)/received/\(application.id)/offer
    """
  }
}

/// Reads offers: the school's head and recruiters, and the applicant their own.
public struct ReadOffers: Sendable {
  let services: Services

  /// The use case over an installation's services.
  public init(_ services: Services) { self.services = services }

  /// The offers of an application that the school has received, newest first. Throws ``DomainError``.
  public func received(_ id: ApplicationID, by actor: Actor) async throws -> [Offer] {
    _ = try await AppointmentAccess.received(id, .readAppointments, by: actor, in: services.pool)
    return try await OfferStore.list(id, in: services.pool)
  }

  /// The offers to the acting person for an application of theirs, newest first. Throws ``DomainError``.
  public func own(_ id: ApplicationID, by actor: Actor) async throws -> [Offer] {
    _ = try await AppointmentAccess.own(id, .readOwnApplications, by: actor, in: services.pool)
    return try await OfferStore.list(id, in: services.pool)
  }

  /// What full-time work on the pay point of each of these offers of an application pays a year, where the pay scales
  /// know it.
  public func points(
    of offers: [Offer], for application: SentApplication
  ) async throws -> [OfferID: PayPoint] {
    var points: [OfferID: PayPoint] = [:]
    for offer in offers {
      points[offer.id] = try await OfferPay.point(of: offer.terms, for: application, in: services.pool)
    }
    return points
  }

  /// Whether an interview stands behind an offer to an application, or what is missing of it. Throws ``DomainError``.
  public func readiness(_ id: ApplicationID, by actor: Actor) async throws -> OfferReadiness {
    _ = try await AppointmentAccess.received(id, .readAppointments, by: actor, in: services.pool)
    return try await OfferReadiness.of(id, at: services.now(), in: services.pool)
  }

  /// What is missing before an offer to an application. Throws ``DomainError``.
  public func gaps(_ id: ApplicationID, by actor: Actor) async throws -> OfferGaps {
    let application = try await AppointmentAccess.received(
      id, .readAppointments, by: actor, in: services.pool)
    return try await OfferGaps.of(application, services, in: services.pool)
  }

  /// What an offer for an application begins with: what its vacancy says. Throws ``DomainError``.
  public func suggestion(_ id: ApplicationID, by actor: Actor) async throws -> OfferTerms {
    let application = try await AppointmentAccess.received(
      id, .readAppointments, by: actor, in: services.pool)
    let content = try await VacancyStore.find(application.vacancy, in: services.pool).content
    return OfferTerms(
      payPoint: content.payMinimum ?? "", startsOn: content.startsOn, contractType: content.contractType,
      contractEndsOn: content.contractEndsOn, fte: content.fte, answerBy: services.today.adding(days: 7))
  }
}
