public import Foundation
import Postgres

/// Ends an induction: the head recommends, the teacher may answer, the appropriate body decides within its time. A
/// failure takes a second person. Letters leave with the decision.
public struct DecideInduction: Sendable {
  let services: Services

  /// The use case over an installation’s services.
  public init(_ services: Services) { self.services = services }

  /// Recommendations and decisions, oldest first. A failure that is only proposed is the body’s to know, the
  /// recommendation and the teacher’s answer are not. They are for those who assess, and for the teacher: a mentor, who
  /// supports and does not assess, sees none. Throws ``DomainError``.
  public func list(_ id: InductionID, by actor: Actor) async throws -> [InductionDecision] {
    let record = try await ReadInductions(services).find(id, by: actor)
    guard try await mayRead(record, by: actor) else { return [] }
    return try await Self.list(record, by: actor, in: services.pool)
  }

  /// The decisions as somebody sees them who may know of them.
  private static func list(
    _ record: InductionRecord, by actor: Actor, in db: some Queryable
  ) async throws -> [InductionDecision] {
    let all = withMissing(try await InductionDecision.list(record.induction.id, in: db), record)
    if actor.may(.decideInduction, at: record.induction.place) { return all }
    let appeals = try await AppealInduction.readable(record.induction, by: actor, in: db)
    return all.map { $0.withoutProposal.knowing(appeals) }
  }

  /// Whether somebody who reads an induction may know of recommendations and of what stands against completion: the
  /// body, the teacher, and of the school those with a role and the tutor who is named. Throws ``DomainError``.
  public func mayRead(_ record: InductionRecord, by actor: Actor) async throws -> Bool {
    if actor.may(.decideInduction, at: record.induction.place) { return true }
    if record.isPartial { return false }
    if actor.may(.readInductions, at: record.induction.place) { return true }
    let assesses = record.periods.contains {
      actor.may(.readInductions, at: $0.place) || InductionAccess.may(.recordInduction, in: $0, actor)
    }
    return assesses ? true : try await InductionAccess.isOwn(record.induction.id, actor, in: services.pool)
  }

  /// With how many assessments are missing now where a recommendation waits and nothing is proposed.
  static func withMissing(_ all: [InductionDecision], _ record: InductionRecord) -> [InductionDecision] {
    all.map { one in
      var one = one
      if one.isOpen, one.outcome == nil { one.missingAssessments = record.completion.missing }
      return one
    }
  }

  // MARK: School and teacher

  /// The head recommends; an end before the end by the plan, or without an assessment that the plan has, takes a reason
  /// of its own, and of who has left before the end nothing is recommended. Throws ``DomainError``.
  public func recommend(
    _ id: InductionID, _ outcome: InductionOutcome?, reasons: String, earlyReason: String = "",
    expectedVersion: Int?, by actor: Actor
  ) async throws -> [InductionDecision] {
    let (reasons, earlyReason) = (reasons.trimmed, earlyReason.trimmed)
    return try await change(id, .registerInduction, "recommended", expectedVersion, actor) { record, tx in
      if !record.induction.state.takesRecommendation { try Self.requireState(record, .serving) }
      try await TransferStore.requireStaying(
        id, "That transfer has to be undone by the appropriate body first.", in: tx)
      let period = try record.requireLead(actor, on: services.today)
      var problems = Problems()
      problems.require(outcome != nil, "outcome", "Choose what you recommend.")
      try Self.check(reasons, &problems)
      let (today, check) = (services.today, record.completion)
      let takesReason =
        outcome != nil && outcome != .extension && check.check(earlyReason, on: today, &problems)
      try problems.throwIfAny()
      guard let outcome else { return }
      try await tx.execute(
        """
        INSERT INTO induction_decision (id, induction_id, school_id, recommendation, recommendation_reasons,
          recommendation_early_reason, recommended_by, recommended_by_name, recommended_at, represent_by, decide_by)
        VALUES (\(services.newID(InductionEventID.self)), \(id), \(period.place.organisation), \(outcome), \(reasons),
          \(takesReason ? earlyReason : nil), \(actor.account?.id), \(actor.account?.name ?? "The operator"), \(services.now()),
          \(try InductionDeadline.lastDay(of: "representations", from: today)),
          \(try InductionDeadline.lastDay(of: "ab-decision", from: today)))
        """)
      try await InductionStore.setState(id, .recommended, services.now(), in: tx)
      try await tx.execute(
        """
        UPDATE induction_due SET done_on = \(today)
        WHERE induction_id = \(id) AND kind = \(InductionDue.Kind.recommendation) AND done_on IS NULL
        """)
      try await tellRecommended(record, outcome, today, tx)
    }
  }

