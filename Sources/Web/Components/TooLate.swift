import Domain
import Foundation
import HTTPTypes

/// For whoever sends something after what it is about has moved on: what has happened, what was typed, to be copied, and
/// the way on.
struct TooLate: Component {
  /// One thing that was typed.
  struct Typed: Sendable {
    let label: String
    let text: String

    init(_ label: String, _ text: String) {
      (self.label, self.text) = (label, text)
    }
  }

  private let happened: [SummaryList.Row]
  private let typed: [Typed]
  private let onward: [Link]

  /// What stands below the heading.
  ///
  /// - Parameters:
  ///   - happened: what has happened, with who did it and when where that is known.
  ///   - typed: what was sent; what is empty is left out.
  ///   - onward: where to go on.
  init(_ happened: [SummaryList.Row], typed: [Typed] = [], onward: [Link]) {
    (self.happened, self.onward) = (happened, onward)
    self.typed = typed.filter { !$0.text.isEmpty }
  }

  /// How it looks.
  var html: HTML {
    let ways = Heading("What you can do now", .section).html + BulletList(html: onward.map(\.html)).html
    return SummaryList(happened).html + Self.kept(typed) + ways
  }

  /// What was typed for something that has no place for it any more; nothing where nothing was.
  static func kept(_ typed: [Typed]) -> HTML {
    let typed = typed.filter { !$0.text.isEmpty }
    if typed.isEmpty { return "" }
    let rows = typed.map { one -> SummaryList.Row in
      let text: HTML = "<span class=\"staffroom-lines\">\(one.text)</span>"
      return SummaryList.Row(one.label, html: text)
    }
    return Heading("What you had typed", .section).html
      + Paragraph("It is not saved. Copy what you still need.").html + SummaryList(rows).html
  }

  /// What was done meanwhile, by whom and when, in a sentence for somebody whose form is still of use.
  static func meanwhile(_ what: String, by actor: String, at instant: Date) -> String {
    "\(Meanwhile.sentence(what, by: actor, at: instant)) Look at it as it is now, then try again."
  }

  /// The whole page.
  func page(_ title: String, caption: String, path: String, back: BackLink) -> Page {
    Page(title, path: path, status: typed.isEmpty ? .ok : .conflict, above: back) {
      Heading(title, caption: caption)
      self
    }
  }
}

extension TrailEntry {
  /// What was done, when and by whom, as rows of what has happened.
  func rows(_ label: String, _ what: String) -> [SummaryList.Row] {
    [
      .init(label, what), .init("When", LondonTime.dateAndTime(happenedAt)),
      .init("By", actor.uppercasedFirst),
    ]
  }

  /// The same in a sentence, for somebody whose form is still of use.
  func meanwhile(_ what: String) -> String { TooLate.meanwhile(what, by: actor, at: happenedAt) }
}
