import Foundation
import Postgres

extension RecordInduction {
  /// Asks whether a reduction is meant by which induction is over at once, because no less was served already. It says
  /// what follows; whoever confirms it is not asked. Throws ``DomainError``.
  func requireMeant(_ record: InductionRecord, toTerms terms: Decimal, in tx: Transaction) async throws {
    let (induction, today) = (record.induction, services.today)
    let plan = try await ReplanInduction(services)(induction.id, in: tx)
    guard let end = plan?.expectedEnd, end <= today else { return }
    let here = try await ServiceByTerm.load(induction, record.periods, today: today, in: tx)?.termsServed
    let before = TermFraction(text: induction.earlierTerms)?.rounded ?? 0
    let had = here.map { TermWords.fullTime($0 + before) } ?? "as much"
    let ends = end < today ? "would have ended on \(LondonTime.longDate(end))" : "would end today"
    throw DomainError.invalid([
      FieldProblem(
        field: "confirmed",
        message: """
          \(induction.name) has served \(had) already. Reduced to \(TermWords.terms(terms)), the induction \(ends): \
          nothing more is served, and the final assessment and the head’s recommendation are due. Confirm that this is \
          meant, or enter more terms.
          """)
    ])
  }
}
