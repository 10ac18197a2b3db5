import CLibPQ
import Glibc

/// A connection established by libpq's non-blocking calls on a thread of its own: name look-up inside them,
/// TLS and password hashing block or take long, and must hold up neither tasks nor other connections.
enum Connecting {
  /// What is asked for unless the connection string says otherwise.
  private static let defaults = [
    "keepalives_idle": "30", "keepalives_interval": "10", "keepalives_count": "3",
    "tcp_user_timeout": "60000",
  ]

  /// What decoders rely on.
  private static let session = """
    SET DateStyle = 'ISO, YMD'; SET IntervalStyle = 'iso_8601'; SET TimeZone = 'UTC'; \
    SET bytea_output = 'hex'; SET extra_float_digits = 1
    """

  static func start(
    _ configuration: PoolConfiguration, notices: Notices,
    then deliver: @escaping @Sendable (Result<Established, PostgresError>) -> Void
  ) {
    BlockingThread.run {
      deliver(Result { () throws(PostgresError) in try open(configuration, notices) })
    }
  }

  private static func open(
    _ configuration: PoolConfiguration, _ notices: Notices
  ) throws(PostgresError) -> Established {
    let deadline = Monotonic.now + configuration.connectTimeout
    // Later ones win: the defaults first, then the connection string, then what we can't do without.
    var parameters = defaults.map { ($0.key, $0.value) }
    parameters.append(("fallback_application_name", configuration.applicationName))
    parameters.append(("dbname", configuration.connectionString))
    if let database = configuration.database { parameters.append(("dbname", database)) }
    parameters.append(("client_encoding", "UTF8"))
    guard let connection = start(parameters) else {
      throw PostgresError(.connectionFailed, "out of memory")
    }
    do throws(PostgresError) {
      try poll(connection, until: deadline)
      notices.attach(to: connection)
      guard PQsetnonblocking(connection, 1) == 0 else { throw failure(connection) }
      try run(session, on: connection, until: deadline)
    } catch {
      PQfinish(connection)
      throw error
    }
    return Established(connection: connection)
  }

  private static func start(_ parameters: [(String, String)]) -> OpaquePointer? {
    let keys = parameters.map { strdup($0.0) } + [nil]
    let values = parameters.map { strdup($0.1) } + [nil]
    defer { for copy in keys + values { free(copy) } }
    return PQconnectStartParams(keys.map { UnsafePointer($0) }, values.map { UnsafePointer($0) }, 1)
  }

  private static func poll(_ connection: OpaquePointer, until deadline: Monotonic) throws(PostgresError) {
    guard PQstatus(connection) != CONNECTION_BAD else { throw failure(connection) }
    var wanted = Int16(POLLOUT)
    while true {
      try wait(connection, for: wanted, until: deadline)
      switch PQconnectPoll(connection) {
      case PGRES_POLLING_OK: return
      case PGRES_POLLING_READING: wanted = Int16(POLLIN)
      case PGRES_POLLING_WRITING: wanted = Int16(POLLOUT)
      default: throw failure(connection)
      }
    }
  }

  private static func run(
    _ sql: String, on connection: OpaquePointer, until deadline: Monotonic
  ) throws(PostgresError) {
    guard PQsendQuery(connection, sql) == 1 else { throw failure(connection) }
    while PQflush(connection) == 1 { try wait(connection, for: Int16(POLLOUT), until: deadline) }
    while true {
      while PQisBusy(connection) == 1 {
        try wait(connection, for: Int16(POLLIN), until: deadline)
        guard PQconsumeInput(connection) == 1 else { throw failure(connection) }
      }
      guard let result = PQgetResult(connection) else { return }
      defer { PQclear(result) }
      guard PQresultStatus(result) == PGRES_COMMAND_OK else { throw failure(connection) }
    }
  }

  private static func wait(
    _ connection: OpaquePointer, for events: Int16, until deadline: Monotonic
  ) throws(PostgresError) {
    var descriptor = pollfd(fd: PQsocket(connection), events: events, revents: 0)
    let left = deadline.microseconds(since: .now) / 1000
    if left == 0 || Glibc.poll(&descriptor, 1, Int32(clamping: left)) == 0 {
      throw PostgresError(.connectionFailed, "the server did not answer in time")
    }
  }

  private static func failure(_ connection: OpaquePointer) -> PostgresError {
    let message = PQerrorMessage(connection).map { String(cString: $0).trimmed } ?? ""
    return PostgresError(.connectionFailed, message)
  }
}

/// A new connection on its way to its `Wire`.
struct Established: @unchecked Sendable {
  // Unchecked: handed from the thread that opened it to the one wire that owns it from then on.
  let connection: OpaquePointer
}
