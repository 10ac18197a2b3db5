public import Foundation

/// Where a page of a list begins: behind the item with this instant and identifier.
public struct Cursor: Sendable, Hashable, CustomStringConvertible {
  /// What the list is ordered by.
  public let instant: Date
  /// What decides between equals.
  public let id: UUID

  /// Behind an item.
  public init(instant: Date, id: UUID) {
    self.instant = instant
    self.id = id
  }

  /// Reads the text form; nil when it isn't one.
  public init?(_ text: String) {
    let parts = text.split(separator: "_", omittingEmptySubsequences: false)
    guard parts.count == 2, let micros = Int64(parts[0]), let id = UUID(uuidString: String(parts[1])),
      abs(micros) < 253_402_300_800_000_000
    else { return nil }
    self.init(instant: Date(timeIntervalSince1970: Double(micros) / 1_000_000), id: id)
  }

  /// Told of a cursor behind something that is no longer in the list.
  static let unknown = DomainError.invalid([
    FieldProblem(field: "cursor", message: "The list has changed since; begin again with its first page.")
  ])

  /// A text form for addresses, exact to the microsecond that the database keeps.
  public var description: String {
    "\(Int64((instant.timeIntervalSince1970 * 1_000_000).rounded()))_\(id.uuidString.lowercased())"
  }
}

/// A page of a list.
public struct Page<Item: Sendable>: Sendable {
  /// The items.
  public let items: [Item]
  /// How many there are in all, where that is counted.
  public let total: Int?
  /// Where the next page begins; nil on the last.
  public let next: Cursor?

  /// A page from up to `limit + 1` items: one more than fits tells that another page follows.
  public init(_ found: [Item], limit: Int, total: Int? = nil, cursor: (Item) -> Cursor) {
    items = Array(found.prefix(limit))
    self.total = total
    next = found.count > limit ? items.last.map(cursor) : nil
  }

  /// A page of a list that is reckoned whole, such as the lines of a report. Throws ``DomainError`` where the item of
  /// the cursor is no longer in the list.
  init(ofWhole list: [Item], limit: Int, after: Cursor?, id: (Item) -> UUID) throws {
    var rest = list[...]
    if let after {
      guard let last = list.firstIndex(where: { id($0) == after.id }) else { throw Cursor.unknown }
      rest = list[(last + 1)...]
    }
    self.init(Array(rest.prefix(limit + 1)), limit: limit) {
      Cursor(instant: Date(timeIntervalSince1970: 0), id: id($0))
    }
  }

  /// A page of one of two lists that are read together and go on by cursors of their own: with the other’s alone, a list
  /// that has come to its end does not begin again beside it.
  public static func ifAsked(
    _ own: Cursor?, beside other: Cursor?, _ read: (Cursor?) async throws -> Page
  ) async rethrows -> Page {
    own == nil && other != nil ? Page(items: [], total: nil, next: nil) : try await read(own)
  }

  private init(items: [Item], total: Int?, next: Cursor?) {
    self.items = items
    self.total = total
    self.next = next
  }

  /// Every item of a list that is shown in one piece, such as the choices of a form: read page by page.
  public static func every(
    _ read: (_ after: Cursor?) async throws -> Page<Item>
  ) async throws -> [Item] {
    var (items, after): ([Item], Cursor?) = ([], nil)
    repeat {
      let page = try await read(after)
      items += page.items
      after = page.next
    } while after != nil
    return items
  }

  /// The same page with its items in another order.
  func inOrder(_ order: ([Item]) -> [Item]) -> Page { Page(items: order(items), total: total, next: next) }

  /// The same page of what was made of its items together.
  func with<Other: Sendable>(_ items: [Other]) -> Page<Other> {
    Page<Other>(items: items, total: total, next: next)
  }

  /// The same page of other items, one for each.
  public func map<Other: Sendable>(_ transform: (Item) throws -> Other) rethrows -> Page<Other> {
    Page<Other>(items: try items.map(transform), total: total, next: next)
  }
}
