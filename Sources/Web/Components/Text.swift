/// A heading.
public struct Heading: Component {
  /// How large a heading is, and its level.
  public enum Level: Int, Sendable {
    /// The page's own, one on each page.
    case page = 1
    /// A section's.
    case section = 2
    /// A part of a section's.
    case part = 3
  }
  private let text: String
  private let level: Level
  private let caption: String?
  private let id: String?

  /// A heading, with a caption above it that says where one is.
  public init(_ text: String, _ level: Level = .page, caption: String? = nil, id: String? = nil) {
    self.text = text
    self.level = level
    self.caption = caption
    self.id = id
  }

  /// How it looks.
  public var html: HTML {
    let size: HTML = level == .page ? "l" : level == .section ? "m" : "s"
    let above: HTML = caption.map { "<span class=\"govuk-caption-\(size)\">\($0)</span> " } ?? ""
    let attributes = HTML.attributes(["id": id])
    return
      "\(above)<h\(level.rawValue) class=\"govuk-heading-\(size)\"\(attributes)>\(text)</h\(level.rawValue)>"
  }
}

/// A paragraph.
public struct Paragraph: Component {
  private let content: HTML

  /// A paragraph of plain text.
  public init(_ text: String) { content = HTML(text: text) }
  /// A paragraph with links or emphasis in it.
  public init(html content: HTML) { self.content = content }

  /// How it looks.
  public var html: HTML { "<p class=\"govuk-body\">\(content)</p>" }
}

/// What somebody wrote over several lines: an empty line begins a paragraph, others break the line.
public struct Prose: Component {
  private let text: String

  /// A text as it was written.
  public init(_ text: String) { self.text = text }

  /// How it looks.
  public var html: HTML {
    let lines = text.split(omittingEmptySubsequences: false) { $0.isNewline }
    let paragraphs = lines.split { $0.allSatisfy(\.isWhitespace) }
    return HTML(
      paragraphs.map { lines in
        let joined = lines.map { HTML.escape($0) }.joined(separator: "<br>")
        return "<p class=\"govuk-body\">\(HTML(markup: joined))</p>"
      })
  }
}

/// A link.
public struct Link: Component, ViewValue {
  /// What it says.
  public var label: String
  /// Where it leads.
  public var address: String
  /// What only screen readers say after the label, to tell links of one label apart.
  public var about: String?

  /// A link.
  public init(_ label: String, to address: String, about: String? = nil) {
    self.label = label
    self.address = address
    self.about = about
  }

  /// How it looks.
  public var html: HTML {
    let hidden: HTML = about.map { "<span class=\"govuk-visually-hidden\"> \($0)</span>" } ?? ""
    return "<a class=\"govuk-link\" href=\"\(address)\">\(label)\(hidden)</a>"
  }

  /// The markup of the link.
  public var forTemplate: Any { html.markup }
  /// Always.
  public var isPresent: Bool { true }
}

/// A list with bullets or numbers.
public struct BulletList: Component {
  private let items: [HTML]
  private let isNumbered: Bool

  /// A list of texts.
  public init(_ items: [String], isNumbered: Bool = false) {
    self.init(html: items.map { HTML(text: $0) }, isNumbered: isNumbered)
  }

  /// A list of pieces of markup.
  public init(html items: [HTML], isNumbered: Bool = false) {
    self.items = items
    self.isNumbered = isNumbered
  }

  /// How it looks.
  public var html: HTML {
    let rows = HTML(items.map { "<li>\($0)</li>" })
    return isNumbered
      ? "<ol class=\"govuk-list govuk-list--number\">\(rows)</ol>"
      : "<ul class=\"govuk-list govuk-list--bullet\">\(rows)</ul>"
  }
}
