import Domain
import Foundation
import Postgres

/// A small chart of numbers over time, with the same numbers in a table for whoever can't see it.
struct BarChart: Component {
  struct Bar: Sendable {
    let label: String
    let value: Int
  }

  private let title: String
  private let unit: String
  private let period: String
  private let isSum: Bool
  private let bars: [Bar]

  /// `period` is what one bar stands for. The bars of an amount that stays, like the people of a pool, have no sum.
  init(_ title: String, unit: String, period: String = "week", isSum: Bool = true, bars: [Bar]) {
    self.title = title
    self.unit = unit
    self.period = period
    self.isSum = isSum
    self.bars = bars
  }

  /// Applications week by week.
  static func applications(_ weeks: [ApplicationsOverTime.Week]) -> BarChart {
    BarChart(
      "Applications by week", unit: "Applications",
      bars: weeks.map { Bar(label: LondonTime.shortDate($0.monday), value: $0.count) })
  }

  private static let width = 600
  private static let height = 120
  private static let foot = 28

  var html: HTML {
    let most = max(bars.map(\.value).max() ?? 0, 1)
    let total = bars.reduce(0) { $0 + $1.value }
    let step = Self.width / max(bars.count, 1)
    let shapes = bars.enumerated().map { index, bar -> HTML in
      let size = bar.value * (Self.height - 20) / most
      let x = index * step
      let number: HTML =
        bar.value == 0
        ? ""
        : """
        <text class="staffroom-chart__value" x="\(x + step / 2)" y="\(Self.height - size - 5)" \
        text-anchor="middle">\(bar.value)</text>
        """
      return """
        <rect class="staffroom-chart__bar" x="\(x + 4)" y="\(Self.height - size)" width="\(step - 8)" \
        height="\(size)"/>\(number)
        """
    }
    let first: HTML =
      bars.first.map {
        "<text class=\"staffroom-chart__label\" x=\"4\" y=\"\(Self.height + 21)\">\($0.label)</text>"
      } ?? ""
    let last: HTML =
      bars.last.map {
        """
        <text class="staffroom-chart__label" x="\(Self.width - 4)" y="\(Self.height + 21)" \
        text-anchor="end">\($0.label)</text>
        """
      } ?? ""
    let table = Table(
      title, isCaptionHidden: true,
      columns: [.init("\(period.uppercasedFirst) from"), .init(unit, isNumeric: true)],
      rows: bars.map { [HTML(text: $0.label), "\($0.value)"] })
    let span = "\(bars.count) \(period)\(bars.count == 1 ? "" : "s")"
    let sum = isSum ? "\(total) in \(span)" : "\(bars.last?.value ?? 0) at the end of \(span)"
    return """
      \(Heading(title, .section))<svg class="staffroom-chart" role="img" \
      aria-label="\(title): \(sum), shown in full in the table below" \
      viewBox="0 0 \(Self.width) \(Self.height + Self.foot)" focusable="false">\
      <line class="staffroom-chart__line" x1="0" x2="\(Self.width)" y1="\(Self.height)" y2="\(Self.height)"/>\
      \(HTML(shapes))\(first)\(last)</svg>\(Details("The numbers as a table") { table })
      """
  }
}
