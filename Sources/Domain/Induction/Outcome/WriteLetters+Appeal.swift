import Foundation
import Postgres

extension WriteLetters {
  /// Writes what came of an appeal to the teacher, and to head and employer at the school that recommended and where the
  /// teacher is now. The Secretary of State decides appeals, and is told nothing.
  func outcome(
    _ step: AppealStep, _ entry: AppealEntry, of appeal: InductionAppeal, in tx: Transaction
  ) async throws {
    let sender = try await sender(tx)
    let schools = try await schools(and: appeal.school.organisation, tx)
    try await send(
      "\(step.title.lowercasedFirstLetter) in the induction of \(induction.name)",
      try await words(step, entry, appeal, tx), from: sender,
      to: schools, tx)
  }

  private func words(
    _ step: AppealStep, _ entry: AppealEntry, _ appeal: InductionAppeal, _ tx: Transaction
  ) async throws -> String {
    let against = appeal.against == .extension ? "the extension of induction" : "the failure of induction"
    let on = LondonTime.longDate(entry.on ?? services.today)
    let result: String =
      switch step {
      case .allow: "was allowed. \(induction.name) has completed induction satisfactorily"
      case .vary:
        appeal.against == .extension
          ? "was decided: induction is extended by \(TermWords.terms(entry.terms)) instead"
          : "was decided: induction is extended by \(TermWords.terms(entry.terms)), and goes on"
      default: "was dismissed. The decision stands"
      }
    return """
      The appeal of \(induction.name), teacher reference number \(induction.trn), against \(against), decided on \
      \(LondonTime.longDate(appeal.decidedOn)), \(result). The outcome is of \(on).

      Reasons:
      \(entry.text)\(try await consequence(step, entry, appeal, tx))
      """
  }

  /// What has to be done now, and by when.
  private func consequence(
    _ step: AppealStep, _ entry: AppealEntry, _ appeal: InductionAppeal, _ tx: Transaction
  ) async throws -> String {
    if step == .vary, let day = entry.resumesOn, appeal.against == .notSatisfactory {
      return "\n\n\(induction.name) serves again from \(LondonTime.longDate(day))."
    }
    guard step == .dismiss, appeal.against == .notSatisfactory else { return "" }
    let ended = try await InductionAppeal.list("p.id = \(appeal.id)", in: tx).first
    guard let by = ended?.dismissalBy else { return "" }
    return """


      The name may be put on the list of those who failed induction. The employment as a teacher in a maintained \
      school, a non-maintained special school, a maintained nursery school or a pupil referral unit ends by \
      \(LondonTime.longDate(by)).
      """
  }
}
