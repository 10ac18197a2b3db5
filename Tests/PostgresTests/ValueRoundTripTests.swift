import FoundationEssentials
import Postgres
import Testing

enum Shade: String, PostgresValue, CaseIterable {
  case pale, dark
  case odd = "o'd\"d, {}\\"
}

enum Mood: String, PostgresValue {
  case glad, sad
  static var postgresType: PostgresType { .unspecified }
}

struct BadgeID: RawRepresentable, Hashable, PostgresValue {
  let rawValue: UUID
}

@Suite struct ValueRoundTripTests {
  private func check<T: PostgresValue & Equatable>(_ values: [T], _ type: StaticString) async throws {
    try await TestDatabase.with(size: 1) { pool async throws in
      for value in values {
        let found = try await pool.value("SELECT \(value)::\(unsafe: type)", as: T.self)
        #expect(found == value)
      }
      let nothing = try await pool.valueIfAny("SELECT \(T?.none)::\(unsafe: type)", as: T.self)
      #expect(nothing == nil)
      let array = try await pool.value("SELECT \(values)::\(unsafe: type)[]", as: [T].self)
      #expect(array == values)
      let sparse: [T?] = values.map { $0 } + [nil]
      #expect(try await pool.value("SELECT \(sparse)::\(unsafe: type)[]", as: [T?].self) == sparse)
      #expect(try await pool.value("SELECT \([T]())::\(unsafe: type)[]", as: [T].self) == [])
      // The server sees what we mean, whatever our decoder makes of it.
      for value in values {
        let text = try await pool.value("SELECT \(value)::\(unsafe: type)::text", as: String.self)
        let back = try await pool.value("SELECT \(text)::\(unsafe: type)", as: T.self)
        #expect(back == value)
      }
    }
  }

  @Test("Integers come back, extremes included")
  func integers() async throws {
    try await check([Int16.min, -1, 0, 1, .max], "int2")
    try await check([Int32.min, -1, 0, 1, .max], "int4")
    try await check([Int64.min, -1, 0, 1, .max], "int8")
    try await check([Int.min, -1, 0, 1, .max], "int8")
  }

  @Test("Booleans and floating point numbers come back")
  func booleansAndDoubles() async throws {
    try await check([true, false], "bool")
    let doubles = [
      0, -0.1, 1.0 / 3, .pi, .infinity, -.infinity, .greatestFiniteMagnitude, .leastNonzeroMagnitude, 1e300,
    ]
    try await check(doubles, "float8")
  }

  @Test("Text comes back in every script, quotes and line ends included")
  func text() async throws {
    let strings = [
      "", "a", "O'Brien \"Bob\"", "back\\slash", "Ωμέγα 漢字 🏫👩🏽‍🏫", "line\nend\r\n\ttab", "NULL", "{a,b}",
      "e\u{301}", "$1 ; -- \u{FEFF}",
    ]
    try await check(strings, "text")
    try await check(Shade.allCases, "text")
  }

  @Test("Text that holds NUL is refused, not cut short")
  func nulCharacter() async throws {
    try await TestDatabase.with(size: 1) { pool async throws in
      let error = try await postgresError { _ = try await pool.value("SELECT \("a\0b")", as: String.self) }
      #expect(error.sqlState == "22021")
      try await pool.execute("CREATE TABLE t (note text)")
      let inferred = try await postgresError { try await pool.execute("INSERT INTO t VALUES (\(Nul.value))") }
      #expect(inferred.kind == .other)
      #expect(try await pool.value("SELECT 1::int4", as: Int.self) == 1)
    }
  }

  @Test("Identifiers come back")
  func identifiers() async throws {
    let zero = try #require(UUID(uuidString: "00000000-0000-0000-0000-000000000000"))
    try await check([zero, UUID(), UUID()], "uuid")
    try await check([BadgeID(rawValue: UUID())], "uuid")
  }

  @Test("Values of an enum type are bound where the type is inferred")
  func enumTypes() async throws {
    try await TestDatabase.with(size: 1) { pool async throws in
      try await pool.execute("CREATE TYPE mood AS ENUM ('glad', 'sad')")
      try await check(Mood.glad, Mood.sad, on: pool)
    }
  }

  private func check(_ moods: Mood..., on pool: Pool) async throws {
    try await pool.execute("CREATE TABLE person (id int8, mood mood, past mood[])")
    for (index, mood) in moods.enumerated() {
      try await pool.execute("INSERT INTO person VALUES (\(index), \(mood), \([mood, mood]))")
      let row = try #require(try await pool.firstRow("SELECT mood, past FROM person WHERE id = \(index)"))
      #expect(try row.decode("mood", as: Mood.self) == mood)
      #expect(try row.decode("past", as: [Mood].self) == [mood, mood])
    }
  }

