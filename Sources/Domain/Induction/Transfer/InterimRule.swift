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

  /// The terms in the last post up to a day that no formal assessment covers.
  static func uncovered(_ record: InductionRecord, until lastDay: CivilDate, _ calendar: SchoolDays)
    -> TermFraction
  {
    guard let place = record.periods.last?.place,
      var start = record.periods.filter({ $0.place == place }).map(\.startsOn).min()
    else { return .zero }
    let formal = (record.induction.storedPlan?.formalAssessments.map(\.due) ?? []).filter { $0 <= lastDay }
      .max()
    if let formal, formal >= start { start = formal.adding(days: 1) }
    guard start <= lastDay else { return .zero }
    let service = ServiceRecord([.init(start: start, end: lastDay, fte: 1)], calendar, leastTerms: 0)
    return service.served(0..<service.fte.count)
  }

  /// What it comes to for an induction whose last day here is known.
  static func finding(
    _ record: InductionRecord, until lastDay: CivilDate, in db: some Queryable
  ) async throws -> Finding {
    guard let place = record.periods.last?.place else { return .notNeeded }
    let terms = try await InductionTerms.load(of: place.organisation, in: db)
    let calendar = SchoolDays(
      terms.terms, closures: Set(terms.closures), holidays: try BankHolidays.englandAndWales())
    guard isAsked(after: uncovered(record, until: lastDay, calendar)) else { return .notNeeded }
    let written = try await InductionAssessment.list(
      "a.induction_id = \(record.induction.id) AND a.kind = 'interim' AND a.school_id = \(place.organisation)",
      in: db)
    if written.contains(where: { $0.state == .received }) { return .received }
    return written.contains(where: \.wasCompleted) ? .written : .asked
  }
}
