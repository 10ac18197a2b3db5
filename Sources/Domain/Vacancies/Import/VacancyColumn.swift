import Foundation
import Postgres

/// A column of a CSV file of vacancies; named like the field in JSON.
struct VacancyColumn: Sendable {
  /// What stands in the column.
  enum Kind: Sendable {
    case text, flag, date, dates, whole, decimal
    case choice([String])
    /// Several, with semicolons between.
    case list([String]?)
  }

  let name: String
  let kind: Kind

  /// Columns that say which vacancy a row is: what an import finds it by.
  static let naming = ["reference", "external_reference", "urn"]
  /// Columns that an export adds for its readers, and an import passes over.
  static let told = ["state", "school", "published_at", "closes_at", "applications"]
  /// Columns of what the school writes.
  static let content = VacancyContent.CodingKeys.allCases.map { Self(name: $0.rawValue, kind: kind(of: $0)) }

  private static func kind(of key: VacancyContent.CodingKeys) -> Kind {
    switch key {
    case .title, .contractLength, .contractReason, .workingPatternDetails, .payMinimum, .payMaximum, .payNote,
      .benefits, .relocation, .startsInTerm, .closesAtTime, .description, .visits, .contactName,
      .contactEmail,
      .contactPhone, .safeguarding:
      .text
    case .jobRoles, .subjects, .otherSubjects, .keyStages: .list(nil)
    case .phases: .list(VacancyPhase.allCases.map(\.rawValue))
    case .workingPatterns: .list(WorkingPattern.allCases.map(\.rawValue))
    case .contractType: .choice(ContractType.allCases.map(\.rawValue))
    case .payKind: .choice(PayKind.allCases.map(\.rawValue))
    case .payArea: .choice(PayArea.allCases.map(\.rawValue))
    case .tlr: .choice(["TLR1", "TLR2", "TLR3"])
    case .jobShare, .visaSponsorship, .startsAsSoonAsPossible, .nqtsWelcome: .flag
    case .contractEndsOn, .startsOn, .closesOn: .date
    case .interviewDates: .dates
    case .payActualMinimumPence, .payActualMaximumPence, .tlrPence, .senPence, .posts: .whole
    case .fte: .decimal
    }
  }

  /// Why a cell can't be read.
  struct Unreadable: Error { let message: String }

  /// The value of a cell, as it stands in JSON; nil when it is empty.
  func read(_ cell: String) throws(Unreadable) -> JSONValue? {
    let text = cell.trimmed
    if text.isEmpty { return nil }
    switch kind {
    case .text: return .string(Self.withoutGuard(cell))
    case .flag: return .bool(try Self.flag(text))
    case .date: return .string(try Self.date(text))
    case .dates:
      return .array(try Self.parts(text).map { part throws(Unreadable) in .string(try Self.date(part)) })
    case .whole:
      guard let number = Int(text), abs(number) <= 1_000_000_000 else {
        throw Unreadable(message: "Give a whole number, without commas.")
      }
      return .number(Double(number))
    case .decimal:
      guard text.wholeMatch(of: /[0-9]{0,3}(\.[0-9]{1,6})?/) != nil, let number = Double(text) else {
        throw Unreadable(message: "Give a number such as 1 or 0.6.")
      }
      return .number(number)
    case .choice(let known): return .string(try Self.choice(text, known))
    case .list(let known):
      return .array(
        try Self.parts(text).map { part throws(Unreadable) in
          .string(try known.map { known throws(Unreadable) in try Self.choice(part, known) } ?? part)
        })
    }
  }

  /// The cell of a value.
  func write(_ value: JSONValue) -> String {
    switch value {
    case .null: ""
    case .string(let text): text
    case .bool(let flag): flag ? "true" : "false"
    case .number(let number): Int(exactly: number).map(String.init) ?? "\(number)"
    case .array(let parts): parts.compactMap(\.string).joined(separator: "; ")
    case .object: ""
    }
  }

  private static func parts(_ text: String) -> [String] {
    text.split(separator: ";").map { String($0).trimmed }.filter { !$0.isEmpty }
  }

  private static func choice(_ text: String, _ known: [String]) throws(Unreadable) -> String {
    guard let found = known.first(where: { $0.lowercased() == text.lowercased() }) else {
      throw Unreadable(message: "Give one of: \(known.joined(separator: ", ")).")
    }
    return found
  }

  private static func flag(_ text: String) throws(Unreadable) -> Bool {
    switch text.lowercased() {
    case "true", "yes", "y", "1": return true
    case "false", "no", "n", "0": return false
    default: throw Unreadable(message: "Give yes or no.")
    }
  }

  /// A date as YYYY-MM-DD, or as spreadsheets in Britain write it.
  private static func date(_ text: String) throws(Unreadable) -> String {
    if let date = CivilDate(text) { return date.description }
    if let match = text.wholeMatch(of: /([0-9]{1,2})\/([0-9]{1,2})\/([0-9]{4})/) {
      func two(_ part: Substring) -> String { (part.count == 1 ? "0" : "") + part }
      if let date = CivilDate("\(match.3)-\(two(match.2))-\(two(match.1))") { return date.description }
    }
    throw Unreadable(message: "Give a date such as 2027-01-22 or 22/01/2027.")
  }

  /// A text without the apostrophe that an export puts before what a spreadsheet would take for a formula.
  static func withoutGuard(_ text: String) -> String {
    let rest = text.dropFirst()
    return text.first == "'" && rest.first.map { "=+-@".contains($0) } == true ? String(rest) : text
  }

  /// A cell as it stands in a file: in quotes where needed, and never a formula.
  static func cell(_ text: String) -> String {
    let safe = text.first.map { "=+-@".contains($0) } == true ? "'" + text : text
    let needsQuotes = safe.utf8.contains { [0x22, 0x2C, 0x0A, 0x0D].contains($0) }
    return needsQuotes ? "\"\(safe.replacing("\"", with: "\"\""))\"" : safe
  }
}
