import Postgres

/// What is missing before an offer: the interview or its scores, the self-disclosure, the online search.
///
/// Keeping children safe in education, part three, asks schools to have shortlisted candidates answer questions about
/// themselves, so that it can be talked about at the interview, and to consider an online search about them. Where
/// something is missing the head says with the offer why they decide without.
public struct OfferGaps: Sendable, Equatable {
  /// How the interview stands.
  public var interview: OfferReadiness
  /// Whether no self-disclosure was sent.
  public var lacksDisclosure: Bool
  /// Whether no online search is noted.
  public var lacksSearch: Bool

  /// What is missing.
  public init(_ interview: OfferReadiness, lacksDisclosure: Bool, lacksSearch: Bool) {
    (self.interview, self.lacksDisclosure, self.lacksSearch) = (interview, lacksDisclosure, lacksSearch)
  }

  /// What is missing, each in a sentence.
  public var obstacles: [String] {
    [
      interview.obstacle,
      lacksDisclosure ? "The self-disclosure has not been sent yet." : nil,
      lacksSearch ? "No online search is noted." : nil,
    ].compactMap(\.self)
  }

  /// What the head decides without, such as “the self-disclosure and an online search”; empty where nothing is.
  public var missing: String {
    let parts = [
      interview.missing, lacksDisclosure ? "the self-disclosure" : nil,
      lacksSearch ? "an online search" : nil,
    ].compactMap(\.self)
    guard let last = parts.last, parts.count > 1 else { return parts.first ?? "" }
    return "\(parts.dropLast().joined(separator: ", ")) and \(last)"
  }

  /// What the reason may say, for example: of the first thing that is missing.
  public var example: String {
    if interview != .ready { return "where the interview took place and how it was scored" }
    if lacksDisclosure { return "when they will answer it, and who talks about it with them" }
    return "who searches, and by when"
  }

  /// What is asked of the head then.
  public var remedy: String { "Enter why you decide without \(missing), for example \(example)." }

  /// All of it; nil when nothing is missing.
  public var obstacle: String? { obstacles.isEmpty ? nil : obstacles.joined(separator: " ") }

  /// How an application stands on an installation's clock.
  static func of(
    _ application: ApplicationID, _ services: Services, in db: some Queryable
  ) async throws -> OfferGaps {
    let row = try await db.firstRow(
      """
      SELECT EXISTS (SELECT FROM self_disclosure WHERE application_id = \(application) AND sent_at IS NOT NULL) AS disclosed,
        EXISTS (SELECT FROM online_search_note WHERE application_id = \(application)) AS searched
      """)
    return OfferGaps(
      try await OfferReadiness.of(application, at: services.now(), in: db),
      lacksDisclosure: try row.map { try !$0.decode("disclosed", as: Bool.self) } ?? true,
      lacksSearch: try row.map { try !$0.decode("searched", as: Bool.self) } ?? true)
  }
}
