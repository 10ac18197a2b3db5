/// What every field of a form has in common: its name, label, hint and fault.
public struct FieldFrame: Sendable {
  /// The name it is sent under.
  public var name: String
  /// Its label, or the question of a group.
  public var label: String
  /// Help with the answer, shown below the label.
  public var hint: String?
  /// What is wrong with the answer.
  public var error: String?
  /// Whether the label is the heading of the page, on pages that ask one thing.
  public var isHeading: Bool
  /// Ends its identifier, where another form on the page has a field of the same name.
  public var idEnding = ""

  /// The frame of a field.
  public init(
    _ name: String, _ label: String, hint: String? = nil, error: String? = nil, isHeading: Bool = false
  ) {
    self.name = name
    self.label = label
    self.hint = hint
    self.error = error
    self.isHeading = isHeading
  }

  /// The identifier of the element that takes the answer; links in the error summary lead to it.
  public var id: String { Self.id(of: name) + idEnding }

  /// The identifier for the field of a name.
  public static func id(of name: String) -> String {
    String(name.map { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-" || $0 == "_") ? $0 : "-" })
  }

  var describedBy: String? {
    let ids = [hint.map { _ in "\(id)-hint" }, error.map { _ in "\(id)-error" }].compactMap(\.self)
    return ids.isEmpty ? nil : ids.joined(separator: " ")
  }

  var view: View {
    [
      "id": id, "name": name, "label": label, "hint": hint, "error": error, "isHeading": isHeading,
      "describedBy": HTML.attributes(["aria-describedby": describedBy]),
    ]
  }
}

/// How wide a field is: as wide as the answer is expected to be.
public enum FieldWidth: String, Sendable, CaseIterable {
  /// The whole column.
  case full = ""
  /// Two, three, four, five, ten or twenty characters.
  case two = " govuk-input--width-2"
  /// Three characters.
  case three = " govuk-input--width-3"
  /// Four characters.
  case four = " govuk-input--width-4"
  /// Five characters.
  case five = " govuk-input--width-5"
  /// Ten characters.
  case ten = " govuk-input--width-10"
  /// Twenty characters.
  case twenty = " govuk-input--width-20"
  /// Half of the column.
  case half = " govuk-!-width-one-half"
  /// Two thirds of the column.
  case twoThirds = " govuk-!-width-two-thirds"
}
