import Domain
import Foundation
import Postgres

/// Words for the names and codes of what is held about a person.
enum OwnDataWords {
  /// A name of the data in words.
  static func label(of key: String) -> String {
    if let known = labels[key] { return known }
    var words = key.replacing("_", with: " ")
    // "sent_at" is when it was sent: the value says that it is a time.
    for ending in [" at", " on"] where words.hasSuffix(ending) { words = String(words.dropLast(3)) }
    return words.uppercasedFirst
  }

  /// Things of an induction that have states of their own, which mean something else than the induction’s.
  static let ofInduction: Set<String> = [
    "transfers", "appeals", "claimed_from_national_service",
  ]

  /// A number: money in pounds, parts with their decimals.
  static func number(_ number: Double, _ key: String) -> String {
    if key.hasSuffix("pence") {
      let pence = Int(number)
      let rest = pence % 100
      return "£\(pence / 100).\(rest < 10 ? "0" : "")\(rest)"
    }
    return Int(exactly: number).map(String.init) ?? String(number)
  }

  /// A text in words: days and times as people write them, states and codes by their names, and everything that the
  /// person or somebody else wrote as it is.
  static func text(_ text: String, _ key: String, part: String, codes: [String: String]) -> String {
    if let words = time(text) { return words }
    if key == "state", let title = state(text, part) { return title }
    if let title = title(text, key) { return title }
    if coded.contains(key) { return codes[text] ?? plain(text) }
    return text.wholeMatch(of: /[a-z]+(?:_[a-z]+)+/) == nil ? text : plain(text)
  }

  private static func plain(_ code: String) -> String {
    code.replacing("_", with: " ").replacing("-", with: " ").uppercasedFirst
  }

  private static func time(_ text: String) -> String? {
    if text.count == 20, text.hasSuffix("Z"), let instant = try? Date(text, strategy: .iso8601) {
      return LondonTime.dateAndTime(instant)
    }
    return text.count == 10 ? CivilDate(text).map(LondonTime.shortDate) : nil
  }

  private static func state(_ code: String, _ part: String) -> String? {
    switch part {
    case "applications": ApplicationState(rawValue: code)?.title
    case "agencies": CandidateStanding(rawValue: code)?.titleForPerson
    case "pool": PoolState(rawValue: code)?.title
    case "interest_of_schools": PoolInterest.State(rawValue: code)?.title
    case "inductions": InductionState(rawValue: code)?.title
    case "transfers": TransferState(rawValue: code)?.title
    case "appeals": AppealState(rawValue: code)?.title
    case "claimed_from_national_service": ClaimState(rawValue: code)?.title
    case "induction_registrations": RegistrationState(rawValue: code)?.title
    case "scheme_applications":
      SchemeApplicationState(rawValue: code)?.title ?? InductionState(rawValue: code)?.title
    case "activities": ActivityBookingState(rawValue: code)?.title
    default: plain(code)
    }
  }

  private static func title(_ code: String, _ key: String) -> String? {
    switch key {
    case "role": Role(rawValue: code)?.title
    case "ended_by": PoolInterest.Ending(rawValue: code)?.sentence
    case "interview_answer": PoolInvitation.Answer(rawValue: code)?.title
    case "regime":
      RegimeCode(rawValue: code).map { $0 == .ect ? "Early career teacher" : "Newly qualified teacher" }
    default: nil
    }
  }

  /// Names whose values are codes and nothing that anybody wrote.
  private static let coded: Set<String> = [
    "state", "phase", "phases", "key_stages", "subjects", "outcome", "kind", "against", "interview_answer",
    "close_relationship", "means", "recipient",
  ]

  private static let labels = [
    "account": "Your account", "amount_pence": "Amount", "charged_to_school_pence": "Charged to the school",
    "agencies": "Agencies that put you forward", "api_tokens": "API tokens",
    "became_of_it": "What became of it",
    "close_relationship": "Close relationship with the school",
    "drafts": "Applications you have begun", "ended_by": "Why it ended", "email": "E-mail address",
    "feedback": "What the school told you", "held_on": "Day",
    "facts": "What the award goes by", "fte": "Part of full time", "form_version": "Version of the form",
    "inductions": "Your induction", "interest_of_schools": "Schools that were interested in you",
    "is_in_borough": "In the borough", "mails": "Mails to you that are still kept",
    "national_insurance_number": "National Insurance number",
    "on": "On", "pence": "Amount", "pool": "Your entries of the pool", "qts_awarded_on": "QTS awarded",
    "safer_recruitment_training": "Your training in safer recruitment",
    "salary_pence": "Salary a year", "self_disclosure": "What you disclosed about yourself",
    "regime": "Rules it goes by", "roles": "What you do here", "search": "What you look for",
    "sent_to_national_service": "Sent to the national service", "signed_in": "Where you are signed in",
    "trn": "Teacher reference number (TRN)", "vacancy": "Vacancy", "what": "What",
  ]
}
