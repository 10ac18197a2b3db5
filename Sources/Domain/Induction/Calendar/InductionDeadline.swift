public import Postgres

/// A time limit of induction, in working days of England and Wales that are counted beginning with the day that
/// sets it off (SI 2012/1115).
public struct InductionDeadline: Sendable, Decodable {
  /// Its name, for example "ab-decision".
  public let rule: String
  /// How many working days there are.
  public let workingDays: Int
  /// Which day it is counted from.
  public let from: String
  /// What has to be done.
  public let what: String
  /// Where it stands.
  public let source: String
  private let deemed: Bool?
  private let backwards: Bool?

  /// Whether it is counted from the day on which a notice counts as received.
  public var isFromDeemedReceipt: Bool { deemed ?? false }
  /// Whether it is counted back from its day, which is the last.
  public var isCountedBack: Bool { backwards ?? false }

  /// How a notice was sent.
  public enum Means: String, Sendable, Codable, CaseIterable {
    case electronic, post, hand
  }

  private struct DeemedReceipt: Decodable {
    let means: Means
    let days: Int
    let working: Bool
  }

  private struct File: Decodable {
    let deadlines: [InductionDeadline]
    let deemed: [DeemedReceipt]
  }

  private static let loaded = Result { try RuleSet.read(File.self, "deadlines") }

  /// Every time limit.
  public static func all() throws -> [InductionDeadline] {
    try loaded.get().deadlines
  }

  /// The day on which a notice counts as received. Throws ``DomainError``.
  public static func deemedReceipt(of day: CivilDate, sentBy means: Means) throws -> CivilDate {
    let file = try loaded.get()
    guard let receipt = file.deemed.first(where: { $0.means == means }) else { return day }
    return receipt.working
      ? try BankHolidays.englandAndWales().day(receipt.days, after: day) : day.adding(days: receipt.days)
  }

  /// The last day of a time limit. `means` says how the notice was sent, for those that count from its receipt;
  /// electronically where left out. Throws ``DomainError``.
  public static func lastDay(
    of rule: String, from day: CivilDate, sentBy means: Means? = nil
  ) throws -> CivilDate {
    let file = try loaded.get()
    guard let deadline = file.deadlines.first(where: { $0.rule == rule }) else {
      throw DomainError.invalid([
        FieldProblem(
          field: "rule",
          message: "Choose one of \(file.deadlines.map(\.rule).joined(separator: ", ")).")
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
    var start = day
    if deadline.isFromDeemedReceipt,
      let receipt = file.deemed.first(where: { $0.means == means ?? .electronic })
    {
      start = receipt.working ? holidays.day(receipt.days, after: day) : day.adding(days: receipt.days)
    }
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
