import FoundationEssentials
import Logging
import Postgres
import Synchronization
import Testing

/// The cluster the tests run on, and a database of its own for each test.
enum TestDatabase {
  static let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

  /// A connection string of a database in which others may be created.
  static var maintenance: String {
    get throws { try #require(ProcessInfo.processInfo.environment["STAFFROOM_TEST_DATABASE"]) }
  }

  static func configuration(_ database: String? = nil, size: Int = 4) throws -> PoolConfiguration {
    PoolConfiguration(connectionString: try maintenance, size: size, database: database)
  }

  /// Runs the closure with a pool on a new, empty database, which is dropped afterwards.
  static func with<R>(
    size: Int = 4, acquireTimeout: Duration = .seconds(60), statementTimeout: Duration = .seconds(60),
    idleCheck: Duration = .seconds(30), preparedStatementLimit: Int = 256, _ body: (Pool) async throws -> R
  ) async throws -> R {
    let name = "postgres_test_" + UUID().uuidString.lowercased().filter { $0 != "-" }
    var configuration = try configuration(name, size: size)
    configuration.acquireTimeout = acquireTimeout
    configuration.statementTimeout = statementTimeout
    configuration.idleCheck = idleCheck
    configuration.preparedStatementLimit = preparedStatementLimit
    await gate.enter()
    let outcome: Result<R, any Error>
    do {
      outcome = .success(try await create(name, configuration, body))
    } catch {
      outcome = .failure(error)
    }
    await gate.leave()
    return try outcome.get()
  }

  private static func create<R>(
    _ name: String, _ configuration: PoolConfiguration, _ body: (Pool) async throws -> R
  ) async throws -> R {
    let maintenance = Pool(configuration: try Self.configuration(size: 1), logger: logger)
    try await maintenance.withConnection { try await $0.executeScript("CREATE DATABASE \(name)") }
    let pool = Pool(configuration: configuration, logger: logger)
    let outcome: Result<R, any Error>
    do {
      outcome = .success(try await body(pool))
    } catch {
      outcome = .failure(error)
    }
    await pool.shutdown()
    try await maintenance.withConnection { try await $0.executeScript("DROP DATABASE \(name) WITH (FORCE)") }
    await maintenance.shutdown()
    return try outcome.get()
  }

  /// Few tests have a database at once: together they must not use up the cluster's connections.
  private static let gate = Gate(places: 6)

  private actor Gate {
    private var free: Int
    private var queue: [CheckedContinuation<Void, Never>] = []

    init(places: Int) { free = places }

    func enter() async {
      guard free == 0 else {
        free -= 1
        return
      }
      await withCheckedContinuation { queue.append($0) }
    }

    func leave() {
      if queue.isEmpty { free += 1 } else { queue.removeFirst().resume() }
    }
  }
}

/// The error of kind `PostgresError` that a closure throws.
func postgresError(_ body: () async throws -> Void) async throws -> PostgresError {
  do {
    try await body()
  } catch let error as PostgresError {
    return error
  }
  throw Missing()
}

struct Missing: Error {}
