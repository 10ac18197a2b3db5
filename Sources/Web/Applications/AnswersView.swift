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
    let given = answers[section.key] ?? [:]
    guard section.entries != nil else {
      return SummaryList(
        rows(given, section), title: section.title, actions: actions(section, nil, section.title)
      ).html
    }
    let entries = (given["entries"]?.array ?? []).compactMap(\.object)
    let heading = Heading(section.title, .section).html
    if entries.isEmpty {
      return heading + Paragraph("Nothing given.").html
        + HTML(actions(section, nil, section.title).map { Paragraph(html: $0.html).html })
    }
    let order = section.isNewestFirst && entries.count > 1 ? Paragraph("Newest first.").html : ""
    return heading + order
      + HTML(
        entries.enumerated().map { index, entry in
          let name = AnswerText.name(of: entry, section, place: index + 1)
          return SummaryList(rows(entry, section), title: name, actions: actions(section, index, name)).html
        })
  }

  private func rows(_ answers: [String: JSONValue], _ section: FormSection) -> [SummaryList.Row] {
    section.questions.filter { $0.isAsked(given: answers) }.map { question in
      SummaryList.Row(question.label, AnswerText.words(answers[question.key], question))
    }
  }

  private func actions(_ section: FormSection, _ index: Int?, _ name: String) -> [Link] {
    guard let address = change?(section, index) else { return [] }
    return [Link("Change", to: address, about: name)]
  }
}
