import Postgres

/// Finds applications as far as they exist for whoever acts, for the steps from shortlist to appointment.
enum AppointmentAccess {
  /// The application for staff of its school who may do this. Throws ``DomainError``.
  static func received(
    _ id: ApplicationID, _ operation: Operation, by actor: Actor, in db: some Queryable
  ) async throws -> SentApplication {
    let application = try await ApplicationStore.find(id, in: db)
    try await check(application, operation, actor, in: db)
    return application
  }

  /// The same, locked until the transaction ends.
  static func lock(
    _ id: ApplicationID, _ operation: Operation, by actor: Actor, in tx: Transaction
  ) async throws -> SentApplication {
    let application = try await ApplicationStore.lock(id, in: tx)
    try await check(application, operation, actor, in: tx)
    return application
  }

  /// The application for the person who sent it; for everybody else it doesn't exist. Throws ``DomainError``.
  static func own(
    _ id: ApplicationID, _ operation: Operation, by actor: Actor, in db: some Queryable
  ) async throws -> SentApplication {
    let application = try await ApplicationStore.find(id, in: db)
    guard actor.may(operation, ownedBy: application.account) else {
      throw DomainError.notFound("application")
    }
    return application
  }

  /// Whether the actor has applied for the same vacancy.
  static func isRival(
    _ actor: Actor, _ application: SentApplication, in db: some Queryable
  ) async throws -> Bool {
    guard let account = actor.account else { return false }
    return try await ApplicationReaders.isApplicant(account.id, for: application.vacancy, in: db)
  }

  /// Who has applied for the vacancy themselves has no part in it. Who may not do this is told so only where they read
  /// the application: for a panel member of the school who is not on the vacancy’s panel it doesn’t exist. Throws
  /// ``DomainError``.
  static func check(
    _ application: SentApplication, _ operation: Operation, _ actor: Actor, in db: some Queryable
  ) async throws {
    try actor.require(.readReceivedApplications, at: application.place, orHide: "application")
    if try await isRival(actor, application, in: db) { throw DomainError.notFound("application") }
    if actor.may(operation, at: application.place) { return }
    guard try await ApplicationReaders.mayRead(application.vacancy, at: application.place, actor, in: db)
    else { throw DomainError.notFound("application") }
    try actor.require(operation, at: application.place)
  }
}

extension ApplicationState {
  /// Whether somebody has been shortlisted and is still, or already, wanted: references are asked for, and
  /// self-disclosures.
  public var isPastShortlist: Bool {
    switch self {
    case .shortlisted, .interviewing, .offered, .accepted, .unconditional, .appointed: true
    case .sent, .underConsideration, .longlisted, .unsuccessful, .offerDeclined, .offerWithdrawn, .withdrawn:
      false
    }
  }

  /// Whether an offer was made that stands or was taken up.
  public var hasStandingOffer: Bool { self == .offered || hasAcceptedOffer }

  /// Whether an offer was accepted, and not taken back since.
  public var hasAcceptedOffer: Bool { self == .accepted || self == .unconditional || self == .appointed }
}

/// Tells those at a school who run its selections.
enum SchoolMail {
  /// One mail about a vacancy, or an application for it, to each head and recruiter who sees it, or to some of them.
  static func send(
    about vacancy: VacancyID, to place: Place, subject: String, body: String, _ services: Services,
    in tx: Transaction, where isMeant: (StaffMember) -> Bool = { _ in true }
  ) async throws {
    for address in try await ApplicationReaders.addresses(of: vacancy, at: place, in: tx, where: isMeant) {
      try await Outbox.enqueue(OutgoingMail(to: address, subject: subject, body: body), services, in: tx)
    }
  }
}
