public import Foundation
public import Postgres

/// Names an appeal.
public struct AppealID: Identifier {
  public let rawValue: UUID
  /// Wraps a UUID.
  public init(rawValue: UUID) { self.rawValue = rawValue }
}

/// The right to appeal against one decision, and what came of it (SI 2012/1115, regulation 14 and Schedule 2).
public struct InductionAppeal: Sendable, RowDecodable {
  /// Its identifier.
  public let id: AppealID
  /// The induction.
  public let induction: InductionID
  /// The decision.
  public let decision: DecisionID
  /// The school whose head recommended, and its authority.
  public let school: Place
  /// What was decided: a failure or an extension.
  public let against: InductionOutcome
  /// Where it stands.
  public let state: AppealState
  /// The day of the decision.
  public let decidedOn: CivilDate
  /// How the notice was sent.
  public let noticeMeans: InductionDeadline.Means
  /// The day on which the notice counts as received.
  public let deemedOn: CivilDate
  /// The last day of an appeal.
  public let appealBy: CivilDate
  /// The day on which an appeal was made.
  public let lodgedOn: CivilDate?
  /// Who made or recorded it.
  public let lodgedBy: String?
  /// The teacher’s grounds.
  public let grounds: String?
  /// Why it was accepted late.
  public let lateReason: String?
  /// The last day of the body’s reply.
  public let replyBy: CivilDate?
  /// The day of the reply.
  public let repliedOn: CivilDate?
  /// The reply.
  public let reply: String?
  /// The day of the hearing.
  public let hearingOn: CivilDate?
  /// Where it is held.
  public let hearingPlace: String?
  /// When the parties were told of it.
  public let hearingNotifiedOn: CivilDate?
  /// Why a short notice of it stands.
  public let hearingNote: String?
  /// When it was heard.
  public let heardOn: CivilDate?
  /// Why it was decided without the hearing that was arranged.
  public let noHearingReason: String?
  /// When it ended, by an outcome, a withdrawal, a waiver or the lapse of time.
  public let endedOn: CivilDate?
  /// The reasons of the outcome.
  public let outcomeReasons: String?
  /// By how many terms induction is extended after all.
  public let outcomeTerms: Decimal?
  /// From when the name may be on the list of those who failed.
  public let failedListFrom: CivilDate?
  /// When it was given for it.
  public let failedListedOn: CivilDate?
  /// The last day of the employment as a teacher in a relevant school.
  public let dismissalBy: CivilDate?
  /// When it ended.
  public let dismissedOn: CivilDate?
  /// What the school says to it.
  public let dismissalNote: String?
  /// Rises with every change.
  public let version: Int

  /// What was decided, in words.
  public var title: String {
    against == .extension ? "Appeal against the extension" : "Appeal against the failure"
  }

  /// What came of the right to appeal, in a few words; nil while an appeal can still be made.
  fileprivate var whatBecame: String? {
    switch state {
    case .open: nil
    case .lodged, .replied, .hearing, .heard:
      lodgedOn.map { "An appeal was made on \(LondonTime.longDate($0)) and is not decided yet" }
    case .lapsed: "No appeal was made by \(LondonTime.longDate(appealBy))"
    case .waived, .withdrawn, .allowed, .dismissed, .varied:
      endedOn.map { "\(state.title), \(LondonTime.longDate($0))" } ?? state.title
    }
  }

