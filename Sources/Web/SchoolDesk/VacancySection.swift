import Domain
import Foundation
import Postgres

/// A part of a vacancy that is written on a page of its own.
enum VacancySection: String, Sendable, CaseIterable {
  case role, subjects, contract, pay, dates, description, visits, safeguarding

  /// What it is called.
  var title: String {
    switch self {
    case .role: "Role and title"
    case .subjects: "Subjects and key stages"
    case .contract: "Contract and working pattern"
    case .pay: "Pay and benefits"
    case .dates: "Dates"
    case .description: "About the post and the school"
    case .visits: "Visits and contact"
    case .safeguarding: "Safeguarding"
    }
  }

  /// The fields that are written in it, as the API names them.
  var fields: [VacancyContent.CodingKeys] {
    switch self {
    case .role: [.title, .jobRoles, .phases, .posts, .nqtsWelcome]
    case .subjects: [.keyStages, .subjects, .otherSubjects]
    case .contract:
      [
        .contractType, .contractLength, .contractReason, .contractEndsOn, .workingPatterns,
        .workingPatternDetails, .jobShare, .fte,
      ]
    case .pay:
      [
        .payKind, .payMinimum, .payMaximum, .payArea, .payActualMinimumPence, .payActualMaximumPence,
        .payNote,
        .tlr, .tlrPence, .senPence, .benefits, .relocation, .visaSponsorship,
      ]
    case .dates:
      [.startsOn, .startsAsSoonAsPossible, .startsInTerm, .closesOn, .closesAtTime, .interviewDates]
    case .description: [.description]
    case .visits: [.visits, .contactName, .contactEmail, .contactPhone]
    case .safeguarding: [.safeguarding]
    }
  }

  /// The section that a problem's field is written in; nil for what has a page of another kind.
  static func of(_ field: String) -> VacancySection? {
    let name = field.prefix { $0 != "[" }
    return allCases.first { $0.fields.contains { $0.rawValue == name } }
  }

  /// Where a field of the vacancy is written.
  static func address(of field: String, _ vacancy: VacancyID) -> String {
    let base = "/school/vacancies/\(vacancy)"
    if let section = of(field) { return "\(base)/edit/\(section.rawValue)" }
    return field.hasPrefix("criteria") ? "\(base)/criteria" : base
  }
}

/// How far the sections of a vacancy are.
struct VacancyProgress: Sendable {
  private let values: [String: JSONValue]
  private let blank: [String: JSONValue]
  private let problems: [FieldProblem]

  /// - Parameters:
  ///   - content: what is stored.
  ///   - problems: what keeps it from being published.
  init(_ content: VacancyContent, problems: [FieldProblem]) {
    values = Self.values(of: content)
    blank = Self.values(of: VacancyContent(title: ""))
    self.problems = problems
  }

  /// The content as JSON, field by field.
  static func values(of content: VacancyContent) -> [String: JSONValue] {
    guard let data = try? JSONEncoder().encode(content),
      let value = try? JSONDecoder().decode(JSONValue.self, from: data)
    else { return [:] }
    return value.object ?? [:]
  }

  /// A field that has a fault needs attention; one that is empty is just not done yet.
  func status(_ section: VacancySection) -> TaskList.Status {
    let found = problems.filter { VacancySection.of($0.field) == section }
    // The usual closing time, which copies keep, is no date yet.
    let isTouched = section.fields.contains { $0 != .closesAtTime && isFilled($0.rawValue) }
    if found.isEmpty { return isTouched ? .completed : .other("Optional", .grey) }
    if found.contains(where: { isFilled(String($0.field.prefix { $0 != "[" })) }) { return .needsAttention }
    return isTouched ? .inProgress : .notStarted
  }

  private func isFilled(_ field: String) -> Bool {
    (values[field] ?? .null) != (blank[field] ?? .null)
  }
}

/// What fields of a vacancy are called on pages.
enum VacancyFieldNames {
  private static let names: [String: String] = [
    "title": "title", "job_roles": "roles", "phases": "phases", "subjects": "subjects",
    "other_subjects": "other subjects", "key_stages": "key stages", "contract_type": "type of contract",
    "contract_length": "length of contract", "contract_reason": "reason for the contract",
    "contract_ends_on": "end of contract", "working_patterns": "working pattern",
    "working_pattern_details": "details of the working pattern", "job_share": "job share",
    "fte": "part of full time", "pay_kind": "kind of pay", "pay_minimum": "lowest pay point",
    "pay_maximum": "highest pay point", "pay_area": "pay area", "pay_actual_minimum_pence": "lowest pay",
    "pay_actual_maximum_pence": "highest pay", "pay_note": "note on pay", "tlr": "TLR payment",
    "tlr_pence": "amount of the TLR payment", "sen_pence": "SEN allowance", "benefits": "benefits",
    "relocation": "help with moving", "visa_sponsorship": "visa sponsorship", "starts_on": "start date",
    "starts_as_soon_as_possible": "start", "starts_in_term": "term of the start",
    "closes_on": "closing date", "closes_at_time": "closing time", "interview_dates": "interview dates",
    "posts": "number of posts", "nqts_welcome": "welcome to newly qualified teachers",
    "description": "description", "visits": "visits", "contact_name": "contact’s name",
    "contact_email": "contact’s e-mail address", "contact_phone": "contact’s telephone number",
    "safeguarding": "safeguarding statement", "criteria": "person specification", "schools": "schools",
  ]

  /// The words for a field, to stand inside a sentence.
  static func name(_ field: String) -> String {
    let plain = String(field.prefix { $0 != "[" })
    guard let name = names[plain] else { return plain.replacing("_", with: " ") }
    if plain == "criteria", let number = field.firstMatch(of: /\[([0-9]+)\]/).flatMap({ Int($0.1) }) {
      return "criterion \(number + 1)"
    }
    return name
  }

  /// The words for a field, to stand alone.
  static func title(_ field: String) -> String {
    let name = name(field)
    return name.prefix(1).uppercased() + name.dropFirst()
  }

  /// A stored value of a field as it reads.
  static func text(_ value: JSONValue?, of field: String) -> String {
    switch value {
    case .string(let text):
      return CivilDate(text).map(LondonTime.longDate) ?? text
    case .bool(let flag): return flag ? "Yes" : "No"
    case .number(let number):
      if field.hasSuffix("_pence") { return Pence(rawValue: Int(number)).description }
      return Int(exactly: number).map { String($0) } ?? "\(number)"
    case .array(let values): return values.map { text($0, of: field) }.joined(separator: ", ")
    case .object, .null, nil: return ""
    }
  }
}
