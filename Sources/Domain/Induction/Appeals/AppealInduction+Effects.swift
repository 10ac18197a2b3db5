import Foundation
import Postgres

extension AppealInduction {
  /// Stores a step, with what follows from it.
  func write(
    _ step: AppealStep, _ entry: AppealEntry, _ appeal: InductionAppeal, _ record: InductionRecord,
    _ actor: Actor, _ tx: Transaction
  ) async throws {
    guard let on = entry.on else { return }
    if step.isOutcome, appeal.state == .hearing {
      try await tx.execute(
        "UPDATE induction_appeal SET no_hearing_reason = \(entry.note) WHERE id = \(appeal.id)")
    }
    switch step {
    case .lodge:
      try await set(
        """
        lodged_on = \(on), lodged_by_name = \(actor.account?.name ?? "The operator"), grounds = \(entry.text),
          late_reason = \(on > appeal.appealBy ? entry.note : nil),
          reply_by = \(try InductionDeadline.lastDay(of: "appeal-reply", from: on)), ended_on = NULL,
          failed_list_from = NULL, dismissal_by = NULL
        """, .lodged, appeal, tx)
    case .reply: try await set("replied_on = \(on), reply = \(entry.text)", .replied, appeal, tx)
    case .hearing:
      try await set(
        """
        hearing_on = \(entry.hearingOn), hearing_place = \(entry.place), hearing_notified_on = \(on),
          hearing_note = \(entry.note.isEmpty ? nil : entry.note)
        """, .hearing, appeal, tx)
    case .heard: try await set("heard_on = \(on)", .heard, appeal, tx)
    case .waive, .withdraw: try await end(appeal, step.state ?? appeal.state, on, nil, nil, tx)
    case .dismiss: try await end(appeal, .dismissed, on, entry.text, nil, tx)
    case .allow:
      try await end(appeal, .allowed, on, entry.text, nil, tx)
      try await allow(appeal, record, on, actor, tx)
    case .vary:
      try await end(appeal, .varied, on, entry.text, entry.terms, tx)
      try await vary(entry, appeal, record, actor, tx)
    case .failedList: try await set("failed_listed_on = \(on)", appeal.state, appeal, tx)
    case .dismissal:
      try await set(
        "dismissed_on = \(on), dismissal_note = \(entry.text.isEmpty ? nil : entry.text)", appeal.state,
        appeal, tx)
    }
  }

  private func set(
    _ what: Statement, _ state: AppealState, _ appeal: InductionAppeal, _ tx: Transaction
  ) async throws {
    try await tx.execute(
      """
      UPDATE induction_appeal SET \(fragment: what), state = \(state), updated_at = \(services.now()),
        version = version + 1 WHERE id = \(appeal.id)
      """)
  }

  /// Ends it. A failure that stands then: the name may be listed once the time to appeal is over or the appeal is
  /// dismissed, and a relevant school ends the employment within ten working days (SI 2012/1115, regulations 12, 13).
  func end(
    _ appeal: InductionAppeal, _ state: AppealState, _ on: CivilDate, _ reasons: String?, _ terms: Decimal?,
    _ tx: Transaction
  ) async throws {
    let stands = appeal.against == .notSatisfactory && state != .allowed && state != .varied
    let listed: CivilDate? =
      !stands ? nil : state == .dismissed ? on : max(appeal.appealBy.adding(days: 1), on)
    let isRelevant = stands ? try await isRelevantSchool(appeal, tx) : false
    let dismissal = isRelevant ? try InductionDeadline.lastDay(of: "dismissal", from: on) : nil
    try await set(
      """
      ended_on = \(on), outcome_reasons = \(reasons), outcome_terms = \(terms), failed_list_from = \(listed),
        dismissal_by = \(dismissal)
      """, state, appeal, tx)
  }

