/// The statements prepared on one connection, the least recently used of which make room for new ones.
struct PreparedStatements {
  struct Entry {
    var name: String
    var columns: Columns?
    var lastUse: UInt64
  }

  private let capacity: Int
  private var entries: [Int: Entry] = [:]
  private var uses: UInt64 = 0

  init(capacity: Int) { self.capacity = capacity }

  var count: Int { entries.count }

  /// The prepared statement for a profile, if there is one.
  mutating func use(_ id: Int) -> Entry? {
    guard let position = entries.index(forKey: id) else { return nil }
    uses += 1
    entries.values[position].lastUse = uses
    return entries.values[position]
  }

  /// Adds a statement; returns its name, which is never used twice, and that of one to deallocate.
  mutating func insert(_ id: Int) -> (name: String, evicted: String?) {
    var evicted: String?
    if entries.count >= capacity, let oldest = entries.min(by: { $0.value.lastUse < $1.value.lastUse }) {
      evicted = entries.removeValue(forKey: oldest.key)?.name
    }
    uses += 1
    let name = "s\(id)_\(uses)"
    entries[id] = Entry(name: name, columns: nil, lastUse: uses)
    return (name, evicted)
  }

  mutating func setColumns(_ columns: Columns, of id: Int) { entries[id]?.columns = columns }
  mutating func remove(_ id: Int) { entries[id] = nil }
  mutating func removeAll() { entries = [:] }
}
