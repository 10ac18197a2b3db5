/// Where a page of a shortlist begins: behind an application, as it stood when the page before was read. What is scored
/// meanwhile moves no other application to another page.
public struct ShortlistCursor: Sendable, Hashable, CustomStringConvertible {
  /// What a list is ordered by; a cursor of one order says nothing in another.
  enum Key: String {
    case average, spread, name, number, sent

    init(_ order: ShortlistFilter.Order, isAnonymous: Bool) {
      self =
        switch order {
        case .average: .average
        case .spread: .spread
        case .name: isAnonymous ? .number : .name
        case .sent: .sent
        }
    }
  }

  let key: Key
  /// Its average, spread or number as a whole number that rises down the list; 0 for the other orders. A name is in no
  /// address: it is looked up.
  let rank: Int
  /// When it was sent, and what names it.
  let sent: Cursor

  /// Behind an application.
  init(key: Key, rank: Int, sent: Cursor) {
    (self.key, self.rank, self.sent) = (key, rank, sent)
  }

  /// Reads the text form; nil when it isn't one.
  public init?(_ text: String) {
    let parts = text.split(separator: "_", maxSplits: 2, omittingEmptySubsequences: false).map(String.init)
    guard parts.count == 3, let key = Key(rawValue: parts[0]), let rank = Int(parts[1]),
      let sent = Cursor(parts[2])
    else { return nil }
    self.init(key: key, rank: rank, sent: sent)
  }

  /// A text form for addresses.
  public var description: String { "\(key.rawValue)_\(rank)_\(sent)" }
}
