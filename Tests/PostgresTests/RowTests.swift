import FoundationEssentials
import Postgres
import Testing

private struct Pupil: RowDecodable, Equatable {
  let id: Int
  let name: String
  let born: CivilDate?

  init(row: Row) throws {
    id = try row.decode("id")
    name = try row.decode("name")
    born = try row.decodeIfPresent("born")
  }
}

@Suite struct RowTests {
  private let source: Statement = """
    SELECT * FROM (VALUES (1, 'Ann', date '2010-05-06'), (2, 'Bo', NULL)) AS pupil (id, name, born) ORDER BY id
    """

  @Test("Rows become values by column name")
  func decoding() async throws {
    try await TestDatabase.with(size: 1) { pool async throws in
      let pupils = try await pool.query(source, as: Pupil.self)
      #expect(pupils.map(\.name) == ["Ann", "Bo"])
      #expect(pupils.map(\.born) == [CivilDate("2010-05-06"), nil])
      #expect(try await pool.first(source, as: Pupil.self) == pupils.first)
      #expect(try await pool.first("SELECT 1 AS id WHERE false", as: Pupil.self) == nil)
      let rows = try await pool.query(source)
      #expect(rows.count == 2 && rows[0].columnNames == ["id", "name", "born"])
      #expect(try await pool.firstRow("SELECT 1 WHERE false") == nil)
    }
  }

  @Test("A wide result is decoded by name, too; of equal names the first counts")
  func wide() async throws {
    try await TestDatabase.with(size: 1) { pool async throws in
      let row = try #require(
        try await pool.firstRow(
          "SELECT 1 AS a, 2 AS b, 3 AS c, 4 AS d, 5 AS e, 6 AS f, 7 AS g, 8 AS h, 9 AS i, 10 AS j, 11 AS k, 12 AS l, 13 AS m, 14 AS m"
        ))
      #expect(try row.decode("a", as: Int.self) == 1)
      #expect(try row.decode("m", as: Int.self) == 13)
      #expect(throws: RowDecodingError.self) { try row.decode("z", as: Int.self) }
    }
  }

  @Test("An error names column, expected and found type, and never the value")
  func errors() async throws {
    try await TestDatabase.with(size: 1) { pool async throws in
      let row = try #require(
        try await pool.firstRow(
          "SELECT 'secret' AS name, NULL::int4 AS age, 70000 AS score, 'infinity'::date AS day"))
      func failure<T: PostgresDecodable>(_ column: String, _ type: T.Type) throws -> RowDecodingError {
        try #require(throws: RowDecodingError.self) { try row.decode(column, as: type) }
      }
      let wrongType = try failure("name", Int.self)
      #expect(wrongType.problem == .wrongType && wrongType.description.contains("expected int8, found text"))
      #expect(!wrongType.description.contains("secret"))
      let null = try failure("age", Int.self)
      #expect(null.problem == .null && null.description == "column \"age\": expected int8, found NULL (int4)")
      #expect(try failure("score", Int16.self).problem == .malformed)
      #expect(!(try failure("score", Int16.self).description.contains("70000")))
      #expect(try failure("day", CivilDate.self).problem == .malformed)
      #expect(try failure("nothing", String.self).problem == .noSuchColumn)
      #expect(try failure("name", Shade.self).problem == .malformed)
      #expect(try row.decodeIfPresent("age", as: Int.self) == nil)
    }
  }

  @Test("The number of rows must be what the caller expects")
  func rowCounts() async throws {
    try await TestDatabase.with(size: 1) { pool async throws in
      let none = try await postgresError { _ = try await pool.value("SELECT 1 WHERE false", as: Int.self) }
      #expect(none.kind == .unexpectedRowCount)
      let two = try await postgresError {
        _ = try await pool.valueIfAny("SELECT generate_series(1, 2)", as: Int.self)
      }
      #expect(two.kind == .unexpectedRowCount)
      #expect(try await pool.valueIfAny("SELECT 1 WHERE false", as: Int.self) == nil)
      let affected = try await pool.execute("CREATE TABLE t AS SELECT generate_series(1, 5) AS n")
      #expect(affected == 5)
      #expect(try await pool.execute("UPDATE t SET n = n + 1 WHERE n > \(2)") == 3)
    }
  }

  @Test("A row outlives its pool")
  func lifetime() async throws {
    let rows = try await TestDatabase.with(size: 1) { pool async throws in
      try await pool.query("SELECT n, repeat('x', 1000) AS filler FROM generate_series(1, 1000) AS n")
    }
    #expect(try rows[999].decode("n", as: Int.self) == 1000)
  }
}