  @Test("Exact decimals come back, with the fraction they were given")
  func numerics() async throws {
    let texts = [
      "0", "0.00", "1.50", "-1.5", "0.0001", "0.00001", "10000", "99999999.9999", "-0.05",
      "123456789012345678",
      "NaN", "Infinity", "-Infinity", "0.60", "1" + String(repeating: "0", count: 200) + ".5",
      "0." + String(repeating: "0", count: 300) + "7", String(repeating: "9", count: 1000),
    ]
    let numbers = try texts.map { try #require(PostgresNumeric($0)) }
    try await check(numbers, "numeric")
    try await TestDatabase.with(size: 1) { pool async throws in
      for (number, text) in zip(numbers, texts) {
        #expect(number.description == text)
        #expect(try await pool.value("SELECT \(number)::text", as: String.self) == text)
      }
      #expect(
        try await pool.value("SELECT 0.1::numeric + 0.2", as: PostgresNumeric.self) == PostgresNumeric("0.3"))
    }
    let decimals = try ["0", "0.6", "-12345.678", "99999999999999999999.25"].map {
      try #require(Decimal(string: $0))
    }
    try await check(decimals, "numeric")
  }

  @Test("Dates come back, from the first to the last")
  func dates() async throws {
    let parts = [
      (2026, 2, 28), (2024, 2, 29), (1900, 3, 1), (2000, 1, 1), (1999, 12, 31), (1, 1, 1), (0, 2, 29),
    ]
    let extremes = [(-4713, 11, 24), (5_874_897, 12, 31), (9999, 12, 31)]
    let dates = try (parts + extremes).map { try #require(CivilDate(year: $0.0, month: $0.1, day: $0.2)) }
    try await check(dates, "date")
  }

  @Test("Instants come back to the microsecond")
  func instants() async throws {
    let seconds = [0, 0.000001, 817_000_000.123456, -0.5, -63_113_904_000, 8e9 + 0.25]
    try await check(seconds.map { Date(timeIntervalSinceReferenceDate: $0) }, "timestamptz")
  }

  @Test("Intervals come back with months, days and time apart")
  func intervals() async throws {
    let intervals = [
      PostgresInterval(), PostgresInterval(months: 14, days: -3, microseconds: 14_706_700_000),
      PostgresInterval(microseconds: -1), PostgresInterval(days: 40), PostgresInterval(months: -1),
      PostgresInterval(microseconds: 9_000_000_000_000_000_000), PostgresInterval(.milliseconds(1500)),
      PostgresInterval(months: 2_000_000_000, days: -2_000_000_000, microseconds: -3_600_000_001),
    ]
    try await check(intervals, "interval")
  }

  @Test("JSON comes back")
  func json() async throws {
    try await check([JSONText("{\"a\": [1, null, \"ü\"]}"), JSONText("\"x\""), JSONText("null")], "jsonb")
  }

  @Test("Bytes come back")
  func bytes() async throws {
    try await check([Data(), Data(0...255)], "bytea")
    try await TestDatabase.with(size: 1) { pool async throws in
      let bytes: [UInt8] = Array(0...255)
      #expect(try await pool.value("SELECT \(bytes)", as: [UInt8].self) == bytes)
      #expect(try await pool.value("SELECT \([bytes, []])", as: [[UInt8]].self) == [bytes, []])
    }
  }

  @Test("Values of ten megabytes come back")
  func largeValues() async throws {
    try await TestDatabase.with(size: 2) { pool async throws in
      let text = String(repeating: "0123456789abcdeé", count: 650_000)
      #expect(text.utf8.count > 10_000_000)
      async let sameText = pool.value("SELECT \(text)", as: String.self)
      var generator = SystemRandomNumberGenerator()
      let bytes = (0..<10_000_000 / 8).flatMap { _ in
        withUnsafeBytes(of: generator.next()) { Array($0) }
      }
      #expect(try await pool.value("SELECT \(bytes)", as: [UInt8].self) == bytes)
      #expect(try await sameText == text)
    }
  }
}

/// Text with NUL, sent where the type is inferred.
private enum Nul: String, PostgresEncodable {
  case value = "a\0b"
  static var postgresType: PostgresType { .unspecified }
}
