import Foundation
import Postgres

/// The reckoning of one plan under one regime: parts, their ends, absence and decisions.
struct PlanReckoning {
  /// A part of induction: three terms, or all that a reduction leaves.
  struct Part {
    /// Which it is, from 0.
    let index: Int
    /// What of it was served under another body.
    let before: TermFraction
    let terms: TermFraction
    /// The day on which its terms are served, as an index of school days.
    var served: Int?
    /// The day on which it ends, absence made up for.
    var end: Int?
    /// Days of absence that extend it.
    var extendedBy: Decimal
    /// Days of absence that were counted, in full-time days, and those as they were.
    var counted: Decimal
    var absent: Decimal
    /// Days among them that were under the body before.
    let absentBefore: Decimal
  }

  let given: InductionCase
  let rules: InductionRules
  let regime: InductionRules.Regime
  let record: ServiceRecord
  let moved: Bool
  /// Whether the regime is the one that the dates of the case fall under.
  let fits: Bool
  /// Absence as it counts.
  let absence: AbsenceRecord
  let required: Decimal
  let parts: [Part]

  init(
    _ given: InductionCase, _ rules: InductionRules, _ regime: InductionRules.Regime, _ record: ServiceRecord,
    moved: Bool, fits: Bool = true
  ) throws {
    self.given = given
    self.rules = rules
    self.regime = regime
    self.record = record
    self.moved = moved
    self.fits = fits
    absence = AbsenceRecord(given.absences, record, rules)
    required = min(
      given.reductions.map(\.toTerms).min() ?? Decimal(regime.requiredTerms), Decimal(regime.requiredTerms))
    parts = Self.parts(of: required, given, absence.counted, regime, record)
  }

  private static func parts(
    of required: Decimal, _ given: InductionCase, _ counting: [AbsenceRecord.Counted],
    _ regime: InductionRules.Regime, _ record: ServiceRecord
  ) -> [Part] {
    var (left, start, after): (Decimal, Int?, CivilDate?) = (required, 0, nil)
    var parts: [Part] = []
    var (before, index) = (given.broughtForward, -1)
    while left > 0 {
      let length = min(left, Decimal(regime.termsInPart))
      left -= length
      index += 1
      // A part that was served under another body as a whole is over.
      if before >= TermFraction(length) && left > 0 {
        before = before - TermFraction(length)
        continue
      }
      let part = part(
        (index, before, before > .zero || index == 0 ? given.earlierAbsenceDays : 0),
        TermFraction(length) - before,
        from: start,
        counting.filter { absence in after.map { absence.start > $0 } ?? true },
        regime, record)
      parts.append(part)
      before = .zero
      start = part.end.map { $0 + 1 }
      after = part.end.map { record.calendar.days[$0].date } ?? .some(CivilDate(daysSince2000: 100_000))
    }
    return parts
  }

  /// A part from a day on. Absence that falls into the time by which it is extended counts as well, so this is
  /// repeated until nothing more falls in. Absence under the body before counts with the part that was under way there:
  /// thirty days are those of the whole induction or part, wherever it is served (SI 2012/1115, regulation 8(1)).
  private static func part(
    _ place: (index: Int, before: TermFraction, absent: Decimal), _ terms: TermFraction, from start: Int?,
    _ absences: [AbsenceRecord.Counted],
    _ regime: InductionRules.Regime, _ record: ServiceRecord
  ) -> Part {
    let served = start.flatMap { record.day(serving: terms, from: $0) }
    var part = Part(
      index: place.index, before: place.before, terms: terms, served: served, end: served, extendedBy: 0,
      counted: 0, absent: 0, absentBefore: place.absent)
    guard start != nil else { return part }
    while true {
      let within = absences.filter { absence in
        part.end.map { absence.start <= record.calendar.days[$0].date } ?? true
      }
      let absent = within.reduce(place.absent) { $0 + $1.days }
      part.absent = absent
      part.counted = within.reduce(place.absent) { total, absence in
        let fte = regime.absenceProRata ? record.thousandths(on: absence.start) : 1000
        return total + absence.days * 1000 / Decimal(fte)
      }
      let extendedBy = part.counted >= Decimal(regime.absenceDays) ? absent : 0
      if extendedBy == part.extendedBy { return part }
      part.extendedBy = extendedBy
      part.end = served.flatMap { record.day(working: extendedBy, from: $0 + 1) }
    }
  }

  /// The last day before anything that the appropriate body decided in extension; nil when it isn't reached.
  var completionBeforeDecisions: CivilDate? {
    parts.last?.end.map { record.calendar.days[$0].date }
  }

  /// By how many terms the appropriate body has extended induction.
  var decidedTerms: Decimal { given.extensions.reduce(given.earlierExtensionTerms) { $0 + $1.terms } }

  /// The last day of all, as an index of school days.
  var end: Int? {
    guard let end = parts.last?.end else { return nil }
    return decidedTerms == 0 ? end : record.day(serving: TermFraction(decidedTerms), from: end + 1)
  }
}
