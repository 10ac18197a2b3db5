import Domain

/// A short word on the state of something, in a coloured box; the colour says nothing the word does not.
public struct Tag: Component {
  /// The colours there are.
  public enum Colour: String, Sendable, CaseIterable {
    case teal = "turquoise"
    case grey, green, blue, purple, red, orange, yellow
  }
  private let label: String
  private let colour: Colour

  /// A word in a coloured box.
  public init(_ label: String, _ colour: Colour = .grey) {
    self.label = label
    self.colour = colour
  }

  /// How it looks.
  public var html: HTML {
    "<strong class=\"govuk-tag govuk-tag--\(colour.rawValue)\">\(label)</strong>"
  }
}

/// Questions and answers, each with links to change it.
public struct SummaryList: TemplateComponent {
  /// The template's name.
  public static let template = "components/summary-list"

  /// One question and its answer.
  public struct Row: Sendable {
    var key: String
    var value: HTML
    var actions: [Link]

    /// A question with an answer in text; an empty answer shows as "Not given".
    public init(_ key: String, _ value: String?, change address: String? = nil) {
      let answer: HTML =
        value.flatMap { $0.isEmpty ? nil : Self.lines($0) } ?? "<span class=\"govuk-hint\">Not given</span>"
      self.init(key, html: answer, change: address)
    }

    /// A question with an answer in markup.
    public init(_ key: String, html value: HTML, change address: String? = nil) {
      let change = address.map { [Link("Change", to: $0, about: key.lowercasedFirst)] }
      self.init(key, html: value, actions: change ?? [])
    }

    /// A question with an answer in markup and links of its own.
    public init(_ key: String, html value: HTML, actions: [Link]) {
      self.key = key
      self.value = value
      self.actions = actions
    }

    private static func lines(_ text: String) -> HTML {
      HTML(
        markup: text.split(omittingEmptySubsequences: false) { $0.isNewline }.map { HTML.escape($0) }
          .joined(separator: "<br>"))
    }
  }

  private let title: String?
  private let actions: [Link]
  private let rows: [Row]

  /// Questions and answers; with a title they stand on a card, with links for the whole of it.
  public init(_ rows: [Row], title: String? = nil, actions: [Link] = []) {
    self.rows = rows
    self.title = title
    self.actions = actions
  }

  /// Several actions as a list, so that they stand apart; one by itself.
  private static func list(_ actions: [Link], _ item: String) -> HTML {
    guard actions.count > 1 else { return HTML(actions.map(\.html)) }
    let items = HTML(actions.map { "<li class=\"\(item)\">\($0.html)</li>" as HTML })
    return "<ul class=\"govuk-summary-list__actions-list\">\(items)</ul>"
  }

  /// What the template shows.
  public var view: View {
    let hasActions = rows.contains { !$0.actions.isEmpty }
    return [
      "title": title, "cardActions": Self.list(actions, "govuk-summary-card__action"),
      "rows": rows.map { row -> View in
        [
          "key": row.key, "value": row.value,
          "actions": Self.list(row.actions, "govuk-summary-list__actions-list-item"),
          "isBare": hasActions && row.actions.isEmpty,
        ]
      },
    ]
  }
}

extension String {
  /// The text with its first letter in upper case, to begin a sentence.
  var uppercasedFirst: String { prefix(1).uppercased() + dropFirst() }
}

/// The parts of something long, each with how far it is.
public struct TaskList: TemplateComponent {
  /// The template's name.
  public static let template = "components/task-list"

  /// One part.
  public struct Task: Sendable {
    var title: String
    var address: String?
    var hint: String?
    var status: Status

    /// A part; without an address it can't be begun yet.
    public init(_ title: String, to address: String?, hint: String? = nil, status: Status) {
      self.title = title
      self.address = address
      self.hint = hint
      self.status = status
    }
  }

