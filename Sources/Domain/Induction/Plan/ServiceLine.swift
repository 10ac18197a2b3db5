import Foundation
import Postgres

/// A stretch of service at one part of full time: what it holds, and what of it counts.
struct ServiceLine: Sendable {
  /// What a stretch is served for: the length of induction, absence to make up, or an extension that was decided.
  enum Purpose: Sendable { case length, absence, `extension` }

  let purpose: Purpose
  /// School days, as indexes.
  var days: Range<Int>
  /// Units of full time (``FullTimePart/whole``) on each day.
  let units: Int
  /// How many terms of the calendar it holds.
  var calendarTerms: TermFraction
  /// What it comes to in full-time terms.
  var whole: TermFraction
  /// What of that is needed: the day on which a part of induction ends counts as far as it is needed.
  var counted: TermFraction
  /// The teacher’s working days, of a stretch that makes up absence.
  var workingDays: TermFraction
}

/// What was served, stretch by stretch; the lines add up to the total.
struct ServiceLines: Sendable {
  private(set) var lines: [ServiceLine] = []
  /// What was served: once induction is complete, just what is required and what it is extended by.
  private(set) var total = TermFraction.zero

  /// Part by part its terms, then absence made up for; behind the last part what the body decided in extension.
  init(_ plan: PlanReckoning) {
    let all = plan.record.fte.count
    var from = 0
    for (place, part) in plan.parts.enumerated() {
      // Nothing is served where a reduction is to what was brought forward.
      let end = part.terms > .zero ? part.served.map { $0 + 1 } ?? all : from
      if part.terms > .zero {
        let passed = plan.parts.dropFirst(place + 1).first?.carried ?? plan.carriedOn
        let wanted = part.terms - part.carried + passed
        add(.length, from..<max(end, from), part.served == nil ? nil : wanted, plan)
      }
      guard part.served != nil else { return }
      from = max(part.end.map { part.isOver ? $0 : $0 + 1 } ?? all, end)
      makeUp(part.extendedBy, end..<from, isReached: part.end != nil, plan)
      if part.end == nil { return }
    }
    guard plan.owedExtension > .zero else { return }
    let end = max(plan.extended.map { $0 + 1 } ?? all, from)
    add(.extension, from..<end, plan.extended == nil ? nil : plan.owedExtension - plan.carriedOn, plan)
    guard plan.extended != nil, let later = plan.parts.last?.extendedLater else { return }
    makeUp(later, end..<max(plan.end.map { $0 + 1 } ?? all, end), isReached: plan.end != nil, plan)
  }

  private mutating func makeUp(
    _ days: TermFraction, _ range: Range<Int>, isReached: Bool, _ plan: PlanReckoning
  ) {
    if days > .zero { add(.absence, range, isReached ? plan.share(days) : nil, plan, days) }
  }

  /// The stretches of a range. What is wanted of it is nil where the range ends before that is served.
  private mutating func add(
    _ purpose: ServiceLine.Purpose, _ range: Range<Int>, _ wanted: TermFraction?, _ plan: PlanReckoning,
    _ workingDays: TermFraction = .zero
  ) {
    var found = plan.record.stretches(range).map { Self.line(purpose, $0, plan) }
    let sum = found.reduce(TermFraction.zero) { $0 + $1.counted }
    total += found.isEmpty ? .zero : wanted ?? sum
    if let wanted, let last = found.indices.last {
      found[last].counted = wanted - (found.dropLast().reduce(TermFraction.zero) { $0 + $1.counted })
      let made = found.dropLast().reduce(TermFraction.zero) { $0 + $1.workingDays }
      found[last].workingDays = workingDays - made
    }
    if let last = lines.last, let next = found.first, last.isContinued(by: next) {
      lines[lines.count - 1] = last.joined(with: next)
      found.removeFirst()
    }
    lines += found
  }

  private static func line(
    _ purpose: ServiceLine.Purpose, _ days: Range<Int>, _ plan: PlanReckoning
  ) -> ServiceLine {
    let units = plan.record.fte[days.lowerBound]
    let worked = TermFraction(units: units * days.count, of: 1)
    let whole = purpose == .absence ? plan.share(worked) : plan.record.served(days)
    return ServiceLine(
      purpose: purpose, days: days, units: units,
      calendarTerms: plan.record.calendar.terms(in: days), whole: whole, counted: whole,
      workingDays: purpose == .absence ? worked : .zero)
  }
}

extension ServiceLine {
  /// Whether another goes on from it at the same part of full time, as where one part of induction follows another.
  fileprivate func isContinued(by next: ServiceLine) -> Bool {
    purpose == .length && next.purpose == .length && units == next.units
      && days.upperBound == next.days.lowerBound
  }

  fileprivate func joined(with next: ServiceLine) -> ServiceLine {
    ServiceLine(
      purpose: purpose, days: days.lowerBound..<next.days.upperBound, units: units,
      calendarTerms: calendarTerms + next.calendarTerms, whole: whole + next.whole,
      counted: counted + next.counted, workingDays: .zero)
  }
}

extension ServiceRecord {
  /// The runs of days of a range on which the same part of full time counts; days without any are left out.
  fileprivate func stretches(_ range: Range<Int>) -> [Range<Int>] {
    var (found, index): ([Range<Int>], Int) = ([], range.lowerBound)
    while index < range.upperBound {
      var next = index + 1
      while next < range.upperBound, fte[next] == fte[index] { next += 1 }
      if fte[index] > 0 { found.append(index..<next) }
      index = next
    }
    return found
  }
}

extension PlanReckoning {
  /// What so many of the teacher’s working days come to, by the average term.
  func share(_ workingDays: TermFraction) -> TermFraction {
    workingDays.scaled(by: average.terms, over: average.days)
  }

  /// The first day of a stretch as people know it: that of the post or the change, where no school day lies between.
  func firstDay(of days: Range<Int>) -> CivilDate {
    let first = date(days.lowerBound)
    let before = days.lowerBound > 0 ? date(days.lowerBound - 1) : first.adding(days: -31)
    return edges.last { $0 > before && $0 <= first } ?? first
  }

  /// The last day of a stretch: the one before the next post or change, where no school day lies between.
  func lastDay(of days: Range<Int>) -> CivilDate {
    let last = date(days.upperBound - 1)
    guard days.upperBound < record.fte.count, days.upperBound - 1 != end else { return last }
    return edges.first { $0 > last && $0 <= date(days.upperBound) }?.adding(days: -1) ?? last
  }

  /// The days on which a post begins or has ended, in order.
  private var edges: [CivilDate] {
    (given.periods.map(\.start) + given.periods.compactMap { $0.end?.adding(days: 1) }).sorted()
  }
}
