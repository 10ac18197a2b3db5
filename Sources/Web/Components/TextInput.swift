/// A field for one line of text.
public struct TextInput: TemplateComponent {
  /// The template's name.
  public static let template = "components/text-input"
  /// Its name, label, hint and fault.
  public var frame: FieldFrame
  /// What is in it.
  public var value: String
  /// The `type` of the element: text, email, tel, url, search.
  public var type = "text"
  /// How wide it is.
  public var width = FieldWidth.full
  /// What stands before the field, such as £.
  public var prefix: String?
  /// What stands after it, such as a unit.
  public var suffix: String?
  /// What the browser may fill in: `email`, `name`, `postal-code`…
  public var autocomplete: String?
  /// Which keyboard a telephone shows: `numeric`, `decimal`, `email`, `tel`.
  public var inputMode: String?
  /// Whether to check the spelling; off for names, codes and addresses.
  public var spellcheck: Bool?
  /// How many characters it takes.
  public var maximumLength: Int?

  /// A field for one line of text.
  public init(_ frame: FieldFrame, value: String = "") {
    self.frame = frame
    self.value = value
  }

  /// What the template shows.
  public var view: View {
    var view = frame.view
    view["value"] = value
    view["type"] = type
    view["classes"] = HTML(markup: width.rawValue)
    view["prefix"] = prefix
    view["suffix"] = suffix
    view["isWrapped"] = prefix != nil || suffix != nil
    view["attributes"] = HTML.attributes([
      "autocomplete": autocomplete, "inputmode": inputMode,
      "spellcheck": spellcheck.map { $0 ? "true" : "false" },
      "maxlength": maximumLength.map { String($0) },
    ])
    return view
  }
}

/// A field for a password; never shows what was typed before.
public struct PasswordInput: TemplateComponent {
  /// The template's name.
  public static let template = "components/password-input"
  /// Its name, label, hint and fault.
  public var frame: FieldFrame
  /// Whether a new password is chosen, or the one in use asked for.
  public var isNew: Bool

  /// A field for a password.
  public init(_ frame: FieldFrame, isNew: Bool = false) {
    self.frame = frame
    self.isNew = isNew
  }

  /// What the template shows.
  public var view: View {
    var view = frame.view
    view["autocomplete"] = isNew ? "new-password" : "current-password"
    return view
  }
}

/// A field for several lines of text.
public struct Textarea: TemplateComponent {
  /// The template's name.
  public static let template = "components/textarea"
  /// How much it takes.
  public enum Limit: Sendable, Equatable {
    /// So many characters.
    case characters(Int)
    /// So many words.
    case words(Int)
  }
  /// Its name, label, hint and fault.
  public var frame: FieldFrame
  /// What is in it.
  public var value: String
  /// How many lines it shows.
  public var rows = 5
  /// How much it takes; counted down while typing where there is JavaScript, said below it always.
  public var limit: Limit?

  /// A field for several lines of text.
  public init(_ frame: FieldFrame, value: String = "", rows: Int = 5, limit: Limit? = nil) {
    self.frame = frame
    self.value = value
    self.rows = rows
    self.limit = limit
  }

  /// A number of up to six digits as people write it, such as 1,500.
  private static func grouped(_ count: Int) -> String {
    guard count >= 1_000 else { return String(count) }
    return "\(count / 1_000),\(String(count % 1_000 + 1_000).dropFirst())"
  }

  /// What the template shows.
  public var view: View {
    var view = frame.view
    view["value"] = value
    view["rows"] = rows
    var describedBy = frame.describedBy.map { [$0] } ?? []
    switch limit {
    case .characters(let count):
      view["limit"] = "You can enter up to \(Self.grouped(count)) characters"
      view["count"] = HTML.attributes(["data-maxlength": String(count)])
    case .words(let count):
      view["limit"] = "You can enter up to \(Self.grouped(count)) words"
      view["count"] = HTML.attributes(["data-maxwords": String(count)])
    case nil: break
    }
    if limit != nil { describedBy.append("\(frame.id)-info") }
    view["describedBy"] = HTML.attributes([
      "aria-describedby": describedBy.isEmpty ? nil : describedBy.joined(separator: " ")
    ])
    return view
  }
}
