import Postgres

/// Somebody who is to be invited, with their application as it was read.
public struct Invitee: Sendable {
  /// The application.
  public var application: ApplicationID
  /// Its version as it was read; nil for whatever it is.
  public var version: Int?

  /// Somebody to be invited.
  public init(_ application: ApplicationID, version: Int? = nil) {
    (self.application, self.version) = (application, version)
  }
}

/// Invites several applicants for a vacancy to interview at once.
public struct InviteManyToInterview: Sendable {
  let services: Services

  /// The use case over an installation's services.
  public init(_ services: Services) { self.services = services }

  /// How many applications may be chosen at once.
  public static let most = ChosenApplications.most

  /// Invites each to the same day or in the same words, as ``InviteToInterview`` does with one: all of them or none.
  /// Who is invited to that day already stays as they are. Who can't be invited is a problem of `applications[n]`.
  /// Answers the applications in the order given. Throws ``DomainError``.
  @discardableResult
  public func callAsFunction(
    _ id: VacancyID, _ invitees: [Invitee], day: InterviewDayID? = nil, message: String, by actor: Actor
  ) async throws -> [SentApplication] {
    let versions = Dictionary(
      invitees.map { ($0.application, $0.version) }, uniquingKeysWith: { first, _ in first })
    let chosen = invitees.map(\.application)
    return try await services.pool.withTransaction { tx in
      let vacancy = try await SelectionAccess.run(id, .arrangeInterviews, by: actor, in: tx)
      let inviting = InviteToInterview(services)
      try await ChosenApplications(chosen, for: vacancy.id).each(in: tx, nobody: "Nobody was invited") {
        _ = try await inviting.take(
          $0, day: day, message: message, expectedVersion: versions[$0] ?? nil, by: actor, in: tx)
      }
      var invited: [SentApplication] = []
      for application in chosen { invited.append(try await ApplicationStore.find(application, in: tx)) }
      return invited
    }
  }
}
