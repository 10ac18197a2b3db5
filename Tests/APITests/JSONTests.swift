import Domain
import Testing

@testable import API

@Suite("JSON")
struct JSONTests {
  @Test(
    "Reads what RFC 8259 allows",
    arguments: [
      (
        #"{"a":[1,-2.5e3,true,false,null],"b":{}}"#,
        ["a": [1, .number(-2500), true, false, .null], "b": [:]]
      ),
      (#" "\u00e9\ud83d\ude00\n\"" "#, "é😀\n\""),
      ("[]", []), ("0", 0), ("0.6", .number(0.6)),
    ] as [(String, JSONValue)])
  func reads(_ text: String, _ value: JSONValue) throws {
    #expect(try JSONReader.read(Array(text.utf8)) == value)
  }

  @Test(
    "Refuses everything else",
    arguments: [
      "", "{", "[1,]", "{\"a\":1,}", "{a:1}", "01", "1.", ".5", "+1", "nul", "truex", "\"\t\"", "\"\\x\"",
      "\"\\ud83d\"", "\"\\u0000\"", "\"a", "[1] 2", "{\"a\":1,\"a\":2}", "1e999", "NaN", "'a'", "[1 2]",
      String(repeating: "[", count: 100_000), "\"\\u12\"", "{\"a\" 1}", "-",
    ])
  func refuses(_ text: String) {
    #expect(throws: JSONReader.Malformed.self) { try JSONReader.read(Array(text.utf8)) }
  }

  @Test("Never crashes on bytes that are no JSON, and reads back what it writes")
  func survivesNoise() throws {
    var state: UInt64 = 42
    func next(_ below: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int((state >> 33) % UInt64(below))
    }
    let pieces = Array("{}[]\",:\\u0e1-. tfn".utf8) + [0xC3, 0xA9, 0xFF, 0x00]
    for _ in 0..<5_000 {
      let bytes = (0..<next(40)).map { _ in pieces[next(pieces.count)] }
      if let value = try? JSONReader.read(bytes) {
        #expect(try JSONReader.read(JSONWriter.bytes(of: value)) == value)
      }
    }
  }

  @Test("Writes names in order and escapes what must be")
  func writes() {
    let value: JSONValue = ["b": "a\"\\\n\u{1}é", "a": [1, .number(0.6), .null, true]]
    #expect(
      String(decoding: JSONWriter.bytes(of: value), as: UTF8.self)
        == #"{"a":[1,0.6,null,true],"b":"a\"\\\n\u0001é"}"#)
  }
}

@Suite("Schemas")
struct SchemaTests {
  private static let schema = Schema.request(
    required: ["title": .text],
    optional: [
      "fte": .number.orNull, "starts_on": .date, "subjects": .list(.text), "phase": .choice(["primary"]),
      "days": .whole.bounded(1...5), "live": .flag,
    ])

  @Test(
    "Names the field and says what to give",
    arguments: [
      (["title": "A", "fte": "half"], "fte", "Give a number."),
      (["title": 4], "title", "Give text."), ([:], "title", "Give this field."),
      (["title": .null], "title", "Give text."),
      (["title": "A", "starts_on": "4 December"], "starts_on", "Give a date such as 2026-12-04."),
      (["title": "A", "starts_on": "2026-02-30"], "starts_on", "Give a date such as 2026-12-04."),
      (["title": "A", "subjects": "maths"], "subjects", "Give a list."),
      (["title": "A", "subjects": ["a", 2]], "subjects[1]", "Give text."),
      (["title": "A", "phase": "tertiary"], "phase", "Give one of: primary."),
      (["title": "A", "days": 6], "days", "Give a number from 1 to 5."),
      (["title": "A", "days": .number(1.5)], "days", "Give a whole number."),
      (["title": "A", "live": "yes"], "live", "Give true or false."),
      (["title": "A", "tilte": "B"], "tilte", "There is no field with this name here."),
      ([], "", "Give an object."),
    ] as [(JSONValue, String, String)])
  func problems(_ value: JSONValue, _ field: String, _ message: String) {
    #expect(Self.schema.problems(of: value) == [FieldProblem(field: field, message: message)])
  }

  @Test("Takes what fits, open fields left out or null")
  func fits() {
    let value: JSONValue = ["title": "A", "fte": .number(0.6), "starts_on": .null, "days": 5, "live": true]
    #expect(Self.schema.problems(of: value) == [])
  }
}
