import Foundation
public import Postgres

/// That somebody has completed induction satisfactorily, for them to show whenever they need it.
public struct InductionConfirmation: Sendable {
  /// The reference of the induction.
  public let reference: String
  /// The teacher’s name.
  public let name: String
  /// Teacher reference number.
  public let trn: String
  /// The appropriate body.
  public let bodyName: String
  /// The first day of induction.
  public let beganOn: CivilDate
  /// The last day of induction.
  public let completedOn: CivilDate
  /// The day on which it was decided: by the appropriate body, or on appeal.
  public let decidedOn: CivilDate
  /// Whether it was decided on appeal.
  public let isOnAppeal: Bool
  /// Where it was served, in order, each school once.
  public let schools: [String]
  /// The day on which this confirmation is given.
  public let issuedOn: CivilDate
  /// Who decided it for the appropriate body; nil where that was on appeal or is not known.
  public let decidedBy: String?
}

/// Confirms a completed induction, as often as it is asked for.
public struct ConfirmInduction: Sendable {
  let services: Services

  /// The use case over an installation’s services.
  public init(_ services: Services) { self.services = services }

  /// For the teacher, the head of their school and the appropriate body. Throws ``DomainError``.
  public func callAsFunction(_ id: InductionID, by actor: Actor) async throws -> InductionConfirmation {
    let record = try await ReadInductions(services).find(id, by: actor)
    let induction = record.induction
    guard !record.isPartial, induction.state == .satisfactory else {
      throw DomainError.conflict(
        "This induction is “\(induction.state.title)”: there is nothing to confirm yet.")
    }
    let appeal = try await InductionAppeal.list(
      "p.induction_id = \(id) AND p.state = \(AppealState.allowed)", in: services.pool
    ).compactMap(\.endedOn).min()
    let decision = try await DecideInduction(services).list(id, by: actor).last {
      $0.decidedAt != nil && $0.outcome == .satisfactory
    }
    let entered = LondonTime.date(of: induction.stateChangedAt)
    let onAppeal = appeal.flatMap { $0 <= entered ? $0 : nil }
    let completedOn = record.lastDay(onAppeal: onAppeal)
    return InductionConfirmation(
      reference: induction.reference, name: induction.name, trn: induction.trn, bodyName: induction.bodyName,
      beganOn: induction.beganOn, completedOn: completedOn, decidedOn: onAppeal ?? entered,
      isOnAppeal: onAppeal != nil, schools: record.schools(servedUntil: onAppeal),
      issuedOn: services.today, decidedBy: onAppeal == nil ? decision?.proposedBy : nil)
  }
}

extension InductionRecord {
  /// The last day of an induction that was decided: the end by the plan, or of the last period before it, and no later
  /// than an allowed appeal by which it was completed.
  func lastDay(onAppeal: CivilDate?) -> CivilDate {
    let decided = LondonTime.date(of: induction.stateChangedAt)
    return [decided, induction.plan?.expectedEnd, periods.compactMap(\.endsOn).max(), onAppeal]
      .compactMap(\.self).min() ?? decided
  }

  /// Where it was served, in order, each school once: posts that only began after an allowed appeal by which it was
  /// completed are no part of it.
  func schools(servedUntil onAppeal: CivilDate?) -> [String] {
    let served = periods.filter { period in onAppeal.map { period.startsOn <= $0 } ?? true }
    return (served.isEmpty ? periods : served).map(\.schoolName).reduce(into: []) { found, name in
      if !found.contains(name) { found.append(name) }
    }
  }

  /// The last day in SQL, of an induction `i`.
  static let lastDay: Statement = """
    least(i.expected_end, (i.state_changed_at AT TIME ZONE 'Europe/London')::date,
      (SELECT max(l.ends_on) FROM induction_period l WHERE l.induction_id = i.id),
      (SELECT min(y.ended_on) FROM induction_appeal y WHERE y.induction_id = i.id AND y.state = 'allowed'))
    """
}
