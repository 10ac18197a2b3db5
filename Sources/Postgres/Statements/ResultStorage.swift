import CLibPQ
import Glibc

/// Owns one libpq result, and frees it when the last row that reads from it is gone.
final class ResultStorage: @unchecked Sendable {
  // Unchecked: the pointer never changes, libpq only reads from a finished result, and nothing but `deinit`
  // frees it.
  private let pointer: OpaquePointer?
  let columns: Columns
  let rowCount: Int
  let affectedRows: Int

  /// Takes the result over. Reuses the columns of an earlier result of the same statement if they match.
  init(_ pointer: OpaquePointer, reusing earlier: Columns? = nil) {
    self.pointer = pointer
    rowCount = Int(PQntuples(pointer))
    affectedRows = PQcmdTuples(pointer).flatMap { Int(String(cString: $0)) } ?? 0
    if let earlier, earlier.matches(pointer) { columns = earlier } else { columns = Columns(of: pointer) }
  }

  /// A result without rows.
  init() {
    pointer = nil
    columns = .none
    rowCount = 0
    affectedRows = 0
  }

  deinit { PQclear(pointer) }

  /// The bytes of a value, or `nil` for NULL, during the call only.
  func withValue<R, E: Error>(
    row: Int, column: Int, _ body: (UnsafeBufferPointer<UInt8>?) throws(E) -> R
  ) throws(E) -> R {
    let (row, column) = (Int32(truncatingIfNeeded: row), Int32(truncatingIfNeeded: column))
    guard let pointer, PQgetisnull(pointer, row, column) == 0, let start = PQgetvalue(pointer, row, column)
    else { return try body(nil) }
    let count = Int(PQgetlength(pointer, row, column))
    let bytes = UnsafeRawPointer(start).assumingMemoryBound(to: UInt8.self)
    return try body(UnsafeBufferPointer(start: bytes, count: count))
  }
}

/// The names and types of a result's columns, shared by all its rows and by later results of the statement.
final class Columns: Sendable {
  static let none = Columns(names: [], types: [])

  let names: [String]
  let types: [UInt32]
  /// Only for wide results: comparing a few short names is faster than hashing one.
  private let index: [String: Int]?

  private init(names: [String], types: [UInt32]) {
    self.names = names
    self.types = types
    guard names.count > 12 else {
      index = nil
      return
    }
    index = Dictionary(zip(names, names.indices), uniquingKeysWith: { first, _ in first })
  }

  convenience init(of result: OpaquePointer) {
    let range = 0..<PQnfields(result)
    self.init(
      names: range.map { column in PQfname(result, column).map { String(cString: $0) } ?? "" },
      types: range.map { PQftype(result, $0) })
  }

  func position(of name: String) -> Int? {
    if let index { return index[name] }
    return names.firstIndex(of: name)
  }

  func matches(_ result: OpaquePointer) -> Bool {
    guard Int(PQnfields(result)) == names.count else { return false }
    for (column, name) in names.enumerated() {
      let position = Int32(column)
      guard PQftype(result, position) == types[column], let found = PQfname(result, position),
        name.utf8.elementsEqual(
          UnsafeBufferPointer(start: found, count: strlen(found)).lazy.map(UInt8.init(bitPattern:)))
      else { return false }
    }
    return true
  }
}
