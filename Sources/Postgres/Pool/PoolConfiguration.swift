/// How a pool reaches its database, and what it allows.
public struct PoolConfiguration: Sendable {
  /// A libpq connection URI or `key=value` string. What it leaves out comes from libpq's environment
  /// variables (`PGHOST`, `PGSSLMODE`, …), service file and password file.
  public var connectionString: String
  /// The database, if it is not to be that of the connection string.
  public var database: String?
  /// The most connections held at once.
  public var size: Int
  /// How long a caller may wait for a connection.
  public var acquireTimeout: Duration
  /// How long a statement may run unless it has a deadline of its own; `nil` for as long as it takes. Checked
  /// four times a second. COPY is exempt.
  public var statementTimeout: Duration?
  /// The name shown in `pg_stat_activity`, unless the connection string sets one.
  public var applicationName: String
  /// How long establishing a connection may take.
  public var connectTimeout: Duration = .seconds(10)
  /// How long a connection may lie unused before it is tried out.
  public var idleCheck: Duration = .seconds(30)
  /// The most statements kept prepared on each connection.
  public var preparedStatementLimit = 256

  /// Creates a configuration.
  public init(
    connectionString: String, size: Int = 8, acquireTimeout: Duration = .seconds(5),
    statementTimeout: Duration? = .seconds(30), applicationName: String = "staffroom",
    database: String? = nil
  ) {
    self.connectionString = connectionString
    self.size = max(1, size)
    self.acquireTimeout = acquireTimeout
    self.statementTimeout = statementTimeout
    self.applicationName = applicationName
    self.database = database
  }
}
