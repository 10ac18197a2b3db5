import Postgres

/// The head takes somebody up again whose offer came to nothing, or who was turned down after the interview, so that an
/// offer can be made to them: the next best candidate, or somebody who missed the last day for an answer.
public struct ReopenOffer: Sendable {
  let services: Services

  /// The use case over an installation's services.
  public init(_ services: Services) { self.services = services }

  /// Whether somebody in this state may be taken up again; who was turned down only if they had been invited to interview.
  public static func isOpen(_ state: ApplicationState, wasInterviewed: Bool) -> Bool {
    switch state {
    case .offerDeclined, .offerWithdrawn: true
    case .unsuccessful: wasInterviewed
    default: false
    }
  }

  /// Whether the head can take this application up again; not where the applicant has closed their account. Throws
  /// ``DomainError``.
  public func isOpen(_ id: ApplicationID, by actor: Actor) async throws -> Bool {
    let application = try await AppointmentAccess.received(
      id, .readAppointments, by: actor, in: services.pool)
    if application.isAccountClosed { return false }
    return Self.isOpen(
      application.state, wasInterviewed: try await Self.wasInterviewed(id, in: services.pool))
  }

  /// Brings the application back among those who were interviewed. The reason stays with the school; the applicant is
  /// told that they are considered again. Throws ``DomainError``.
  public func callAsFunction(
    _ id: ApplicationID, reason: String, expectedVersion: Int? = nil, by actor: Actor
  ) async throws -> SentApplication {
    let reason = reason.trimmed
    return try await ApplicationStep(services, .makeOffer, "application.offer_reopened")(
      id, to: .interviewing, reason: reason, expectedVersion: expectedVersion, by: actor,
      whenThere: DecisionReason.isRepeat(reason)
    ) { application, tx in
      guard
        Self.isOpen(application.state, wasInterviewed: try await Self.wasInterviewed(id, in: tx))
      else {
        throw DomainError.conflict(
          "Only somebody who was interviewed, and whose offer came to nothing or who was turned down, is taken up again. "
            + "The state of this application is “\(application.state.title)”.")
      }
      try application.requireOpenToOffer()
      try DecisionReason.check(reason, isNeeded: true)
      try await Self.requireFreePost(application, in: tx)
      return ApplicationChange(mail: mail(application))
    }
  }

  /// A vacancy that is over, or whose posts are all taken, takes nobody up again. Throws ``DomainError``.
  private static func requireFreePost(_ application: SentApplication, in tx: Transaction) async throws {
    let vacancy = try await VacancyStore.hold(application.vacancy, in: tx)
    let free = try await OfferStore.freePosts(
      of: vacancy.id, takenBy: [.offered, .accepted, .unconditional, .appointed], in: tx)
    guard free > 0, !vacancy.isSelectionOver else {
      throw DomainError.conflict(
        "This vacancy has no post left to offer, so nobody is taken up again for it.")
    }
  }

  private static func wasInterviewed(_ id: ApplicationID, in db: some Queryable) async throws -> Bool {
    try await db.value(
      """
      SELECT EXISTS (SELECT FROM application_reached WHERE application_id = \(id)
        AND state = \(ApplicationState.interviewing))
      """, as: Bool.self)
  }

  private func mail(_ application: SentApplication) -> ApplicationChange.Mail {
    ApplicationChange.Mail(
      subject: "You are considered again: \(application.vacancyTitle), \(application.schoolName)",
      body: """
        \(application.schoolName) considers you again for the post "\(application.vacancyTitle)". There is nothing for you \
        to do now: you hear from the school when it has decided.

        If you do not want the post any more, withdraw your application here:
        \(services.settings.baseURL)/applications/\(application.id)
        """)
  }
}
