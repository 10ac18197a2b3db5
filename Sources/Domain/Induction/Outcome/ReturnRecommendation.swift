public import Foundation
public import Postgres

/// How a recommendation came to nothing before it was decided.
public struct ReturnedRecommendation: Sendable {
  /// In which way.
  public enum Way: String, Sendable, CaseIterable, PostgresValue {
    case takenBack = "taken_back"
    case sentBack = "sent_back"
    case ended

    /// The words for it.
    public var title: String {
      switch self {
      case .takenBack: "Taken back by the school"
      case .sentBack: "Sent back by the appropriate body"
      case .ended: "Ended with the induction"
      }
    }
  }

  /// In which way.
  public let way: Way
  /// When.
  public let at: Date
  /// By whom.
  public let by: String
  /// Why.
  public let reason: String

  init?(ifIn row: Row) throws {
    guard let at = try row.decodeIfPresent("returned_at", as: Date.self) else { return nil }
    self.at = at
    way = try row.decode("returned_as")
    by = try row.decode("returned_by_name")
    reason = try row.decode("returned_reason")
  }
}

extension DecideInduction {
  /// The head takes the recommendation back, until the body has decided; it stays to be seen, with the reason, and is
  /// due again. Throws ``DomainError``.
  public func takeBack(
    _ id: InductionID, reason: String, expectedVersion: Int?, by actor: Actor
  ) async throws -> [InductionDecision] {
    try await change(id, .registerInduction, "recommendation_taken_back", expectedVersion, actor) {
      record, tx in
      let open = try await Self.open(record, in: tx)
      guard
        record.periods.contains(where: {
          $0.place.organisation == open.school && actor.may(.registerInduction, at: $0.place)
        })
      else {
        throw DomainError.notAllowed("Only the head of the school that recommended can take it back.")
      }
      try await giveBack(record, open, .takenBack, reason.trimmed, actor, tx)
      try await RegistrationStore.tellOfficers(
        of: record.induction.place, subject: "Recommendation taken back: \(record.induction.reference)",
        body: """
          \(open.schoolName) has taken its recommendation for \(record.induction.name) back. There is nothing to decide \
          until it recommends again. The reason given:

          \(reason.trimmed)

          \(address(id))
          """, services, in: tx)
      try await tellTeacher(record, "\(open.schoolName) has taken its recommendation back", tx)
    }
  }

  /// An officer sends the recommendation back to the school with a reason: it is due again, within the time that a head
  /// has. Throws ``DomainError``.
  public func sendBack(
    _ id: InductionID, reason: String, expectedVersion: Int?, by actor: Actor
  ) async throws -> [InductionDecision] {
    try await change(id, .decideInduction, "recommendation_sent_back", expectedVersion, actor) { record, tx in
      let open = try await Self.open(record, in: tx)
      if open.needsSecond {
        throw DomainError.conflict(
          "A failure is proposed and waits for a second person. Withdraw the proposal before sending it back."
        )
      }
      let day = try await giveBack(record, open, .sentBack, reason.trimmed, actor, tx)
      // Another school may have come to lead meanwhile: its head recommends now.
      let school =
        record.lead(on: services.today)?.place
        ?? Place(organisation: open.school, authority: record.induction.place.authority)
      let by = day.map { " by \(LondonTime.longDate($0))" } ?? ""
      try await RegistrationStore.tellHead(
        of: school, subject: "Your recommendation was sent back: \(record.induction.name)",
        body: """
          \(record.induction.bodyName) has sent your recommendation for \(record.induction.name) back. The reason given:

          \(reason.trimmed)

          Put right what is asked for, and recommend again\(by):

          \(address(id))
          """, services, in: tx)
      try await tellTeacher(record, "\(record.induction.bodyName) has sent it back to your school", tx)
    }
  }

  private static func open(_ record: InductionRecord, in tx: Transaction) async throws -> InductionDecision {
    guard record.induction.state == .recommended,
      let open = try await InductionDecision.list(record.induction.id, in: tx).last, open.isOpen
    else { throw DomainError.conflict("No recommendation waits for a decision.") }
    return open
  }

