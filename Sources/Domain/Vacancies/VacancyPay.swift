import Foundation
import Postgres

/// What the chosen pay points come to, in the authority's pay area on the day.
struct VacancyPay: Sendable {
  let area: String
  let minimumPence: Int
  let maximumPence: Int

  /// Checks everything that publication needs, pay included, and gives the pay. Throws ``DomainError``.
  static func checkedForPublication(
    _ content: VacancyContent, at place: Place, _ now: Date, in tx: Transaction
  ) async throws -> VacancyPay {
    var problems = try await VacancyStore.draftProblems(content, in: tx)
    VacancyRules.problemsOfPublication(content, now: now, into: &problems)
    let pay = try await resolve(content, at: place, LondonTime.date(of: now), &problems, in: tx)
    try problems.throwIfAny()
    guard let pay else { throw DomainError.invalid([]) }
    return pay
  }
}
