import Domain
import Foundation

/// What a vacancy pays, in words.
struct VacancyPayText: Sendable {
  private let vacancy: Vacancy

  init(_ vacancy: Vacancy) { self.vacancy = vacancy }

  private var content: VacancyContent { vacancy.content }

  /// What a full-time post pays a year, in pence.
  var fullTime: ClosedRange<Int>? {
    let actual = content.payKind == .actual
    guard let lowest = vacancy.payMinimumPence ?? (actual ? content.payActualMinimumPence : nil) else {
      return nil
    }
    let highest = vacancy.payMaximumPence ?? (actual ? content.payActualMaximumPence : nil) ?? lowest
    return lowest...max(lowest, highest)
  }

  /// What the part of full time pays a year, to the nearest pound; nil for the whole of it.
  var inProportion: ClosedRange<Int>? {
    guard let fullTime, let fte = content.fte, fte > 0, fte < 1 else { return nil }
    func share(_ pence: Int) -> Int {
      var pounds = Decimal(pence) * fte / 100
      var rounded = Decimal()
      NSDecimalRound(&rounded, &pounds, 0, .plain)
      return NSDecimalNumber(decimal: rounded).intValue * 100
    }
    return share(fullTime.lowerBound)...share(fullTime.upperBound)
  }

  /// For example "£34,398 to £46,839 a year".
  static func range(_ range: ClosedRange<Int>) -> String {
    VacancyText.pay(range.lowerBound, range.upperBound)
  }

  /// The names of the points, for example "M1 to M6".
  private var points: String? {
    guard content.payKind == .scale, let lowest = content.payMinimum ?? content.payMaximum else { return nil }
    let highest = content.payMaximum ?? lowest
    return lowest == highest ? lowest : "\(lowest) to \(highest)"
  }

  /// The pay with its points and area, for the whole of the week.
  var main: String {
    let named = [points, points == nil ? nil : (vacancy.payArea ?? content.payArea)?.title]
      .compactMap { $0 }.joined(separator: ", ")
    guard let fullTime else { return named }
    let whole = content.fte.map { $0 < 1 } == true ? " for full time" : ""
    return Self.range(fullTime) + whole + (named.isEmpty ? "" : " (\(named))")
  }

  /// What comes to it for part of the week; empty for the whole.
  var proportion: String {
    guard let inProportion, let fte = content.fte else { return "" }
    let termTime =
      content.workingPatterns.contains(.termTime)
      ? " Pay for term time only is less; ask the school." : ""
    return
      "About \(Self.range(inProportion)) for \(VacancyText.number(fte)) of full time (pro rata).\(termTime)"
  }

  /// What is paid besides, a line for each.
  var allowances: [String] {
    var lines: [String] = []
    if let tlr = content.tlr {
      let amount = content.tlrPence.map { " of \(Pence(rawValue: $0)) a year" } ?? ""
      lines.append("Teaching and learning responsibility payment (\(tlr))\(amount)")
    }
    if let sen = content.senPence {
      lines.append("Special educational needs allowance of \(Pence(rawValue: sen)) a year")
    }
    return lines
  }
}
