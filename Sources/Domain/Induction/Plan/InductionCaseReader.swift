import Foundation
import Postgres

/// Reads the JSON of a case member by member, so that everything that can’t be read is told at once, and beside it what
/// is wrong with the rest. In place of what can’t be read stands something that has no fault of its own.
struct InductionCaseReader {
  /// Most periods, absences, terms and the like that one case is sent with.
  private static let mostEntries = 200

  private var unread = Problems()

  /// All that is wrong with a case, as far as it shows without the plan.
  static func problems(_ json: JSONValue, _ editions: RuleEditions<InductionRules>) -> [FieldProblem] {
    guard case .object(let members) = json else {
      return [FieldProblem(field: "case", message: "Give an object.")]
    }
    var reader = InductionCaseReader()
    let readable = reader.read(members)
    let unread = InductionCase.unknownMembers(json) + reader.unread.found
    let fields = Set(reader.unread.found.map(\.field))
    return unread
      + readable.problems(editions.inForce(on: readable.begunOn)).filter { problem in
        !fields.contains { problem.field == $0 || problem.field.hasPrefix("\($0)[") }
          && !fields.contains { problem.field.hasPrefix("\($0).") }
      }
  }

  private mutating func read(_ members: [String: JSONValue]) -> InductionCase {
    let periods = periods(members["periods"])
    let served = number(members["brought_forward"], "brought_forward", isNeeded: false) ?? 0
    if !(0...12).contains(served) {
      unread.add("brought_forward", "Give from 0 to 12 terms: those of induction, and of an extension.")
    }
    let from = day(members["brought_forward_from"], "brought_forward_from", isNeeded: false)
    return InductionCase(
      regime: regime(members["regime"]), terms: terms(members["terms"]), closures: days(members["closures"]),
      periods: periods.all, absences: absences(members["absences"]),
      reductions: entries(members["reductions"], "reductions").map { entry in
        InductionCase.Reduction(
          toTerms: entry.members.flatMap { number($0["to_terms"], "\(entry.at).to_terms") } ?? 1)
      },
      extensions: entries(members["extensions"], "extensions").map { entry in
        InductionCase.Extension(
          terms: entry.members.flatMap { number($0["terms"], "\(entry.at).terms") } ?? 1)
      },
      broughtForward: (0...12).contains(served) ? TermFraction(served) : .zero,
      earlierAbsenceDays: number(
        members["brought_forward_absence"], "brought_forward_absence", isNeeded: false)
        ?? 0,
      earlierExtensionTerms: number(
        members["brought_forward_extension"], "brought_forward_extension", isNeeded: false) ?? 0,
      // What it is held against can’t be told while a first day can’t be read.
      broughtForwardFrom: periods.isRead ? from : nil,
      earlierFTE: number(members["brought_forward_fte"], "brought_forward_fte", isNeeded: false))
  }

  private mutating func regime(_ value: JSONValue?) -> RegimeCode? {
    guard let value, value != .null, value != "auto" else { return nil }
    let code = value.string.flatMap { RegimeCode(rawValue: $0) }
    if code == nil { unread.add("regime", "Give nqt, ect or auto.") }
    return code
  }

  private mutating func periods(_ value: JSONValue?) -> (all: [InductionCase.Period], isRead: Bool) {
    if value == nil || value == .null {
      unread.add("periods", "Give at least one period in post.")
      return ([], false)
    }
    var isRead = true
    let all = entries(value, "periods").map { entry -> InductionCase.Period in
      let members = entry.members
      let start = members.flatMap { day($0["start"], "\(entry.at).start") }
      let end = members.flatMap { day($0["end"], "\(entry.at).end", isNeeded: false) }
      let fte = members.flatMap { number($0["fte"], "\(entry.at).fte") }
      if start == nil { isRead = false }
      let usual = CivilDate(year: 2026, month: 9, day: 1) ?? CivilDate(daysSince2000: 9_740)
      return InductionCase.Period(start: start ?? end ?? usual, end: end, fte: fte ?? 1)
    }
    return (all, isRead)
  }

  private mutating func absences(_ value: JSONValue?) -> [InductionCase.Absence] {
    entries(value, "absences").map { entry in
      let members = entry.members
      let start = members.flatMap { day($0["start"], "\(entry.at).start") }
      let end = members.flatMap { day($0["end"], "\(entry.at).end") }
      var days = members.flatMap { number($0["days"], "\(entry.at).days") } ?? 0
      let kind = members.flatMap { text($0["kind"], "\(entry.at).kind") }.map(AbsenceKinds.code(of:))
      // How many days there can be is not known without both dates.
      if start == nil || end == nil { days = min(days, 0) }
      let usual = start ?? end ?? CivilDate(daysSince2000: 9_740)
      return InductionCase.Absence(
        start: start ?? usual, end: end ?? usual, days: days, kind: kind ?? "sickness")
    }
  }

  /// Nil for the borough’s.
  private mutating func terms(_ value: JSONValue?) -> [SchoolTerm]? {
    if value == nil || value == .null { return nil }
    var last = CivilDate(daysSince2000: 0)
    return entries(value, "terms").map { entry in
      let start = entry.members.flatMap { day($0["start"], "\(entry.at).start") }
      let end = entry.members.flatMap { day($0["end"], "\(entry.at).end") }
      let first = start ?? end?.adding(days: -1) ?? last.adding(days: 1)
      let term = SchoolTerm(start: first, end: end ?? first.adding(days: 1))
      last = term.end
      return term
    }
  }

  private mutating func days(_ value: JSONValue?) -> [CivilDate] {
    list(value, "closures").enumerated().compactMap { day($1, "closures[\($0)]") }
  }

  // MARK: Values

  private mutating func list(_ value: JSONValue?, _ field: String) -> [JSONValue] {
    guard let value, value != .null else { return [] }
    if value.array == nil { unread.add(field, "Give a list.") }
    let all = value.array ?? []
    if all.count > Self.mostEntries {
      unread.add(field, "Give no more than \(Self.mostEntries) entries.")
    }
    return Array(all.prefix(Self.mostEntries))
  }

  /// The entries of a list with their places; without members where one is no object.
  private mutating func entries(
    _ value: JSONValue?, _ field: String
  ) -> [(at: String, members: [String: JSONValue]?)] {
    list(value, field).enumerated().map { index, entry in
      if entry.object == nil { unread.add("\(field)[\(index)]", "Give an object.") }
      return ("\(field)[\(index)]", entry.object)
    }
  }

  private mutating func day(_ value: JSONValue?, _ field: String, isNeeded: Bool = true) -> CivilDate? {
    if !isNeeded, value == nil || value == .null { return nil }
    let day = value?.string.flatMap { CivilDate($0) }
    if day == nil { note(value, field, "Give a date such as 2026-12-04.") }
    return day
  }

  private mutating func number(_ value: JSONValue?, _ field: String, isNeeded: Bool = true) -> Decimal? {
    if !isNeeded, value == nil || value == .null { return nil }
    var number: Decimal?
    if case .number(let given)? = value { number = Decimal(string: "\(given)") }
    if number == nil { note(value, field, "Give a number such as 1 or 0.6.") }
    return number
  }

  private mutating func text(_ value: JSONValue?, _ field: String) -> String? {
    if value?.string == nil { note(value, field, "Give text.") }
    return value?.string
  }

  /// Notes that a value can’t be read, or is missing.
  private mutating func note(_ value: JSONValue?, _ field: String, _ message: String) {
    unread.add(value == nil ? .missing(field) : FieldProblem(field: field, message: message))
  }
}
