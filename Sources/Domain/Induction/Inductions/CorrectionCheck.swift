import Foundation
import Postgres

/// What a correction of a period is held against.
struct CorrectionCheck: Sendable {
  let record: InductionRecord
  let period: InductionPeriod
  let wanted: PeriodCorrection
  let reason: String

  private var before: InductionPeriod? { period.before(in: record.periods) }
  private var after: InductionPeriod? { period.after(in: record.periods) }
  private var movesPost: Bool { wanted.startsOn != period.startsOn && before == nil }

  /// Throws ``DomainError`` with everything that is wrong.
  func callAsFunction(_ actor: Actor, in tx: Transaction) async throws {
    var problems = Problems()
    Self.check(reason, &problems)
    checkHours(&problems)
    checkEnd(&problems)
    checkOthers(&problems)
    checkLater(actor, &problems)
    if let going = try await InductionTransfer.standing(of: record.induction.id, in: tx) {
      problems.require(
        wanted.endsOn.map { $0 <= going.lastDay } ?? false, "ends_on",
        "Enter a day up to \(LondonTime.shortDate(going.lastDay)): the induction is under \(going.bodyName) after that."
      )
    }
    try await checkStart(actor, &problems, tx)
    let isSame =
      wanted.startsOn == period.startsOn && wanted.endsOn == period.endsOn && wanted.fte == period.fte
      && wanted.leavesTeaching == period.leavesTeaching
    problems.require(!isSame, "starts_on", "Enter what is to be corrected: all of it is as recorded.")
    try problems.throwIfAny()
    if movesPost { try await requireUnbound(in: tx) }
  }

  /// A school that the teacher has left for another lengthens its post no more: its head would lead again. The body may.
  private func checkLater(_ actor: Actor, _ problems: inout Problems) {
    guard let end = period.endsOn, !actor.may(.decideInduction, at: record.induction.place),
      record.periods.contains(where: { $0.place != period.place && $0.startsOn > period.startsOn })
    else { return }
    problems.require(
      wanted.endsOn.map { $0 <= end } ?? false, "ends_on",
      "The teacher has a post at another school since. Ask the appropriate body to correct this last day to a later one."
    )
  }

  static func check(_ reason: String, _ problems: inout Problems) {
    problems.require(
      (10...2_000).contains(reason.trimmed.count), "reason", "Enter the reason, in 10 to 2,000 characters.")
  }

  private func checkHours(_ problems: inout Problems) {
    problems.require(
      wanted.fte.map(FullTimePart.isValid) == true, "fte", FullTimePart.rule)
    guard let fte = wanted.fte, fte != period.fte else { return }
    problems.require(
      before?.fte != fte, "fte", "These are the hours before: take the change of hours back instead.")
    problems.require(
      after?.fte != fte, "fte",
      "These are the hours after: take the change of hours on "
        + "\(after.map { LondonTime.shortDate($0.startsOn) } ?? "") back or correct it instead.")
  }

  private func checkEnd(_ problems: inout Problems) {
    if let after {
      problems.require(
        wanted.endsOn == period.endsOn, "ends_on",
        "The hours change on \(LondonTime.shortDate(after.startsOn)). Correct that change instead.")
    }
    if let start = wanted.startsOn, let end = wanted.endsOn {
      problems.require(end >= start, "ends_on", "Enter a last day that is not before the first.")
    }
  }

  private func checkOthers(_ problems: inout Problems) {
    guard let start = wanted.startsOn else { return }
    let others = record.periods.filter {
      $0.place == period.place && $0.id != period.id && $0.id != before?.id && $0.id != after?.id
    }
    let overlaps = others.contains { other in
      (wanted.endsOn.map { other.startsOn <= $0 } ?? true) && (other.endsOn.map { start <= $0 } ?? true)
    }
    problems.require(
      !overlaps, "ends_on",
      "Another period at \(period.schoolName) lies in these days. Correct that one first.")
  }

