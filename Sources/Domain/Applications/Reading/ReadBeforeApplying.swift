import Postgres

/// What somebody should know before they send an application for a vacancy.
public struct BeforeApplying: Sendable {
  /// What they give up by it, where they work at the school themselves.
  public let ownSchool: String?
  /// What does not belong in what they write, where the school reads applications without names.
  public let withoutNames: String?
}

/// Reads what somebody should know before they apply.
public struct ReadBeforeApplying: Sendable {
  let services: Services

  /// The use case over an installation's services.
  public init(_ services: Services) { self.services = services }

  /// What to tell the actor about a vacancy that they may see.
  public func callAsFunction(_ vacancy: Vacancy, by actor: Actor) async throws -> BeforeApplying {
    BeforeApplying(
      ownSchool: try await ownSchool(vacancy, actor),
      withoutNames: try await AnonymityStore.hidesNames(vacancy.id, in: services.pool) ? Self.nameless : nil)
  }

  private static let nameless = """
    This school reads applications without names. Leave your name, your address, web pages of yours and how to reach \
    you out of what you write here: the school gets what it needs of that from your general application once it has \
    agreed its shortlist.
    """

  /// Whoever applies has no part in choosing, not even once they have withdrawn. Somebody else must be there who can.
  private func ownSchool(_ vacancy: Vacancy, _ actor: Actor) async throws -> String? {
    guard let account = actor.account,
      account.memberships.contains(where: { $0.organisation == vacancy.place.organisation })
    else { return nil }
    let sentence = """
      You work at this school. Once you have applied you have no part in choosing for this post, also not if you withdraw \
      your application: you no longer see the other applications, and nothing that is said of yours.
      """
    guard actor.may(.readSelection, at: vacancy.place) else { return sentence }
    let staff = try await ListStaff.holding(
      [.head, .recruiter], at: vacancy.place.organisation, in: services.pool
    ).map(\.account).filter { $0 != account.id }
    let others = try await ApplicationReaders.withoutApplicants(staff, for: vacancy.id, in: services.pool)
    if !others.isEmpty { return sentence }
    return
      "\(sentence) Nobody else at the school could choose then: give somebody else the role of head or recruiter "
      + "before you apply."
  }
}
