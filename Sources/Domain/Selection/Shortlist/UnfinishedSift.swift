/// A sift that the panel has not finished: while it is open, no list is agreed from these applications.
public struct UnfinishedSift: Sendable, Equatable {
  /// How many applications lack scores.
  public let lacking: Int
  /// How many there are to choose from.
  public let total: Int
  /// How many people are to score each of them.
  let sifting: Int

  /// Nil where none of the applications lacks scores.
  init?(lacking: Int, of total: Int, sifting: Int) {
    guard lacking > 0 else { return nil }
    (self.lacking, self.total, self.sifting) = (lacking, total, sifting)
  }

  /// Whether scores come before a list: there is a panel, and its sift is open until the shortlist is agreed.
  static func comesFirst(_ selection: Selection, members: Int) -> Bool {
    selection.isSiftOpen && selection.shortlistAgreedAt == nil && members > 0
  }

  /// Whether waiting brings the scores: one person's alone show only once the sift is closed.
  private var canFinish: Bool { sifting >= Panel.fewest }

  /// Why no list can be agreed yet, in a sentence.
  public var sentence: String {
    guard canFinish else {
      return "The sift is open, and with fewer than two people to score it ends only when it is closed."
    }
    let these =
      switch (lacking, total) {
      case (1, 1): "this application lacks"
      case (1, _): "1 of these \(total) applications lacks"
      case (2, 2): "both applications lack"
      case (total, _): "all \(total) applications lack"
      default: "\(lacking) of these \(total) applications lack"
      }
    return "The panel has not finished the sift: \(these) somebody’s scores."
  }

  /// What can be done about it by whoever may close a sift, or may not.
  public func remedy(mayClose: Bool) -> String {
    switch (canFinish, mayClose) {
    case (true, true): "Wait for them, or close the sift first."
    case (true, false): "Wait for them, or ask the head to close the sift."
    case (false, true): "Close the sift first."
    case (false, false): "Ask the head to close the sift."
    }
  }
}

extension Shortlist {
  /// What keeps a list from being agreed from these applications; nil where nothing does.
  public var unfinishedSift: UnfinishedSift? {
    guard UnfinishedSift.comesFirst(panel.selection, members: panel.members.count) else { return nil }
    return UnfinishedSift(
      lacking: lines.count { !$0.isRevealed }, of: lines.count, sifting: lines.first?.progress.members ?? 0)
  }
}
