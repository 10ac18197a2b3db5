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

  /// The same for what is recorded while an induction goes on, where it is over by now.
  func inductionStepMovedOn(
    _ step: String, _ id: InductionID, _ context: AppRequestContext
  ) async throws -> Response? {
    let labels = [
      "absence": "Note", "reduction": "Reasons", "extension": "Reasons",
      "undo-death": "What the mistake was",
    ]
    guard let label = labels[step] else { return nil }
    let record = try await ReadInductions(services).find(id, by: context.webActor)
    let isOpen = step == "undo-death" ? record.death != nil : record.induction.state.isOpen
    if isOpen { return nil }
    return inductionMovedOn(
      "The induction has moved on", caption: record.induction.name,
      happened: [.init("State", html: record.induction.state.tag.html)],
      asked: [.text("\(step)-reason", label)], stored: record.events.map { Optional($0.note) },
      onward: Link("Look at the induction", to: "/inductions/\(id)"), context)
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
