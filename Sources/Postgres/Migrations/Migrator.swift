public import FoundationEssentials

/// Brings a database's schema up to date.
///
/// Files are applied in order of their numbers, under an advisory lock, so that any number of processes may
/// try at once. What has been applied is kept in the table `schema_migration`.
public struct Migrator: Sendable {
  /// The migrations this program knows, in order.
  public let files: [MigrationFile]

  /// What a migration is to a database.
  public struct Status: Sendable, Equatable {
    /// The migration's number.
    public let version: Int
    /// The migration's name.
    public let name: String
    /// When it was applied, or `nil` if it is still to come.
    public let appliedAt: Instant?
  }

  struct Applied: RowDecodable, Equatable {
    let version: Int
    let name: String
    let checksum: String
    let appliedAt: Instant

    init(row: Row) throws {
      version = try row.decode("version")
      name = try row.decode("name")
      checksum = try row.decode("checksum")
      appliedAt = try row.decode("applied_at")
    }
  }

  /// Any number will do; it is ours.
  private static let lockKey = 7_240_518_365_017

  /// Creates a migrator; the files' numbers must follow each other from 1.
  public init(files: [MigrationFile]) throws(MigrationError) {
    self.files = files.sorted { $0.version < $1.version }
    for (index, file) in self.files.enumerated() where file.version != index + 1 {
      if index > 0, self.files[index - 1].version == file.version { throw .duplicate(version: file.version) }
      throw .gap(missing: index + 1)
    }
  }

  /// Creates a migrator from the `.sql` files of a folder.
  public init(directory: String) throws(MigrationError) {
    try self.init(files: MigrationFile.all(in: directory))
  }

  /// What has been applied and what is to come. Throws if the two do not fit together.
  public func status(on database: some Queryable) async throws -> [Status] {
    let applied = try await applied(on: database)
    _ = try pending(after: applied)
    let times = Dictionary(
      applied.map { ($0.version, $0.appliedAt) }, uniquingKeysWith: { first, _ in first })
    return files.map { Status(version: $0.version, name: $0.name, appliedAt: times[$0.version]) }
  }

  /// The migrations still to be applied, none if the schema is current. Throws if the schema can't be brought
  /// up to date.
  public func plan(on database: some Queryable) async throws -> [MigrationFile] {
    try pending(after: await applied(on: database))
  }

  /// Applies what is to come; returns it. A dry run only tells.
  @discardableResult
  public func apply(
    on pool: Pool, dryRun: Bool = false, progress: @Sendable (MigrationFile) -> Void = { _ in }
  ) async throws -> [MigrationFile] {
    if dryRun { return try await plan(on: pool) }
    return try await pool.withConnection { connection in
      // A migration may leave settings behind: the connection is not used again.
      connection.lease.wire.wearOut()
      try await lock(connection)
      let applied: [MigrationFile]
      do {
        applied = try await applyPending(on: connection, progress)
      } catch {
        await unlock(connection)
        throw error
      }
      await unlock(connection)
      return applied
    }
  }

  private func lock(_ connection: Connection) async throws {
    // Asked for again and again: a session that waits inside the server holds a snapshot, for which
    // CREATE INDEX CONCURRENTLY in the session that has the lock would wait in turn.
    let attempt: Statement = "SELECT pg_try_advisory_lock(\(Self.lockKey))"
    while try await !connection.value(attempt, as: Bool.self) {
      try await Task.sleep(for: .milliseconds(100))
    }
  }

  private func unlock(_ connection: Connection) async {
    _ = try? await connection.lease.settle("SELECT pg_advisory_unlock_all()")
  }

  private func applyPending(
    on connection: Connection, _ progress: @Sendable (MigrationFile) -> Void
  ) async throws -> [MigrationFile] {
    try await connection.executeScript(
      """
      SET client_min_messages = warning;
      CREATE TABLE IF NOT EXISTS schema_migration (
        version integer NOT NULL CONSTRAINT schema_migration_pkey PRIMARY KEY,
        name text NOT NULL,
        checksum text NOT NULL,
        applied_at timestamptz NOT NULL DEFAULT now()
      );
      RESET client_min_messages
      """)
    let pending = try await plan(on: connection)
    for file in pending {
      progress(file)
      do {
        try await apply(file, on: connection)
      } catch let error as PostgresError {
        throw MigrationError.failed(file: file.fileName, reason: error.kind, message: error.message)
      }
    }
    return pending
  }

  private func apply(_ file: MigrationFile, on connection: Connection) async throws {
    let record: Statement = """
      INSERT INTO schema_migration (version, name, checksum)
      VALUES (\(file.version)::int, \(file.name), \(file.checksum))
      """
    guard file.runsInTransaction else {
      for statement in SQLScript.statements(of: file.sql) { try await connection.executeScript(statement) }
      try await connection.execute(record)
      return
    }
    try await connection.withTransaction { transaction in
      try await transaction.executeScript(file.sql)
      guard connection.lease.wire.isInTransaction else {
        throw MigrationError.endedTransaction(file.fileName)
      }
      try await transaction.execute(record)
    }
  }

  private func applied(on database: some Queryable) async throws -> [Applied] {
    let table = try await database.valueIfAny("SELECT to_regclass('schema_migration')::text", as: String.self)
    guard table != nil else { return [] }
    return try await database.query(
      "SELECT version, name, checksum, applied_at FROM schema_migration ORDER BY version", as: Applied.self)
  }

  /// Compares the files with what has been applied.
  func pending(after applied: [Applied]) throws(MigrationError) -> [MigrationFile] {
    if let last = applied.last, last.version > files.count {
      throw .newerSchema(database: last.version, program: files.count)
    }
    for (index, entry) in applied.enumerated() {
      let file = files[index]
      guard entry.version == file.version else { throw .notApplied(file.fileName) }
      guard entry.checksum == file.checksum else { throw .changedFile(file.fileName) }
    }
    return Array(files.dropFirst(applied.count))
  }
}
