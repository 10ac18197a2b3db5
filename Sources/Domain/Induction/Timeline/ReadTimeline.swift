import Foundation
import Postgres

/// Tells the whole life of an induction: what happened, who did it, and what is to come.
public struct ReadTimeline: Sendable {
  let services: Services

  /// The use case over an installation’s services.
  public init(_ services: Services) { self.services = services }

  /// For everybody who may read the induction, and of it what they may read. Throws ``DomainError``.
  public func callAsFunction(_ id: InductionID, by actor: Actor) async throws -> InductionTimeline {
    let record = try await ReadInductions(services).find(id, by: actor)
    let decided = try await DecidedPeriods.load([id.rawValue], in: services.pool)
    var entries =
      try await registrations(record, actor)
      + record.periods.flatMap { $0.timeline(in: record.periods, decided, on: services.today) }
    entries += record.events.flatMap(Self.entries)
    entries += try await assessments(id, actor)
    entries += try await RecordObservation(services).list(id, by: actor).flatMap {
      $0.timeline(on: services.today)
    }
    entries += try await SupportTeacher(services).list(id, by: actor).flatMap(\.plan.timeline)
    let appeals = record.isPartial ? [] : try await AppealInduction(services).list(id, by: actor)
    entries += try await DecideInduction(services).list(id, by: actor).flatMap {
      Self.entries($0, appeal: $0.appealWords(appeals, on: services.today))
    }
    if !record.isPartial {
      entries += try await InductionLetters(services).list(id, by: actor).compactMap(Self.entry)
      entries += appeals.flatMap(Self.entries)
      for appeal in appeals { entries += try await putRight(appeal) }
      entries += try await TransferInduction(services).list(id, by: actor).flatMap {
        $0.transfer.timeline(on: services.today)
      }
      entries += try await ReadSentClaims(services).of(id, by: actor).flatMap(Self.entries)
      entries += try await ImportActions(services).of(id, by: actor).flatMap(Self.entries)
    }
    if let death = record.death {
      entries.append(
        TimelineEntry(death.diedOn, .outcome, "The teacher died", who: death.recordedBy))
    }
    entries += expected(record)
    return InductionTimeline(
      record: record, entries: entries.sorted { $0.precedes($1) },
      service: try await ServiceByTerm.load(
        record.induction, record.periods, decided: decided, today: services.today, in: services.pool))
  }

  private func registrations(_ record: InductionRecord, _ actor: Actor) async throws -> [TimelineEntry] {
    let found = try await services.pool.query(
      """
      SELECT \(fragment: InductionRegistration.columns) FROM \(fragment: InductionRegistration.tables)
      WHERE r.id = ANY (\(record.registrations.map(\.rawValue))) ORDER BY r.created_at, r.id
      """, as: InductionRegistration.self)
    let isBody = actor.may(.decideInduction, at: record.induction.place)
    var messages: [TimelineEntry] = []
    for one in found where isBody || actor.may(.registerInduction, at: one.place) {
      messages += try await self.messages(of: one, record)
    }
    let steps: [TimelineEntry] = found.flatMap { one in
      var entries: [TimelineEntry] = []
      if let sent = one.submittedAt {
        entries.append(
          TimelineEntry(
            at: sent, .registration, "Registered by the school", detail: one.reference, who: one.schoolName))
      }
      if let verified = one.verifiedAt {
        entries.append(
          TimelineEntry(
            at: verified, .registration, "Compared with the national record",
            detail: one.isVerifiedForFile ? "Confirmed for a whole file of claims" : "",
            who: record.induction.bodyName))
      }
      if let decided = one.decidedAt, one.state == .accepted {
        entries.append(
          TimelineEntry(
            at: decided, .registration, "Accepted by the appropriate body",
            detail: one.confirmedStart.map { "Begins on \(LondonTime.longDate($0))" } ?? "",
            who: record.induction.bodyName))
      }
      return entries
    }
    return steps + messages
  }

