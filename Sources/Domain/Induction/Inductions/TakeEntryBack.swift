public import Postgres

extension InductionEvent.Kind {
  /// What whoever enters it, or takes it back, must be allowed to do.
  var operation: Operation { self == .absence ? .recordInduction : .decideInduction }
}

extension InductionRecord {
  /// Whether somebody may take an entry back now: reductions and extensions the body, unless it has decided the
  /// extension; absence the lead school and the body, and another school of its own post.
  public func mayTakeBack(_ event: InductionEvent, _ actor: Actor, on today: CivilDate) -> Bool {
    guard !isPartial, induction.state.isOpen, event.kind.isRemovable, event.removedAt == nil, !event.isDecided
    else { return false }
    return InductionAccess.may(event.kind.operation, induction, periods, actor, on: today)
      && isRecordedBy(actor, event, on: today)
  }

  /// Whether an absence is of a post in which somebody records it; whatever else is entered is of none.
  func isRecordedBy(_ actor: Actor, _ event: InductionEvent, on today: CivilDate) -> Bool {
    guard event.kind == .absence, let posts = absencePosts(actor, on: today), let start = event.startsOn
    else { return true }
    return posts.contains { $0.covers(start) }
  }
}
