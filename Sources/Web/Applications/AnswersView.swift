import Domain

/// Links to the sections of an application that stands on the same page.
struct AnswersContents: Component {
  private let links: [Link]

  /// Links to the sections of a form, and to what stands after them.
  init(_ form: ApplicationForm, and further: [Link] = []) {
    links = form.sections.map { Link($0.title, to: "#\(AnswersView.anchor(of: $0))") } + further
  }

  var html: HTML {
    """
    <nav class="staffroom-contents" aria-label="Contents">\(Heading("Contents", .section))\
    \(BulletList(html: links.map(\.html)))</nav>
    """
  }
}

/// A whole application in words, section by section: for checking before sending, and as it was sent.
struct AnswersView: Component {
  private let form: ApplicationForm
  private let answers: [String: [String: JSONValue]]
  private let change: (@Sendable (FormSection, Int?) -> String?)?
  private let omitted: Set<String>

  /// An application on the form it was made on.
  ///
  /// - Parameters:
  ///   - omitted: keys of sections that the page shows in another way.
  ///   - change: where a section, or the n-th entry of it, can be changed; nil where nothing can be.
  init(
    _ form: ApplicationForm, _ answers: [String: [String: JSONValue]], omitting omitted: Set<String> = [],
    change: (@Sendable (FormSection, Int?) -> String?)? = nil
  ) {
    self.form = form
    self.answers = answers
    self.change = change
    self.omitted = omitted
  }

  var html: HTML {
    HTML(
      form.sections.filter { !omitted.contains($0.key) }.map { one -> HTML in
        "<div id=\"\(Self.anchor(of: one))\">\(section(one))</div>"
      })
  }

  /// Where a section stands on the page.
  static func anchor(of section: FormSection) -> String { "answers-\(section.key)" }

  private func section(_ section: FormSection) -> HTML {
    let answered = AnsweredSection(section, answers[section.key] ?? [:])
    let isList = section.entries != nil
    let parts = HTML(
      answered.parts.enumerated().map { index, part in
        SummaryList(
          part.answers.map { SummaryList.Row($0.question, $0.words) }, title: part.name,
          actions: actions(section, isList ? index : nil, part.name)
        ).html
      })
    guard isList else { return parts }
    let note: HTML = answered.note.map { Paragraph($0).html } ?? ""
    let first: HTML =
      answered.parts.isEmpty
      ? HTML(actions(section, nil, section.title).map { Paragraph(html: $0.html).html }) : ""
    return Heading(section.title, .section).html + note + first + parts
  }

  private func actions(_ section: FormSection, _ index: Int?, _ name: String) -> [Link] {
    guard let address = change?(section, index) else { return [] }
    return [Link("Change", to: address, about: name)]
  }
}
