import Postgres

/// The head tells somebody whose checks are done that the accepted offer depends on nothing any more.
///
/// Only then does anybody give notice where they work with nothing to fear, so it is a step of its own before the
/// appointment.
public struct ConfirmOffer: Sendable {
  let services: Services

  /// The use case over an installation's services.
  public init(_ services: Services) { self.services = services }

  /// Makes the accepted offer unconditional: every check that applies is satisfactory. Throws ``DomainError``.
  public func callAsFunction(
    _ id: ApplicationID, expectedVersion: Int? = nil, by actor: Actor
  ) async throws -> SentApplication {
    try await services.pool.withTransaction { tx in
      try await take(id, .makeOffer, isToldApart: true, expectedVersion: expectedVersion, by: actor, in: tx)
    }
  }

  /// The same inside a transaction that goes on to the appointment, of which the applicant is told.
  func take(
    _ id: ApplicationID, _ operation: Operation, isToldApart: Bool, expectedVersion: Int?, by actor: Actor,
    in tx: Transaction
  ) async throws -> SentApplication {
    try await ApplicationStep(services, operation, "application.offer_unconditional").take(
      id, to: .unconditional, expectedVersion: expectedVersion, by: actor, in: tx
    ) { application, tx in
      let checks = try await ReadChecks.load(application, today: services.today, in: tx)
      if checks.checks.isEmpty { throw DomainError.conflict("The checks have not begun.") }
      guard checks.obstacles.isEmpty else {
        throw DomainError.conflict(
          "Still open: \(checks.obstacles.joined(separator: ", ")). The offer is unconditional once every check that "
            + "applies is satisfactory.")
      }
      let offer = try await OfferStore.standing(id, in: tx)
      try await tx.execute(
        """
        UPDATE offer SET unconditional_at = \(services.now()), unconditional_by = \(actor.account?.id)
        WHERE id = \(offer.id)
        """)
      return ApplicationChange(
        tellsApplicant: isToldApart, mail: isToldApart ? mail(offer, application) : nil)
    }
  }

  private func mail(_ offer: Offer, _ application: SentApplication) -> ApplicationChange.Mail {
    ApplicationChange.Mail(
      subject: "Your offer is now unconditional: \(application.vacancyTitle), \(application.schoolName)",
      body: """
        The checks are done. The offer of the post "\(application.vacancyTitle)" at \(application.schoolName), which you \
        have accepted, is now unconditional: it depends on nothing any more.

        First day: \(offer.terms.startsOn.map(LondonTime.longDate) ?? "")

        If you have to give notice where you work now, you can do so. The school appoints you next and sends you your \
        contract.

        See it here: \(services.settings.baseURL)/applications/\(application.id)/offer
        """)
  }
}
