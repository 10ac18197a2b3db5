public import Domain

/// An application on paper, as the one who has it printed may see it.
public struct PrintedApplication: Sendable {
  private let whole: WholeApplication
  private let name: String

  /// An application as it was read, for whoever read it.
  public init(_ whole: WholeApplication, for actor: Actor) {
    self.whole = whole
    name = whole.application.applicantName(for: actor)
  }

  /// Whose application it is; while names are hidden, the number alone.
  public var title: String {
    let application = whole.application
    return application.isAnonymous && name == application.applicantName ? name : "Application of \(name)"
  }

  /// What it is headed by: who applies, above that for what.
  public var heading: (title: String, caption: String) { (name, whole.application.vacancyTitle) }

  /// What is known of it besides the answers.
  public var facts: [(name: String, value: String)] {
    let application = whole.application
    var facts: [(name: String, value: String)] = [
      ("School", application.schoolName), ("Vacancy", application.vacancyReference),
      ("Reference", application.reference), ("Sent", LondonTime.dateAndTime(application.sentAt)),
    ]
    if let email = whole.email { facts.append(("E-mail address", email)) }
    return facts
  }

  /// What the file is called.
  public var fileName: String { "\(whole.application.reference).pdf" }

  /// The whole document for a PDF file, which says on every page whose it is.
  public var document: String {
    let top = """
      <span class="govuk-caption-l">\(Markup.escape(heading.caption))</span> <h1>\(Markup.escape(heading.title))</h1>\
      \(Self.list(facts.map { ($0.name, $0.value) }))
      """
    let sections = whole.form.sections.map {
      Self.markup(of: AnsweredSection($0, whole.answers[$0.key] ?? [:]))
    }
    return PrintedDocument(
      title, markup: top + sections.joined(), onEveryPage: "\(title), \(whole.application.reference)"
    ).text
  }

  private static func markup(of answered: AnsweredSection) -> String {
    let cards = answered.parts.map { part in
      """
      <div class="govuk-summary-card"><div class="govuk-summary-card__title-wrapper">\
      <h2 class="govuk-summary-card__title">\(Markup.escape(part.name))</h2></div>\
      \(list(part.answers.map { ($0.question, $0.words) }))</div>
      """
    }
    if answered.section.entries == nil { return cards.joined() }
    let note = answered.note.map { "<p>\(Markup.escape($0))</p>" } ?? ""
    return "<h2>\(Markup.escape(answered.section.title))</h2>\(note)\(cards.joined())"
  }

  private static func list(_ rows: [(String, String)]) -> String {
    let lines = rows.map { name, value in
      """
      <div class="govuk-summary-list__row"><dt>\(Markup.escape(name))</dt><dd>\(words(value))</dd></div>
      """
    }
    return "<dl>\(lines.joined())</dl>"
  }

  private static func words(_ text: String) -> String {
    if text.isEmpty { return "Not given" }
    return text.split(omittingEmptySubsequences: false) { $0.isNewline }.map { Markup.escape($0) }
      .joined(separator: "<br>")
  }
}
