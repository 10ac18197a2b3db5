public import Domain
import Foundation

/// What a page tells programs: search engines, feed readers, and whoever shows a preview of a link to it.
public struct PageHead: Sendable {
  /// The page in a sentence or two.
  public var description: String?
  /// The one whole address of the page.
  public var canonical: String?
  /// Whether search engines are to leave it out.
  public var isHiddenFromSearch = false
  /// The title of a preview; without one there is none.
  public var previewTitle: String?
  /// The whole address of the picture of a preview.
  public var previewImage: String?
  /// The same list as feeds.
  public var feeds: [Feed] = []
  /// What the page is about, as structured data of schema.org.
  public var structuredData: JSONValue?

  /// A feed of what the page lists.
  public struct Feed: Sendable {
    var type: String
    var title: String
    var address: String

    /// A feed of a media type.
    public init(type: String, title: String, address: String) {
      self.type = type
      self.title = title
      self.address = address
    }
  }

  /// Nothing in particular.
  public init() {}

  /// How long a description may be before it is cut.
  static let longestDescription = 200

  /// A text cut at a word, for a description.
  public static func summary(_ text: String) -> String {
    // No more is looked at than can matter: a text of 20,000 characters would be taken apart for each page.
    let words = text.prefix(2 * longestDescription).split(whereSeparator: \.isWhitespace)
    var summary = ""
    for word in words {
      guard summary.count + word.count < longestDescription else {
        return summary.isEmpty ? String(word.prefix(longestDescription)) : summary + " …"
      }
      summary += summary.isEmpty ? "\(word)" : " \(word)"
    }
    return summary
  }

  /// The markup that stands in the page's head.
  func html(siteName: String) -> HTML {
    var html: HTML = ""
    if let description { html = html + "<meta name=\"description\" content=\"\(description)\">\n" }
    if isHiddenFromSearch { html = html + "<meta name=\"robots\" content=\"noindex\">\n" }
    if let canonical { html = html + "<link rel=\"canonical\" href=\"\(canonical)\">\n" }
    for feed in feeds {
      html =
        html + """
          <link rel="alternate" type="\(feed.type)" title="\(feed.title)" href="\(feed.address)">

          """
    }
    if let previewTitle { html = html + preview(previewTitle, siteName) }
    if let structuredData {
      html =
        html + """
          <script type="application/ld+json">\(HTML(markup: Self.script(structuredData)))</script>

          """
    }
    return html
  }

  private func preview(_ title: String, _ siteName: String) -> HTML {
    let properties = [
      ("og:type", "website"), ("og:site_name", siteName), ("og:locale", "en_GB"), ("og:title", title),
      ("og:description", description ?? ""), ("og:url", canonical ?? ""), ("og:image", previewImage ?? ""),
      ("og:image:alt", previewImage == nil ? "" : siteName),
    ]
    let open = properties.filter { !$0.1.isEmpty }.map { property, content -> HTML in
      "<meta property=\"\(property)\" content=\"\(content)\">\n"
    }
    let card = [
      ("twitter:card", "summary"), ("twitter:title", title), ("twitter:description", description ?? ""),
    ]
    let named = card.filter { !$0.1.isEmpty }.map { name, content -> HTML in
      "<meta name=\"\(name)\" content=\"\(content)\">\n"
    }
    return HTML(open + named)
  }

  /// JSON as it may stand inside a script element: nothing in it can end the element or begin a comment.
  static func script(_ value: JSONValue) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    guard let data = try? encoder.encode(value) else { return "{}" }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(data.count + 64)
    for byte in data {
      switch byte {
      case UInt8(ascii: "<"): bytes += "\\u003c".utf8
      case UInt8(ascii: ">"): bytes += "\\u003e".utf8
      case UInt8(ascii: "&"): bytes += "\\u0026".utf8
      default: bytes.append(byte)
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
