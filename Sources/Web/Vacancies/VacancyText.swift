import Domain
import Foundation

/// How facts of a vacancy read on pages.
enum VacancyText {
  /// The address of a vacancy's page.
  static func address(_ id: VacancyID) -> String { "/vacancies/\(id)" }

  /// For example "£34,398 to £46,839 a year, full time".
  static func pay(_ minimum: Int?, _ maximum: Int?) -> String {
    guard let minimum, let maximum else { return "" }
    let lowest = Pence(rawValue: minimum)
    return minimum == maximum ? "\(lowest) a year" : "\(lowest) to \(Pence(rawValue: maximum)) a year"
  }

  /// The pay with its points and, for part of the week, what it comes to.
  static func payInFull(_ vacancy: Vacancy) -> String {
    let content = vacancy.content
    let named = points(content)
    let minimum = vacancy.payMinimumPence ?? content.payActualMinimumPence
    let maximum = vacancy.payMaximumPence ?? content.payActualMaximumPence ?? minimum
    guard let minimum, let maximum else { return named }
    let full = pay(minimum, maximum) + (named.isEmpty ? "" : " (\(named))")
    guard let fte = content.fte, fte < 1 else { return full }
    func share(_ pence: Int) -> Int { Pence(rawValue: pence).share(fte).rawValue }
    return "\(full) full time; about \(pay(share(minimum), share(maximum))) at \(fte) of full time"
  }

  /// For example "M1 to M6", or what the school says of its figures.
  static func points(_ content: VacancyContent) -> String {
    if content.payKind == .actual { return content.payNote }
    let ends = [content.payMinimum, content.payMaximum].compactMap { $0 }
    let points = ends.first == ends.last ? ends.prefix(1).joined() : ends.joined(separator: " to ")
    return [points, content.payNote].filter { !$0.isEmpty }.joined(separator: "; ")
  }

  /// For example "Part time, 0.6 of full time".
  static func pattern(_ content: VacancyContent) -> String {
    let patterns = content.workingPatterns.map(\.title).joined(separator: " or ")
    guard let fte = content.fte, fte < 1 else { return patterns }
    return "\(patterns), \(fte) of full time"
  }

  /// For example "Fixed term, one year".
  static func contract(_ content: VacancyContent) -> String {
    guard let type = content.contractType else { return "" }
    let length = content.contractLength ?? content.contractEndsOn.map { "until \(LondonTime.longDate($0))" }
    return [type.title, length].compactMap { $0 }.joined(separator: ": ")
  }

  /// When the post begins.
  static func start(_ content: VacancyContent) -> String {
    if content.startsAsSoonAsPossible { return "As soon as possible" }
    return content.startsOn.map(LondonTime.longDate) ?? content.startsInTerm.map(term) ?? ""
  }

  /// For example "autumn term 2027".
  static func term(_ code: String) -> String {
    let parts = code.split(separator: "-")
    return parts.count == 2 ? "\(parts[1]) term \(parts[0])" : code
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
    case .scheduled: Tag(state.title, .teal)
    case .published: Tag(state.title, .green)
    case .closed: Tag(state.title, .blue)
    case .interviewing: Tag(state.title, .purple)
    case .filled, .notFilled: Tag(state.title, .grey)
    case .withdrawn: Tag(state.title, .red)
    }
  }
}
