/// An SQL statement and the values bound to it.
///
/// Written as a string literal, in which interpolation can only bind: `"SELECT … WHERE id = \(id)"` sends
/// `SELECT … WHERE id = $1` and, beside it, the value. There is no way to place a run-time string in the SQL.
public struct Statement: Sendable {
  /// The SQL, with `$1`, `$2`, … where values are bound.
  public internal(set) var sql: String
  /// The bound values, in order of their numbers.
  public internal(set) var binds: [Bind]

  /// Creates a statement from its SQL, which can't be made at run time, with nothing bound.
  public init(_ sql: StaticString) {
    self.sql = sql.description
    binds = []
  }

  init(trusted sql: String) {
    self.sql = sql
    binds = []
  }

  /// One statement after the other, the second one's binds renumbered.
  public static func + (left: Statement, right: Statement) -> Statement {
    var sum = left
    sum.append(right)
    return sum
  }

  /// Appends a statement, renumbering its binds.
  public static func += (left: inout Statement, right: Statement) {
    left.append(right)
  }

  /// Joins statements by a fixed separator, such as `" AND "`.
  public static func joined(_ parts: [Statement], separator: StaticString) -> Statement {
    var sum = Statement("")
    for (index, part) in parts.enumerated() {
      if index > 0 { sum.sql += separator.description }
      sum.append(part)
    }
    return sum
  }

  mutating func append(_ other: Statement) {
    guard !other.binds.isEmpty else {
      sql += other.sql
      return
    }
    let text = other.sql.utf8
    var copied = text.startIndex
    for (index, bind) in other.binds.enumerated() {
      let mark = text.index(text.startIndex, offsetBy: bind.offset)
      sql += String(other.sql[copied..<mark])
      // Skip "$", then the old number.
      copied = text.index(mark, offsetBy: 1 + Self.digits(index + 1))
      append(bind)
    }
    sql += String(other.sql[copied...])
  }

  mutating func append(_ bind: Bind) {
    var placed = bind
    placed.offset = sql.utf8.count
    binds.append(placed)
    sql += "$"
    sql += String(binds.count)
  }

  private static func digits(_ number: Int) -> Int {
    var (count, rest) = (1, number)
    while rest >= 10 { (count, rest) = (count + 1, rest / 10) }
    return count
  }
}

extension Statement: ExpressibleByStringInterpolation {
  /// Gathers the literal parts and the bound values of a statement.
  public struct StringInterpolation: StringInterpolationProtocol, Sendable {
    var statement: Statement

    /// Reserves room for the literal and its binds.
    public init(literalCapacity: Int, interpolationCount: Int) {
      statement = Statement(trusted: "")
      statement.sql.reserveCapacity(literalCapacity + interpolationCount * 3)
      statement.binds.reserveCapacity(interpolationCount)
    }

    /// Adds literal SQL.
    public mutating func appendLiteral(_ literal: String) {
      statement.sql += literal
    }

    /// Binds a value.
    public mutating func appendInterpolation<T: PostgresEncodable>(_ value: T) {
      statement.append(Bind(value))
    }

    /// Binds a value, or NULL for `nil`.
    public mutating func appendInterpolation<T: PostgresEncodable>(_ value: T?) {
      statement.append(Bind(value))
    }

    /// Splices another statement in, renumbering its binds.
    public mutating func appendInterpolation(fragment: Statement) {
      statement.append(fragment)
    }

    /// Places SQL that is fixed when the program is compiled, such as a column list kept beside a type.
    public mutating func appendInterpolation(unsafe sql: StaticString) {
      statement.sql += sql.description
    }
  }

  /// Creates a statement from an interpolated literal.
  public init(stringInterpolation: StringInterpolation) {
    self = stringInterpolation.statement
  }

  /// Creates a statement from a literal without binds.
  public init(stringLiteral value: String) {
    sql = value
    binds = []
  }
}

extension Statement: CustomStringConvertible {
  /// The SQL without the bound values, which may be personal.
  public var description: String { sql }
}
