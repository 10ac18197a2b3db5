/// News about what has just been done, or that concerns the whole page.
public struct NotificationBanner: TemplateComponent {
  /// The template's name.
  public static let template = "components/notification-banner"
  private let heading: String
  private let content: HTML
  private let isSuccess: Bool

  /// News: what was done, and what happens next.
  public init(_ heading: String, isSuccess: Bool = true, @HTMLBuilder _ content: () -> HTML = { .empty }) {
    self.heading = heading
    self.content = content()
    self.isSuccess = isSuccess
  }

  /// What the template shows.
  public var view: View { ["heading": heading, "content": content, "isSuccess": isSuccess] }
}

/// A warning of what follows from something.
public struct WarningText: Component {
  private let text: String

  /// A warning.
  public init(_ text: String) { self.text = text }

  /// How it looks.
  public var html: HTML {
    """
    <div class="govuk-warning-text"><span class="govuk-warning-text__icon" aria-hidden="true">!</span>\
    <strong class="govuk-warning-text__text"><span class="govuk-visually-hidden">Warning</span> \
    \(text)</strong></div>
    """
  }
}

/// Text set apart from what is around it.
public struct InsetText: Component {
  private let content: HTML

  /// Text set apart.
  public init(_ text: String) { content = HTML(text: text) }
  /// Markup set apart.
  public init(@HTMLBuilder _ content: () -> HTML) { self.content = content() }

  /// How it looks.
  public var html: HTML { "<div class=\"govuk-inset-text\">\(content)</div>" }
}

/// More about something, closed until asked for.
public struct Details: Component {
  private let summary: String
  private let isOpen: Bool
  private let content: HTML

  /// More about something.
  public init(_ summary: String, isOpen: Bool = false, @HTMLBuilder _ content: () -> HTML) {
    self.summary = summary
    self.isOpen = isOpen
    self.content = content()
  }

  /// How it looks.
  public var html: HTML {
    let open: HTML = isOpen ? " open" : ""
    return """
      <details class="govuk-details"\(open)><summary class="govuk-details__summary">\
      <span class="govuk-details__summary-text">\(summary)</span></summary>\
      <div class="govuk-details__text">\(content)</div></details>
      """
  }
}

/// The end of a journey: what was done, and its reference.
public struct Panel: Component {
  private let title: String
  private let content: HTML

  /// The end of a journey; its title is the heading of the page.
  public init(_ title: String, @HTMLBuilder _ content: () -> HTML = { .empty }) {
    self.title = title
    self.content = content()
  }

  /// How it looks.
  public var html: HTML {
    let body: HTML = content.isEmpty ? "" : "<div class=\"govuk-panel__body\">\(content)</div>"
    return """
      <div class="govuk-panel govuk-panel--confirmation"><h1 class="govuk-panel__title">\(title)</h1>\
      \(body)</div>
      """
  }
}

/// What stands where a list would be when there is nothing to list: why, and what can be done.
public struct EmptyState: Component {
  private let heading: String
  private let text: String
  private let action: Link?

  /// The place of a list without entries.
  public init(_ heading: String, _ text: String, action: Link? = nil) {
    self.heading = heading
    self.text = text
    self.action = action
  }

  /// How it looks.
  public var html: HTML {
    let link: HTML = action.map { "<p class=\"govuk-body\">\($0)</p>" } ?? ""
    return """
      <div class="staffroom-empty"><h2 class="govuk-heading-m">\(heading)</h2>\
      <p class="govuk-body">\(text)</p>\(link)</div>
      """
  }
}
