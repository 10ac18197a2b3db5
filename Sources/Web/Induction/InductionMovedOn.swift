import Domain
import Foundation
import HTTPSupport
import Hummingbird

extension WebEnvironment {
  /// The page for whoever sends words for a step of an induction that is not open any more, since somebody else was
  /// first: what has happened, and what they typed. Nil where nothing was typed that is not stored, unless that page is
  /// for them all the same.
  ///
  /// - Parameters:
  ///   - title: what has happened, in few words.
  ///   - caption: whose it is.
  ///   - happened: what has happened.
  ///   - asked: the questions of the form.
  ///   - stored: the words that are stored by now: they are not lost.
  ///   - needsTyped: whether the page is only for those who typed something that would be lost.
  ///   - onward: where it is shown as it is now.
  ///   - context: the request in hand.
  func inductionMovedOn(
    _ title: String, caption: String, happened: [SummaryList.Row], asked: [Conflict.Question],
    stored: [String?] = [], needsTyped: Bool = true, onward: Link, _ context: AppRequestContext
  ) -> Response? {
    let form = context.form
    let typed = asked.map { TooLate.Typed($0.label, $0.answer(in: form)) }
      .filter { !$0.text.isEmpty && !stored.contains($0.text) }
    if needsTyped && typed.isEmpty { return nil }
    let page = TooLate(happened, typed: typed, onward: [onward]).page(
      title, caption: caption, path: "/induction", back: BackLink(to: onward.address))
    return respond(page, in: context)
  }
}

extension SummaryList.Row {
  /// What was done last, when, by whom, and what was said with it.
  static func lastDone(_ what: String, at: Date, by: String, note: String) -> [SummaryList.Row] {
    let rows: [SummaryList.Row] = [
      .init("What was done last", what), .init("When", LondonTime.dateAndTime(at)), .init("By", by),
    ]
    return note.isEmpty ? rows : rows + [.init("Comment or reason", note)]
  }
}
