import Postgres

/// An edition of the time limits: they are counted by that of the day which sets them off.
struct InductionDeadlines: RuleEdition, Decodable {
  struct DeemedReceipt: Sendable, Decodable {
    let means: InductionDeadline.Means
    let days: Int
    let working: Bool
    let what: String
  }

  let version: String
  let inForceFrom: CivilDate?
  let deadlines: [InductionDeadline]
  let termlyReturn: TermlyReturn
  let deemed: [DeemedReceipt]

  /// Those that come with the program, of a day; the newest where no day is known.
  static func inForce(on day: CivilDate?) throws -> InductionDeadlines { try loaded.get().inForce(on: day) }

  private static let loaded = Result { try RuleSet.editions(InductionDeadlines.self, "deadlines") }

  /// The day on which a notice counts as received. Throws ``DomainError``.
  func deemedReceipt(of day: CivilDate, sentBy means: InductionDeadline.Means) throws -> CivilDate {
    guard let receipt = deemed.first(where: { $0.means == means }) else { return day }
    return receipt.working
      ? try BankHolidays.englandAndWales().day(receipt.days, after: day) : day.adding(days: receipt.days)
  }

  /// The last day of a time limit; see ``InductionDeadline/lastDay(of:from:sentBy:)``.
  func lastDay(
    of rule: String, from day: CivilDate, sentBy means: InductionDeadline.Means?
  ) throws -> CivilDate {
    guard let deadline = deadlines.first(where: { $0.rule == rule }) else {
      throw DomainError.invalid([
        FieldProblem(
          field: "rule", message: "Choose one of \(deadlines.map(\.rule).joined(separator: ", ")).")
      ])
    }
    let holidays = try BankHolidays.englandAndWales()
    guard holidays.years.contains(day.year) else {
      throw DomainError.invalid([
        FieldProblem(
          field: "from",
          message:
            "Enter a day from \(holidays.years.lowerBound) to \(holidays.years.upperBound): the bank holidays known."
        )
      ])
    }
    if means != nil && !deadline.isFromDeemedReceipt {
      throw DomainError.invalid([
        FieldProblem(field: "deemed", message: "Leave this out: \(rule) isn't counted from a deemed receipt.")
      ])
    }
    let start =
      deadline.isFromDeemedReceipt ? try deemedReceipt(of: day, sentBy: means ?? .electronic) : day
    let last =
      deadline.isCountedBack
      ? holidays.first(of: deadline.workingDays, endingWith: day)
      : holidays.last(of: deadline.workingDays, beginningWith: start)
    guard holidays.years.contains(last.year) else {
      throw DomainError.invalid([
        FieldProblem(
          field: "from",
          message: "The time limit runs to \(last.year), and bank holidays are known from "
            + "\(holidays.years.lowerBound) to \(holidays.years.upperBound). Enter another day.")
      ])
    }
    return last
  }
}
