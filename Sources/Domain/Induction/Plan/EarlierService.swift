import Foundation
import Postgres

/// What a teacher brings from another appropriate body, and what that leaves of induction. The calculator and the
/// registration of a teacher go by the same rules here.
struct EarlierService: Sendable {
  /// Full-time terms served there. Beyond the length of induction they are of the extension that was granted there.
  let terms: TermFraction
  /// Full-time terms by which that body has extended induction, other than for absence.
  let extensionTerms: Decimal
  /// Working days of absence there, in the part of induction that was under way.
  let absenceDays: Decimal
  /// The part of full time by which these are measured.
  let fte: Decimal
  /// The day on which induction began there; nil where that isn’t said.
  let beganOn: CivilDate?

  /// What of the extension granted there was served there.
  func servedOfExtension(_ regime: InductionRules.Regime) -> TermFraction {
    let length = TermFraction(regime.requiredTerms)
    return terms > length ? min(terms - length, TermFraction(extensionTerms)) : .zero
  }

  /// Whether every term was served there and only the extension, or a rest of it, is left.
  func leavesExtensionOnly(of regime: InductionRules.Regime) -> Bool {
    let length = TermFraction(regime.requiredTerms)
    return terms >= length && terms < length + TermFraction(extensionTerms)
  }

  /// Whether anything is left: terms, an extension that was granted there or, with `extended`, here, or absence there
  /// that has to be made up for. Who owes none of these has completed induction (SI 2012/1115, regulations 7 and 8).
  func leavesAnything(of regime: InductionRules.Regime, extended: Bool = false) -> Bool {
    let whole = TermFraction(regime.requiredTerms) + TermFraction(extensionTerms)
    return terms < whole || extended && terms <= whole || owesAbsence(regime)
  }

  private func owesAbsence(_ regime: InductionRules.Regime) -> Bool {
    let days = TermFraction(absenceDays)
    let counted =
      regime.absenceProRata ? days.scaled(by: FullTimePart.whole, over: FullTimePart.units(fte)) : days
    return counted >= TermFraction(regime.absenceDays)
  }

  // MARK: The day on which it began

  /// Whether a first day here follows the beginning there, as far as that is known.
  static func precedes(_ beganOn: CivilDate?, _ start: CivilDate) -> Bool {
    beganOn.map { $0 < start } ?? true
  }

  /// The one rule of what a first day here is held against: service here follows the beginning elsewhere.
  static func check(_ start: CivilDate?, after beganOn: CivilDate?, _ problems: inout Problems) {
    guard let start, let beganOn else { return }
    problems.require(
      precedes(beganOn, start), "starts_on",
      "Enter a first day after \(LondonTime.shortDate(beganOn)), when induction began elsewhere.")
  }

  /// That more terms were brought forward than the calendar has between the beginning elsewhere and the first day here;
  /// nil where they fit, or the beginning isn’t known. A term that was begun is taken whole, as bodies round what they
  /// hand over.
  func warning(before start: CivilDate, _ known: [SchoolTerm]) -> String? {
    guard let beganOn, beganOn < start else { return nil }
    let passed = Self.passed(from: beganOn, until: start, known)
    guard terms > TermFraction(passed) else { return nil }
    let calendar =
      passed == 0 ? "no school term" : "only \(passed) school \(passed == 1 ? "term" : "terms")"
    return "Between \(LondonTime.shortDate(beganOn)), when induction began elsewhere, and "
      + "\(LondonTime.shortDate(start)), the first day here, there \(passed > 1 ? "are" : "is") \(calendar): "
      + "\(TermWords.terms(TermWords.number(terms.rounded))) brought forward can’t have been served in that time. "
      + "Check the day on which induction began and the number of terms with the appropriate body before."
  }

  /// Whether what was served there takes all the time from its beginning up to the first day here, to less than half a
  /// term of the calendar: the one in which it began is taken whole.
  func fills(until start: CivilDate, _ known: [SchoolTerm]) -> Bool {
    guard let beganOn else { return terms <= .zero }
    let inPost = terms.scaled(by: FullTimePart.whole, over: FullTimePart.units(fte))
    let half = TermFraction(units: FullTimePart.whole, of: 2)
    return beganOn >= start || TermFraction(Self.passed(from: beganOn, until: start, known)) < inPost + half
  }

  /// Terms of the calendar that lie in a time in part at least. Before those that are known there are three a year.
  private static func passed(from first: CivilDate, until last: CivilDate, _ known: [SchoolTerm]) -> Int {
    let within = known.count { $0.start < last && $0.end >= first }
    guard let begun = known.first?.start, first < begun else { return within }
    func place(_ day: CivilDate) -> Int { day.year * 3 + (day.month >= 9 ? 2 : day.month >= 4 ? 1 : 0) }
    // A week before the first known term still is in the summer holiday.
    return within + max(place(min(last, begun.adding(days: -7))) - place(first) + 1, 0)
  }
}

extension InductionCase {
  /// What was served before, under another body. Where the part of full time there isn’t said, it is that of the first
  /// post here.
  var earlier: EarlierService {
    EarlierService(
      terms: broughtForward, extensionTerms: earlierExtensionTerms, absenceDays: earlierAbsenceDays,
      fte: earlierFTE ?? periods.min { ($0.start, $0.fte) < ($1.start, $1.fte) }?.fte ?? 1,
      beganOn: broughtForwardFrom)
  }

  /// That the terms brought forward don’t fit before the first post here.
  func earlierWarning(_ known: [SchoolTerm]) -> String? {
    periods.map(\.start).min().flatMap { earlier.warning(before: $0, known) }
  }
}

extension RegistrationContent {
  /// What was served elsewhere; nil when there is none or its terms can’t be read.
  var earlier: EarlierService? {
    broughtForward.map {
      EarlierService(
        terms: $0, extensionTerms: earlierExtensionTerms ?? 0, absenceDays: earlierAbsenceDays ?? 0,
        fte: earlierFTE ?? fte ?? 1, beganOn: earlierBeganOn)
    }
  }

  /// The day on which induction began elsewhere, where some of it was served there.
  var beganElsewhereOn: CivilDate? { servedElsewhere == true ? earlierBeganOn : nil }

  /// The day on which induction begins or began elsewhere, from a first day here on.
  func begunOn(startingHere start: CivilDate) -> CivilDate {
    beganElsewhereOn.map { min($0, start) } ?? start
  }

  /// The rules that it is held against, by its first day, and those that induction runs on, by the day on which it began.
  func rules() throws -> (RegistrationRules, InductionRules) {
    (
      try RegistrationRules.load(begunOn: startsOn),
      try InductionRules.load(begunOn: startsOn.map(begunOn(startingHere:)))
    )
  }
}
