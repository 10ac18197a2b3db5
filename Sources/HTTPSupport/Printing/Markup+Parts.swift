/// The parts of which what is printed is made; a page shows them as it does its own.
extension Markup {
  /// A page's heading, with a caption above it.
  static func heading(_ text: String, caption: String? = nil) -> String {
    let above = caption.map { "<span class=\"govuk-caption-l\">\(escape($0))</span> " } ?? ""
    return "\(above)<h1 class=\"govuk-heading-l\">\(escape(text))</h1>"
  }

  /// A section's heading.
  static func section(_ text: String) -> String { "<h2 class=\"govuk-heading-m\">\(escape(text))</h2>" }

  /// A paragraph, with the lines of the text below each other.
  static func paragraph(_ text: String) -> String {
    let lines = text.split { $0.isNewline }.map { escape($0) }
    return "<p class=\"govuk-body\">\(lines.joined(separator: "<br>"))</p>"
  }

  /// A list with bullets.
  static func list(_ items: [String]) -> String {
    let rows = items.map { "<li>\(escape($0))</li>" }
    return "<ul class=\"govuk-list govuk-list--bullet\">\(rows.joined())</ul>"
  }

  /// Names and their values, in lines as they are; an empty value shows as "Not given".
  static func facts(_ rows: [(String, String)]) -> String {
    let lines = rows.map { name, value in
      """
      <div class="govuk-summary-list__row\(mark(value))">\
      <dt class="govuk-summary-list__key">\(escape(name))</dt>\
      <dd class="govuk-summary-list__value">\(words(value))</dd></div>
      """
    }
    return "<dl class=\"govuk-summary-list\">\(lines.joined())</dl>"
  }

  /// Marks what takes so many lines that on paper it may go on overleaf; what is shorter stays together.
  private static func mark(_ text: String) -> String {
    text.count + 70 * text.count(where: \.isNewline) > 1_000 ? " staffroom-long" : ""
  }

  /// The same on a card with a title.
  static func card(_ title: String, _ rows: [(String, String)]) -> String {
    let values = rows.map(\.1).joined(separator: "\n")
    return """
      <div class="govuk-summary-card\(mark(values))"><div class="govuk-summary-card__title-wrapper">\
      <h2 class="govuk-summary-card__title">\(escape(title))</h2></div>\
      <div class="govuk-summary-card__content">\(facts(rows))</div></div>
      """
  }

  private static func words(_ text: String) -> String {
    if text.isEmpty { return "<span class=\"govuk-hint\">Not given</span>" }
    return text.split(omittingEmptySubsequences: false) { $0.isNewline }.map { escape($0) }
      .joined(separator: "<br>")
  }
}
