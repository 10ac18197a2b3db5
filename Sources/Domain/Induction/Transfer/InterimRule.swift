import Foundation
import Postgres

/// Whether an interim assessment is asked for when a teacher leaves: after a term or more in a post since the last formal
/// assessment, and before the next (DfE statutory guidance 2024, 2.62–2.63 and 3.10).
public enum InterimRule {
  /// What the rule comes to in one case, and what there is of it.
  public enum Finding: String, Sendable, CaseIterable {
    case notNeeded = "not_needed"
    case asked, written, received

    /// The words for it.
    public var title: String {
      switch self {
      case .notNeeded: "None is needed"
      case .asked: "Asked for, and not written yet"
      case .written: "Written, and not received yet"
      case .received: "Received"
      }
    }
  }

  /// Whether one is asked for after so many school terms in the post, whatever the hours, since the last formal one.
  static func isAsked(after terms: TermFraction) -> Bool { terms >= TermFraction(1) }

  /// The terms at a school up to a day that no formal assessment covers. Only one that was written covers anything: that
  /// it was planned does not.
  static func uncovered(
    _ record: InductionRecord, at place: Place, until lastDay: CivilDate, assessed: [CivilDate],
    _ calendar: SchoolDays
  ) -> TermFraction {
    guard var start = record.periods.filter({ $0.place == place }).map(\.startsOn).min() else { return .zero }
    if let formal = assessed.filter({ $0 <= lastDay }).max(), formal >= start {
      start = formal.adding(days: 1)
    }
    guard start <= lastDay else { return .zero }
    let service = ServiceRecord([.init(start: start, end: lastDay, fte: 1)], calendar, leastTerms: 0)
    return service.served(0..<service.fte.count)
  }

  /// Formal assessments of the plan up to a day that nobody has written, in order.
  static func missing(
    _ record: InductionRecord, until lastDay: CivilDate, _ written: [InductionAssessment]
  ) -> [InductionPlan.Assessment] {
    let numbers = Set(written.filter { $0.kind == .assessment && $0.wasCompleted }.map(\.number))
    let done = Set(record.due.filter { $0.kind == .assessment && $0.doneOn != nil }.map(\.number))
    return (record.induction.storedPlan?.formalAssessments ?? []).filter {
      $0.due <= lastDay && !numbers.contains($0.number) && !done.contains($0.number)
    }
  }

  /// Why one is asked for, in words for mail and pages: there may have been no formal assessment yet.
  static func reason(
    _ record: InductionRecord, until lastDay: CivilDate, in db: some Queryable
  ) async throws -> String {
    let written = try await InductionAssessment.list("a.induction_id = \(record.induction.id)", in: db)
    return assessed(record, until: lastDay, written).isEmpty
      ? "a term or more in this post has passed, and no formal assessment was written"
      : "a term or more in this post has passed since the last formal assessment"
  }

  /// The days up to which formal assessments that were written go.
  private static func assessed(
    _ record: InductionRecord, until lastDay: CivilDate, _ written: [InductionAssessment]
  ) -> [CivilDate] {
    var days: [Int: CivilDate] = [:]
    for planned in record.induction.storedPlan?.formalAssessments ?? [] { days[planned.number] = planned.due }
    for due in record.due where due.kind == .assessment { days[due.number] = due.dueOn }
    let completed = written.filter { $0.kind == .assessment && $0.wasCompleted }.map { one in
      days[one.number] ?? LondonTime.date(of: one.updatedAt)
    }
    let done = record.due.filter { $0.kind == .assessment && $0.doneOn != nil }.map(\.dueOn)
    return (completed + done).map { min($0, lastDay) }
  }

  /// What it comes to for an induction whose last day at a school is known: the last school, unless another is given.
  static func finding(
    _ record: InductionRecord, at school: Place? = nil, until lastDay: CivilDate, in db: some Queryable
  ) async throws -> Finding {
    guard let place = school ?? record.periods.last?.place else { return .notNeeded }
    let terms = try await InductionTerms.load(of: place.organisation, in: db)
    let calendar = SchoolDays(
      terms.terms, closures: Set(terms.closures), holidays: try BankHolidays.englandAndWales())
    let written = try await InductionAssessment.list("a.induction_id = \(record.induction.id)", in: db)
    let uncovered = uncovered(
      record, at: place, until: lastDay, assessed: assessed(record, until: lastDay, written), calendar)
    guard isAsked(after: uncovered) else { return .notNeeded }
    let interim = written.filter { $0.kind == .interim && $0.place == place }
    if interim.contains(where: { $0.state == .received }) { return .received }
    return interim.contains(where: \.wasCompleted) ? .written : .asked
  }
}
