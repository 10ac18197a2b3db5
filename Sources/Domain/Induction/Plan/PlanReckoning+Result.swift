import Foundation
import Postgres

extension PlanReckoning {
  /// The plan, with its reasons.
  func plan() -> InductionPlan {
    let assessments = formalAssessments
    let service = ServiceLines(self)
    return InductionPlan(
      regime: regime.code, requiredTerms: NSDecimalNumber(decimal: required).doubleValue,
      servedTerms: service.total.rounded, extensionTerms: extensionTerms, expectedEnd: end.map(date),
      formalAssessments: assessments, progressReviews: progressReviews(besides: assessments),
      explanation: explanation(service), warnings: warnings, rulesVersion: rules.version)
  }

  func date(_ index: Int) -> CivilDate { record.calendar.days[index].date }

  /// School days of an average term, by which days of absence are turned into terms.
  var daysInTerm: Decimal { average.length }

  /// The average term.
  var average: AverageTerm { given.averageTerm ?? record.calendar.average }

  /// Days of absence that count, those under the body before among them, through a day or in all.
  func daysAbsent(through day: CivilDate? = nil) -> Decimal {
    given.earlierAbsenceDays + absence.days(through: day)
  }

  /// Of these the days that fall into the part of induction that is under way at the end of a day: those of a part that
  /// is over are made up, or were too few to be.
  func daysAbsentInPart(through day: CivilDate) -> Decimal {
    guard let part = part(underWay: day) else { return 0 }
    let days = days(of: part, through: record.calendar.end(through: day) - 1)
    return part.absentBefore + absence.days(in: days).hundredths
  }

  /// How another body takes over what is made up for absence, so that it counts once there: the days absent in the part
  /// under way, and the terms by which service is less than the terms in post. Days that a part has yet to make up are
  /// told as days, with the terms in post whole. Where its terms are served and only the rest is left to make up, they are
  /// taken off the terms instead, and no days are told; the same goes for parts that are over.
  func givenOver(on day: CivilDate) -> (days: Decimal, madeUp: Double) {
    let underWay = part(underWay: day)
    let isMakingUp = underWay.map { part in
      part.madeUp > .zero && part.served.map { date($0) <= day } == true
    }
    let settled = parts.filter { part in
      part.index == underWay?.index ? isMakingUp == true : lastDay(of: part).map { $0 <= day } == true
    }
    let madeUp = settled.reduce(TermFraction.zero) { $0 + $1.madeUp }
    return (isMakingUp == true ? 0 : daysAbsentInPart(through: day), share(madeUp).rounded)
  }

  private func part(underWay day: CivilDate) -> Part? {
    parts.first { part in lastDay(of: part).map { $0 > day } ?? true }
  }

  /// The last day of a part; of the last one that of all.
  private func lastDay(of part: Part) -> CivilDate? {
    (part.index == parts.last?.index ? end : part.end).map(date)
  }

  /// What counts of the part under way on a day, with its last day.
  func absenceUnderWay(on day: CivilDate) -> StorePlans.Absence {
    let part = part(underWay: day.adding(days: -1))
    return StorePlans.Absence(
      days: "\(part?.absent.hundredths ?? 0)", until: part.flatMap(lastDay))
  }

  /// Terms of the service under this body that are made up for, because the teacher was absent.
  var termsMadeUpHere: Double {
    let days = parts.reduce(Decimal(0)) { sum, part in
      sum + (part.madeUp > .zero ? part.madeUp.hundredths - part.absentBefore : 0)
    }
    return (NSDecimalNumber(decimal: days / daysInTerm).doubleValue * 10_000).rounded() / 10_000
  }

  /// By how many full-time terms it is extended, for absence and by decision.
  var extensionTerms: Double {
    (TermFraction(decidedTerms) + share(parts.reduce(.zero) { $0 + $1.madeUp })).rounded
  }

  /// After so many terms each, as far as they lie before the end; the last at the end.
  private var formalAssessments: [InductionPlan.Assessment] {
    let between = regime.assessedAfterTerms.filter { Decimal($0) < required }
    var due = between.enumerated().compactMap { place, terms in
      reached(terms).map { InductionPlan.Assessment(number: place + 1, due: date($0)) }
    }
    if let end { due.append(.init(number: between.count + 1, due: date(end))) }
    return due
  }

  /// The day on which so many terms are served: the end of a part, or a day within the first.
  private func reached(_ terms: Int) -> Int? {
    let (index, rest) = terms.quotientAndRemainder(dividingBy: regime.termsInPart)
    if rest == 0 { return parts.first { $0.index == index - 1 }?.end }
    guard let place = parts.firstIndex(where: { $0.index == index }) else { return nil }
    let (before, left) = (parts[place].before, TermFraction(rest))
    let start = place == 0 ? 0 : parts[place - 1].end.map { $0 + 1 }
    return before < left ? start.flatMap { record.day(serving: left - before, from: $0) } : nil
  }

  /// At the end of every term in post in which no formal assessment falls.
  private func progressReviews(besides assessments: [InductionPlan.Assessment]) -> [InductionPlan.Review] {
    guard regime.reviewsProgress else { return [] }
    let lastDay = end ?? record.fte.count
    return record.calendar.terms.indices.compactMap { term in
      let bounds = record.calendar.terms[term]
      guard !assessments.contains(where: { bounds.start <= $0.due && $0.due <= bounds.end }),
        let last = record.calendar.days.lastIndex(where: { $0.term == term }), last < lastDay,
        record.fte[last] > 0
      else { return nil }
      return InductionPlan.Review(due: date(last))
    }
  }
}