  /// What the body asked about a registration and the school answered: theirs alone to read.
  private func messages(
    of registration: InductionRegistration, _ record: InductionRecord
  ) async throws -> [TimelineEntry] {
    try await services.pool.query(
      """
      SELECT from_school, author_name, body, written_at FROM induction_registration_message
      WHERE registration_id = \(registration.id) ORDER BY written_at, id
      """, as: RegistrationMessage.self
    ).map { message in
      TimelineEntry(
        at: message.writtenAt, .registration,
        message.isFromSchool
          ? "The school wrote about the registration" : "\(record.induction.bodyName) wrote to the school",
        detail: message.body, who: message.author)
    }
  }

  private static func entries(_ event: InductionEvent) -> [TimelineEntry] {
    let day = event.startsOn ?? LondonTime.date(of: event.enteredAt)
    let removed = event.removedAt.map { LondonTime.longDate(LondonTime.date(of: $0)) }
    return [
      TimelineEntry(
        day, .change, event.title,
        detail: removed.map { "Taken back on \($0); it counts no more" } ?? event.reason,
        who: event.enteredBy,
        at: event.enteredAt)
    ]
  }

  /// The signatures that the reader may see.
  private func assessments(_ id: InductionID, _ actor: Actor) async throws -> [TimelineEntry] {
    let assess = AssessInduction(services)
    var entries: [TimelineEntry] = []
    for one in try await assess.list(id, by: actor) {
      let record: AssessmentRecord
      do {
        record = try await assess.find(one.id, by: actor)
      } catch DomainError.notFound {
        continue
      }
      entries += record.signatures.map { signature in
        Self.entry(signature, of: one)
      }
    }
    return entries
  }

  /// A signature; that of the head says what it finds.
  private static func entry(
    _ signature: AssessmentSignature, of assessment: InductionAssessment
  ) -> TimelineEntry {
    let finding = signature.to == .completed ? InductionAssessment.finding(signature.answers) : nil
    let isBad = finding != nil && signature.answers["progress"] == "unsatisfactory"
    return TimelineEntry(
      at: signature.signedAt, .assessment, "\(assessment.title): \(signature.title.lowercasedFirst)",
      detail: signature.to == .draft ? signature.note : finding ?? "", who: signature.signedBy
    ).meaning(isBad ? .bad : .neutral)
  }

  private static func bearing(_ outcome: InductionOutcome) -> TimelineEntry.Bearing {
    switch outcome {
    case .satisfactory: .good
    case .extension: .neutral
    case .notSatisfactory: .bad
    }
  }

  private static func bearing(_ appeal: InductionAppeal) -> TimelineEntry.Bearing {
    switch appeal.state {
    case .allowed: .good
    case .dismissed: .bad
    default: .neutral
    }
  }

  private static func entries(_ decision: InductionDecision, appeal: String?) -> [TimelineEntry] {
    var entries = [
      TimelineEntry(
        at: decision.recommendedAt, .outcome,
        "Recommended: \(decision.recommendation.title.lowercasedFirst)",
        detail: decision.schoolName, who: decision.recommendedBy, as: .recommended
      ).meaning(bearing(decision.recommendation))
    ]
    if let represented = decision.representedAt {
      entries.append(
        TimelineEntry(at: represented, .outcome, "The teacher answered the recommendation", as: .answered))
    }
    if let decided = decision.decidedAt, let outcome = decision.outcome {
      let people = [decision.proposedBy, decision.confirmedBy].compactMap(\.self)
      entries.append(
        TimelineEntry(
          at: decided, .outcome, "Decided: \(outcome.title.lowercasedFirst)",
          detail: appeal ?? "", who: people.joined(separator: ", "), as: .decided
        ).meaning(bearing(outcome)))
    } else if let returned = decision.returned {
      entries.append(
        TimelineEntry(
          at: returned.at, .outcome, "Recommendation \(returned.way.title.lowercasedFirst)",
          detail: returned.reason, who: returned.by, as: .decided))
    } else {
      entries.append(TimelineEntry(decision.decideBy, .due, "Decision due", isExpected: true))
    }
    return entries
  }

  private static func entry(_ letter: InductionLetter) -> TimelineEntry? {
    // An appeal has days and no moments, so what tells of its outcome has none either, and stands behind it.
    let isNotice = letter.kind == .decision
    return letter.sentOn.map { day in
      TimelineEntry(
        day, .outcome, "\(isNotice ? "Notice" : "Outcome of the appeal") sent: \(letter.addressee)",
        detail: letter.way ?? "", who: letter.sentBy ?? "", at: isNotice ? letter.writtenAt : nil,
        as: isNotice ? .told : .toldOutcome)
    }
  }

