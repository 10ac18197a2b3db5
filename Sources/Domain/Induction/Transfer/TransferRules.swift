import Foundation
import Postgres

/// What a transfer must be.
enum TransferRules {
  /// An outcome that was recommended is decided first, and what is decided stays with the body that decided it.
  static func requireState(_ induction: Induction) throws {
    if induction.state == .recommended {
      throw DomainError.conflict("The head has recommended an outcome. Decide it before the induction goes.")
    }
    guard induction.state.mayBecome(.transferred) else {
      throw DomainError.conflict("This induction is “\(induction.state.title)” and can’t be transferred.")
    }
  }

  /// The first day on which another body may take over: after a post that goes on has begun, and after the last day of
  /// one that has ended.
  static func earliest(_ periods: [InductionPeriod], today: CivilDate) -> CivilDate? {
    periods.map { period in
      guard let end = period.endsOn, end < today else { return period.startsOn.adding(days: 1) }
      return end.adding(days: 1)
    }.max()
  }

  /// The last day that can be recorded: a year ahead.
  static func latest(today: CivilDate) -> CivilDate { today.adding(days: 366) }

  static func check(_ content: TransferContent, _ record: InductionRecord, today: CivilDate) throws {
    var problems = Problems()
    problems.require(content.cause != nil, "cause", "Choose why the induction goes to another body.")
    problems.require(
      (2...200).contains(content.bodyName.count), "body_name",
      "Enter the other appropriate body, in 2 to 200 characters.")
    problems.require(
      EmailAddress(content.contactEmail) != nil, "contact_email",
      "Enter the e-mail address of its contact in full, such as name@example.com.")
    problems.require(
      content.schoolName.count <= 200, "school_name", "Shorten the school to 200 characters or fewer.")
    problems.require(
      (10...2_000).contains(content.reason.count), "reason", "Enter the reasons, in 10 to 2,000 characters.")
    let (first, last) = (earliest(record.periods, today: today) ?? today, latest(today: today))
    let planned = record.plannedChanges(on: today).first { $0.startsOn.adding(days: 1) == first }
    problems.require(
      content.transfersOn.map { first <= $0 && $0 <= last } == true, "transfers_on",
      "Enter the first day under the other body, from \(LondonTime.shortDate(first)) to "
        + "\(LondonTime.shortDate(last))."
        + (planned.map { " \($0.isInTheWay(of: "For an earlier day"))" } ?? ""))
    if let day = content.transfersOn, first <= day, day <= last, let served = completed(record, before: day) {
      let earlier =
        first <= served ? " For an earlier transfer enter a day up to \(LondonTime.shortDate(served))." : ""
      problems.add("transfers_on", nothingLeft(served) + earlier)
    }
    try problems.throwIfAny()
  }

  /// The end by the plan, where it comes before a first day under another body: nothing is served there then, and the
  /// body under which induction is complete decides its outcome (SI 2012/1115, regulation 11). A plan that waits to be
  /// reckoned again says nothing of it.
  static func completed(_ record: InductionRecord, before day: CivilDate) -> CivilDate? {
    record.induction.plan?.expectedEnd.flatMap { $0 < day ? $0 : nil }
  }

  static func nothingLeft(_ end: CivilDate) -> String {
    "By the plan induction is complete on \(LondonTime.shortDate(end)), so nothing is left to serve under another body "
      + "after that: the head recommends an outcome here."
  }
}
