import Foundation
import Postgres

/// What the plan of a stored induction is reckoned from.
struct PlanBasis: Sendable {
  let id: InductionID
  let beganOn: CivilDate
  let earlierTerms: String
  /// Days of absence under the body before.
  let earlierAbsenceDays: Decimal
  /// Terms of extension that it has granted.
  let earlierExtensionTerms: Decimal
  /// When induction began there, and at what part of full time; nil where that was not said.
  let earlierBeganOn: CivilDate?
  let earlierFTE: Decimal?
  let periods: [InductionPeriod]
  /// Those that stand.
  let events: [InductionEvent]
  /// The last days of periods that others resume after an appeal, by these others.
  let resumed: [InductionPeriodID: CivilDate]
  /// Those that a decision ended while the post went on.
  let decided: Set<InductionPeriodID>

  /// Which school led when.
  var leads: LeadSchools { LeadSchools(periods, events) }

  /// That of every induction named, by five statements however many there are; by four where it is known already which
  /// of their periods a decision ended.
  static func load(
    _ ids: [InductionID], decided known: Set<InductionPeriodID>? = nil, in db: some Queryable
  ) async throws -> [PlanBasis] {
    let keys = ids.map(\.rawValue)
    let periods = try await byInduction(
      """
      SELECT p.induction_id, \(fragment: InductionPeriod.columns)
      FROM induction_period p JOIN organisation o ON o.id = p.school_id
      WHERE p.induction_id = ANY (\(keys)) ORDER BY p.starts_on, p.id
      """, as: InductionPeriod.self, in: db)
    let events = try await byInduction(
      """
      SELECT e.induction_id, \(fragment: InductionEvent.columns) FROM induction_event e
      WHERE e.induction_id = ANY (\(keys)) AND e.removed_at IS NULL ORDER BY e.entered_at, e.id
      """, as: InductionEvent.self, in: db)
    let resumed = try await ResumedPeriods.load(keys, in: db)
    let decided = if let known { known } else { try await DecidedPeriods.load(keys, in: db) }
    return try await db.query(
      """
      SELECT id, began_on, earlier_terms, earlier_absence_days, earlier_extension_terms, earlier_began_on, earlier_fte
      FROM induction
      WHERE id = ANY (\(keys)) ORDER BY id
      """
    ).map { row in
      let id = try row.decode("id", as: InductionID.self)
      return PlanBasis(
        id: id, beganOn: try row.decode("began_on"),
        earlierTerms: try row.decode("earlier_terms"),
        earlierAbsenceDays: try row.decode("earlier_absence_days"),
        earlierExtensionTerms: try row.decode("earlier_extension_terms"),
        earlierBeganOn: try row.decodeIfPresent("earlier_began_on"),
        earlierFTE: try row.decodeIfPresent("earlier_fte"), periods: periods[id] ?? [],
        events: events[id] ?? [], resumed: resumed, decided: decided)
    }
  }

  /// The case of an induction, or of some of its periods and events, by the terms of the schools that led in them; nil
  /// where its plan can’t be reckoned.
  static func inductionCase(
    of induction: Induction, _ periods: [InductionPeriod], _ events: [InductionEvent]? = nil,
    decided: Set<InductionPeriodID>? = nil, in db: some Queryable
  ) async throws -> InductionCase? {
    guard induction.plan != nil, !periods.isEmpty,
      let stored = try await load([induction.id], decided: decided, in: db).first
    else { return nil }
    let basis = PlanBasis(
      id: stored.id, beganOn: stored.beganOn, earlierTerms: stored.earlierTerms,
      earlierAbsenceDays: stored.earlierAbsenceDays, earlierExtensionTerms: stored.earlierExtensionTerms,
      earlierBeganOn: stored.earlierBeganOn, earlierFTE: stored.earlierFTE, periods: periods,
      events: events ?? stored.events, resumed: stored.resumed, decided: stored.decided)
    return basis.inductionCase(try await KnownTerms.of(basis.leads, in: db))
  }

  /// An induction with a plan that goes by the term dates there are now; it is not stored. None where it can’t be
  /// reckoned.
  static func reckoned(
    _ induction: Induction, decided: Set<InductionPeriodID>? = nil, in db: some Queryable
  ) async throws -> Induction {
    guard induction.isReckoning else { return induction }
    var fresh = induction
    (fresh.isReckoning, fresh.storedPlan) = (false, nil)
    guard let basis = try await load([induction.id], decided: decided, in: db).first,
      !basis.periods.isEmpty
    else { return fresh }
    let given = basis.inductionCase(try await KnownTerms.of(basis.leads, in: db))
    do {
      fresh.storedPlan = try PlanInduction()(given)
    } catch DomainError.invalid {
      return fresh
    }
    return fresh
  }

  private static func byInduction<Item: RowDecodable>(
    _ statement: Statement, as type: Item.Type, in db: some Queryable
  ) async throws -> [InductionID: [Item]] {
    try await db.query(statement).reduce(into: [:]) { found, row in
      found[try row.decode("induction_id", as: InductionID.self), default: []].append(try Item(row: row))
    }
  }

  /// The case, by terms of ``LeadSchools``.
  func inductionCase(_ terms: InductionTerms) -> InductionCase {
    let known = terms.since(beganOn)
    return InductionCase(
      // The calculator decides: what began before September 2021 and goes on beyond September 2023 is moved.
      regime: nil, terms: known.terms, closures: known.closures,
      // Posts at different schools are contracts of their own.
      periods: periods.map {
        .init(
          start: $0.startsOn, end: $0.endsOn, fte: $0.fte, contract: $0.place.organisation.rawValue,
          resumes: resumed[$0.id],
          decided: decided.contains($0.id) ? .init(contractEnd: $0.contractEndsOn) : nil)
      },
      absences: events.filter { $0.kind == .absence }.compactMap { event in
        guard let start = event.startsOn, let end = event.endsOn, let days = event.days else { return nil }
        return .init(start: start, end: end, days: days, kind: event.absenceKind ?? "other")
      },
      reductions: events.filter { $0.kind == .reduction }.compactMap { event in
        let agreedOn = event.consentedOn ?? LondonTime.date(of: event.enteredAt)
        return event.terms.map { .init(toTerms: $0, agreedOn: agreedOn) }
      },
      extensions: events.filter { $0.kind == .extension }.compactMap { $0.terms.map { .init(terms: $0) } },
      broughtForward: TermFraction(text: earlierTerms) ?? .zero, earlierAbsenceDays: earlierAbsenceDays,
      earlierExtensionTerms: earlierExtensionTerms, broughtForwardFrom: earlierBeganOn,
      earlierFTE: earlierFTE, averageTerm: terms.average)
  }
}
