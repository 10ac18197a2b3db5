import Postgres

/// What is missing before an offer: the interview or its scores, the self-disclosure, the online search; and what a
/// referee has answered that is to be taken up.
///
/// Keeping children safe in education, part three, asks schools to have shortlisted candidates answer questions about
/// themselves, so that it can be talked about at the interview, to consider an online search about them, and to have
/// concerns of a reference resolved. Where something is missing the head says with the offer why they decide without,
/// and where a referee has brought something up, how it was taken up.
public struct OfferGaps: Sendable, Equatable {
  /// How the interview stands.
  public var interview: OfferReadiness
  /// Whether no self-disclosure was sent.
  public var lacksDisclosure: Bool
  /// Whether no online search is noted.
  public var lacksSearch: Bool
  /// The references that have something to take up: each referee, with what they answered.
  public var toTakeUp: [String]

  /// What is missing.
  public init(
    _ interview: OfferReadiness, lacksDisclosure: Bool, lacksSearch: Bool, toTakeUp: [String] = []
  ) {
    (self.interview, self.lacksDisclosure, self.lacksSearch) = (interview, lacksDisclosure, lacksSearch)
    self.toTakeUp = toTakeUp
  }

  /// What is missing or to be taken up, each in a sentence.
  public var obstacles: [String] {
    [
      interview.obstacle,
      lacksDisclosure ? "The self-disclosure has not been sent yet." : nil,
      lacksSearch ? "No online search is noted." : nil,
    ].compactMap(\.self) + toTakeUp.map { "A reference has something to take up: \($0)." }
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
    return lacksSearch ? "who searches, and by when" : "with whom it was taken up, and what came of it"
  }

  /// The question that is put to the head then.
  public var question: String {
    let takenUp = "was what a referee has answered taken up"
    if missing.isEmpty { return "How \(takenUp)?" }
    return "Why do you decide without \(missing)\(toTakeUp.isEmpty ? "" : ", and how \(takenUp)")?"
  }

  /// What is asked of the head then.
  public var remedy: String {
    let takenUp = "how what a referee has answered was taken up"
    if missing.isEmpty { return "Enter \(takenUp), for example \(example)." }
    let without = "Enter why you decide without \(missing), for example \(example)"
    return toTakeUp.isEmpty ? "\(without)." : "\(without), and \(takenUp)."
  }

  /// All of it; nil when nothing is missing.
  public var obstacle: String? { obstacles.isEmpty ? nil : obstacles.joined(separator: " ") }

  /// How an application stands on an installation's clock. What referees have answered is left out while names are
  /// hidden.
  static func of(
    _ sent: SentApplication, _ services: Services, in db: some Queryable
  ) async throws -> OfferGaps {
    let application = sent.id
    let row = try await db.firstRow(
      """
      SELECT EXISTS (SELECT FROM self_disclosure WHERE application_id = \(application) AND sent_at IS NOT NULL) AS disclosed,
        EXISTS (SELECT FROM online_search_note WHERE application_id = \(application)) AS searched
      """)
    let references = try await ReferenceStore.list(application, in: db)
    let toTakeUp = references.filter { !sent.isAnonymous && !$0.concerns.isEmpty }
    return OfferGaps(
      try await OfferReadiness.of(application, at: services.now(), in: db),
      lacksDisclosure: try row.map { try !$0.decode("disclosed", as: Bool.self) } ?? true,
      lacksSearch: try row.map { try !$0.decode("searched", as: Bool.self) } ?? true,
      toTakeUp: toTakeUp.map(Self.words))
  }

  private static func words(_ reference: ReferenceRequest) -> String {
    "\(reference.name) (\(reference.concerns.map(\.words).joined(separator: "; ")))"
  }
}
