import Foundation
import Postgres
import TestSupport
import Testing

@Suite struct SchemaTests {
  /// From each version to the next, and at once from some: the steps from any version are those of the ones between.
  @Test("The product's schema comes up to date from empty, version by version and at once, in the same shape")
  func everyVersion() async throws {
    try await withTestDatabase { database async throws in
      let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().appending(path: "sql")
      let files = try FileManager.default.contentsOfDirectory(atPath: folder.path)
        .filter { $0.hasSuffix(".sql") }.sorted()
      let migrations = try files.map { name in
        try MigrationFile(
          fileName: name, sql: String(contentsOf: folder.appending(path: name), encoding: .utf8))
      }
      let whole = try await Self.shape(database.pool)
      try await Self.empty(database.pool)
      for version in 1...migrations.count {
        try await Migrator(files: Array(migrations.prefix(version))).apply(on: database.pool)
      }
      #expect(try await Self.shape(database.pool) == whole, "version by version")
      for earlier in [0, migrations.count / 2, migrations.count - 1, migrations.count] {
        try await Self.empty(database.pool)
        if earlier > 0 {
          try await Migrator(files: Array(migrations.prefix(earlier))).apply(on: database.pool)
        }
        try await Migrator(files: migrations).apply(on: database.pool)
        #expect(try await Self.shape(database.pool) == whole, "from version \(earlier)")
      }
    }
  }

  private static func empty(_ pool: Pool) async throws {
    try await pool.withConnection { connection async throws in
      try await connection.executeScript("DROP SCHEMA public CASCADE; CREATE SCHEMA public;")
    }
  }

  /// Every column, index and constraint of the schema, as text.
  private static func shape(_ pool: Pool) async throws -> [String] {
    try await pool.query(
      """
      SELECT table_name || '.' || column_name || ' ' || data_type || ' ' || is_nullable AS line
      FROM information_schema.columns WHERE table_schema = 'public'
      UNION ALL SELECT indexdef FROM pg_indexes WHERE schemaname = 'public'
      UNION ALL SELECT conname || ' ' || pg_get_constraintdef(oid) FROM pg_constraint
      WHERE connamespace = 'public'::regnamespace
      ORDER BY line
      """
    ).map { try $0.decode("line") }
  }
}
