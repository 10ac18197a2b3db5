import Domain
import Foundation

/// How facts of a vacancy read on pages.
enum VacancyText {
  /// The address of a vacancy's page.
  static func address(_ id: VacancyID) -> String { "/vacancies/\(id)" }

  /// For example "£34,398 to £46,839 a year".
  static func pay(_ minimum: Int?, _ maximum: Int?) -> String {
    guard let minimum, let maximum else { return "" }
    let lowest = Pence(rawValue: minimum)
    return minimum == maximum ? "\(lowest) a year" : "\(lowest) to \(Pence(rawValue: maximum)) a year"
  }

  /// A part of full time, for example "0.6".
  static func number(_ fte: Decimal) -> String { "\(fte)" }

  /// For example "Full time or part time, 0.6 of full time".
  static func pattern(_ content: VacancyContent) -> String {
    let titles = content.workingPatterns.map(\.title)
    guard let first = titles.first else { return "" }
    let named = titles.dropFirst().reduce(first) { "\($0) or \($1.lowercased())" }
    guard let fte = content.fte, fte < 1 else { return named }
    return "\(named), \(number(fte)) of full time"
  }

  /// For example "Fixed term: one year, until 31 August 2028, to cover a secondment".
  static func contract(_ content: VacancyContent) -> String {
    guard let type = content.contractType else { return "" }
    let more = [
      content.contractLength, content.contractEndsOn.map { "until \(LondonTime.shortDate($0))" },
      content.contractReason,
    ].compactMap { $0 }.filter { !$0.isEmpty }
    return more.isEmpty ? type.title : "\(type.title): \(more.joined(separator: ", "))"
  }

  /// When the post begins.
  static func start(_ content: VacancyContent) -> String {
    if let day = content.startsOn { return LondonTime.longDate(day) }
    if let term = content.startsInTerm { return self.term(term) }
    return content.startsAsSoonAsPossible ? "As soon as possible" : ""
  }

  /// For example "Autumn term 2027" of "2027-autumn".
  static func term(_ code: String) -> String {
    let parts = code.split(separator: "-")
    guard parts.count == 2, let season = parts.last else { return code }
    return "\(season.prefix(1).uppercased())\(season.dropFirst()) term \(parts[0])"
  }

  /// How much time is left, for example "Closes in 9 days, on 4 December 2026 at 5pm".
  static func countdown(to closesAt: Date, from now: Date) -> String {
    let days = LondonTime.days(from: now, to: closesAt)
    switch days {
    case ..<1: return "Closes today at \(LondonTime.clockTime(closesAt))"
    case 1: return "Closes tomorrow at \(LondonTime.clockTime(closesAt))"
    default: return "Closes in \(days) days, on \(LondonTime.dateAndTime(closesAt))"
    }
  }

  /// For example "1 vacancy".
  static func count(_ number: Int) -> String { number == 1 ? "1 vacancy" : "\(number) vacancies" }

  /// A distance in miles, for example "2.3 miles" or "Less than half a mile".
  static func miles(_ metres: Int) -> String {
    let tenths = Int((Double(metres) / 160.9344).rounded())
    if tenths < 5 { return "Less than half a mile" }
    return tenths == 10 ? "1 mile" : "\(tenths / 10)\(tenths % 10 == 0 ? "" : ".\(tenths % 10)") miles"
  }

  /// School and town.
  static func location(_ school: String, _ town: String?) -> String {
    [school, town].compactMap { $0 }.joined(separator: ", ")
  }

  /// The tag of a state.
  static func tag(_ state: VacancyState) -> Tag {
    switch state {
    case .draft: Tag(state.title, .grey)
    case .awaitingApproval: Tag(state.title, .yellow)
    case .scheduled: Tag(state.title, .purple)
    case .published: Tag(state.title, .green)
    case .closed: Tag(state.title, .blue)
    case .interviewing: Tag(state.title, .teal)
    case .filled: Tag(state.title, .grey)
    case .notFilled: Tag(state.title, .orange)
    case .withdrawn: Tag(state.title, .red)
    }
  }
}
