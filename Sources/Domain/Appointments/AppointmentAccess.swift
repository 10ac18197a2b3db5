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

  /// Whether an application exists for somebody in these steps: for the school’s head and recruiters, and of its panel
  /// members for those on the vacancy’s panel or on that of the day of interviews that it is invited to. Who has applied
  /// for the vacancy themselves has no part in it.
  static func mayRead(
    _ application: SentApplication, _ actor: Actor, in db: some Queryable
  ) async throws -> Bool {
    guard actor.may(.readReceivedApplications, at: application.place) else { return false }
    guard let account = actor.account else { return actor.isSystem }
    if try await ApplicationReaders.isApplicant(account.id, for: application.vacancy, in: db) { return false }
    if actor.may(.readSelection, at: application.place) { return true }
    return try await isOnPanel(account.id, of: application, in: db)
  }

  /// Whether somebody sits on the panel of an application’s vacancy, or on that of the day that it is invited to.
  private static func isOnPanel(
    _ account: AccountID, of application: SentApplication, in db: some Queryable
  ) async throws -> Bool {
    try await db.value(
      """
      SELECT EXISTS (SELECT FROM panel_member WHERE vacancy_id = \(application.vacancy) AND account_id = \(account))
        OR EXISTS (SELECT FROM interview_invitation i JOIN interview_panelist p ON p.day_id = i.day_id
          WHERE i.application_id = \(application.id) AND p.account_id = \(account))
      """, as: Bool.self)
  }

  /// For whom it doesn’t exist it is not found; others who may not do this are told so. Throws ``DomainError``.
  static func check(
    _ application: SentApplication, _ operation: Operation, _ actor: Actor, in db: some Queryable
  ) async throws {
    guard try await mayRead(application, actor, in: db) else { throw DomainError.notFound("application") }
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
