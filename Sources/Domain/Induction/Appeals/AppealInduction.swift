import Foundation
import Postgres

/// Appeals against failures and extensions: made by the teacher or recorded by an officer, step by step to the outcome
/// and what follows from it for the induction.
public struct AppealInduction: Sendable {
  let services: Services

  /// The use case over an installation’s services.
  public init(_ services: Services) { self.services = services }

  /// The appeals of an induction, oldest first: for the teacher, the head who recommended and the officers.
  /// Throws ``DomainError``.
  public func list(_ id: InductionID, by actor: Actor) async throws -> [InductionAppeal] {
    let induction = try await ReadInductions(services).find(id, by: actor).induction
    return try await Self.readable(induction, by: actor, in: services.pool)
  }

  /// The steps that the actor may take now, for the forms of a page.
  public func steps(_ appeal: InductionAppeal, by actor: Actor) async throws -> [AppealStep] {
    let induction = try await InductionStore.find(appeal.induction, in: services.pool)
    let role = try await role(appeal, induction, actor, in: services.pool)
    return AppealStep.allCases.filter { isPossible($0, appeal, role) }
  }

  /// What was recorded of an appeal, for somebody whose step comes too late: last, where they may still take it, and
  /// otherwise what led to where it stands; nil where it isn’t known. Throws ``DomainError``.
  public func lastDone(
    _ appeal: InductionAppeal, before step: AppealStep, by actor: Actor
  ) async throws -> (step: AppealStep, entry: TrailEntry)? {
    guard try await list(appeal.induction, by: actor).contains(where: { $0.id == appeal.id }) else {
      throw DomainError.notFound("appeal")
    }
    let isStillPossible = try await steps(appeal, by: actor).contains(step)
    let led = AppealStep.allCases.filter {
      isStillPossible || (step.state == nil ? $0 == step : $0.state == appeal.state)
    }
    guard let entry = try await last(led, of: appeal),
      let taken = led.first(where: { entry.deed == "appeal_\($0.rawValue)" })
    else {
      return nil
    }
    return (step: taken, entry: entry)
  }

  /// The entry of the trail about the last of some steps of an appeal; nil where none was taken. Who may know of it is
  /// decided before.
  func last(_ steps: [AppealStep], of appeal: InductionAppeal) async throws -> TrailEntry? {
    let actions = steps.map { "induction.appeal_\($0.rawValue)" }
    return try await TrailEntry.last(
      about: AuditSubject("induction", appeal.induction),
      where: "e.action = ANY (\(actions)) AND \(fragment: Self.isOf(appeal))", in: services.pool)
  }

  /// Whether an entry `e` of the trail is of an appeal. Older ones don’t name it: of those, what came after it was open.
  private static func isOf(_ appeal: InductionAppeal) -> Statement {
    """
    (e.details ->> 'appeal' = \(appeal.id.description) OR (e.details ->> 'appeal' IS NULL
      AND e.happened_at >= (SELECT created_at FROM induction_appeal WHERE id = \(appeal.id))))
    """
  }

  private enum Role { case officer, teacher, head }

  private func role(
    _ appeal: InductionAppeal, _ induction: Induction, _ actor: Actor, in db: some Queryable
  ) async throws -> Role {
    if actor.may(.decideInduction, at: induction.place) { return .officer }
    if try await InductionAccess.isOwn(appeal.induction, actor, in: db) { return .teacher }
    if actor.may(.registerInduction, at: appeal.school) { return .head }
    throw DomainError.notFound("appeal")
  }

  private func isPossible(_ step: AppealStep, _ appeal: InductionAppeal, _ role: Role) -> Bool {
    switch (step, role) {
    case (.failedList, .officer): appeal.failedListFrom != nil && appeal.failedListedOn == nil
    case (.dismissal, .officer), (.dismissal, .head): appeal.dismissalBy != nil && appeal.dismissedOn == nil
    case (.lodge, .teacher): appeal.state == .open && services.today <= appeal.appealBy
    case (.waive, .teacher), (.withdraw, .teacher), (_, .officer):
      step.state.map { appeal.state.mayBecome($0) || step == .hearing && appeal.state == .hearing } ?? false
    default: false
    }
  }

  /// Takes a step. Throws ``DomainError``.
  public func record(
    _ step: AppealStep, _ entry: AppealEntry, of id: AppealID, expectedVersion: Int?, by actor: Actor
  ) async throws -> InductionAppeal {
    try await services.pool.withTransaction { tx in
      guard let known = try await InductionAppeal.list("p.id = \(id)", in: tx).first else {
        throw DomainError.notFound("appeal")
      }
      _ = try await InductionStore.lock(known.induction, nil, in: tx)
      guard let appeal = try await InductionAppeal.list("p.id = \(id)", in: tx).first else {
        throw DomainError.notFound("appeal")
      }
      let record = try await ReplanInduction(services).fresh(
        InductionStore.record(appeal.induction, in: tx), in: tx)
      let role = try await role(appeal, record.induction, actor, in: tx)
      if record.induction.state == .died {
        throw DomainError.conflict("The teacher has died: the appeal goes no further.")
      }
      if let expectedVersion, expectedVersion != appeal.version {
        throw DomainError.staleVersion(current: appeal.version)
      }
      guard isPossible(step, appeal, role) else {
        throw refusal(step, appeal, role)
      }
      var entry = entry
      if role == .teacher { (entry.on, entry.note) = (services.today, "") }
      try check(step, entry, appeal, record)
      try await write(step, entry, appeal, record, actor, tx)
      try await Audit.record(
        "induction.appeal_\(step.rawValue)", AuditSubject("induction", appeal.induction),
        at: record.induction.place, details: ["appeal": .string(id.description)], by: actor, services, in: tx)
      try await tell(step, entry, appeal, record, tx)
      if step.isOutcome {
        try await WriteLetters(
          services: services, record: record, decision: appeal.decision, actor: actor, appeal: id
        ).outcome(step, entry, of: appeal, in: tx)
      }
      return try await InductionAppeal.list("p.id = \(id)", in: tx).first ?? appeal
    }
  }