  /// Schools in which somebody who failed may not go on as a teacher: maintained and non-maintained special schools,
  /// maintained nursery schools and pupil referral units (SI 2012/1115, regulation 3). Where it isn’t known, the day
  /// is set all the same.
  private func isRelevantSchool(_ appeal: InductionAppeal, _ tx: Transaction) async throws -> Bool {
    let kind = try await tx.valueIfAny(
      """
      SELECT coalesce(r.content ->> 'institution', '') FROM induction_period p
        JOIN induction_registration r ON r.id = p.registration_id
      WHERE p.induction_id = \(appeal.induction) AND p.school_id = \(appeal.school.organisation)
      ORDER BY p.starts_on DESC, p.id DESC LIMIT 1
      """, as: String.self)
    guard let kind, !kind.isEmpty else { return true }
    return ["maintained", "non_maintained_special", "nursery", "pupil_referral_unit"].contains(kind)
  }

  // MARK: What follows for the induction

  /// Allowed, induction counts as completed: on the day of the outcome, whatever was decided or recommended since, and by
  /// this body even where it was to go to another one.
  private func allow(
    _ appeal: InductionAppeal, _ record: InductionRecord, _ on: CivilDate, _ actor: Actor, _ tx: Transaction
  ) async throws {
    let ending = EndInduction(services: services)
    let id = appeal.induction
    try await TransferStore.requireNotElsewhere(record.induction, in: tx)
    try await ending.endTransfer(record, "An appeal was allowed: induction is completed here.", actor, tx)
    try await ending.takeBack(try await extensionEvent(appeal, tx), actor, tx)
    try await tx.execute(
      """
      UPDATE induction_decision SET outcome = 'satisfactory', outcome_reasons = 'An appeal was allowed.',
        extension_terms = NULL, proposed_at = \(services.now()), proposed_by = NULL,
        proposed_by_name = \(actor.account?.name ?? "The operator"), decided_at = \(services.now())
      WHERE induction_id = \(id) AND decided_at IS NULL AND returned_at IS NULL
      """)
    if record.periods.contains(where: { $0.goesOn(after: on) }) {
      _ = try await ending.closePeriods(record, after: on, tx)
    }
    try await ending.complete(record, tx)
  }

  /// Another length: after a failure, induction goes on with an extension; instead of an extension, by another one.
  private func vary(
    _ entry: AppealEntry, _ appeal: InductionAppeal, _ record: InductionRecord, _ actor: Actor,
    _ tx: Transaction
  ) async throws {
    let ending = EndInduction(services: services)
    let id = appeal.induction
    try await ending.takeBack(try await extensionEvent(appeal, tx), actor, tx)
    let event = try await ending.extend(
      id, byTerms: entry.terms, InductionEvent.reason(byAppeal: entry.text), actor, tx)
    try await tx.execute(
      "UPDATE induction_decision SET extension_event = \(event) WHERE id = \(appeal.decision)")
    if appeal.against == .notSatisfactory, record.induction.state == .notSatisfactory,
      let day = entry.resumesOn
    {
      try await ResumePosts(services: services)(endedBy: appeal.decision, on: day, tx)
      try await InductionStore.setState(id, .serving, services.now(), in: tx)
    } else {
      try await tx.execute("UPDATE induction SET version = version + 1 WHERE id = \(id)")
    }
    try await ReplanInduction(services)(id, in: tx)
  }

  private func extensionEvent(
    _ appeal: InductionAppeal, _ tx: Transaction
  ) async throws -> InductionEventID? {
    try await tx.valueIfAny(
      """
      SELECT extension_event FROM induction_decision
      WHERE id = \(appeal.decision) AND extension_event IS NOT NULL
      """, as: InductionEventID.self)
  }

  // MARK: Mail