  /// Reads a row of ``list(_:in:)``.
  public init(row: Row) throws {
    id = try row.decode("id")
    induction = try row.decode("induction_id")
    decision = try row.decode("decision_id")
    school = Place(organisation: try row.decode("school_id"), authority: try row.decode("authority_id"))
    against = try row.decode("against")
    state = try row.decode("state")
    decidedOn = try row.decode("decided_on")
    noticeMeans = InductionDeadline.Means(rawValue: try row.decode("notice_means")) ?? .electronic
    deemedOn = try row.decode("deemed_on")
    appealBy = try row.decode("appeal_by")
    lodgedOn = try row.decodeIfPresent("lodged_on")
    lodgedBy = try row.decodeIfPresent("lodged_by_name")
    grounds = try row.decodeIfPresent("grounds")
    lateReason = try row.decodeIfPresent("late_reason")
    replyBy = try row.decodeIfPresent("reply_by")
    repliedOn = try row.decodeIfPresent("replied_on")
    reply = try row.decodeIfPresent("reply")
    hearingOn = try row.decodeIfPresent("hearing_on")
    hearingPlace = try row.decodeIfPresent("hearing_place")
    hearingNotifiedOn = try row.decodeIfPresent("hearing_notified_on")
    hearingNote = try row.decodeIfPresent("hearing_note")
    heardOn = try row.decodeIfPresent("heard_on")
    noHearingReason = try row.decodeIfPresent("no_hearing_reason")
    endedOn = try row.decodeIfPresent("ended_on")
    outcomeReasons = try row.decodeIfPresent("outcome_reasons")
    outcomeTerms = try row.decodeIfPresent("outcome_terms")
    failedListFrom = try row.decodeIfPresent("failed_list_from")
    failedListedOn = try row.decodeIfPresent("failed_listed_on")
    dismissalBy = try row.decodeIfPresent("dismissal_by")
    dismissedOn = try row.decodeIfPresent("dismissed_on")
    dismissalNote = try row.decodeIfPresent("dismissal_note")
    version = try row.decode("version")
  }

  static func list(_ condition: Statement, in db: some Queryable) async throws -> [InductionAppeal] {
    try await db.query(
      """
      SELECT p.id, p.induction_id, p.decision_id, p.school_id, o.authority_id, p.against, p.state, p.decided_on,
        p.notice_means, p.deemed_on, p.appeal_by, p.lodged_on, p.lodged_by_name, p.grounds, p.late_reason,
        p.reply_by, p.replied_on, p.reply, p.hearing_on, p.hearing_place, p.hearing_notified_on, p.hearing_note,
        p.heard_on, p.no_hearing_reason, p.ended_on, p.outcome_reasons, p.outcome_terms, p.failed_list_from, p.failed_listed_on,
        p.dismissal_by, p.dismissed_on, p.dismissal_note, p.version
      FROM induction_appeal p JOIN organisation o ON o.id = p.school_id
      WHERE \(fragment: condition) ORDER BY p.created_at, p.id LIMIT 50
      """, as: InductionAppeal.self)
  }

  /// Begins the time in which a decision may be appealed against.
  static func open(
    _ id: AppealID, _ decision: DecisionID, on today: CivilDate, until last: CivilDate, _ now: Date,
    in tx: Transaction
  ) async throws {
    try await tx.execute(
      """
      INSERT INTO induction_appeal (id, induction_id, decision_id, school_id, against, state, decided_on, notice_means,
        deemed_on, appeal_by, created_at, updated_at)
      SELECT \(id), d.induction_id, d.id, d.school_id, d.outcome, \(AppealState.open), \(today),
        \(InductionDeadline.Means.electronic.rawValue),
        \(try InductionDeadline.deemedReceipt(of: today, sentBy: .electronic)), \(last), \(now), \(now)
      FROM induction_decision d WHERE d.id = \(decision)
      """)
  }
}

extension InductionDecision {
  /// Until when an appeal against it is possible, or what came of that, in a few words; nil where there is none.
  ///
  /// - Parameters:
  ///   - appeals: those that the reader may know of.
  ///   - today: the day on which it is read.
  public func appealWords(_ appeals: [InductionAppeal], on today: CivilDate) -> String? {
    guard let appealBy else { return nil }
    if let became = appeals.first(where: { $0.decision == id })?.whatBecame { return became }
    if let appeal {
      return "\(appeal.state.title), \(LondonTime.longDate(appeal.endedOn))"
    }
    return "An appeal \(today <= appealBy ? "is" : "was") possible until \(LondonTime.longDate(appealBy))"
  }
}
