import Postgres

/// Asks the referees of several applications of a vacancy at once.
public struct RequestManyReferences: Sendable {
  let services: Services

  /// The use case over an installation's services.
  public init(_ services: Services) { self.services = services }

  /// How many applications may be chosen at once.
  public static let most = ChosenApplications.most

  /// Asks of each application every referee who may be asked now, as ``RequestReferences`` does of one: of all of them
  /// or of none. Those who were asked before are not asked again. Who can't be asked of is a problem of
  /// `applications[n]`. Answers every reference that has been asked for, application by application. Throws
  /// ``DomainError``.
  @discardableResult
  public func callAsFunction(
    _ id: VacancyID, of chosen: [ApplicationID], by actor: Actor
  ) async throws -> [ReferenceRequest] {
    try await services.pool.withTransaction { tx in
      let vacancy = try await SelectionAccess.run(id, .requestReferences, by: actor, in: tx)
      let asking = RequestReferences(services)
      try await ChosenApplications(chosen, for: vacancy.id).each(in: tx, nobody: "Nobody was asked") {
        _ = try await asking.take($0, by: actor, in: tx)
      }
      var asked: [ReferenceRequest] = []
      for application in chosen { asked += try await ReferenceStore.list(application, in: tx) }
      return asked
    }
  }
}
