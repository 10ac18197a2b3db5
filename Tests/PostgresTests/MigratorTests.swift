import Testing

@testable import Postgres

@Suite struct MigratorTests {
  private static let files = [
    MigrationFile(
      version: 1, name: "school", sql: "CREATE TABLE school (id int8);\nINSERT INTO school VALUES (1);"),
    MigrationFile(version: 2, name: "name", sql: "ALTER TABLE school ADD COLUMN name text;"),
    MigrationFile(
      version: 3, name: "name_index",
      sql: """
        -- staffroom: no-transaction
        CREATE INDEX CONCURRENTLY IF NOT EXISTS school_name ON school (name);
        COMMENT ON INDEX school_name IS 'for; search';
        """),
    MigrationFile(
      version: 4, name: "function",
      sql: "CREATE FUNCTION one() RETURNS int LANGUAGE plpgsql AS $$ BEGIN RETURN 1; END; $$; SELECT one();"),
  ]

  private func failure(_ body: () async throws -> Void) async throws -> MigrationError {
    do {
      try await body()
    } catch let error as MigrationError {
      return error
    }
    throw Missing()
  }

  @Test("An empty database is brought up to date, once")
  func fromEmpty() async throws {
    try await TestDatabase.with(size: 2) { pool async throws in
      let migrator = try Migrator(files: Self.files.reversed())
      #expect(try await migrator.plan(on: pool).map(\.version) == [1, 2, 3, 4])
      #expect(try await migrator.apply(on: pool, dryRun: true).count == 4)
      #expect(try await migrator.status(on: pool).allSatisfy { $0.appliedAt == nil })
      let seen = Locked([String]())
      let applied = try await migrator.apply(on: pool) { file in seen.withLock { $0.append(file.fileName) } }
      #expect(applied == Self.files)
      #expect(
        seen.withLock { $0 } == [
          "0001_school.sql", "0002_name.sql", "0003_name_index.sql", "0004_function.sql",
        ])
      #expect(try await migrator.apply(on: pool).isEmpty)
      #expect(try await migrator.status(on: pool).allSatisfy { $0.appliedAt != nil })
      let valid = try await pool.value(
        "SELECT indisvalid FROM pg_index WHERE indexrelid = 'school_name'::regclass", as: Bool.self)
      #expect(valid)
      #expect(try await pool.value("SELECT name IS NULL FROM school", as: Bool.self))
    }
  }

  @Test("Each earlier schema is brought up to date", arguments: 1...3)
  func fromEarlier(version: Int) async throws {
    try await TestDatabase.with(size: 2) { pool async throws in
      try await Migrator(files: Array(Self.files.prefix(version))).apply(on: pool)
      let rest = try await Migrator(files: Self.files).apply(on: pool)
      #expect(rest.map(\.version) == Array((version + 1)...4))
      #expect(try await pool.value("SELECT one()", as: Int.self) == 1)
    }
  }

  @Test("A file changed after it was applied stops everything")
  func changedFile() async throws {
    try await TestDatabase.with(size: 1) { pool async throws in
      try await Migrator(files: Array(Self.files.prefix(2))).apply(on: pool)
      var files = Self.files
      files[0] = MigrationFile(version: 1, name: "school", sql: files[0].sql + " ")
      let error = try await failure { try await Migrator(files: files).apply(on: pool) }
      #expect(error == .changedFile("0001_school.sql"))
      #expect(error.description.contains("add a new migration"))
      #expect(try await pool.value("SELECT count(*) FROM schema_migration", as: Int.self) == 2)
    }
  }

  @Test("A schema newer than the program, and one with a hole, stop everything")
  func newerSchema() async throws {
    try await TestDatabase.with(size: 1) { pool async throws in
      try await Migrator(files: Self.files).apply(on: pool)
      let older = try Migrator(files: Array(Self.files.prefix(3)))
      let error = try await failure { _ = try await older.plan(on: pool) }
      #expect(error == .newerSchema(database: 4, program: 3))
      try await pool.execute("DELETE FROM schema_migration WHERE version = 2")
      let hole = try await failure { try await Migrator(files: Self.files).apply(on: pool) }
      #expect(hole == .notApplied("0002_name.sql"))
    }
  }

  @Test("Numbers that do not follow each other are refused")
  func numbering() throws {
    #expect(throws: MigrationError.gap(missing: 2)) { try Migrator(files: [Self.files[0], Self.files[2]]) }
    #expect(throws: MigrationError.gap(missing: 1)) { try Migrator(files: [Self.files[1]]) }
    #expect(throws: MigrationError.duplicate(version: 1)) {
      try Migrator(files: [Self.files[0], Self.files[0]])
    }
  }

  @Test(
    "File names are four digits and a name",
    arguments: ["1_a.sql", "0001.sql", "0000_a.sql", "00a1_a.sql", "a"])
  func fileNames(name: String) throws {
    #expect(throws: MigrationError.badFileName(name)) { try MigrationFile(fileName: name, sql: "") }
    #expect(try MigrationFile(fileName: "0012_a_b.sql", sql: "").version == 12)
  }

  @Test("A migration that fails leaves nothing behind, and those before it stay")
  func failing() async throws {
    try await TestDatabase.with(size: 1) { pool async throws in
      let broken = MigrationFile(
        version: 3, name: "broken", sql: "CREATE TABLE half (id int8); SELECT nonsense;")
      let migrator = try Migrator(files: Array(Self.files.prefix(2)) + [broken])
      let error = try await failure { try await migrator.apply(on: pool) }
      guard case .failed(let file, .other, _) = error else { throw error }
      #expect(file == "0003_broken.sql" && error.description.contains("nonsense"))
      #expect(try await pool.valueIfAny("SELECT to_regclass('half')::text", as: String.self) == nil)
      #expect(try await migrator.plan(on: pool).map(\.version) == [3])
      // The lock is free again.
      let next = try await Migrator(files: Self.files).apply(on: pool)
      #expect(next.map(\.version) == [3, 4])
    }
  }

  @Test("A migration that commits by itself is refused")
  func endingTransaction() async throws {
    try await TestDatabase.with(size: 1) { pool async throws in
      let file = MigrationFile(version: 1, name: "commits", sql: "SELECT 1; COMMIT;")
      let error = try await failure { try await Migrator(files: [file]).apply(on: pool) }
      #expect(error == .endedTransaction("0001_commits.sql"))
    }
  }

  @Test("Several processes may migrate at once")
  func concurrentRuns() async throws {
    try await TestDatabase.with(size: 8) { pool async throws in
      let migrator = try Migrator(files: Self.files)
      let counts = try await withThrowingTaskGroup(of: Int.self) { group in
        for _ in 0..<5 { group.addTask { try await migrator.apply(on: pool).count } }
        return try await group.reduce(into: []) { $0.append($1) }
      }
      #expect(counts.sorted() == [0, 0, 0, 0, 4])
    }
  }

  @Test(
    "A script is split at the semicolons that end statements",
    arguments: [
      ("SELECT 1; SELECT 2", ["SELECT 1", "SELECT 2"]),
      ("SELECT ';'';'; SELECT E'\\';'", ["SELECT ';'';'", "SELECT E'\\';'"]),
      (
        "SELECT \";\" -- a; b\n; /* ; /* ; */ ; */ SELECT 2;",
        ["SELECT \";\" -- a; b", "/* ; /* ; */ ; */ SELECT 2"]
      ),
      ("DO $a$ ; $$ ; $a$; SELECT $1;", ["DO $a$ ; $$ ; $a$", "SELECT $1"]),
      (" ;; -- nothing\n", []), ("SELECT 'open", ["SELECT 'open"]), ("SELECT a$b;c", ["SELECT a$b", "c"]),
    ])
  func splitting(sql: String, expected: [String]) {
    let statements = SQLScript.statements(of: sql)
    #expect(statements.map { $0.split(whereSeparator: \.isNewline).joined().trimmingSpaces } == expected)
  }
}

extension String {
  fileprivate var trimmingSpaces: String {
    var copy = Substring(self)
    while copy.first == " " { copy = copy.dropFirst() }
    while copy.last == " " { copy = copy.dropLast() }
    return String(copy)
  }
}
