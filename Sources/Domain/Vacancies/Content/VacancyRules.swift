import Foundation
import Postgres

/// What a vacancy must be. A draft only needs to fit; a published one needs everything.
public enum VacancyRules {
  /// Lengths of the title (the national job board's: 4–75 characters).
  public static let titleLength = 4...75
  /// Longest description and other long text, in characters.
  public static let longestText = 20_000
  /// Longest one-line text, in characters.
  public static let longestLine = 200
  /// The closing date lies at most this many days ahead (two years).
  public static let furthestClosingDays = 731
  /// Most posts on one vacancy.
  public static let mostPosts = 99

  /// Problems that even a draft must not have: what doesn't fit or isn't known.
  public static func problemsOfDraft(_ content: VacancyContent, _ reference: VacancyReference) -> Problems {
    var problems = Problems()
    let title = content.title.trimmed
    problems.require(!title.isEmpty, "title", "Enter a title for the vacancy.")
    problems.require(
      title.count <= titleLength.upperBound, "title", "Shorten the title to 75 characters or fewer.")
    checkLists(content, reference, &problems)
    checkContract(content, &problems)
    PayRules.checkDraft(content, reference, &problems)
    checkDates(content, &problems)
    checkLengths(content, &problems)
    problems.require(
      (1...mostPosts).contains(content.posts), "posts", "Enter the number of posts, from 1 to 99.")
    let email = content.contactEmail.trimmed
    problems.require(
      email.isEmpty || EmailAddress(email) != nil, "contact_email",
      "Enter the contact’s e-mail address in full, such as office@school.example.")
    return problems
  }

  private static func checkLists(
    _ content: VacancyContent, _ reference: VacancyReference, _ problems: inout Problems
  ) {
    func check(_ codes: [String], _ field: String, _ message: String, _ known: (String) -> Bool) {
      for (index, code) in codes.enumerated() where !known(code) {
        problems.add("\(field)[\(index)]", message)
      }
    }
    check(content.jobRoles, "job_roles", "Choose roles from the list.", reference.jobRoles.contains)
    check(content.subjects, "subjects", "Choose subjects from the list.") { reference.subjects[$0] != nil }
    check(content.keyStages, "key_stages", "Choose key stages from the list.", reference.keyStages.contains)
    problems.require(
      content.otherSubjects.count <= 10, "other_subjects", "Give no more than 10 subjects of your own.")
    check(content.otherSubjects, "other_subjects", "Enter a subject of 2 to 60 characters.") {
      (2...60).contains($0.trimmed.count)
    }
    let names = Set(reference.subjects.values.map { $0.lowercased() })
    check(content.otherSubjects, "other_subjects", "This subject is in the list: choose it there.") {
      !names.contains($0.trimmed.lowercased())
    }
  }

  private static func checkContract(_ content: VacancyContent, _ problems: inout Problems) {
    problems.require(
      (content.contractLength ?? "").count <= 100, "contract_length",
      "Shorten the contract length to 100 characters or fewer.")
    problems.require(
      (content.contractReason ?? "").count <= longestLine, "contract_reason",
      "Shorten the reason for the contract to 200 characters or fewer.")
    if let fte = content.fte {
      problems.require(
        fte > 0 && fte <= 1 && (fte * 1000).isWhole, "fte",
        "Enter the part of full time as a number over 0 and up to 1, such as 0.6.")
    }
  }

  private static func checkDates(_ content: VacancyContent, _ problems: inout Problems) {
    if let time = content.closesAtTime, !time.isEmpty, VacancyContent.clock(time) == nil {
      problems.add("closes_at_time", "Enter the closing time as hours and minutes, such as 17:00 or 5pm.")
    }
    if let term = content.startsInTerm {
      problems.require(
        term.wholeMatch(of: /20[0-9]{2}-(spring|summer|autumn)/) != nil, "starts_in_term",
        "Enter the term as year and season, such as 2027-autumn.")
    }
    problems.require(
      content.interviewDates.count <= 10, "interview_dates", "Give no more than 10 interview dates.")
  }

  private static func checkLengths(_ content: VacancyContent, _ problems: inout Problems) {
    let long: [(String, String, String)] = [
      (content.description, "description", "description"), (content.visits, "visits", "visits text"),
      (content.benefits, "benefits", "benefits text"), (content.relocation, "relocation", "relocation text"),
      (content.safeguarding, "safeguarding", "safeguarding statement"),
      (content.workingPatternDetails, "working_pattern_details", "details of the working pattern"),
    ]
    for (text, field, name) in long {
      problems.require(
        text.count <= longestText, field, "Shorten the \(name) to 20,000 characters or fewer.")
    }
    let lines: [(String, String, String)] = [
      (content.payNote, "pay_note", "note on pay"), (content.contactName, "contact_name", "contact’s name"),
      (content.contactEmail, "contact_email", "contact’s e-mail address"),
      (content.contactPhone, "contact_phone", "contact’s telephone number"),
    ]
    for (text, field, name) in lines {
      problems.require(
        text.count <= longestLine, field, "Shorten the \(name) to 200 characters or fewer.")
    }
  }
}

extension String {
  /// Without white space at either end.
  var trimmed: String {
    // Most texts have none there, which their first and last bytes tell at once.
    let plain: ClosedRange<UInt8> = 0x21...0x7E
    if let first = utf8.first, let last = utf8.last, plain.contains(first), plain.contains(last) {
      return self
    }
    return trimmingCharacters(in: .whitespacesAndNewlines)
  }
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
