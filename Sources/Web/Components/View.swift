public import Mustache

/// The values of a template.
///
/// Whether a value is escaped is decided by its type and not by the template: a `String` is text and is
/// escaped, ``HTML`` and components are markup. In the template `{{name}}` shows a value, `{{#name?}}`
/// asks whether there is one, `{{#name}}` goes through a list of views. A template sees its own view only,
/// not those around it, so that a missing value shows nothing rather than somebody else's.
public struct View: MustacheParent, Sendable, ExpressibleByDictionaryLiteral {
  private var values: [String: any ViewValue] = [:]

  /// Values by name; those that are nil are missing.
  public init(dictionaryLiteral elements: (String, (any ViewValue)?)...) {
    for (name, value) in elements where value != nil { values[name] = value }
  }

  /// Gets and sets a value.
  public subscript(name: String) -> (any ViewValue)? {
    get { values[name] }
    set { values[name] = newValue }
  }

  /// Gives the template a value.
  public func child(named name: String) -> Any? {
    if name.utf8.last == UInt8(ascii: "?") {
      return values[String(name.dropLast())]?.isPresent ?? false
    }
    return values[name]?.forTemplate ?? Missing()
  }
}

/// Something a template can show.
public protocol ViewValue: Sendable {
  /// As the template gets it: text already escaped.
  var forTemplate: Any { get }
  /// Whether there is something to show.
  var isPresent: Bool { get }
}

private struct Missing: MustacheCustomRenderable {
  var renderText: String { "" }
  var isNull: Bool { true }
}

extension String: ViewValue {
  /// The text, escaped.
  public var forTemplate: Any { HTML.escape(self) }
  /// Whether it has any characters.
  public var isPresent: Bool { !isEmpty }
}

extension HTML: ViewValue {
  /// The markup as it is.
  public var forTemplate: Any { markup }
  /// Whether there is any.
  public var isPresent: Bool { !isEmpty }
}

extension Int: ViewValue {
  /// The number.
  public var forTemplate: Any { self }
  /// Always.
  public var isPresent: Bool { true }
}

extension Bool: ViewValue {
  /// Itself.
  public var forTemplate: Any { self }
  /// Itself.
  public var isPresent: Bool { self }
}

extension View: ViewValue {
  /// Itself, for a section to go into.
  public var forTemplate: Any { self }
  /// Whether it holds anything.
  public var isPresent: Bool { !values.isEmpty }
}

extension [View]: ViewValue {
  /// Themselves, for a section to go through.
  public var forTemplate: Any { self }
  /// Whether there are any.
  public var isPresent: Bool { !isEmpty }
}