  private static func entries(_ appeal: InductionAppeal) -> [TimelineEntry] {
    var entries: [TimelineEntry] = []
    if let day = appeal.lodgedOn {
      entries.append(
        TimelineEntry(
          day, .outcome, "Appeal made", detail: "Against: \(appeal.against.title.lowercasedFirst)",
          who: appeal.lodgedBy ?? "", as: .appealed))
    }
    if let day = appeal.repliedOn {
      entries.append(
        TimelineEntry(day, .outcome, "The appropriate body replied to the appeal", as: .replied))
    }
    if let day = appeal.hearingOn, appeal.heardOn == nil, let ended = appeal.endedOn {
      entries.append(
        TimelineEntry(
          ended, .outcome, "The hearing arranged for \(LondonTime.longDate(day)) was not held",
          detail: appeal.noHearingReason ?? "", as: .heard))
    } else if let day = appeal.hearingOn {
      entries.append(
        TimelineEntry(
          day, .outcome, "Hearing of the appeal", detail: appeal.hearingPlace ?? "",
          isExpected: appeal.heardOn == nil, as: .heard))
    }
    if let day = appeal.endedOn {
      entries.append(
        TimelineEntry(day, .outcome, appeal.state.title, detail: appeal.outcomeReasons ?? "")
          .meaning(bearing(appeal)))
    } else if appeal.lodgedOn == nil {
      entries.append(TimelineEntry(appeal.appealBy, .due, "Last day of an appeal", isExpected: true))
    }
    return entries
  }

  /// That no appeal was to be made, where one was recorded all the same.
  private func putRight(_ appeal: InductionAppeal) async throws -> [TimelineEntry] {
    guard appeal.lodgedOn != nil,
      let waiver = try await AppealInduction(services).last([.waive], of: appeal)
    else { return [] }
    let detail = "This was put right: an appeal was made"
    return [
      TimelineEntry(
        at: waiver.happenedAt, .outcome, AppealState.waived.title, detail: detail, who: waiver.actor,
        as: .told)
    ]
  }

  private static func entries(_ claim: SentClaim) -> [TimelineEntry] {
    var entries = [
      TimelineEntry(
        at: claim.sentAt, .nationalService, "Claimed from the national service",
        detail: "Begins on \(LondonTime.longDate(claim.startsOn)), \(claim.programme)", who: claim.sentBy)
    ]
    if let answered = claim.answeredAt {
      let isAccepted = claim.state == .accepted
      entries.append(
        TimelineEntry(
          at: answered, .nationalService,
          isAccepted ? "The national service accepted the claim" : "The national service refused the claim",
          detail: claim.faults, who: claim.answeredBy))
    }
    return entries
  }

  private static func entries(_ action: SentAction) -> [TimelineEntry] {
    var entries = [
      TimelineEntry(
        at: action.sentAt, .nationalService,
        "\(action.outcome == "pass" ? "Pass" : "Release") sent to the national service",
        detail: "Until \(LondonTime.longDate(action.endsOn)), \(TermWords.terms("\(action.terms)"))"
          + (action.needsCorrection ? ". This was corrected since: a correction must be sent" : ""))
    ]
    if let answered = action.answeredAt {
      entries.append(
        TimelineEntry(
          at: answered, .nationalService, "The national service refused it", detail: action.faults))
    }
    return entries
  }

  /// What the plan expects of an induction that goes on.
  private func expected(_ record: InductionRecord) -> [TimelineEntry] {
    guard record.induction.state.isOpen else { return [] }
    var entries = record.due.filter { $0.doneOn == nil }.map {
      TimelineEntry($0.dueOn, .due, "\($0.title) due", isExpected: true)
    }
    if let plan = record.induction.plan, let end = plan.expectedEnd {
      entries.append(
        TimelineEntry(
          end, .due, "Induction ends by the plan", detail: plan.explanation.last?.source ?? "",
          isExpected: true))
    }
    return entries
  }
}
