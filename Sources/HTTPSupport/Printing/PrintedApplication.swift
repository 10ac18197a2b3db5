public import Domain

/// An application on paper, as the one who has it printed may see it.
public struct PrintedApplication: Paper {
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
    let top =
      Markup.heading(heading.title, caption: heading.caption)
      + Markup.facts(facts.map { ($0.name, $0.value) })
    let sections = whole.form.sections.map {
      Self.markup(of: AnsweredSection($0, whole.answers[$0.key] ?? [:]))
    }
    return PrintedDocument(
      title, markup: top + sections.joined(), onEveryPage: "\(title), \(whole.application.reference)"
    ).text
  }

  private static func markup(of answered: AnsweredSection) -> String {
    let cards = answered.parts.map { part in
      Markup.card(part.name, part.answers.map { ($0.question, $0.words) })
    }
    if answered.section.entries == nil { return cards.joined() }
    let note = answered.note.map { "<p>\(Markup.escape($0))</p>" } ?? ""
    return "<h2>\(Markup.escape(answered.section.title))</h2>\(note)\(cards.joined())"
  }
}