  private func checkStart(_ actor: Actor, _ problems: inout Problems, _ tx: Transaction) async throws {
    guard let start = wanted.startsOn else {
      return problems.add("starts_on", "Enter the first day.")
    }
    if let before {
      return problems.require(
        start > before.startsOn, "starts_on",
        "Enter a day after \(LondonTime.shortDate(before.startsOn)), from which the hours before counted.")
    }
    guard start != period.startsOn else { return }
    guard actor.may(.decideInduction, at: record.induction.place) else {
      return problems.add(
        "starts_on", "The appropriate body sets the first day of a post. Ask it to correct the day.")
    }
    problems.require(
      start >= record.induction.qtsAwardedOn, "starts_on",
      "Enter a first day from \(LondonTime.shortDate(record.induction.qtsAwardedOn)) on, when qualified teacher status "
        + "was gained.")
    let known = try await tx.firstRow(
      """
      SELECT p.body_id, r.starts_on FROM induction_period p
        LEFT JOIN induction_registration r ON r.id = p.registration_id
      WHERE p.id = \(period.id)
      """)
    EarlierService.check(
      start, after: try await PlanBasis.load([record.induction.id], in: tx).first?.earlierBeganOn, &problems)
    let body = try known?.decode("body_id", as: AppropriateBodyID.self)
    let acting = try await AppropriateBody.acting(for: record.induction.place.authority, on: start, in: tx)
    problems.require(
      acting != nil && acting?.id == body, "starts_on",
      "Enter a day on which \(record.induction.bodyName) acts as appropriate body.")
    try await StartRule.load(
      known?.decodeIfPresent("starts_on"), at: period.place.organisation, in: tx
    ).check(start, reason, field: "reason", &problems)
  }

  /// The regime that the induction falls under because of another first day; nil where that changes nothing. It stays
  /// once something is written by its forms.
  static func regimeChange(
    _ period: InductionPeriod, _ start: CivilDate, _ record: InductionRecord, in tx: Transaction
  ) async throws -> RegimeCode? {
    let elsewhere = try await PlanBasis.load([record.induction.id], in: tx).first?.earlierBeganOn
    func regime(_ day: CivilDate) throws -> RegimeCode {
      let days =
        record.periods.map { $0.id == period.id ? day : $0.startsOn } + [elsewhere].compactMap(\.self)
      let begun = days.min() ?? day
      return try begun < InductionRules.load(begunOn: begun).transition.begunBefore ? .nqt : .ect
    }
    let wanted = try regime(start)
    return try wanted == regime(period.startsOn) ? nil : wanted
  }

  /// The first day of a post stands once something that goes by it was signed or sent. Throws ``DomainError``.
  private func requireUnbound(in tx: Transaction) async throws {
    let id = record.induction.id
    var found = try await InductionAssessment.list("a.induction_id = \(id)", in: tx).filter {
      [.completed, .confirmed, .received].contains($0.state)
    }.map { "\($0.title) is signed: open it again first." }
    if try await InductionDecision.list(id, in: tx).contains(where: { $0.returned == nil }) {
      found.append("The head’s recommendation was sent, and the outcome goes by the record as it was.")
    }
    let claimed = try await tx.value(
      """
      SELECT EXISTS (SELECT FROM induction_claim WHERE induction_id = \(id) AND starts_on = \(period.startsOn)
        AND state IN ('sent', 'accepted'))
      """, as: Bool.self)
    if claimed {
      found.append(
        "The national service has the claim from \(LondonTime.longDate(period.startsOn)): correct it there, and record "
          + "its refusal here first.")
    }
    if let going = try await InductionTransfer.standing(of: id, in: tx) {
      found.append("A transfer to \(going.bodyName) stands: undo it first.")
    }
    if let start = wanted.startsOn,
      let change = try await Self.regimeChange(period, start, record, in: tx),
      change != record.induction.currentRegime
    {
      let isWritten = try await !InductionAssessment.list("a.induction_id = \(id)", in: tx).isEmpty
      if isWritten { found.append("Another regime would apply, and assessments are written by this one.") }
    }
    if !found.isEmpty {
      throw DomainError.conflict(
        "The first day can’t be corrected as things stand. " + found.joined(separator: " "))
    }
  }
}
