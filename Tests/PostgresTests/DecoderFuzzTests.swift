import FoundationEssentials
import Postgres
import Testing

/// A generator with a fixed course, so that a failure comes again.
struct SplitMix: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}

@Suite struct DecoderFuzzTests {
  private static let seeds = [
    "", "t", "-9223372036854775808", "2026-11-24", "0044-03-15 BC", "2026-11-24 05:39:04.123456+00",
    "2026-11-24 05:39:04-03:30:15 BC", "P1Y-2M3DT-4H5M6.789S", "PT", "\\x00ff", "{1,NULL,\"a\\\"b\"}",
    "[0:1]={1,2}",
    "{{1},{2}}", "123.4500", "NaN", "-Infinity", "00000000-0000-0000-0000-000000000000", "1e400", "{\"\\",
    "{,}",
  ]

  /// Decodes bytes as everything; only crashing is wrong.
  private func decodeAll(_ bytes: [UInt8]) {
    bytes.withUnsafeBufferPointer { buffer in
      func attempt<T: PostgresDecodable>(_ type: T.Type) {
        _ = try? T.decodePostgres(buffer)
        _ = try? [T].decodePostgres(buffer)
        _ = try? [T?].decodePostgres(buffer)
      }
      attempt(Bool.self)
      attempt(UInt8.self)
      attempt(Int16.self)
      attempt(Int32.self)
      attempt(Int64.self)
      attempt(Int.self)
      attempt(Double.self)
      attempt(String.self)
      attempt(UUID.self)
      attempt(PostgresNumeric.self)
      attempt(Decimal.self)
      attempt(CivilDate.self)
      attempt(Date.self)
      attempt(PostgresInterval.self)
      attempt(JSONText.self)
      attempt(Data.self)
      attempt([UInt8].self)
      attempt(Shade.self)
      attempt(BadgeID.self)
    }
  }

  @Test("Random bytes never crash a decoder")
  func randomBytes() {
    var generator = SplitMix(state: 1)
    for _ in 0..<4000 {
      let count = Int.random(in: 0...48, using: &generator)
      decodeAll((0..<count).map { _ in UInt8.random(in: 0...255, using: &generator) })
    }
  }

  @Test("Well-formed values with some bytes changed never crash a decoder", arguments: seeds)
  func changedValues(seed: String) {
    var generator = SplitMix(state: UInt64(seed.utf8.count) &+ 7)
    let alphabet = Array("0123456789-+:. TPYMDHS{}\",\\xNULBC[]=eE\0".utf8)
    for _ in 0..<400 {
      var bytes = Array(seed.utf8)
      for _ in 0..<Int.random(in: 0...3, using: &generator) {
        let byte = alphabet[Int.random(in: 0..<alphabet.count, using: &generator)]
        let place = Int.random(in: 0...bytes.count, using: &generator)
        switch Int.random(in: 0..<3, using: &generator) {
        case 0: bytes.insert(byte, at: place)
        case 1 where place < bytes.count: bytes[place] = byte
        case 2 where place < bytes.count: bytes.remove(at: place)
        default: bytes += bytes.prefix(8)
        }
      }
      decodeAll(bytes)
    }
  }

  @Test(
    "Values outside a type's range are refused",
    arguments: ["32768", "-32769", "99999999999999999999", "", "-", "+", "1a", " 1", "1.0"])
  func outOfRange(text: String) {
    _ = Array(text.utf8).withUnsafeBufferPointer { buffer in
      #expect(throws: MalformedValue.self) { try Int16.decodePostgres(buffer) }
    }
  }

  @Test(
    "Days that do not exist are refused",
    arguments: [
      "2023-02-29", "2024-13-01", "2024-00-10", "2024-04-31", "24-01-01", "2024-1-01", "0000-01-01", "x",
    ])
  func noSuchDay(text: String) {
    #expect(CivilDate(text) == nil)
  }

  @Test("Days are counted as the calendar has them")
  func calendar() throws {
    let day = try #require(CivilDate("2026-11-24"))
    #expect(day.weekday == 2)
    #expect(day.adding(days: 7).description == "2026-12-01")
    #expect(day.adding(days: -365).description == "2025-11-24")
    #expect(try #require(CivilDate("2024-02-28")).days(until: try #require(CivilDate("2024-03-01"))) == 2)
    for days in stride(from: -2_400_000, through: 2_400_000, by: 997) {
      #expect(CivilDate(daysSince2000: days).daysSince2000 == days)
    }
    let london = try #require(TimeZone(identifier: "Europe/London"))
    let lateInSummer = try Date("2026-06-30T23:30:00Z", strategy: .iso8601)
    #expect(CivilDate(lateInSummer, in: london).description == "2026-07-01")
  }

  @Test("Dates are written to JSON as they are said")
  func codable() throws {
    let day = try #require(CivilDate("2026-11-24"))
    let json = try JSONEncoder().encode([day])
    #expect(String(decoding: json, as: UTF8.self) == "[\"2026-11-24\"]")
    #expect(try JSONDecoder().decode([CivilDate].self, from: json) == [day])
    #expect(throws: DecodingError.self) {
      try JSONDecoder().decode([CivilDate].self, from: Data("[\"2026-02-30\"]".utf8))
    }
  }

  @Test("Exact decimals are ordered by value")
  func numericOrder() throws {
    let ordered = try [
      "-Infinity", "-10", "-9.99", "-0.5", "0", "0.05", "0.5", "9", "10.01", "11", "Infinity", "NaN",
    ]
    .map { try #require(PostgresNumeric($0)) }
    for (index, number) in ordered.enumerated() {
      for (otherIndex, other) in ordered.enumerated() {
        #expect((number < other) == (index < otherIndex))
        #expect((number == other) == (index == otherIndex))
      }
    }
    #expect(try #require(PostgresNumeric("1.50")) == #require(PostgresNumeric("1.5")))
    #expect(try #require(PostgresNumeric("1.50")).hashValue == #require(PostgresNumeric("1.5")).hashValue)
    #expect(PostgresNumeric("1.5.0") == nil && PostgresNumeric("") == nil && PostgresNumeric("0x1") == nil)
    #expect(PostgresNumeric("42.00")?.integer == 42 && PostgresNumeric("0.5")?.integer == nil)
  }
}
