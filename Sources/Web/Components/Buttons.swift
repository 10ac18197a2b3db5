/// A button that sends the form it stands in.
public struct Button: TemplateComponent {
  /// The template's name.
  public static let template = "components/button"
  /// How much weight a button has.
  public enum Kind: String, Sendable, CaseIterable {
    /// The main thing to do on the page.
    case primary = ""
    /// Something else to do.
    case secondary = " govuk-button--secondary"
    /// Something that can't be taken back.
    case warning = " govuk-button--warning"
    /// Looks like a link, for what is seldom done.
    case link = " staffroom-button-link"
  }
  /// What it says.
  public var label: String
  /// How much weight it has.
  public var kind: Kind
  /// The name it is sent under, where a form has several buttons.
  public var name: String?
  /// What is sent when it is pressed.
  public var value: String?
  /// Where it sends the form to, if not to the form's own address.
  public var action: String?

  /// A button.
  public init(
    _ label: String, kind: Kind = .primary, name: String? = nil, value: String? = nil,
    action: String? = nil
  ) {
    self.label = label
    self.kind = kind
    self.name = name
    self.value = value
    self.action = action
  }

  /// What the template shows.
  public var view: View {
    [
      "label": label, "classes": HTML(markup: kind.rawValue),
      "attributes": HTML.attributes([
        "name": name, "value": value ?? name.map { _ in "1" }, "formaction": action,
      ]),
    ]
  }
}

/// A link that looks like a button, to where something begins.
public struct LinkButton: Component {
  /// What it says.
  public var label: String
  /// Where it leads.
  public var address: String
  /// How much weight it has.
  public var kind: Button.Kind
  /// Whether it begins a longer journey.
  public var isStart: Bool

  /// A link that looks like a button.
  public init(_ label: String, to address: String, kind: Button.Kind = .primary, isStart: Bool = false) {
    self.label = label
    self.address = address
    self.kind = kind
    self.isStart = isStart
  }

  /// How it looks.
  public var html: HTML {
    let classes = HTML(markup: kind.rawValue + (isStart ? " govuk-button--start" : ""))
    let arrow: HTML =
      isStart
      ? """
      <svg class="govuk-button__start-icon" xmlns="http://www.w3.org/2000/svg" width="17.5" height="19" \
      viewBox="0 0 33 40" aria-hidden="true" focusable="false">\
      <path fill="currentColor" d="M0 0h13l20 20-20 20H0l20-20z"/></svg>
      """ : .empty
    return """
      <a href="\(address)" role="button" draggable="false" class="govuk-button\(classes)" \
      data-module="govuk-button">\(label)\(arrow)</a>
      """
  }
}

/// Buttons, and links beside them, in one row.
public struct ButtonGroup: Component {
  private let content: HTML

  /// Buttons in one row.
  public init(@HTMLBuilder _ content: () -> HTML) {
    self.content = content()
  }

  /// How it looks.
  public var html: HTML { "<div class=\"govuk-button-group\">\(content)</div>" }
}

/// A value that goes along with a form unseen.
public struct HiddenInput: Component {
  /// The name it is sent under.
  public var name: String
  /// The value.
  public var value: String

  /// A value that goes along.
  public init(_ name: String, _ value: String) {
    self.name = name
    self.value = value
  }

  /// How it looks.
  public var html: HTML { "<input type=\"hidden\" name=\"\(name)\" value=\"\(value)\">" }
}
