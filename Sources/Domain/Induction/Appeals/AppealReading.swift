import Postgres

extension AppealInduction {
  /// The appeals of an induction that somebody who reads it may read, oldest first: the teacher, the head who
  /// recommended and the officers.
  static func readable(
    _ induction: Induction, by actor: Actor, in db: some Queryable
  ) async throws -> [InductionAppeal] {
    let isOwn = try await InductionAccess.isOwn(induction.id, actor, in: db)
    return try await InductionAppeal.list("p.induction_id = \(induction.id)", in: db).filter {
      isOwn || actor.may(.decideInduction, at: induction.place)
        || actor.may(.registerInduction, at: $0.school)
    }
  }
}

extension InductionDecision {
  /// As somebody sees it who may read these appeals only: of another one that was dismissed nothing is said. What a
  /// decision was changed to they have to know.
  func knowing(_ appeals: [InductionAppeal]) -> InductionDecision {
    guard let appeal, appeal.state == .dismissed, !appeals.contains(where: { $0.id == appeal.id }) else {
      return self
    }
    var shown = self
    shown.appeal = nil
    return shown
  }
}

extension InductionEvent {
  private static let byAppeal = "By appeal: "

  /// The reason of an extension that came of an appeal, for whoever reads the appeal.
  static func reason(byAppeal reasons: String) -> String { byAppeal + reasons }

  /// Whether it is an extension that came of an appeal, and says why.
  var isByAppeal: Bool { kind == .extension && reason.hasPrefix(Self.byAppeal) }

  /// The same without the reasons of the agency, unless they are of one of these appeals.
  func knowing(_ appeals: [InductionAppeal]) -> InductionEvent {
    // A long reason is stored cut off.
    let isKnown = appeals.contains { appeal in
      appeal.outcomeReasons.map { Self.reason(byAppeal: $0).hasPrefix(reason) } ?? false
    }
    if !isByAppeal || isKnown { return self }
    var shown = self
    shown.reason = "By appeal."
    return shown
  }
}

extension InductionRecord {
  /// As somebody sees it: who may not read every appeal, as officers do, reads what was changed by one, without the
  /// reasons of it.
  func shown(to actor: Actor, in db: some Queryable) async throws -> InductionRecord {
    if actor.may(.decideInduction, at: induction.place) || !events.contains(where: { $0.isByAppeal }) {
      return self
    }
    let appeals = try await AppealInduction.readable(induction, by: actor, in: db)
    var shown = self
    shown.events = events.map { $0.knowing(appeals) }
    return shown
  }
}
