import HTTPSupport

/// Markup that is safe to send: what is interpolated into it is escaped, unless it is ``HTML`` itself.
///
/// ```swift
/// let row: HTML = "<li>\(school.name)</li>"     // the name is text, whatever is in it
/// ```
public struct HTML: Sendable, Equatable, ExpressibleByStringInterpolation, CustomStringConvertible {
  /// The markup.
  public var markup: String

  /// No markup at all.
  public static let empty = HTML(markup: "")

  /// Takes a text for markup as it is. For what Staffroom itself has rendered, never for what came from
  /// outside.
  public init(markup: String) {
    self.markup = markup
  }

  /// Escapes a text.
  public init(text: some StringProtocol) {
    markup = Self.escape(text)
  }

  /// A number, a day or a reference, which never breaks over two lines.
  public init(whole text: some StringProtocol) {
    markup = "<span class=\"staffroom-whole\">\(Self.escape(text))</span>"
  }

  /// Texts below each other, or a dash where there are none.
  public init(lines texts: [String]) {
    markup = texts.isEmpty ? "–" : texts.map { Self.escape($0) }.joined(separator: "<br>")
  }

  /// Puts several pieces one after another.
  public init(_ parts: some Sequence<HTML>) {
    markup = parts.reduce(into: "") { $0 += $1.markup }
  }

  /// Markup written out in the source.
  public init(stringLiteral literal: StaticString) {
    markup = literal.description
  }

  /// Markup with values in it.
  public init(stringInterpolation: StringInterpolation) {
    markup = stringInterpolation.markup
  }

  /// The markup.
  public var description: String { markup }
  /// Whether there is nothing.
  public var isEmpty: Bool { markup.isEmpty }

  /// Puts one piece after another.
  public static func + (left: HTML, right: HTML) -> HTML {
    HTML(markup: left.markup + right.markup)
  }

  /// A text as it must stand in markup, inside an element or inside a quoted attribute.
  public static func escape(_ text: some StringProtocol) -> String { Markup.escape(text) }

  /// Attributes written out, each escaped; those without a value are left out.
  public static func attributes(_ pairs: KeyValuePairs<StaticString, String?>) -> HTML {
    var markup = ""
    for (name, value) in pairs {
      if let value { markup += " \(name)=\"\(escape(value))\"" }
    }
    return HTML(markup: markup)
  }

  /// Collects markup with values in it.
  public struct StringInterpolation: StringInterpolationProtocol {
    var markup = ""

    /// Starts a piece of about the given size.
    public init(literalCapacity: Int, interpolationCount: Int) {
      markup.reserveCapacity(literalCapacity + interpolationCount * 16)
    }

    /// Adds what is written in the source.
    public mutating func appendLiteral(_ literal: StaticString) { markup += literal.description }
    /// Adds a text, escaped.
    public mutating func appendInterpolation(_ text: some StringProtocol) { markup += HTML.escape(text) }
    /// Adds a number.
    public mutating func appendInterpolation(_ number: some BinaryInteger) { markup += String(number) }
    /// Adds markup.
    public mutating func appendInterpolation(_ html: HTML) { markup += html.markup }
    /// Adds a component.
    public mutating func appendInterpolation(_ component: some Component) { markup += component.html.markup }
    /// Adds a component if there is one.
    public mutating func appendInterpolation(_ component: (some Component)?) {
      if let component { markup += component.html.markup }
    }
    /// Adds components one after another.
    public mutating func appendInterpolation(_ components: [some Component]) {
      for component in components { markup += component.html.markup }
    }
  }
}

/// A piece of a page: values that know how they look.
public protocol Component: Sendable {
  /// How it looks.
  var html: HTML { get }
}

extension HTML: Component {
  /// Itself.
  public var html: HTML { self }
}

/// Puts components together, with `if` and `for`.
@resultBuilder
public enum HTMLBuilder {
  /// A component.
  public static func buildExpression(_ component: some Component) -> HTML { component.html }
  /// A component if there is one.
  public static func buildExpression(_ component: (some Component)?) -> HTML { component?.html ?? .empty }
  /// Components one after another.
  public static func buildExpression(_ components: [some Component]) -> HTML { HTML(components.map(\.html)) }
  /// One after another.
  public static func buildBlock(_ parts: HTML...) -> HTML { HTML(parts) }
  /// From a loop.
  public static func buildArray(_ parts: [HTML]) -> HTML { HTML(parts) }
  /// From an `if` without `else`.
  public static func buildOptional(_ part: HTML?) -> HTML { part ?? .empty }
  /// From an `if`.
  public static func buildEither(first part: HTML) -> HTML { part }
  /// From an `else`.
  public static func buildEither(second part: HTML) -> HTML { part }
}
