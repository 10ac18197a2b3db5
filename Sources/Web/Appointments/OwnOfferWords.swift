import Domain

/// What stands of an offer, in words for the applicant.
enum OwnOfferWords {
  /// What the state of an application means for its applicant: of an offer that was not taken up, how it ended.
  static func explanation(_ application: SentApplication, _ offer: Offer?) -> String {
    guard application.state == .offerDeclined else { return application.state.explanation }
    return offer?.ownEnding ?? application.state.explanation
  }

  /// The same, with the offer looked up where it matters.
  static func explanation(
    _ application: SentApplication, _ actor: Actor, _ services: Services
  ) async throws -> String {
    guard application.state == .offerDeclined else { return application.state.explanation }
    return explanation(application, try await ReadOffers(services).own(application.id, by: actor).first)
  }
}
