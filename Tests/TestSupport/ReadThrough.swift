public import Domain

/// What went wrong in reading a list through.
public struct EndlessList: Error {}

/// A list read through page by page, each from the text form of where the page before ended, as clients do.
public func readThrough<Item: Sendable>(
  _ read: (_ after: Cursor?) async throws -> Page<Item>
) async throws -> [Item] {
  var (items, after): ([Item], Cursor?) = ([], nil)
  for _ in 0..<1000 {
    let page = try await read(after)
    items += page.items
    guard let next = page.next else { return items }
    guard let behind = Cursor(next.description), behind != after else { break }
    after = behind
  }
  throw EndlessList()
}
