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
    let points = [content.payMinimum, content.payMaximum].compactMap { $0 }
    let named =
      points.isEmpty
      ? "" : points[0] == points[points.count - 1] ? points[0] : points.joined(separator: " to ")
    guard let minimum = vacancy.payMinimumPence, let maximum = vacancy.payMaximumPence else { return named }
    let full = "\(pay(minimum, maximum)) (\(named))"
    guard let fte = content.fte, fte < 1 else { return full }
    let part = NSDecimalNumber(decimal: fte).doubleValue
    func share(_ pence: Int) -> Int { Int((Double(pence) * part / 100).rounded()) * 100 }
    return "\(full) full time; about \(pay(share(minimum), share(maximum))) at \(fte) of full time"
  }

  /// For example "Part time, 0.6 of full time".
  static func pattern(_ content: VacancyContent) -> String {
    guard let pattern = content.workingPattern else { return "" }
    guard pattern == .partTime, let fte = content.fte else { return pattern.title }
    return "\(pattern.title), \(fte) of full time"
  }

  /// For example "Fixed term, one year".
  static func contract(_ content: VacancyContent) -> String {
    guard let type = content.contractType else { return "" }
    return [type.title, content.contractLength].compactMap { $0 }.joined(separator: ": ")
  }

  /// When the post begins.
  static func start(_ content: VacancyContent) -> String {
    if content.startsAsSoonAsPossible { return "As soon as possible" }
    return content.startsOn.map(LondonTime.longDate) ?? ""
  }

  /// School and town.
  static func location(_ school: String, _ town: String?) -> String {
    [school, town].compactMap { $0 }.joined(separator: ", ")
  }

  /// The tag of a state.
  static func tag(_ state: VacancyState) -> Tag {
    switch state {
    case .draft: Tag(state.title, .grey)
    case .published: Tag(state.title, .green)
    case .closed: Tag(state.title, .blue)
    case .withdrawn: Tag(state.title, .red)
    }
  }
}
