/// Counts as bars with their names above them; a table beside it says the same to whoever can't see it.
struct CountChart: Component {
  private let title: String
  private let counts: [(name: String, count: Int)]

  init(_ title: String, _ counts: [(name: String, count: Int)]) {
    self.title = title
    self.counts = counts
  }

  private static let rowHeight = 60

  /// A name that fits above its bar on a narrow screen as well.
  private static func short(_ name: String) -> String { name.count > 48 ? name.prefix(47) + "…" : name }

  var html: HTML {
    let most = max(counts.map(\.count).max() ?? 0, 1)
    let drawn = HTML(
      counts.enumerated().map { index, one -> HTML in
        let y = index * Self.rowHeight
        let width = max(one.count > 0 ? 4 : 0, one.count * 520 / most)
        return """
          <text x="0" y="\(y + 18)" class="staffroom-chart__name">\(Self.short(one.name))</text>\
          <rect x="0" y="\(y + 26)" width="\(width)" height="18" class="staffroom-chart__bar"></rect>\
          <text x="\(width + 8)" y="\(y + 42)" class="staffroom-chart__name">\(one.count)</text>
          """
      })
    let words = counts.map { "\($0.name): \($0.count)" }.joined(separator: "; ")
    return """
      <figure class="staffroom-chart"><figcaption class="govuk-heading-s">\(title)</figcaption>\
      <svg viewBox="0 0 600 \(counts.count * Self.rowHeight)" role="img" aria-label="\(title). \(words)." \
      xmlns="http://www.w3.org/2000/svg"><g aria-hidden="true">\(drawn)</g></svg></figure>
      """
  }
}
