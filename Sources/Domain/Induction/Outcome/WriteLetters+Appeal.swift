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
    let told = Telling(
      subject: "\(step.title) in the induction of \(induction.name)",
      words: try await words(step, entry, appeal, tx))
    let own = Telling(
      subject: "\(step.title) in your induction", words: try await ownWords(step, entry, appeal, tx))
    try await send(told, own: own, from: sender, to: schools, tx)
  }

  private func words(
    _ step: AppealStep, _ entry: AppealEntry, _ appeal: InductionAppeal, _ tx: Transaction
  ) async throws -> String {
    let against = appeal.against == .extension ? "the extension of induction" : "the failure of induction"
    let on = LondonTime.longDate(entry.on ?? services.today)
    let result =
      step == .allow
      ? "was allowed. \(induction.name) has completed induction satisfactorily"
      : Self.result(step, entry, appeal)
    var consequence = ""
    if let day = resumption(step, entry, appeal) {
      consequence = "\n\n\(induction.name) serves again from \(LondonTime.longDate(day))."
    } else if let by = try await dismissal(step, appeal, tx) {
      consequence = """


        The name may be put on the list of those who failed induction. The employment as a teacher in a maintained \
        school, a non-maintained special school, a maintained nursery school or a pupil referral unit ends by \
        \(LondonTime.longDate(by)).
        """
    }
    return """
      The appeal of \(induction.name), teacher reference number \(induction.trn), against \(against), decided on \
      \(LondonTime.longDate(appeal.decidedOn)), \(result). The outcome is of \(on).

      Reasons:
      \(entry.text)\(consequence)
      """
  }

  /// The same to the teacher.
  private func ownWords(
    _ step: AppealStep, _ entry: AppealEntry, _ appeal: InductionAppeal, _ tx: Transaction
  ) async throws -> String {
    let against =
      appeal.against == .extension ? "the extension of your induction" : "the failure of your induction"
    let on = LondonTime.longDate(entry.on ?? services.today)
    let result =
      step == .allow
      ? "was allowed. You have completed induction satisfactorily" : Self.result(step, entry, appeal)
    var consequence = ""
    if let day = resumption(step, entry, appeal) {
      consequence = "\n\nYou serve again from \(LondonTime.longDate(day))."
    } else if let by = try await dismissal(step, appeal, tx) {
      consequence = """


        Your name may be put on the list of those who failed induction. Your employment as a teacher in a maintained \
        school, a non-maintained special school, a maintained nursery school or a pupil referral unit ends by \
        \(LondonTime.longDate(by)).
        """
    }
    return """
      Your appeal against \(against), decided on \(LondonTime.longDate(appeal.decidedOn)), \(result). The outcome is of \
      \(on). Your teacher reference number is \(induction.trn).

      Reasons:
      \(entry.text)\(consequence)
      """
  }

  /// What came of it, but for one that was allowed.
  private static func result(
    _ step: AppealStep, _ entry: AppealEntry, _ appeal: InductionAppeal
  ) -> String {
    guard step == .vary else { return "was dismissed. The decision stands" }
    return appeal.against == .extension
      ? "was decided: induction is extended by \(TermWords.terms(entry.terms)) instead"
      : "was decided: induction is extended by \(TermWords.terms(entry.terms)), and goes on"
  }

  /// From when the teacher serves again.
  private func resumption(
    _ step: AppealStep, _ entry: AppealEntry, _ appeal: InductionAppeal
  ) -> CivilDate? {
    step == .vary && appeal.against == .notSatisfactory ? entry.resumesOn : nil
  }

  /// By when a relevant school ends the employment.
  private func dismissal(
    _ step: AppealStep, _ appeal: InductionAppeal, _ tx: Transaction
  ) async throws -> CivilDate? {
    guard step == .dismiss, appeal.against == .notSatisfactory else { return nil }
    return try await InductionAppeal.list("p.id = \(appeal.id)", in: tx).first?.dismissalBy
  }
}