  /// The teacher says what they have to say to it, until the last day; what is added to it later stands below what was
  /// said first. Throws ``DomainError``.
  public func represent(
    _ id: InductionID, _ text: String, by actor: Actor
  ) async throws -> [InductionDecision] {
    let text = text.trimmed
    guard try await InductionAccess.isOwn(id, actor, in: services.pool) else {
      throw DomainError.notFound("induction")
    }
    return try await services.pool.withTransaction { tx in
      let induction = try await InductionStore.lock(id, nil, in: tx)
      guard let open = try await InductionDecision.list(id, in: tx).last, open.isOpen else {
        throw DomainError.conflict("There is no recommendation to answer.")
      }
      guard services.today <= open.representBy else {
        throw DomainError.conflict("The last day was \(LondonTime.longDate(open.representBy)).")
      }
      var problems = Problems()
      problems.require(
        (1...5_000).contains(text.count), "text", "Enter what you have to say, in up to 5,000 characters.")
      let added = open.representations.map {
        "\($0)\n\nAdded on \(LondonTime.dateAndTime(services.now())):\n\n\(text)"
      }
      // The same once more, from a second click, adds nothing.
      let whole = open.representations?.hasSuffix(text) == true ? open.representations ?? text : added ?? text
      problems.require(
        whole.count <= 20_000, "text",
        "Shorten this: with what you have said before it comes to over 20,000 characters.")
      try problems.throwIfAny()
      try await tx.execute(
        """
        UPDATE induction_decision SET representations = \(whole), represented_at = \(services.now())
        WHERE induction_id = \(id) AND decided_at IS NULL AND returned_at IS NULL
        """)
      // Whoever decides has read what the teacher says.
      try await tx.execute("UPDATE induction SET version = version + 1 WHERE id = \(id)")
      try await record("represented", induction, actor, tx)
      try await RegistrationStore.tellOfficers(
        of: induction.place, subject: "Representations: \(induction.reference)",
        body: "\(induction.name) has answered the recommendation:\n\n\(address(id))", services, in: tx)
      let now = try await InductionStore.record(id, in: tx)
      return Self.withMissing(try await InductionDecision.list(id, in: tx), now).map(\.withoutProposal)
    }
  }

  // MARK: The body

  /// Decides; of a failure it is a proposal until somebody else confirms it. A failure or an extension that the head
  /// did not recommend is decided after the teacher’s time to answer. A completion before the end by the plan, or without
  /// an assessment that the plan has, takes a reason of its own. Throws ``DomainError``.
  public func decide(
    _ id: InductionID, _ outcome: InductionOutcome?, reasons: String, extensionTerms: Decimal? = nil,
    earlyReason: String = "", expectedVersion: Int?, by actor: Actor
  ) async throws -> [InductionDecision] {
    let (reasons, earlyReason) = (reasons.trimmed, earlyReason.trimmed)
    return try await change(id, .decideInduction, "decision_proposed", expectedVersion, actor) { record, tx in
      try Self.requireState(record, .recommended)
      try await TransferStore.requireStaying(id, in: tx)
      guard let open = try await InductionDecision.list(id, in: tx).last, open.isOpen else {
        return
      }
      if open.needsSecond {
        throw DomainError.conflict(
          "A failure is proposed and waits for a second person. Withdraw the proposal before deciding otherwise."
        )
      }
      var problems = Problems()
      problems.require(outcome != nil, "outcome", "Choose the decision.")
      try Self.check(reasons, &problems)
      if outcome == .extension {
        problems.require(
          extensionTerms.map { $0 > 0 && $0 <= 6 } == true, "extension_terms",
          "Enter by how many terms: more than 0 and at most 6.")
      }
      problems.require(
        outcome == .satisfactory || services.today > open.representBy || open.representations != nil,
        "outcome",
        "Wait for the teacher’s representations: they have until \(LondonTime.longDate(open.representBy)).")
      let check = record.completion
      let takesReason =
        outcome != nil && outcome != .extension && check.check(earlyReason, on: services.today, &problems)
      try problems.throwIfAny()
      guard let outcome else { return }
      try await tx.execute(
        """
        UPDATE induction_decision SET outcome = \(outcome), outcome_reasons = \(reasons),
          early_reason = \(takesReason ? earlyReason : nil),
          missing_assessments = \(Int32(outcome == .extension ? 0 : check.missing)),
          extension_terms = \(outcome == .extension ? extensionTerms : nil), proposed_by = \(actor.account?.id),
          proposed_by_name = \(actor.account?.name ?? "The operator"), proposed_at = \(services.now())
        WHERE induction_id = \(id) AND decided_at IS NULL AND returned_at IS NULL
        """)
      if outcome == .notSatisfactory {
        return try await askSecond(record.induction, actor, tx)
      }
      try await finish(record, open, outcome, reasons, extensionTerms, actor, tx)
    }
  }

  /// A second officer confirms a failure. Throws ``DomainError``.
  public func confirm(
    _ id: InductionID, expectedVersion: Int?, by actor: Actor
  ) async throws -> [InductionDecision] {
    try await change(id, .decideInduction, "failure_confirmed", expectedVersion, actor) { record, tx in
      guard let open = try await InductionDecision.list(id, in: tx).last, open.needsSecond else {
        throw DomainError.conflict("No failure waits for a second person.")
      }
      try await TransferStore.requireStaying(id, in: tx)
      guard let account = actor.account else {
        throw DomainError.notAllowed("A failure is confirmed by a person who has signed in.")
      }
      guard account.id != open.proposer else {
        throw DomainError.conflict("You proposed it yourself. Somebody else must confirm a failure.")
      }
      try await tx.execute(
        """
        UPDATE induction_decision SET confirmed_by = \(account.id), confirmed_by_name = \(account.name)
        WHERE induction_id = \(id) AND decided_at IS NULL AND returned_at IS NULL
        """)
      try await finish(record, open, .notSatisfactory, open.outcomeReasons ?? "", nil, actor, tx)
    }
  }

