/// The table of contents of a ZIP archive (APPNOTE 6.3). Only this is read, since all we want to know is what
/// is in the archive; unpacking what strangers send is left to those who open it.
enum ZipDirectory {
  struct Entry: Equatable {
    let name: String
    let unpackedSize: Int
    let isEncrypted: Bool
  }

  enum Fault: Error { case malformed }

  /// As many entries are read at most.
  static let mostEntries = 5_000

  /// Every entry. The archive must be the whole file: begin with its first entry, end with its end record,
  /// and have nothing between its directory and that.
  static func read(_ bytes: [UInt8]) throws(Fault) -> [Entry] {
    let end = try endRecord(bytes)
    let count = number(bytes, end + 10, 2)
    let size = number(bytes, end + 12, 4)
    let start = number(bytes, end + 16, 4)
    guard number(bytes, end + 4, 2) == 0, number(bytes, end + 6, 2) == 0, number(bytes, end + 8, 2) == count,
      (1...mostEntries).contains(count), start + size == end
    else { throw .malformed }
    var entries: [Entry] = []
    var offset = start
    var packed = 0
    for _ in 0..<count {
      guard offset + 46 <= end, number(bytes, offset, 4) == 0x0201_4B50 else { throw .malformed }
      let nameLength = number(bytes, offset + 28, 2)
      let next = offset + 46 + nameLength + number(bytes, offset + 30, 2) + number(bytes, offset + 32, 2)
      let local = number(bytes, offset + 42, 4)
      packed += number(bytes, offset + 20, 4)
      // Entries that share their bytes would come to more than lies before the directory.
      guard next <= end, packed <= start, local + 30 <= start, number(bytes, local, 4) == 0x0403_4B50 else {
        throw .malformed
      }
      entries.append(
        Entry(
          name: String(decoding: bytes[offset + 46..<offset + 46 + nameLength], as: UTF8.self),
          unpackedSize: number(bytes, offset + 24, 4), isEncrypted: number(bytes, offset + 8, 2) & 1 == 1))
      offset = next
    }
    guard offset == end else { throw .malformed }
    return entries
  }

  /// The end record lies at the end, followed by nothing but a comment of the length it names.
  private static func endRecord(_ bytes: [UInt8]) throws(Fault) -> Int {
    guard bytes.count >= 22 else { throw .malformed }
    let earliest = max(0, bytes.count - 22 - 65_535)
    for offset in stride(from: bytes.count - 22, through: earliest, by: -1)
    where number(bytes, offset, 4) == 0x0605_4B50 {
      if offset + 22 + number(bytes, offset + 20, 2) == bytes.count { return offset }
    }
    throw .malformed
  }

  /// A whole number of so many bytes, lowest first.
  private static func number(_ bytes: [UInt8], _ offset: Int, _ count: Int) -> Int {
    guard offset >= 0, offset + count <= bytes.count else { return -1 }
    return (0..<count).reversed().reduce(0) { $0 << 8 | Int(bytes[offset + $1]) }
  }
}
