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
    /// What of it is served here; none where a reduction is to what was brought forward.
    let terms: TermFraction
    /// What of it is served by the rest of the day on which the part before ends, which that part did not need.
    let carried: TermFraction
    /// The first day of it, as an index of school days.
    let start: Int?
    /// The day on which its terms are served.
    var served: Int?
    /// The day on which it ends, absence made up for.
    var end: Int?
    /// Days of absence that extend it.
    var extendedBy = TermFraction.zero
    /// More days of absence that extend it, because of absence in an extension that was decided: they follow that.
    var extendedLater = TermFraction.zero
    /// Days of absence that were counted, in full-time days, and those as they were.
    var counted = TermFraction.zero
    var absent = TermFraction.zero
    /// Days among them that were under the body before.
    let absentBefore: Decimal

    /// All by which absence extends it.
    var madeUp: TermFraction { extendedBy + extendedLater }

    /// Whether nothing of it is left here, neither terms nor absence: what follows begins on the first day in post.
    var isOver: Bool { terms <= .zero && extendedBy <= .zero }
  }

  let given: InductionCase
  let rules: InductionRules
  let regime: InductionRules.Regime
  let record: ServiceRecord
  /// What the dates of the case say of the regime; nil while that is sought.
  let finding: RegimeFinding?
  /// Absence as it counts.
  let absence: AbsenceRecord
  let required: Decimal
  private(set) var parts: [Part] = []
  /// The day on which an extension that was decided is served, as an index of school days.
  private(set) var extended: Int?
  /// What of that extension is served by the rest of the day on which the last part ends.
  private(set) var carriedOn = TermFraction.zero
  /// The last day of all.
  private(set) var end: Int?

  init(
    _ given: InductionCase, _ rules: InductionRules, _ regime: InductionRules.Regime, _ record: ServiceRecord,
    _ finding: RegimeFinding?
  ) {
    self.given = given
    self.rules = rules
    self.regime = regime
    self.record = record
    self.finding = finding
    absence = AbsenceRecord(given.absences, record, rules)
    required = min(
      given.reductions.map(\.toTerms).min() ?? Decimal(regime.requiredTerms), Decimal(regime.requiredTerms))
    addParts()
    extend()
  }

  private mutating func addParts() {
    var (left, start, carried): (Decimal, Int?, TermFraction) = (required, 0, .zero)
    var (before, index) = (given.broughtForward, -1)
    while left > 0 {
      let length = TermFraction(min(left, Decimal(regime.termsInPart)))
      left -= min(left, Decimal(regime.termsInPart))
      index += 1
      // A part that was served under another body as a whole is over.
      if before >= length && left > 0 {
        before = before - length
        continue
      }
      // A reduction may be to less than was brought forward: nothing more is served then.
      let earlier = min(before, length)
      let next = part(
        Part(
          index: index, before: earlier, terms: length - earlier, carried: carried, start: start,
          absentBefore: before > .zero || index == 0 ? given.earlierAbsenceDays : 0))
      parts.append(next)
      before = .zero
      start = next.end.map { $0 + 1 }
      carried = rest(of: next)
    }
  }

  /// What the last day of a part holds beyond its terms. Where absence is made up after that day, nothing is left of it.
  private func rest(of part: Part) -> TermFraction {
    guard let start = part.start, let end = part.end, part.served == end, part.terms > .zero else {
      return .zero
    }
    let whole = record.served(start..<end + 1) + part.carried
    return whole > part.terms ? whole - part.terms : .zero
  }

  /// A part with its end. Absence that falls into the time by which it is extended counts as well, so this is repeated
  /// until nothing more falls in. Absence under the body before counts with the part that was under way there: thirty
  /// days are those of the whole induction or part, wherever it is served (SI 2012/1115, regulation 8(1)).
  private func part(_ begun: Part) -> Part {
    var part = begun
    guard let start = part.start else { return part }
    let isOwed = part.terms > .zero
    // Nothing is left to serve: the final assessment is made on the first day in post.
    part.served =
      isOwed ? record.day(serving: part.terms - part.carried, from: start) : record.inPost(from: start)
    part.end = part.served
    while true {
      measure(&part, through: part.end)
      let extendedBy = extends(part) ? part.absent : .zero
      if extendedBy == part.extendedBy { return part }
      part.extendedBy = extendedBy
      part.end = part.served.flatMap { record.day(working: extendedBy, from: isOwed ? $0 + 1 : start) }
    }
  }

  /// Serves what the appropriate body decided in extension, behind the last part. Absence in it counts with that part;
  /// what it extends the part by is made up for after it. Where nothing else is left, because all of it was served under
  /// another body, it begins on the first day in post.
  ///
  /// The rest of the day on which the last part ends counts towards the extension, as that of the first part does towards
  /// the second: an extension makes the induction period longer and is no period of its own (SI 2012/1115, regulation
  /// 11(5)), so terms times the part of full time come to the end of the whole. A day by which absence is made up for
  /// leaves no rest: absence is counted in working days, not in terms (regulation 8).
  private mutating func extend() {
    guard var part = parts.last, let last = part.end else { return }
    end = last
    guard owedExtension > .zero else { return }
    carriedOn = min(rest(of: part), owedExtension)
    extended = record.day(serving: owedExtension - carriedOn, from: part.isOver ? last : last + 1)
    end = extended
    while true {
      measure(&part, through: end)
      let later = extends(part) ? part.absent - part.extendedBy : .zero
      if later == part.extendedLater { break }
      part.extendedLater = later
      end = extended.flatMap { record.day(working: later, from: $0 + 1) }
    }
    parts[parts.count - 1] = part
  }

  private func extends(_ part: Part) -> Bool { part.counted >= TermFraction(regime.absenceDays) }

  /// Counts absence from the beginning of a part through a day, or as far as the terms go.
  private func measure(_ part: inout Part, through day: Int?) {
    let days = days(of: part, through: day)
    let before = TermFraction(part.absentBefore)
    part.absent = before + absence.days(in: days)
    part.counted =
      regime.absenceProRata
      ? before.scaled(by: FullTimePart.whole, over: FullTimePart.units(earlierFTE))
        + absence.fullTimeDays(in: days) : part.absent
  }

  /// The school days of a part through one of them.
  func days(of part: Part, through day: Int?) -> Range<Int> {
    guard let start = part.start else { return 0..<0 }
    return start..<max(day.map { $0 + 1 } ?? record.fte.count, start)
  }

  /// The part of full time under the body before: that of the first post here, where it isn’t said.
  var earlierFTE: Decimal { given.earlier.fte }

  /// Whether it was moved from the earlier regime.
  var moved: Bool { given.regime == nil && finding?.moved == true }
  /// Whether the regime is the one that the dates of the case fall under.
  var fits: Bool { finding.map { $0.code == regime.code } ?? true }

  /// The last day before anything that the appropriate body decided in extension; nil when it isn't reached.
  var completionBeforeDecisions: CivilDate? {
    parts.last?.end.map { record.calendar.days[$0].date }
  }

  /// What is served here of that: an extension granted under another body may have been begun there.
  var owedExtension: TermFraction { TermFraction(decidedTerms) - given.earlier.servedOfExtension(regime) }

  /// What is still to be served, with absence to make up for as far as it is known.
  var owed: TermFraction {
    let madeUp = share(parts.reduce(.zero) { $0 + $1.madeUp })
    let wanted = TermFraction(required) + owedExtension + madeUp
    let had = min(given.broughtForward, TermFraction(required)) + ServiceLines(self).total
    return had < wanted ? wanted - had : .zero
  }

  /// Whether every term was served under another body, and of its extension something is left.
  var isExtensionOnly: Bool { given.earlier.leavesExtensionOnly(of: regime) }

  /// By how many terms the appropriate body has extended induction.
  var decidedTerms: Decimal { given.extensions.reduce(given.earlierExtensionTerms) { $0 + $1.terms } }
}