  private func finish(
    _ record: InductionRecord, _ decision: InductionDecision, _ outcome: InductionOutcome, _ reasons: String,
    _ terms: Decimal?, _ actor: Actor, _ tx: Transaction
  ) async throws {
    let (id, today) = (record.induction.id, services.today)
    let appeal: CivilDate? =
      outcome == .satisfactory
      ? nil : try InductionDeadline.lastDay(of: "appeal", from: today, sentBy: .electronic)
    try await tx.execute(
      """
      UPDATE induction_decision SET decided_at = \(services.now()), appeal_by = \(appeal)
      WHERE induction_id = \(id) AND decided_at IS NULL AND returned_at IS NULL
      """)
    let ending = EndInduction(services: services)
    if outcome == .extension {
      let event = try await ending.extend(id, byTerms: terms, reasons, actor, tx)
      try await tx.execute(
        "UPDATE induction_decision SET extension_event = \(event) WHERE id = \(decision.id)")
      let goesOn = record.periods.contains { $0.goesOn(after: today) }
      try await InductionStore.setState(id, goesOn ? .serving : .paused, services.now(), in: tx)
      try await ReplanInduction(services)(id, in: tx)
    } else {
      let closed = try await ending.closePeriods(record, after: services.today, tx)
      try await tx.execute(
        "UPDATE induction_decision SET closed_periods = \(closed) WHERE id = \(decision.id)")
      try await InductionStore.setState(
        id, outcome == .satisfactory ? .satisfactory : .notSatisfactory, services.now(), in: tx)
    }
    if let appeal {
      try await InductionAppeal.open(
        services.newID(AppealID.self), decision.id, on: today, until: appeal, services.now(), in: tx)
    }
    try await WriteLetters(services: services, record: record, decision: decision.id, actor: actor)(
      outcome, reasons: reasons, terms: terms, appealBy: appeal, in: tx)
  }

  // MARK: Letters

  func address(_ id: InductionID) -> String { "\(services.settings.baseURL)/inductions/\(id)" }

  private func tellRecommended(
    _ record: InductionRecord, _ outcome: InductionOutcome, _ today: CivilDate, _ tx: Transaction
  ) async throws {
    let induction = record.induction
    let last = try InductionDeadline.lastDay(of: "ab-decision", from: today)
    try await RegistrationStore.tellOfficers(
      of: induction.place,
      subject: "Recommendation: \(induction.reference), \(outcome.title.lowercasedFirst)",
      body: """
        The head recommends for \(induction.name): \(outcome.title.lowercasedFirst). Decide by \
        \(LondonTime.longDate(last)):

        \(address(induction.id))
        """, services, in: tx)
    let answer = try InductionDeadline.lastDay(of: "representations", from: today)
    try await RegistrationStore.tell(
      [induction.email], subject: "Your head has made a recommendation on your induction",
      body: """
        Your head recommends: \(outcome.title.lowercasedFirst). You may write to the appropriate body about it \
        until \(LondonTime.longDate(answer)):

        \(address(induction.id))
        """, services, in: tx)
  }

  // MARK: In common

  private static func check(_ reasons: String, _ problems: inout Problems) throws {
    problems.require(
      (10...5_000).contains(reasons.count), "reasons", "Enter the reasons, in 10 to 5,000 characters.")
  }

  private static func requireState(_ record: InductionRecord, _ state: InductionState) throws {
    guard record.induction.state == state else {
      throw DomainError.conflict("This induction is “\(record.induction.state.title)”.")
    }
  }

  func change(
    _ id: InductionID, _ operation: Operation, _ action: String, _ expectedVersion: Int?, _ actor: Actor,
    _ work: (InductionRecord, Transaction) async throws -> Void
  ) async throws -> [InductionDecision] {
    try await services.pool.withTransaction { tx in
      let record = try await ReplanInduction(services).fresh(
        InductionStore.lock(
          id, for: operation, expectedVersion, on: services.today, by: actor, in: tx), in: tx)
      let induction = record.induction
      try await work(record, tx)
      try await tx.execute("UPDATE induction SET version = version + 1 WHERE id = \(id)")
      try await self.record(action, induction, actor, tx)
      return try await Self.list(record, by: actor, in: tx)
    }
  }

  private func record(
    _ action: String, _ induction: Induction, _ actor: Actor, _ tx: Transaction
  ) async throws {
    try await Audit.record(
      "induction.\(action)", AuditSubject("induction", induction.id), at: induction.place, by: actor,
      services,
      in: tx)
  }
}
