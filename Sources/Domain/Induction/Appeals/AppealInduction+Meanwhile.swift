import Postgres

extension AppealInduction {
  /// What was recorded of an appeal meanwhile, by whom and when, in a sentence for somebody whose step is refused because
  /// of it; nil where that is not why, and where it isn’t known or not theirs to know.
  public func meanwhile(
    _ step: AppealStep, of id: AppealID, refusedBy error: any Error, by actor: Actor
  ) async throws -> String? {
    do {
      guard let appeal = try await InductionAppeal.list("p.id = \(id)", in: services.pool).first else {
        return nil
      }
      let isStillPossible = try await steps(appeal, by: actor).contains(step)
      guard Meanwhile.explains(error, isStillPossible: isStillPossible),
        let last = try await lastDone(appeal, before: step, by: actor)
      else { return nil }
      return Meanwhile.sentence(last.step.title, by: last.entry.actor, at: last.entry.happenedAt)
    } catch DomainError.notFound {
      return nil
    }
  }
}