  private func refusal(_ step: AppealStep, _ appeal: InductionAppeal, _ role: Role) -> DomainError {
    if step == .lodge, role == .teacher, appeal.state == .open || appeal.state == .lapsed {
      return .conflict(
        "The last day was \(LondonTime.longDate(appeal.appealBy)). Ask the Teaching Regulation Agency whether it "
          + "accepts a late appeal; the appropriate body then records it.")
    }
    if step == .lodge, role == .teacher, appeal.state == .waived {
      return .conflict(
        "It is recorded that you will not appeal. If that is a mistake, ask the appropriate body: it can still record "
          + "an appeal made by \(LondonTime.longDate(appeal.appealBy)).")
    }
    let isOfficers = isPossible(step, appeal, .officer)
    return isOfficers
      ? .notAllowed("Only an officer of the appropriate body can record this.")
      : .conflict("This can’t be recorded now: “\(appeal.state.title)”.")
  }

  // MARK: What is entered

  private func check(
    _ step: AppealStep, _ entry: AppealEntry, _ appeal: InductionAppeal, _ record: InductionRecord
  ) throws {
    var problems = Problems()
    let first = earliest(step, appeal)
    problems.require(
      entry.on.map { first <= $0 && $0 <= services.today } == true, "on",
      "Enter the day on which it happened, from \(LondonTime.shortDate(first)) to today.")
    switch step {
    case .lodge:
      problems.require(
        (10...10_000).contains(entry.text.count), "text", "Enter the grounds, in 10 to 10,000 characters.")
      if let on = entry.on, on > appeal.appealBy {
        problems.require(
          (10...2_000).contains(entry.note.count), "note",
          "The last day was \(LondonTime.longDate(appeal.appealBy)). Enter why the agency accepts it late, in 10 to "
            + "2,000 characters.")
      }
    case .reply:
      problems.require(
        (10...10_000).contains(entry.text.count), "text", "Enter the reply, in 10 to 10,000 characters.")
    case .hearing: try checkHearing(entry, &problems)
    case .allow, .dismiss, .vary:
      problems.require(
        (10...5_000).contains(entry.text.count), "text", "Enter the reasons, in 10 to 5,000 characters.")
      checkOutcome(step, entry, appeal, record, &problems)
      if appeal.state == .hearing, let day = appeal.hearingOn {
        problems.require(
          (10...2_000).contains(entry.note.count), "note",
          "A hearing is arranged for \(LondonTime.longDate(day)). Enter why it was decided without it, in 10 to 2,000 "
            + "characters, or record first that it was heard.")
      }
    case .dismissal:
      problems.require(entry.text.count <= 2_000, "text", "Shorten the note to 2,000 characters or fewer.")
    case .waive, .withdraw, .heard, .failedList: break
    }
    try problems.throwIfAny()
  }

  private func earliest(_ step: AppealStep, _ appeal: InductionAppeal) -> CivilDate {
    switch step {
    case .lodge, .waive, .dismissal: appeal.decidedOn
    case .failedList: appeal.failedListFrom ?? appeal.decidedOn
    case .heard: appeal.hearingOn ?? appeal.decidedOn
    case .allow, .dismiss, .vary: appeal.heardOn ?? appeal.lodgedOn ?? appeal.decidedOn
    case .withdraw, .reply, .hearing: appeal.lodgedOn ?? appeal.decidedOn
    }
  }

  /// The parties are told at least fifteen working days before the hearing (SI 2012/1115, Schedule 2).
  private func checkHearing(_ entry: AppealEntry, _ problems: inout Problems) throws {
    problems.require(
      entry.hearingOn.map { $0 >= entry.on ?? $0 } == true, "hearing_on",
      "Enter the day of the hearing, not before the notice of it.")
    problems.require(
      (2...500).contains(entry.place.count), "place", "Enter where it is held, in 2 to 500 characters.")
    guard let hearing = entry.hearingOn, let notified = entry.on else { return }
    let last = try InductionDeadline.lastDay(of: "hearing-notice", from: hearing)
    problems.require(
      notified <= last || (10...2_000).contains(entry.note.count), "note",
      "For this hearing the last day of notice was \(LondonTime.longDate(last)). Enter why the notice stands, in 10 to "
        + "2,000 characters.")
  }

  private func checkOutcome(
    _ step: AppealStep, _ entry: AppealEntry, _ appeal: InductionAppeal, _ record: InductionRecord,
    _ problems: inout Problems
  ) {
    guard step == .vary else { return }
    problems.require(
      entry.terms.map { $0 > 0 && $0 <= 6 } == true, "terms",
      "Enter by how many terms induction is extended: more than 0 and at most 6.")
    if appeal.against == .notSatisfactory {
      problems.require(
        entry.resumesOn.map { $0 >= appeal.decidedOn } == true, "resumes_on",
        "Enter the day from which the teacher serves again.")
    } else {
      problems.require(
        record.induction.state.isOpen || [.left, .transferred].contains(record.induction.state), "terms",
        "This induction is “\(record.induction.state.title)”: its extension can’t be changed any more.")
    }
  }
}