  /// How far a part is.
  public enum Status: Sendable, Equatable {
    /// Nothing left to do.
    case completed
    /// Something has been entered.
    case inProgress
    /// Nothing has been entered.
    case notStarted
    /// Something else comes first.
    case cannotStartYet
    /// What was entered has a fault.
    case needsAttention
    /// Not known here.
    case unstated
    /// Words of the page's own.
    case other(String, Tag.Colour)
  }

  private let tasks: [Task]
  private let idPrefix: String

  /// The parts of something long.
  public init(_ tasks: [Task], idPrefix: String = "task") {
    self.tasks = tasks
    self.idPrefix = idPrefix
  }

  /// What the template shows.
  public var view: View {
    [
      "tasks": tasks.enumerated().map { index, task -> View in
        [
          "id": "\(idPrefix)-\(index + 1)", "title": task.title, "address": task.address,
          "hint": task.hint, "status": Self.label(task.status),
          "isPlain": task.status == .completed || task.status == .cannotStartYet,
          "isMuted": task.status == .cannotStartYet,
        ]
      }
    ]
  }

  private static func label(_ status: Status) -> HTML {
    switch status {
    case .completed: "Completed"
    case .inProgress: Tag("In progress", .teal).html
    case .notStarted: Tag("Not started", .blue).html
    case .cannotStartYet: "Cannot start yet"
    case .needsAttention: Tag("Needs attention", .red).html
    case .unstated: ""
    case .other(let label, let colour): Tag(label, colour).html
    }
  }
}

/// Something that may be wider than the page, such as a table that somebody wrote: it scrolls by itself, by keyboard
/// too. Where the columns of an even table don't all fit, a hint says so.
struct ScrollRegion: Component {
  private let label: String
  private let content: HTML

  /// What is wide, under a name that no other part of the page has.
  init(_ label: String, _ content: HTML) { (self.label, self.content) = (label, content) }

  var html: HTML {
    """
    <div class="staffroom-scroll" role="region" tabindex="0" aria-label="\(label)">\
    <p class="govuk-hint staffroom-scroll__hint">Scroll sideways to see all columns.</p>\(content)</div>
    """
  }
}

/// A table; on a narrow screen every row becomes a card.
public struct Table: TemplateComponent {
  /// The template's name.
  public static let template = "components/table"

  /// One column.
  public struct Column: Sendable {
    var label: String
    var isNumeric: Bool

    /// A column; numbers stand to the right.
    public init(_ label: String, isNumeric: Bool = false) {
      self.label = label
      self.isNumeric = isNumeric
    }
  }

  private let caption: String
  private let isCaptionHidden: Bool
  private let columns: [Column]
  private let rows: [[HTML]]
  private let isEven: Bool

  /// A table of rows, each with one cell for each column; the first cell of a row names it. In an even one all columns
  /// are of the same width, whatever stands in them.
  public init(
    _ caption: String, isCaptionHidden: Bool = false, isEven: Bool = false, columns: [Column], rows: [[HTML]]
  ) {
    self.caption = caption
    self.isCaptionHidden = isCaptionHidden
    self.isEven = isEven
    self.columns = columns
    self.rows = rows
  }

  /// How much room it needs: where there is less, its rows stand as cards, as they do on a phone.
  private var size: String {
    if isEven { return " staffroom-table--some staffroom-table--even" }
    switch columns.count {
    case ...4: return ""
    case 5...6: return " staffroom-table--some"
    default: return " staffroom-table--many"
    }
  }

  /// What the template shows.
  public var view: View {
    [
      "caption": caption, "isCaptionHidden": isCaptionHidden, "size": size,
      "columns": columns.map { ["label": $0.label, "isNumeric": $0.isNumeric] as View },
      "rows": rows.map { row -> View in
        [
          "cells": zip(columns, row).enumerated().map { index, cell -> View in
            [
              "label": cell.0.label, "isNumeric": cell.0.isNumeric, "content": cell.1,
              "isFirst": index == 0,
            ]
          }
        ]
      },
    ]
  }
}
