import Postgres
import Testing

@testable import Domain

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

  @Test("Goes to and from columns alike by the quick way and by Codable")
  func columns() throws {
    let members: [String: JSONValue] = [
      "b": "é\"\n", "a": [1, .number(0.6), .null, true], "c": ["d": [:], "e": "😀"],
    ]
    let quick: JSONText = JSONColumn.encode(members)
    struct Slow: Codable, Equatable { var value: [String: JSONValue] }
    let slow = try JSONColumn.encode(Slow(value: members))
    #expect(slow.text == "{\"value\":\(quick.text)}")
    #expect(try JSONColumn.decode(Slow.self, from: slow).value == members)
    #expect(try JSONColumn.decode([String: JSONValue].self, from: quick) == members)
    #expect(try JSONColumn.decode(JSONValue.self, from: quick) == .object(members))
    let sections = ["one": members, "two": [:]]
    #expect(
      try JSONColumn.decode([String: [String: JSONValue]].self, from: JSONColumn.encode(sections)) == sections
    )
    #expect(throws: JSONColumn.NotAnObject.self) {
      try JSONColumn.decode([String: JSONValue].self, from: JSONText("[1]"))
    }
    #expect(throws: JSONColumn.NotAnObject.self) {
      try JSONColumn.decode([String: [String: JSONValue]].self, from: quick)
    }
  }
}
