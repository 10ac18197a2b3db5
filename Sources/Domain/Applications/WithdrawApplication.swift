import Postgres

/// Takes the acting person's application back.
public struct WithdrawApplication: Sendable {
  let services: Services

  /// The use case over an installation's services.
  public init(_ services: Services) { self.services = services }

  /// Withdraws an application that stands; one withdrawn already stays so. Throws ``DomainError``.
  public func callAsFunction(_ id: ApplicationID, by actor: Actor) async throws -> SentApplication {
    try await services.pool.withTransaction { tx in try await take(id, by: actor, in: tx) }
  }

  /// Whether the vacancy of an application still takes applications, so that its applicant can send another one once
  /// this is withdrawn.
  public func mayApplyAgain(after application: SentApplication) async throws -> Bool {
    let vacancy = try await VacancyStore.find(application.vacancy, in: services.pool)
    return vacancy.state(at: services.now()) == .published
  }

  /// The same inside a transaction that does more, such as one over several applications.
  func take(_ id: ApplicationID, by actor: Actor, in tx: Transaction) async throws -> SentApplication {
    let application = try await ApplicationStore.lock(id, in: tx)
    guard actor.may(.withdrawOwnApplication, ownedBy: application.account) else {
      throw DomainError.notFound("application")
    }
    if application.state == .withdrawn { return application }
    guard application.state.mayBecome(.withdrawn) else {
      throw DomainError.conflict("The school has already decided on this application.")
    }
    let leaving = try await LeaveInterview(services)(application, for: .withdrawn, in: tx)
    let hadOffer = try await OfferStore.giveUp(id, at: services.now(), in: tx)
    try await ApplicationStore.setState(id, .withdrawn, nil, services.now(), tx)
    try await tell(application, leaving, hadOffer: hadOffer, tx)
    try await Audit.record(
      "application.withdrawn", AuditSubject("application", id), at: application.place, by: actor,
      services, in: tx)
    return try await ApplicationStore.find(id, in: tx)
  }

  /// The applicant has it in writing, and the school need not find out by looking.
  private func tell(
    _ application: SentApplication, _ leaving: MailAttachment?, hadOffer: Bool, _ tx: Transaction
  ) async throws {
    let offer =
      hadOffer
      ? "\n\nYour offer to them has ended by it. The post is free again: offer it to somebody else on the list at "
        + "\(services.settings.baseURL)/school/vacancies/\(application.vacancy)/selection" : ""
    let what = """
      Vacancy: \(application.vacancyTitle) (\(application.vacancyReference)) at \(application.schoolName)
      Application: \(application.reference)
      """
    let given = hadOffer ? " With it you have given back the school’s offer of the post." : ""
    try await Outbox.enqueue(
      OutgoingMail(
        to: try await ApplicationStore.address(of: application, in: tx),
        subject: "Your application \(application.reference) is withdrawn",
        body: """
          You have withdrawn your application. The school no longer considers it.\(given)

          \(what)

          Your general application stays as it is: \(services.settings.baseURL)/general-application
          """, attachment: leaving), services, in: tx)
    let readers = try await ApplicationReaders.addresses(
      of: application.vacancy, at: application.place, in: tx)
    for reader in readers {
      try await Outbox.enqueue(
        OutgoingMail(
          to: reader, subject: "Application \(application.reference) has been withdrawn",
          body: """
            The applicant has withdrawn this application.\(offer)

            \(what)

            See it here: \(services.settings.baseURL)/received/\(application.id)
            """), services, in: tx)
    }
  }
}
