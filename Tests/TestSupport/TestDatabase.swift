import Cryptography
import Foundation
public import Logging
public import Postgres

/// What keeps a test from getting its database.
public struct TestDatabaseUnavailable: Error, CustomStringConvertible {
  /// A sentence that says what to do.
  public let description: String
}

/// A database of its own for one test, cloned from a migrated template.
public struct TestDatabase: Sendable {
  /// The pool on it.
  public let pool: Pool
  /// How another process may connect to it.
  public let connectionString: String
}

/// Runs a test on a migrated database of its own, and drops the database afterwards.
public func withDatabase<R>(_ body: (Pool) async throws -> R) async throws -> R {
  try await withTestDatabase { try await body($0.pool) }
}

/// Runs a test on a migrated database of its own that other processes may use as well.
public func withTestDatabase<R>(_ body: (TestDatabase) async throws -> R) async throws -> R {
  try await TestCluster.shared.withDatabase(body)
}

/// The text of the migration whose file's name ends so, up to the first line that begins with `end`.
public func migration(_ suffix: String, until end: String) throws -> String {
  let folder = TestCluster.sqlFolder
  let names = try FileManager.default.contentsOfDirectory(atPath: folder)
  let name = names.first { $0.hasSuffix(suffix) } ?? suffix
  let text = try String(contentsOf: URL(filePath: folder).appending(path: name), encoding: .utf8)
  return String(text[..<(text.firstRange(of: "\n\(end)")?.lowerBound ?? text.endIndex)])
}

/// The databases of this test process: one template, made once for each state of `sql/`, and its clones.
actor TestCluster {
  static let shared = TestCluster()

  private static let slots = Slots(8)
  private var preparing: Task<Prepared, any Error>?

  struct Prepared: Sendable {
    let maintenance: Pool
    let conninfo: String
    let template: String
  }

  private func prepared() async throws -> Prepared {
    if let preparing { return try await preparing.value }
    let task = Task { try await Self.prepare() }
    preparing = task
    return try await task.value
  }

  nonisolated func withDatabase<R>(_ body: (TestDatabase) async throws -> R) async throws -> R {
    await Self.slots.take()
    let result: Result<R, any Error>
    do {
      result = .success(try await onClone(body))
    } catch {
      result = .failure(error)
    }
    await Self.slots.giveBack()
    return try result.get()
  }

  private nonisolated func onClone<R>(_ body: (TestDatabase) async throws -> R) async throws -> R {
    let prepared = try await prepared()
    let name = "staffroom_test_" + UUID().uuidString.lowercased().replacing("-", with: "")
    try await prepared.maintenance.withConnection {
      try await $0.executeScript(
        "CREATE DATABASE \(name) TEMPLATE \(prepared.template) STRATEGY file_copy")
    }
    let conninfo = Self.conninfo(prepared.conninfo, database: name)
    let pool = Pool(
      configuration: PoolConfiguration(connectionString: conninfo, size: 4, applicationName: "test"),
      logger: testLogger)
    let result: Result<R, any Error>
    do {
      result = .success(try await body(TestDatabase(pool: pool, connectionString: conninfo)))
    } catch {
      result = .failure(error)
    }
    await pool.shutdown()
    try await prepared.maintenance.withConnection {
      try await $0.executeScript("DROP DATABASE \(name) WITH (FORCE)")
    }
    return try result.get()
  }

  /// Makes the template unless it is there; an advisory lock lets parallel test processes share it.
  private static func prepare() async throws -> Prepared {
    guard let conninfo = ProcessInfo.processInfo.environment["STAFFROOM_TEST_DATABASE"] else {
      throw TestDatabaseUnavailable(
        description: "Set STAFFROOM_TEST_DATABASE to a database whose owner may create databases, "
          + "or run deploy/test, which keeps one.")
    }
    let folder = sqlFolder
    let template = "staffroom_template_" + (try fingerprint(of: folder))
    let maintenance = Pool(
      configuration: PoolConfiguration(
        connectionString: conninfo, size: 3, acquireTimeout: .seconds(120), statementTimeout: .seconds(120),
        applicationName: "test databases"),
      logger: testLogger)
    try await maintenance.withConnection { connection in
      try await connection.execute("SELECT pg_advisory_lock(883, 1)")
      let exists = try await connection.value(
        "SELECT EXISTS (SELECT FROM pg_database WHERE datname = \(template))", as: Bool.self)
      if !exists {
        let building = template + "_building"
        try await connection.executeScript("DROP DATABASE IF EXISTS \(building) WITH (FORCE)")
        try await connection.executeScript("CREATE DATABASE \(building) TEMPLATE template0")
        try await migrate(Self.conninfo(conninfo, database: building), folder)
        try await connection.executeScript("ALTER DATABASE \(building) RENAME TO \(template)")
      }
      try await connection.execute("SELECT pg_advisory_unlock(883, 1)")
    }
    return Prepared(maintenance: maintenance, conninfo: conninfo, template: template)
  }

  private static func migrate(_ conninfo: String, _ folder: String) async throws {
    let pool = Pool(
      configuration: PoolConfiguration(connectionString: conninfo, size: 2, applicationName: "test template"),
      logger: testLogger)
    do {
      try await Migrator(directory: folder).apply(on: pool)
    } catch {
      await pool.shutdown()
      throw error
    }
    await pool.shutdown()
  }

  /// Where the migrations are: STAFFROOM_SQL_FOLDER, or `sql` beside `Tests`.
  static var sqlFolder: String {
    if let folder = ProcessInfo.processInfo.environment["STAFFROOM_SQL_FOLDER"] { return folder }
    return URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "sql").path
  }

  private static func fingerprint(of folder: String) throws -> String {
    var texts: [UInt8] = []
    let names = try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasSuffix(".sql") }
    for name in names.sorted() {
      texts += Array(name.utf8) + (try Data(contentsOf: URL(filePath: folder).appending(path: name)))
    }
    return SHA256.hash(texts).prefix(8).hexadecimal
  }

  /// The same server, another database: in both of libpq's forms the last setting of `dbname` counts.
  static func conninfo(_ conninfo: String, database: String) -> String {
    guard conninfo.contains("://") else { return conninfo + " dbname=" + database }
    return conninfo + (conninfo.contains("?") ? "&" : "?") + "dbname=" + database
  }
}

/// The logger of tests: warnings and worse.
public let testLogger: Logger = {
  var logger = Logger(label: "test")
  logger.logLevel = .error
  return logger
}()
