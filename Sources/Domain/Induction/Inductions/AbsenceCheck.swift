import Foundation
import Postgres

/// What an entry of absence is held against: absence is of school days in post, and has happened unless it is planned.
struct AbsenceCheck: Sendable {
  let record: InductionRecord
  let schoolDays: SchoolDays
  let rules: InductionRules
  let today: CivilDate
  /// The periods in which whoever enters it may; nil for all.
  let posts: [InductionPeriod]?

  /// By the terms that the plan is reckoned by.
  static func load(
    _ record: InductionRecord, on today: CivilDate, by actor: Actor, in tx: Transaction
  ) async throws -> AbsenceCheck {
    guard !record.periods.isEmpty else { throw DomainError.notFound("period") }
    let terms = try await KnownTerms.of(record.leads, in: tx)
    return AbsenceCheck(
      record: record,
      schoolDays: SchoolDays(
        terms.terms, closures: Set(terms.closures), holidays: try BankHolidays.englandAndWales()),
      rules: try record.induction.rules(), today: today, posts: record.absencePosts(actor, on: today))
  }

  /// What is wrong with an entry.
  func callAsFunction(from: CivilDate?, until: CivilDate?, days: Decimal?, kind: String) -> Problems {
    var problems = Problems()
    checkStart(from, kind, &problems)
    checkPost(from, until, &problems)
    problems.require(until != nil, "ends_on", "Enter the last day of absence.")
    if let from, let until {
      problems.require(until >= from, "ends_on", "Enter a last day that is not before the first.")
      checkDays(days, from, until, &problems)
      problems.require(
        !overlaps(from, until), "starts_on", "Another absence is recorded for some of these days.")
    }
    checkKind(kind, from, &problems)
    return problems
  }

  private func checkStart(_ from: CivilDate?, _ kind: String, _ problems: inout Problems) {
    guard let from, from >= record.induction.beganOn else {
      problems.add(
        "starts_on",
        "Enter the first day of absence, from \(LondonTime.shortDate(record.induction.beganOn)) on.")
      return
    }
    let isPlanned = rules.plannedLeave.contains(kind) || !rules.absenceKinds.contains(kind)
    problems.require(
      from <= today || isPlanned, "starts_on",
      "Enter a first day up to today: only leave that is agreed before, such as maternity leave, is recorded ahead."
    )
  }

  /// A school that does not lead enters absence from its own post.
  private func checkPost(_ from: CivilDate?, _ until: CivilDate?, _ problems: inout Problems) {
    guard let posts, let first = posts.first, let last = posts.last, let from,
      from >= record.induction.beganOn
    else { return }
    let isWithin =
      posts.contains { $0.covers(from) } && posts.contains { $0.covers(max(until ?? from, from)) }
    problems.require(
      isWithin, "starts_on",
      "Enter days in the post at \(last.schoolName), which began on \(LondonTime.shortDate(first.startsOn)): other "
        + "absence is for \(record.lead(on: today)?.schoolName ?? "the lead school") to record.")
  }

  private func checkDays(
    _ days: Decimal?, _ from: CivilDate, _ until: CivilDate, _ problems: inout Problems
  ) {
    let first = schoolDays.first(from: from)
    let open = schoolDays.days[first..<max(schoolDays.end(through: until), first)]
    let inPost = open.filter { day in
      record.periods.contains { $0.startsOn <= day.date && ($0.endsOn.map { day.date <= $0 } ?? true) }
    }
    let time =
      from == until
      ? "on \(LondonTime.shortDate(from))"
      : "from \(LondonTime.shortDate(from)) to \(LondonTime.shortDate(until))"
    if open.isEmpty {
      problems.add(
        "days",
        "There is no school day \(time): holidays, closures, weekends and bank holidays are no absence. "
          + "Enter other days.")
    } else if inPost.isEmpty {
      problems.add("days", "The teacher is in no post \(time). Enter other days.")
    } else {
      let count = "\(inPost.count) school \(inPost.count == 1 ? "day" : "days")"
      problems.require(
        days.map { $0 > 0 && $0 <= Decimal(inPost.count) } == true, "days",
        "Enter how many of the teacher’s working days it took, half days too: more than 0 and at most "
          + "\(inPost.count), as there \(inPost.count == 1 ? "is" : "are") \(count) in post \(time).")
    }
  }

  private func overlaps(_ from: CivilDate, _ until: CivilDate) -> Bool {
    record.events.contains { event in
      guard event.kind == .absence, event.removedAt == nil, let start = event.startsOn, let end = event.endsOn
      else { return false }
      return start <= until && from <= end
    }
  }

  private func checkKind(_ kind: String, _ from: CivilDate?, _ problems: inout Problems) {
    let kinds = rules.absenceKinds
    problems.require(kinds.contains(kind), "kind", "Choose one of \(kinds.joined(separator: ", ")).")
    if rules.notCounted.contains(kind), let from, from > rules.notCountedUntil {
      problems.add(
        "kind",
        "Choose another reason: coronavirus was left out of account until "
          + "\(LondonTime.shortDate(rules.notCountedUntil)) only.")
    }
  }
}
