import Domain
import HTTPSupport
import Web

/// Every component, with the same text wherever it takes one.
enum Gallery {
  static func components(_ text: String) -> [(name: String, html: HTML)] {
    fields(text) + buttons(text) + lists(text) + notices(text) + wayfinding(text)
  }

  private static func fields(_ text: String) -> [(name: String, html: HTML)] {
    let values = FormData([
      .init(name: "a", value: text), .init(name: "d-day", value: text), .init(name: "d-month", value: text),
      .init(name: "d-year", value: text),
    ])
    let problems = ["a", "d-month", ""].map { FieldProblem(field: $0, message: text) }
    let fields = Fields(values, problems: problems)
    let choices = [
      Choice(text, text, hint: text, reveal: fields.text("inner", text).html), Choice("x", "X"),
      Choice("none", text, isAfterDivider: true),
    ]
    return [
      (
        "text input",
        fields.text(
          "a", text, hint: text, width: .ten, prefix: text, suffix: text, autocomplete: text, inputMode: text,
          spellcheck: false, maximumLength: 9
        ).html
      ),
      ("heading as label", fields.text("plain", text, isHeading: true).html),
      ("e-mail", fields.email("a", text).html),
      ("password", fields.password("a", text, hint: text, isNew: true).html),
      ("textarea", fields.textarea("a", text, hint: text, limit: .characters(500)).html),
      ("textarea by words", fields.textarea("a", text, limit: .words(50), isHeading: true).html),
      ("select", fields.select("a", text, choices, hint: text).html),
      ("radios", fields.radios("a", text, choices, hint: text).html),
      ("radios in line", fields.radios("a", text, choices, isInline: true, isHeading: true).html),
      ("yes or no", fields.yesNo("a", text, hint: text, ifYes: fields.text("why", text).html).html),
      ("checkboxes", fields.checkboxes("a", text, choices, hint: text, isSmall: true).html),
      ("date", fields.date("d", text, hint: text, isBirthDate: true).html),
      ("file", fields.file("a", text, hint: text, accepts: text).html),
      ("fieldset", Fieldset(text) { fields.hidden("a") }.html),
      ("held fields", HeldFields(values).html),
      ("error summary", ErrorSummary(problems).html),
      ("search form", SearchForm("/\(text)", label: text) { HTML(text: text) }.html),
    ]
  }

  private static func buttons(_ text: String) -> [(name: String, html: HTML)] {
    let kinds = Button.Kind.allCases.map { kind in
      (name: "button \(kind)", html: Button(text, kind: kind, name: text, value: text, action: text).html)
    }
    return kinds + [
      ("link button", LinkButton(text, to: text, isStart: true).html),
      ("button group", ButtonGroup { LinkButton(text, to: text, kind: .secondary) }.html),
    ]
  }

  private static func lists(_ text: String) -> [(name: String, html: HTML)] {
    let tags = Tag.Colour.allCases.map { (name: "tag \($0)", html: Tag(text, $0).html) }
    return tags + [
      (
        "summary list",
        SummaryList([
          .init(text, text, change: text), .init(text, ""), .init(text, html: HTML(text: text), actions: []),
        ]).html
      ),
      (
        "summary card",
        SummaryList([.init(text, text)], title: text, actions: [Link(text, to: text, about: text)]).html
      ),
      (
        "task list",
        TaskList([
          .init(text, to: text, hint: text, status: .completed),
          .init(text, to: nil, status: .cannotStartYet),
          .init(text, to: text, status: .inProgress), .init(text, to: text, status: .notStarted),
          .init(text, to: text, status: .needsAttention),
          .init(text, to: text, status: .other(text, .purple)),
        ]).html
      ),
      (
        "table",
        Table(
          text, columns: [.init(text), .init(text, isNumeric: true)],
          rows: [[HTML(text: text), HTML(text: text)]]
        ).html
      ),
      ("list", BulletList([text, text]).html),
      ("numbered list", BulletList([text], isNumbered: true).html),
    ]
  }

  private static func notices(_ text: String) -> [(name: String, html: HTML)] {
    [
      ("notification", NotificationBanner(text) { Paragraph(text) }.html),
      ("important", NotificationBanner(text, isSuccess: false).html),
      ("warning", WarningText(text).html),
      ("inset", InsetText(text).html),
      ("inset of markup", InsetText { Paragraph(text) }.html),
      ("details", Details(text, isOpen: true) { Paragraph(text) }.html),
      ("panel", Panel(text) { HTML(text: text) }.html),
      ("empty state", EmptyState(text, text, action: Link(text, to: text)).html),
      ("prose", Prose("\(text)\n\(text)\n\n\(text)").html),
      ("heading", Heading(text, .section, caption: text, id: text).html),
    ]
  }

  private static func wayfinding(_ text: String) -> [(name: String, html: HTML)] {
    [
      ("back link", BackLink(to: text, text).html),
      ("breadcrumbs", Breadcrumbs([Link(text, to: text), Link(text, to: text)]).html),
      ("pagination", Pagination(previous: text, next: text, of: text).html),
      (
        "filter panel",
        FilterPanel(text, clear: text, chosen: [Link(text, to: text)]) { Paragraph(text) }.html
      ),
      ("filter panel without filters", FilterPanel(text, clear: text, chosen: []) { Paragraph(text) }.html),
    ]
  }
}
