public import Foundation
import Postgres

/// What a vacancy must be. A draft only needs to fit; a published one needs everything.
public enum VacancyRules {
  /// Lengths of the title (the national job board's: 4–75 characters).
  public static let titleLength = 4...75
  /// Longest description and visit text, in characters.
  public static let longestText = 20_000
  /// The closing date lies at most this many days ahead (two years).
  public static let furthestClosingDays = 731

  /// Problems that even a draft must not have: what doesn't fit or isn't known.
  public static func problemsOfDraft(
    _ content: VacancyContent, subjects known: Set<String>, keyStages: Set<String>
  ) -> Problems {
    var problems = Problems()
    let title = content.title.trimmed
    problems.require(!title.isEmpty, "title", "Enter a title for the vacancy.")
    problems.require(
      title.count <= titleLength.upperBound, "title", "Shorten the title to 75 characters or fewer.")
    for (index, code) in content.subjects.enumerated() where !known.contains(code) {
      problems.add("subjects[\(index)]", "Choose subjects from the list.")
    }
    for (index, code) in content.keyStages.enumerated() where !keyStages.contains(code) {
      problems.add("key_stages[\(index)]", "Choose key stages from the list.")
    }
    problems.require(
      (content.contractLength ?? "").count <= 100, "contract_length",
      "Shorten the contract length to 100 characters or fewer.")
    if let fte = content.fte {
      problems.require(
        fte > 0 && fte <= 1 && (fte * 1000).isWhole, "fte",
        "Enter the part of full time as a number over 0 and up to 1, such as 0.6.")
    }
    if let time = content.closesAtTime, !time.isEmpty, VacancyContent.clock(time) == nil {
      problems.add("closes_at_time", "Enter the closing time as hours and minutes, such as 17:00.")
    }
    problems.require(
      content.description.count <= longestText, "description",
      "Shorten the description to 20,000 characters or fewer.")
    problems.require(
      content.visits.count <= longestText, "visits", "Shorten the visits text to 20,000 characters or fewer.")
    return problems
  }

  /// Everything that is missing or wrong before jobseekers may see it.
  public static func problemsOfPublication(
    _ content: VacancyContent, now: Date, into problems: inout Problems
  ) {
    let title = content.title.trimmed
    if !title.isEmpty && title.count < titleLength.lowerBound {
      problems.add("title", "Enter a title of at least 4 characters.")
    }
    problems.require(content.phase != nil, "phase", "Choose the phase.")
    if content.phase == .secondary {
      problems.require(
        !content.subjects.isEmpty || !content.keyStages.isEmpty, "subjects",
        "Choose at least one subject or key stage for a secondary vacancy.")
    }
    problems.require(content.contractType != nil, "contract_type", "Choose the type of contract.")
    if let type = content.contractType, type != .permanent {
      problems.require(
        !(content.contractLength ?? "").trimmed.isEmpty, "contract_length",
        "Enter how long the contract lasts.")
    }
    requirePattern(content, &problems)
    problems.require(content.payMinimum != nil, "pay_minimum", "Choose the lowest pay point.")
    problems.require(content.payMaximum != nil, "pay_maximum", "Choose the highest pay point.")
    requireDates(content, now, &problems)
    problems.require(
      content.description.trimmed.count >= 50, "description",
      "Describe the post in at least 50 characters: the class or department, the school and who you seek.")
  }

  private static func requirePattern(_ content: VacancyContent, _ problems: inout Problems) {
    guard let pattern = content.workingPattern else {
      problems.add("working_pattern", "Choose full time or part time.")
      return
    }
    guard let fte = content.fte else {
      problems.add("fte", "Enter the part of full time, such as 1 or 0.6.")
      return
    }
    problems.require(
      (pattern == .fullTime) == (fte == 1), "fte",
      pattern == .fullTime
        ? "Enter 1 for a full-time post, or choose part time."
        : "Enter a number under 1 for a part-time post, or choose full time.")
  }

  private static func requireDates(_ content: VacancyContent, _ now: Date, _ problems: inout Problems) {
    if content.closesOn == nil { problems.add("closes_on", "Enter the closing date.") }
    if (content.closesAtTime ?? "").isEmpty { problems.add("closes_at_time", "Enter the closing time.") }
    if let closesAt = content.closesAt, let closesOn = content.closesOn {
      problems.require(closesAt > now, "closes_on", "Enter a closing date and time in the future.")
      let furthest = LondonTime.date(LondonTime.date(of: now), addingDays: furthestClosingDays)
      problems.require(closesOn <= furthest, "closes_on", "Enter a closing date within two years.")
    }
    if content.startsAsSoonAsPossible {
      problems.require(
        content.startsOn == nil, "starts_on", "Give a start date or choose as soon as possible, not both.")
    } else if let startsOn = content.startsOn {
      if let closesOn = content.closesOn {
        problems.require(startsOn > closesOn, "starts_on", "Enter a start date after the closing date.")
      }
    } else {
      problems.add("starts_on", "Enter the start date, or choose as soon as possible.")
    }
  }
}

extension String {
  /// Without white space at either end.
  var trimmed: String { trimmingCharacters(in: .whitespacesAndNewlines) }
}

extension Decimal {
  /// Whether there is nothing after the point.
  var isWhole: Bool {
    var value = self
    var rounded = Decimal()
    NSDecimalRound(&rounded, &value, 0, .plain)
    return rounded == self
  }
}
