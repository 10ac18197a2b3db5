import Postgres

/// What somebody is to an assessment. The school that writes it, and the induction tutor whom it has named, read all of
/// it, the teacher and the appropriate body what the head has completed. For everybody else, mentors and the teacher’s
/// other schools among them, it is only known to be there.
struct AssessmentAccess: Sendable {
  /// Whether they write it for its school, and are not the teacher or the body as well.
  let isWriter: Bool
  /// Whether they may do what a tutor does at its school.
  let atSchool: Bool
  /// Whether it is their own induction.
  let isOwn: Bool
  /// Whether they decide for the appropriate body.
  let isBody: Bool
  /// The newest period at its school, which names the tutor.
  let period: InductionPeriod?
  private let isSystem: Bool

  /// By a role, or as the tutor named in the newest of these periods at the school.
  init(
    _ place: Place, _ periods: [InductionPeriod], _ induction: Induction, isOwn: Bool, _ actor: Actor
  ) {
    let newest = periods.last { $0.place == place }
    let isNamed = newest.map { InductionAccess.may(.recordInduction, in: $0, actor) } ?? false
    (self.isOwn, period, isSystem) = (isOwn, newest, actor.isSystem)
    atSchool = !isOwn && (actor.may(.recordInduction, at: place) || isNamed)
    isBody = actor.may(.decideInduction, at: induction.place)
    isWriter = atSchool && !isBody
  }

  /// Whether they may read it, completed once or not yet.
  func mayRead(wasCompleted: Bool) -> Bool {
    isWriter || isSystem || (isOwn || isBody) && wasCompleted
  }
}
