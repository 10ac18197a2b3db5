public import Foundation
import Postgres

extension VacancyRules {
  /// Everything that is missing or wrong before jobseekers may see it, pay's points apart.
  public static func problemsOfPublication(
    _ content: VacancyContent, now: Date, into problems: inout Problems
  ) {
    let title = content.title.trimmed
    if !title.isEmpty && title.count < titleLength.lowerBound {
      problems.add("title", "Enter a title of at least 4 characters.")
    }
    problems.require(!content.jobRoles.isEmpty, "job_roles", "Choose at least one role.")
    problems.require(!content.phases.isEmpty, "phases", "Choose at least one phase.")
    if content.phases.contains(.secondary) && content.jobRoles.contains("teacher") {
      problems.require(
        !content.subjects.isEmpty || !content.otherSubjects.isEmpty || !content.keyStages.isEmpty, "subjects",
        "Choose at least one subject or key stage for a secondary teacher.")
    }
    requireContract(content, &problems)
    requirePattern(content, &problems)
    PayRules.requirePay(content, &problems)
    requireClosing(content, now, &problems)
    requireStart(content, now, &problems)
    problems.require(
      content.description.trimmed.count >= 50, "description",
      "Describe the post in at least 50 characters: the class or department, the school and who you seek.")
  }

  private static func requireContract(_ content: VacancyContent, _ problems: inout Problems) {
    guard let type = content.contractType else {
      problems.add("contract_type", "Choose the type of contract.")
      return
    }
    if type == .fixedTerm || type == .maternityCover {
      problems.require(
        !(content.contractLength ?? "").trimmed.isEmpty || content.contractEndsOn != nil, "contract_length",
        "Enter how long the contract lasts, or the day it ends.")
    }
    if let ends = content.contractEndsOn {
      problems.require(
        type != .permanent, "contract_ends_on", "Leave the end open for a permanent contract.")
      if let starts = content.startsOn {
        problems.require(ends > starts, "contract_ends_on", "Enter an end after the start date.")
      }
    }
  }

  private static func requirePattern(_ content: VacancyContent, _ problems: inout Problems) {
    let patterns = content.workingPatterns
    guard !patterns.isEmpty else {
      problems.add("working_patterns", "Choose at least one working pattern.")
      return
    }
    guard let fte = content.fte else {
      problems.add("fte", "Enter the part of full time, such as 1 or 0.6.")
      return
    }
    if patterns.contains(.fullTime) {
      problems.require(
        fte == 1, "fte",
        "Leave it empty, or enter 1, where the post may be full time; or don’t choose full time.")
    } else if patterns.contains(.partTime) {
      problems.require(
        fte < 1, "fte", "Enter a number under 1 for a part-time post, or choose full time as well.")
    }
  }

  private static func requireClosing(_ content: VacancyContent, _ now: Date, _ problems: inout Problems) {
    if content.closesOn == nil { problems.add("closes_on", "Enter the closing date.") }
    if (content.closesAtTime ?? "").isEmpty { problems.add("closes_at_time", "Enter the closing time.") }
    if let closesAt = content.closesAt, let closesOn = content.closesOn {
      problems.require(closesAt > now, "closes_on", "Enter a closing date and time in the future.")
      let furthest = LondonTime.date(LondonTime.date(of: now), addingDays: furthestClosingDays)
      problems.require(closesOn <= furthest, "closes_on", "Enter a closing date within two years.")
      for (index, day) in content.interviewDates.enumerated() where day < closesOn {
        problems.add("interview_dates[\(index)]", "Enter interview dates on or after the closing date.")
      }
    }
  }

  private static func requireStart(_ content: VacancyContent, _ now: Date, _ problems: inout Problems) {
    let ways = [content.startsOn != nil, content.startsAsSoonAsPossible, content.startsInTerm != nil]
    switch ways.count(where: { $0 }) {
    case 0: problems.add("starts_on", "Enter the start date, the term, or choose as soon as possible.")
    case 1: break
    default:
      problems.add("starts_on", "Give a start date, a term, or as soon as possible: only one of them.")
    }
    if let startsOn = content.startsOn, let closesOn = content.closesOn {
      problems.require(startsOn > closesOn, "starts_on", "Enter a start date after the closing date.")
    }
  }
}
