import Postgres

extension ReadInductions {
  /// What is recorded of an induction by which its form is an older one, by its name in the trail, in words.
  private static let deeds = [
    "absence_recorded": "An absence was entered",
    "reduced": "A reduction was agreed",
    "extended": "The induction was extended",
    "entry_removed": "An entry was taken back",
    "hours_changed": "The hours were changed",
    "hours_taken_back": "A change of hours was taken back",
    "contract_changed": "The end of the contract was changed",
    "support_changed": "Tutor or mentor was changed",
    "period_ended": "The last day of a period was entered",
    "period_corrected": "A period was corrected",
    "lead_set": "The lead school was set",
    "address_corrected": "The teacher’s e-mail address was corrected",
    "transfer_agreed": "The transfer was agreed to",
    "transfer_undone": "The transfer was undone",
    "died": "The death was recorded",
    "death_undone": "The death was found to be a mistake",
  ]

  /// The same of recommendations and decisions, for those who may know of them.
  private static let decisions = [
    "recommended": "An outcome was recommended",
    "recommendation_taken_back": "The recommendation was taken back",
    "recommendation_sent_back": "The recommendation was sent back",
    "represented": "The teacher answered the recommendation",
    "decision_proposed": "The decision was entered",
    "failure_confirmed": "The failure was confirmed",
    "failure_withdrawn": "The proposal of a failure was withdrawn",
  ]

  /// The same of appeals, for those who may read them.
  private static let appeals = [
    "appeal_allow": AppealStep.allow.title, "appeal_vary": AppealStep.vary.title,
  ]

  /// What only the body knows of while it is not decided.
  private static let proposals: Set<String> = ["decision_proposed", "failure_withdrawn"]

  /// What the worker does when its day has come.
  private static let settled = ["paused", "left", "transferred"]

  /// What was recorded last of an induction that goes on, or how one that is over came to its end, for somebody whose
  /// form comes too late; nil where it isn’t known, or not for them to know. Throws ``DomainError``.
  public func lastDone(
    _ id: InductionID, by actor: Actor
  ) async throws -> (title: String, entry: TrailEntry)? {
    let record = try await find(id, by: actor)
    if record.isPartial { return nil }
    let actions = Self.leading(to: record.induction.state).map { "induction.\($0)" }
    let entry = try await TrailEntry.last(
      about: AuditSubject("induction", id), where: "e.action = ANY (\(actions))", in: services.pool)
    guard let entry, let title = try await title(of: entry.deed, record, actor) else { return nil }
    return (title: title, entry: entry)
  }

  /// What an induction can have come by to its end, and anything while it goes on.
  private static func leading(to state: InductionState) -> [String] {
    switch state {
    case .serving, .paused, .recommended:
      Array(deeds.keys) + Array(decisions.keys) + Array(appeals.keys) + settled
    case .satisfactory, .notSatisfactory:
      ["decision_proposed", "failure_confirmed", "appeal_allow", "appeal_vary"]
    case .left: ["period_ended"]
    case .transferred: ["transfer_agreed"]
    case .died: ["died"]
    }
  }

  private func title(
    of deed: String, _ record: InductionRecord, _ actor: Actor
  ) async throws -> String? {
    if let title = Self.deeds[deed] { return title }
    let induction = record.induction
    if let title = Self.appeals[deed] {
      return try await AppealInduction.readable(induction, by: actor, in: services.pool).isEmpty ? nil : title
    }
    let isSecret = induction.state.isOpen && Self.proposals.contains(deed)
    if isSecret, !actor.may(.decideInduction, at: induction.place) { return nil }
    return try await DecideInduction(services).mayRead(record, by: actor) ? Self.decisions[deed] : nil
  }
}
