import Postgres

/// What somebody is to the support of a teacher in induction: lesson observations and support plans. The school that
/// writes them, and the induction tutor whom it has named, see all of them, the teacher and the appropriate body’s officers what is for them; for everybody else
/// they don’t exist.
struct SupportAccess: Sendable {
  /// Whether they are of the school that writes, and not the teacher or the body as well.
  let isSchool: Bool
  /// Whether they may write for that school.
  let mayWrite: Bool
  /// Whether they are an officer of the appropriate body.
  let isBody: Bool
  /// Whether it is their own induction.
  let isOwn: Bool

  /// By a role, or as the tutor named in the newest of these periods at the school.
  init(
    _ place: Place, _ periods: [InductionPeriod], _ induction: Induction, isOwn: Bool, _ actor: Actor
  ) {
    self.isOwn = isOwn
    isBody = !actor.isSystem && actor.may(.readInductionSupport, at: induction.place)
    let others = isOwn || isBody
    let period = periods.last { $0.place == place }
    let may = { (operation: Operation) in
      actor.may(operation, at: place) || period.map { InductionAccess.may(operation, in: $0, actor) } ?? false
    }
    isSchool = actor.isSystem || may(.readInductionSupport) && !others
    mayWrite = actor.isSystem || may(.supportInduction) && !others
  }

  /// The school that writes for a teacher: the one that leads, or led on the day of a lesson. Locks the induction. Throws
  /// ``DomainError``.
  static func place(
    of id: InductionID, seenOn day: CivilDate? = nil, _ services: Services, by actor: Actor,
    in tx: Transaction
  ) async throws -> (InductionRecord, InductionPeriod) {
    _ = try await InductionStore.lock(id, nil, in: tx)
    let record = try await InductionStore.record(id, in: tx)
    let isOwn = try await InductionAccess.isOwn(id, actor, in: tx)
    guard isOwn || InductionAccess.mayRead(record.induction, record.periods, actor) else {
      throw DomainError.notFound("induction")
    }
    let others =
      isOwn || !actor.isSystem && actor.may(.readInductionSupport, at: record.induction.place)
    if others { throw DomainError.notAllowed(Permissions.grant(for: .supportInduction).refusal) }
    let period = try record.requireSupport(actor, seenOn: day, on: services.today)
    guard record.induction.state.isOpen else {
      throw DomainError.conflict("This induction is “\(record.induction.state.title)”.")
    }
    return (record, period)
  }
}
