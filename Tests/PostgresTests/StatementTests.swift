import Postgres
import Testing

@Suite struct StatementTests {
  @Test("Interpolation binds, whatever the value holds")
  func interpolation() {
    let name = "x'; DROP TABLE school; --"
    let statement: Statement = "SELECT id FROM school WHERE name = \(name) AND urn > \(5)"
    #expect(statement.sql == "SELECT id FROM school WHERE name = $1 AND urn > $2")
    #expect(statement.binds.map(\.type) == [.text, .int8])
    #expect("\(statement)" == statement.sql)
  }

  @Test("Spliced, added and joined statements number their binds anew")
  func composition() {
    let inner: Statement = "a = \(1) OR '$1' = \("é")"
    let spliced: Statement = "WHERE \(true) AND (\(fragment: inner)) AND z = \(2)"
    #expect(spliced.sql == "WHERE $1 AND (a = $2 OR '$1' = $3) AND z = $4")
    #expect(spliced.binds.map(\.type) == [.bool, .int8, .text, .int8])
    #expect((inner + " ORDER BY a" + inner).sql == "a = $1 OR '$1' = $2 ORDER BY aa = $3 OR '$1' = $4")
    let many = Statement.joined((1...12).map { "c = \($0)" }, separator: " AND ")
    #expect(many.sql.hasSuffix("c = $11 AND c = $12"))
    #expect((many + many).sql.hasSuffix("c = $23 AND c = $24"))
    #expect(Statement.joined([], separator: ",").sql.isEmpty)
  }

  @Test("Columns kept beside a type are spliced as they are")
  func unsafeSplice() {
    let statement: Statement = "SELECT \(unsafe: "id, name") FROM school"
    #expect(statement.sql == "SELECT id, name FROM school")
    #expect(statement.binds.isEmpty)
  }

  @Test("A missing value binds NULL of its type")
  func null() async throws {
    try await TestDatabase.with(size: 1) { pool async throws in
      let nothing: Int? = nil
      let type = try await pool.value("SELECT pg_typeof(\(nothing))::text", as: String.self)
      #expect(type == "bigint")
      #expect(try await pool.value("SELECT \(nothing) IS NULL", as: Bool.self))
    }
  }

  @Test("A composed statement runs")
  func running() async throws {
    try await TestDatabase.with(size: 1) { pool async throws in
      let filter: Statement = "n % \(2) = \(0)"
      let count = try await pool.value(
        "SELECT count(*) FROM generate_series(\(1), \(10)) AS n WHERE \(fragment: filter) AND n > \(4)",
        as: Int.self)
      #expect(count == 3)
    }
  }
}