  /// Tells teacher, head and officers. What came of the appeal, teacher and head read in their letters.
  func tell(
    _ step: AppealStep, _ entry: AppealEntry, _ appeal: InductionAppeal, _ record: InductionRecord,
    _ tx: Transaction
  ) async throws {
    let induction = record.induction
    let next: String =
      switch step {
      case .lodge:
        "The appropriate body replies by "
          + LondonTime.longDate(
            try InductionDeadline.lastDay(of: "appeal-reply", from: entry.on ?? services.today)) + "."
      case .hearing:
        "It is heard on \(entry.hearingOn.map(LondonTime.longDate) ?? "") at \(entry.place)."
      case .allow: "Induction counts as completed satisfactorily."
      case .vary:
        "Induction is extended by \(TermWords.terms(entry.terms))."
      case .dismiss: "The decision stands."
      case .reply:
        "The Teaching Regulation Agency now arranges a hearing, or decides without one."
      case .heard: "The Teaching Regulation Agency now decides."
      case .waive: "If that is a mistake, tell the appropriate body."
      case .withdraw, .failedList, .dismissal: ""
      }
    let what = appeal.title.lowercasedFirst
    let subject = "\(step.title): \(what) of induction, \(induction.reference)"
    let day = LondonTime.longDate(entry.on ?? services.today)
    let done = step == .waive ? "It was said on \(day) that none will be made." : "\(step.title) on \(day)."
    let said = "\(appeal.title) of induction, \(induction.name). \(done)"
    let body = """
      \(next.isEmpty ? said : "\(said) \(next)")

      Everything of it stands here: \(services.settings.baseURL)/inductions/\(induction.id)
      """
    if step != .dismissal, !step.isOutcome {
      try await RegistrationStore.tell([induction.email], subject: subject, body: body, services, in: tx)
    }
    if !step.isOutcome {
      try await RegistrationStore.tellHead(of: appeal.school, subject: subject, body: body, services, in: tx)
    }
    try await RegistrationStore.tellOfficers(
      of: induction.place, subject: subject, body: body, services, in: tx)
  }
}

/// Ends the time to appeal once its last day is over and no appeal was made.
public struct LapseAppeals: Sendable {
  let services: Services

  /// The use case over an installation’s services.
  public init(_ services: Services) { self.services = services }

  /// Ends a batch and says how many there were. Any number of workers may do so at once.
  public func callAsFunction(batch: Int = 50) async throws -> Int {
    try await services.pool.withTransaction { tx in
      let ids = try await tx.query(
        """
        SELECT p.id FROM induction_appeal p JOIN induction i ON i.id = p.induction_id
        WHERE p.state = \(AppealState.open) AND p.appeal_by < \(services.today)
        ORDER BY p.appeal_by, p.id LIMIT \(batch) FOR UPDATE OF i, p SKIP LOCKED
        """
      ).map { try $0.decode("id", as: UUID.self) }
      let appeal = AppealInduction(services)
      for lapsed in try await InductionAppeal.list("p.id = ANY (\(ids))", in: tx) {
        try await appeal.end(lapsed, .lapsed, lapsed.appealBy, nil, nil, tx)
        let record = try await InductionStore.record(lapsed.induction, in: tx)
        try await Audit.record(
          "induction.appeal_lapsed", AuditSubject("induction", lapsed.induction), at: record.induction.place,
          by: .worker, services, in: tx)
        if lapsed.against == .notSatisfactory { try await tell(record.induction, lapsed, tx) }
      }
      return ids.count
    }
  }

  private func tell(_ induction: Induction, _ appeal: InductionAppeal, _ tx: Transaction) async throws {
    let (subject, body) = (
      "No appeal was made against the failure of induction: \(induction.reference)",
      """
      The time to appeal against the failure of \(induction.name) ended on \(LondonTime.longDate(appeal.appealBy)). \
      See what follows here: \(services.settings.baseURL)/inductions/\(induction.id)
      """
    )
    try await RegistrationStore.tell([induction.email], subject: subject, body: body, services, in: tx)
    try await RegistrationStore.tellHead(of: appeal.school, subject: subject, body: body, services, in: tx)
    try await RegistrationStore.tellOfficers(
      of: induction.place, subject: subject, body: body, services, in: tx)
  }
}
