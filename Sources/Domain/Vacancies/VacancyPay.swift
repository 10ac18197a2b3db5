import Foundation
import Postgres

/// What the chosen pay points come to, in the authority's pay area on the day.
struct VacancyPay: Sendable {
  let area: PayArea
  let minimumPence: Int
  let maximumPence: Int

  /// Checks everything that publication needs, pay included, and gives the pay. Throws ``DomainError``.
  static func checkedForPublication(
    _ content: VacancyContent, at place: Place, _ now: Date, in tx: Transaction
  ) async throws -> VacancyPay {
    var problems = try await VacancyStore.draftProblems(content, LondonTime.date(of: now), in: tx)
    VacancyRules.problemsOfPublication(content, now: now, into: &problems)
    let pay = try await resolve(content, at: place, LondonTime.date(of: now), &problems, in: tx)
    try problems.throwIfAny()
    guard let pay else { throw DomainError.notFound("pay scale") }
    return pay
  }

  /// What a vacancy in preparation would pay as it stands; nil while that can't be told.
  static func expected(of vacancy: Vacancy, _ now: Date, in tx: Transaction) async throws -> VacancyPay? {
    var problems = Problems()
    return try await resolve(vacancy.content, at: vacancy.place, LondonTime.date(of: now), &problems, in: tx)
  }

  private static func resolve(
    _ content: VacancyContent, at place: Place, _ day: CivilDate, _ problems: inout Problems,
    in tx: Transaction
  ) async throws -> VacancyPay? {
    let usual = try await PayLookup.area(of: place.authority, in: tx)
    let area = content.payArea ?? usual
    if content.payKind == .actual {
      guard let lowest = content.payActualMinimumPence else { return nil }
      return VacancyPay(
        area: area, minimumPence: lowest, maximumPence: content.payActualMaximumPence ?? lowest)
    }
    var points: [PayPoint] = []
    for (field, code) in [("pay_minimum", content.payMinimum), ("pay_maximum", content.payMaximum)] {
      guard let code else { continue }
      if let point = try await PayLookup.point(code, area, on: day, in: tx) {
        points.append(point)
      } else if !problems.found.contains(where: { $0.field == field }) {
        problems.add(field, "Choose a pay point of the scales for \(area.title), such as M1.")
      }
    }
    guard points.count == 2 else { return nil }
    do {
      let range = try PayRange(from: points[0], to: points[1])
      return VacancyPay(
        area: area, minimumPence: range.lowest.annual.rawValue, maximumPence: range.highest.annual.rawValue)
    } catch {
      problems.add("pay_maximum", error.message)
      return nil
    }
  }
}
