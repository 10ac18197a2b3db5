/// One row of a result; its values are decoded by column name.
public struct Row: Sendable {
  let storage: ResultStorage
  let position: Int

  /// The names of the columns, in order.
  public var columnNames: [String] { storage.columns.names }

  /// Reads a column. NULL is an error unless the type is an `Optional`.
  public func decode<T: PostgresDecodable>(
    _ column: String, as type: T.Type = T.self
  ) throws(RowDecodingError) -> T {
    guard let index = storage.columns.position(of: column) else {
      throw RowDecodingError(column: column, expected: T.postgresTypeName, found: nil, problem: .noSuchColumn)
    }
    return try decode(at: index)
  }

  /// Reads a column that may be NULL.
  public func decodeIfPresent<T: PostgresDecodable>(
    _ column: String, as type: T.Type = T.self
  ) throws(RowDecodingError) -> T? {
    try decode(column, as: T?.self)
  }

  func decode<T: PostgresDecodable>(at index: Int, as type: T.Type = T.self) throws(RowDecodingError) -> T {
    guard index < storage.columns.names.count else {
      throw RowDecodingError(
        column: "\(index + 1)", expected: T.postgresTypeName, found: nil, problem: .noSuchColumn)
    }
    let oid = storage.columns.types[index]
    guard T.acceptsPostgres(oid: oid) else { throw error(at: index, T.self, .wrongType) }
    return try storage.withValue(row: position, column: index) { bytes throws(RowDecodingError) -> T in
      do {
        guard let bytes else { return try T.decodePostgresNull() }
        return try T.decodePostgres(bytes)
      } catch {
        throw self.error(at: index, T.self, bytes == nil ? .null : .malformed)
      }
    }
  }

  private func error<T: PostgresDecodable>(
    at index: Int, _ type: T.Type, _ problem: RowDecodingError.Problem
  ) -> RowDecodingError {
    RowDecodingError(
      column: storage.columns.names[index], expected: T.postgresTypeName,
      found: PostgresType.name(ofOID: storage.columns.types[index]), problem: problem)
  }
}

/// A row that is not what the program expects. Names the column and the types, never the value.
public struct RowDecodingError: Error, Sendable, CustomStringConvertible {
  /// What is wrong with the column.
  public enum Problem: Sendable, Equatable {
    /// The result has no column of that name.
    case noSuchColumn
    /// The column is of another type.
    case wrongType
    /// The column is NULL, and the type has no NULL.
    case null
    /// The value is outside what the type can hold, or not in its form.
    case malformed
  }

  /// The name of the column.
  public let column: String
  /// The type the program expects.
  public let expected: String
  /// The type the database has, if there is such a column.
  public let found: String?
  /// What is wrong.
  public let problem: Problem

  /// Says what was expected and what was found.
  public var description: String {
    switch problem {
    case .noSuchColumn: "column \"\(column)\": expected \(expected), but the result has no such column"
    case .wrongType: "column \"\(column)\": expected \(expected), found \(found ?? "nothing")"
    case .null: "column \"\(column)\": expected \(expected), found NULL (\(found ?? "nothing"))"
    case .malformed: "column \"\(column)\": a value of type \(found ?? "?") is not a valid \(expected)"
    }
  }
}

/// A value made from one row.
public protocol RowDecodable: Sendable {
  /// Reads the row's columns by name.
  init(row: Row) throws
}

/// The rows a statement returned, and how many it affected.
public struct ResultSet: Sendable {
  let storage: ResultStorage

  /// The rows, in the server's order.
  public var rows: Rows { Rows(storage: storage) }
  /// The number of rows inserted, updated, deleted, copied or returned.
  public var affectedRows: Int { storage.affectedRows }

  /// The rows of a result.
  public struct Rows: RandomAccessCollection, Sendable {
    let storage: ResultStorage

    /// The first position.
    public var startIndex: Int { 0 }
    /// The position after the last row.
    public var endIndex: Int { storage.rowCount }
    /// The row at a position.
    public subscript(position: Int) -> Row {
      precondition(position >= 0 && position < storage.rowCount, "row out of range")
      return Row(storage: storage, position: position)
    }
  }
}
