public import Postgres

/// The last day of a time limit, with how it is counted.
public struct DeadlineReckoning: Sendable {
  /// The time limit.
  public let deadline: InductionDeadline
  /// The last day.
  public let lastDay: CivilDate
  /// How it is counted, sentence by sentence.
  public let steps: [String]

  /// Counts as ``InductionDeadline/lastDay(of:from:sentBy:)`` does. Throws ``DomainError``.
  public init(of rule: String, from day: CivilDate, sentBy means: InductionDeadline.Means? = nil) throws {
    let edition = try InductionDeadlines.inForce(on: day)
    lastDay = try edition.lastDay(of: rule, from: day, sentBy: means)
    deadline = try InductionDeadline.named(rule, on: day)
    let (sent, isDeemed) = (means ?? .electronic, deadline.isFromDeemedReceipt)
    let start = isDeemed ? try edition.deemedReceipt(of: day, sentBy: sent) : day
    var steps: [String] = []
    if isDeemed {
      let receipt = edition.deemed.first { $0.means == sent }?.what ?? "that day"
      steps.append(
        "Sent on \(LondonTime.longDate(day)) \(sent.title.lowercasedFirst), it counts as received on "
          + "\(LondonTime.longDate(start)): \(receipt).")
    }
    steps.append(try Self.count(deadline, from: start, to: lastDay))
    steps.append(try Self.leftOut(from: min(start, lastDay), to: max(start, lastDay)))
    self.steps = steps
  }

  private static func count(
    _ deadline: InductionDeadline, from start: CivilDate, to last: CivilDate
  ) throws -> String {
    let holidays = try BankHolidays.englandAndWales()
    let (day, end) = (LondonTime.longDate(start), LondonTime.longDate(last))
    let isBack = deadline.isCountedBack
    let nearest =
      isBack ? holidays.first(of: 1, endingWith: start) : holidays.last(of: 1, beginningWith: start)
    let found = LondonTime.longDate(nearest)
    let known =
      nearest == start
      ? ""
      : isBack ? ", before which \(found) is the last working day" : ", after which \(found) is the first"
    return isBack
      ? "\(deadline.workingDays) working days end with \(day)\(known). The first of them is \(end)."
      : "\(deadline.workingDays) working days begin with \(day)\(known). The last of them is \(end)."
  }

  private static func leftOut(from first: CivilDate, to last: CivilDate) throws -> String {
    let found = try BankHolidays.englandAndWales().list(from: first, to: last).map {
      "\($0.name) on \(LondonTime.longDate($0.day))"
    }
    let also = found.isEmpty ? "" : ", nor bank holidays: \(TermWords.list(found))"
    return "Saturdays and Sundays don’t count\(also)."
  }
}
