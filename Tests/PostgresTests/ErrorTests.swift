import Postgres
import Testing

@Suite struct ErrorTests {
  @Test("Broken constraints are told apart, with their names")
  func constraints() async throws {
    try await TestDatabase.with(size: 1) { pool async throws in
      try await pool.withConnection { connection in
        try await connection.executeScript(
          """
          CREATE EXTENSION IF NOT EXISTS btree_gist;
          CREATE TABLE school (id int8 CONSTRAINT school_pkey PRIMARY KEY);
          CREATE TABLE post (
            id int8 CONSTRAINT post_pkey PRIMARY KEY, title text NOT NULL,
            fte numeric CONSTRAINT post_fte_range CHECK (fte > 0 AND fte <= 1),
            school_id int8 CONSTRAINT post_school_fkey REFERENCES school,
            open daterange, CONSTRAINT post_no_overlap EXCLUDE USING gist (school_id WITH =, open WITH &&)
          );
          INSERT INTO school VALUES (1); INSERT INTO post VALUES (1, 'a', 1, 1, '[2026-01-01,2026-02-01)');
          """)
      }
      func failure(_ statement: Statement) async throws -> PostgresError {
        try await postgresError { try await pool.execute(statement) }
      }
      let unique = try await failure("INSERT INTO post VALUES (1, 'b')")
      #expect(unique.kind == .uniqueViolation && unique.constraint == "post_pkey" && unique.table == "post")
      let check = try await failure("INSERT INTO post VALUES (2, 'b', 7)")
      #expect(check.kind == .checkViolation && check.constraint == "post_fte_range")
      let foreign = try await failure("INSERT INTO post VALUES (2, 'b', 1, 9)")
      #expect(foreign.kind == .foreignKeyViolation && foreign.constraint == "post_school_fkey")
      let null = try await failure("INSERT INTO post (id) VALUES (3)")
      #expect(null.kind == .notNullViolation && null.column == "title")
      let overlap = try await failure(
        "INSERT INTO post VALUES (4, 'b', 1, 1, '[2026-01-15,2026-03-01)')")
      #expect(overlap.kind == .exclusionViolation && overlap.constraint == "post_no_overlap")
    }
  }

  @Test("A printed error quotes no data")
  func privacy() async throws {
    try await TestDatabase.with(size: 1) { pool async throws in
      try await pool.execute("CREATE TABLE person (email text CONSTRAINT person_email_key UNIQUE)")
      try await pool.execute("INSERT INTO person VALUES (\("ann@example.org"))")
      let twice = try await postgresError {
        try await pool.execute("INSERT INTO person VALUES (\("ann@example.org"))")
      }
      #expect(!"\(twice)".contains("ann") && "\(twice)".contains("person_email_key"))
      let cast = try await postgresError { try await pool.execute("SELECT \("ann@example.org")::int4") }
      #expect(cast.sqlState == "22P02" && !"\(cast)".contains("ann"))
      let raised = try await postgresError {
        try await pool.withConnection { connection in
          try await connection.executeScript("DO $$ BEGIN RAISE EXCEPTION 'ann is away'; END $$")
        }
      }
      #expect(raised.kind == .raised && raised.message == "ann is away" && !"\(raised)".contains("ann"))
    }
  }

  @Test("A failed statement leaves the connection usable")
  func recovery() async throws {
    try await TestDatabase.with(size: 1) { pool async throws in
      for _ in 0..<3 {
        let error = try await postgresError { try await pool.execute("SELECT nonsense") }
        #expect(error.sqlState == "42703")
        #expect(try await pool.value("SELECT 1", as: Int.self) == 1)
      }
    }
  }

  @Test("COPY by way of run fails, and the pool goes on")
  func strayCopy() async throws {
    try await TestDatabase.with(size: 1) { pool async throws in
      try await pool.execute("CREATE TABLE t (n int4)")
      for sql in ["COPY t FROM STDIN", "COPY t TO STDOUT"] as [Statement] {
        let error = try await postgresError { try await pool.execute(sql) }
        #expect(error.kind == .other || error.kind == .connectionLost)
      }
      #expect(try await pool.value("SELECT 1", as: Int.self) == 1)
    }
  }

  @Test("A statement whose tables change is planned anew")
  func changedTable() async throws {
    try await TestDatabase.with(size: 2) { pool async throws in
      try await pool.execute("CREATE TABLE t AS SELECT 1 AS a")
      for _ in 0..<20 { _ = try await pool.query("SELECT * FROM t") }
      try await pool.execute("ALTER TABLE t ADD COLUMN b int4 DEFAULT 2")
      for _ in 0..<4 {
        let row = try #require(try await pool.firstRow("SELECT * FROM t"))
        #expect(try row.decode("b", as: Int.self) == 2)
      }
      try await pool.execute("ALTER TABLE t RENAME COLUMN b TO c")
      let row = try #require(try await pool.firstRow("SELECT * FROM t"))
      #expect(try row.decode("c", as: Int.self) == 2)
    }
  }

  @Test("More statements than a connection keeps prepared still run")
  func evictedStatements() async throws {
    try await TestDatabase.with(size: 1, preparedStatementLimit: 3) { pool async throws in
      for _ in 0..<4 {
        for width in 1...8 {
          let columns = Statement.joined((0..<width).map { "\($0)" }, separator: ", ")
          let row = try #require(try await pool.firstRow("SELECT " + columns))
          #expect(row.columnNames.count == width)
        }
      }
      let kept = try await pool.value("SELECT count(*) FROM pg_prepared_statements", as: Int.self)
      #expect(kept <= 4)
    }
  }
}
