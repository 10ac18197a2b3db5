import CLibPQ

/// A statement, connection or pool failed.
public struct PostgresError: Error, Sendable {
  /// What callers tell failures apart by.
  public enum Kind: Sendable, Hashable {
    /// A unique or primary key constraint was broken (23505).
    case uniqueViolation
    /// A foreign key constraint was broken (23503).
    case foreignKeyViolation
    /// A check constraint was broken (23514).
    case checkViolation
    /// A column that can't be NULL was (23502).
    case notNullViolation
    /// An exclusion constraint was broken (23P01).
    case exclusionViolation
    /// The transaction can't be serialised; running it again may succeed (40001).
    case serializationFailure
    /// The transaction was chosen to end a deadlock; running it again may succeed (40P01).
    case deadlock
    /// A lock asked for without waiting is held by another (55P03).
    case lockNotAvailable
    /// Someone else cancelled the statement (57014).
    case queryCancelled
    /// The statement's deadline passed.
    case deadlineExceeded
    /// The connection broke; whether the statement took effect is not known.
    case connectionLost
    /// No connection could be made.
    case connectionFailed
    /// Every connection stayed in use for as long as a caller may wait.
    case poolExhausted
    /// The pool has been shut down.
    case poolShutDown
    /// The server is shutting down, or ended the connection (57P01 to 57P03).
    case adminShutdown
    /// A function or trigger raised it (P0001).
    case raised
    /// The server or the transaction only reads (25006).
    case readOnly
    /// The transaction had failed, so that it could only be rolled back.
    case transactionFailed
    /// The connection or transaction was used after its closure had returned.
    case leaseEnded
    /// A statement returned another number of rows than its caller expects.
    case unexpectedRowCount
    /// Anything else; see `sqlState`.
    case other
  }

  /// What happened.
  public let kind: Kind
  /// PostgreSQL's five-character code, if the server reported the failure.
  public let sqlState: String?
  /// The constraint that was broken.
  public let constraint: String?
  /// The table concerned.
  public let table: String?
  /// The column concerned.
  public let column: String?
  /// The primary message. May quote data, so it is not part of `description` where it could.
  public let message: String

  /// Creates an error that did not come from the server.
  public init(_ kind: Kind, _ message: String) {
    self.kind = kind
    self.message = message
    (sqlState, constraint, table, column) = (nil, nil, nil, nil)
  }

  /// Reads the error of a failed result.
  init(result: OpaquePointer) {
    func field(_ code: UnicodeScalar) -> String? {
      PQresultErrorField(result, Int32(code.value)).map { String(cString: $0) }
    }
    sqlState = field("C")
    constraint = field("n")
    table = field("t")
    column = field("c")
    let fallback = PQresultErrorMessage(result).map { String(cString: $0) } ?? ""
    message = field("M") ?? fallback.trimmed
    kind = sqlState.map(Self.kind(ofSQLState:)) ?? .connectionLost
  }

  static func kind(ofSQLState state: String) -> Kind {
    switch state {
    case "23505": .uniqueViolation
    case "23503", "23001": .foreignKeyViolation
    case "23514": .checkViolation
    case "23502": .notNullViolation
    case "23P01": .exclusionViolation
    case "40001": .serializationFailure
    case "40P01": .deadlock
    case "55P03": .lockNotAvailable
    case "57014": .queryCancelled
    case "57P01", "57P02", "57P03", "57P05": .adminShutdown
    case "P0001": .raised
    case "25006": .readOnly
    case "25P02": .transactionFailed
    case _ where state.hasPrefix("08"): .connectionLost
    default: .other
    }
  }
}

extension PostgresError: CustomStringConvertible {
  /// The kind, the code and the names involved. The message only where it can't quote data: not for data
  /// exceptions (class 22) and not for what functions raise; never the DETAIL.
  public var description: String {
    var parts = ["\(kind)"]
    if let sqlState { parts.append("SQLSTATE \(sqlState)") }
    if let table { parts.append("table \(table)") }
    if let column { parts.append("column \(column)") }
    if let constraint { parts.append("constraint \(constraint)") }
    let mayQuoteData = sqlState.map { $0.hasPrefix("22") || $0.hasPrefix("P0") } ?? false
    return parts.joined(separator: ", ") + (mayQuoteData || message.isEmpty ? "" : ": \(message)")
  }
}

extension String {
  /// Without white space at the end, which libpq's messages have.
  var trimmed: String {
    var copy = self
    while copy.last?.isWhitespace == true { copy.removeLast() }
    return copy
  }
}
