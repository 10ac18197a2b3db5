/// Something that runs statements: a pool, a connection or a transaction.
public protocol Queryable: Sendable {
  /// Runs a statement. With a deadline, the statement is cancelled on the server once that has passed, the
  /// wait for a connection included, and `PostgresError` of kind `deadlineExceeded` is thrown. Without
  /// one, the pool's statement timeout holds.
  func run(_ statement: Statement, deadline: Duration?) async throws -> ResultSet
}

extension Queryable {
  /// Runs a statement within the pool's statement timeout.
  public func run(_ statement: Statement) async throws -> ResultSet {
    try await run(statement, deadline: nil)
  }

  /// Runs a statement; returns the number of rows it affected.
  @discardableResult
  public func execute(_ statement: Statement) async throws -> Int {
    try await run(statement).affectedRows
  }

  /// Runs a statement; returns its rows.
  public func query(_ statement: Statement) async throws -> [Row] {
    Array(try await run(statement).rows)
  }

  /// Runs a statement; returns a value made from each row.
  public func query<T: RowDecodable>(_ statement: Statement, as type: T.Type) async throws -> [T] {
    try await run(statement).rows.map { try T(row: $0) }
  }

  /// Runs a statement; returns a value made from the first row, if there is one.
  public func first<T: RowDecodable>(_ statement: Statement, as type: T.Type) async throws -> T? {
    try await run(statement).rows.first.map { try T(row: $0) }
  }

  /// Runs a statement; returns the first row, if there is one.
  public func firstRow(_ statement: Statement) async throws -> Row? {
    try await run(statement).rows.first
  }

  /// Runs a statement that returns one row; returns the value of its first column.
  public func value<T: PostgresDecodable>(_ statement: Statement, as type: T.Type) async throws -> T {
    let rows = try await run(statement).rows
    guard rows.count == 1 else {
      throw PostgresError(.unexpectedRowCount, "expected one row, found \(rows.count)")
    }
    return try rows[0].decode(at: 0)
  }

  /// Runs a statement that returns at most one row; returns the value of its first column, or `nil` for no
  /// row or NULL.
  public func valueIfAny<T: PostgresDecodable>(_ statement: Statement, as type: T.Type) async throws -> T? {
    let rows = try await run(statement).rows
    guard rows.count <= 1 else {
      throw PostgresError(.unexpectedRowCount, "expected at most one row, found \(rows.count)")
    }
    return try rows.first?.decode(at: 0, as: T?.self)
  }
}