  private func tellTeacher(_ record: InductionRecord, _ what: String, _ tx: Transaction) async throws {
    try await RegistrationStore.tell(
      [record.induction.email], subject: "The recommendation on your induction is not decided now",
      body: """
        There was a recommendation on your induction. \(what), so that the appropriate body does not decide on it. You \
        are told when your school recommends an outcome again.

        \(address(record.induction.id))
        """, services, in: tx)
  }

  /// Lets the induction go on without the recommendation, which is due again; says by when.
  @discardableResult
  private func giveBack(
    _ record: InductionRecord, _ open: InductionDecision, _ way: ReturnedRecommendation.Way, _ reason: String,
    _ actor: Actor, _ tx: Transaction
  ) async throws -> CivilDate? {
    var problems = Problems()
    problems.require(
      (10...2_000).contains(reason.count), "reason", "Enter the reason, in 10 to 2,000 characters.")
    try problems.throwIfAny()
    let id = record.induction.id
    try await Self.close(open, way, reason, by: actor, services, in: tx)
    let goesOn = record.periods.contains { $0.goesOn(after: services.today) }
    try await InductionStore.setState(id, goesOn ? .serving : .paused, services.now(), in: tx)
    let again =
      way == .sentBack ? try InductionDeadline.lastDay(of: "head-recommendation", from: services.today) : nil
    try await Self.askAgain(id, notBefore: again, in: tx)
    try await ReplanInduction(services)(id, in: tx)
    return try await tx.valueIfAny(
      """
      SELECT due_on FROM induction_due WHERE induction_id = \(id) AND kind = \(InductionDue.Kind.recommendation)
        AND done_on IS NULL
      """, as: CivilDate.self)
  }

  /// Lets the recommendation be due again.
  private static func askAgain(
    _ id: InductionID, notBefore day: CivilDate?, in tx: Transaction
  ) async throws {
    try await tx.execute(
      """
      UPDATE induction_due SET done_on = NULL, reminded_on = NULL, checked_on = NULL, chased_on = NULL,
        planned_on = coalesce(planned_on, due_on), due_on = greatest(due_on, \(day)::date)
      WHERE induction_id = \(id) AND kind = \(InductionDue.Kind.recommendation) AND number = (
        SELECT count(*) + 1 FROM induction_decision WHERE induction_id = \(id) AND decided_at IS NOT NULL)
      """)
  }

  /// The same where the last recommendation came to nothing in some way, as that is put right.
  static func askAgain(
    _ id: InductionID, after way: ReturnedRecommendation.Way, _ services: Services, in tx: Transaction
  ) async throws {
    guard try await InductionDecision.list(id, in: tx).last?.returned?.way == way else { return }
    try await askAgain(
      id, notBefore: try InductionDeadline.lastDay(of: "head-recommendation", from: services.today), in: tx)
  }

  /// Notes that a recommendation came to nothing; a failure that was proposed on it is withdrawn with it.
  static func close(
    _ open: InductionDecision, _ way: ReturnedRecommendation.Way, _ reason: String, by actor: Actor,
    _ services: Services, in tx: Transaction
  ) async throws {
    let name = actor.account?.name ?? "The operator"
    var proposals = open.withdrawnProposals
    if open.needsSecond {
      proposals.append(
        WithdrawnProposal(
          reasons: open.outcomeReasons ?? "", proposedBy: open.proposedBy ?? "",
          proposedAt: open.proposedAt ?? services.now(), withdrawnBy: name, withdrawnAt: services.now(),
          reason: "\(way.title): \(reason)"))
    }
    try await tx.execute(
      """
      UPDATE induction_decision SET returned_at = \(services.now()), returned_by_name = \(name),
        returned_reason = \(reason), returned_as = \(way), outcome = NULL, outcome_reasons = NULL, proposed_at = NULL,
        proposed_by = NULL, proposed_by_name = NULL, early_reason = NULL, extension_terms = NULL,
        missing_assessments = 0, withdrawn_proposals = \(try JSONColumn.encode(proposals))
      WHERE id = \(open.id)
      """)
  }
}
