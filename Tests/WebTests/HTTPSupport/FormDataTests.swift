import HTTPSupport
import Postgres
import Testing

@Suite("Form bodies") struct FormDataTests {
  @Test("keep every value as typed, repeated names in order")
  func repeatedNames() throws {
    let form = try FormData(
      decoding: "subjects=a&subjects=b+c&title=%20Teacher%20%26%20tutor%20&empty=&bare".utf8)
    #expect(form.strings("subjects") == ["a", "b c"])
    #expect(form.string("subjects") == "b c")
    #expect(form["title"] == " Teacher & tutor ")
    #expect(form.trimmed("title") == "Teacher & tutor")
    #expect(form.string("empty") == "")
    #expect(form.string("bare") == "")
    #expect(form.string("absent") == nil)
    #expect(form.has("bare") && !form.has("absent"))
  }

  @Test(
    "take escapes as browsers write them, and broken ones as they are",
    arguments: [
      ("a=%E2%82%AC", "€"), ("a=%e2%82%ac", "€"), ("a=100%", "100%"), ("a=%4", "%4"), ("a=%zz", "%zz"),
      ("a=%4z%41", "%4zA"), ("a=%%41", "%A"), ("a=%FF", "\u{FFFD}"), ("a=b=c", "b=c"), ("a=%0D%0A", "\r\n"),
    ])
  func escapes(body: String, value: String) throws {
    #expect(try FormData(decoding: body.utf8)["a"] == value)
  }

  @Test("read numbers and dates")
  func numbersAndDates() throws {
    let form = try FormData(
      decoding: "n=+42&m=4x&d-day=1&d-month=9&d-year=2026&e-day=31&e-month=2&e-year=2026".utf8)
    #expect(form.int("n") == 42)
    #expect(form.int("m") == nil)
    #expect(form.date("d").date == CivilDate("2026-09-01"))
    #expect(form.date("e").date == nil)
    #expect(!form.date("e").isEmpty)
    #expect(form.date("f").isEmpty)
  }

  @Test(
    "take the month as a number, a name, or its first three letters",
    arguments: ["9", "09", " 9 ", "September", "sep", "SEP"])
  func months(month: String) {
    #expect(DateEntry(day: "1", month: month, year: "2026").date == CivilDate("2026-09-01"))
  }

  @Test(
    "refuse a date that has letters, no day, or a year of two digits",
    arguments: [
      DateEntry(day: "x", month: "9", year: "2026"), DateEntry(day: "", month: "9", year: "2026"),
      DateEntry(day: "1", month: "13", year: "2026"), DateEntry(day: "1", month: "9", year: "26"),
      DateEntry(day: "-1", month: "9", year: "2026"), DateEntry(day: "1", month: "", year: "2026"),
    ])
  func impossibleDates(entry: DateEntry) {
    #expect(entry.date == nil)
  }

  @Test("of more fields than allowed are refused")
  func tooMany() {
    let body = String(repeating: "a&", count: FormData.maximumFields + 1)
    #expect(throws: FormData.Failure.tooManyFields) { try FormData(decoding: body.utf8) }
  }

  @Test("of any bytes are read without harm", arguments: 0..<200)
  func randomBytes(seed: Int) throws {
    var generator = SplitMix(state: UInt64(seed))
    let alphabet = Array("%%%&=+aF0\u{0}é\"<".utf8) + [0xFF, 0xC0, 0x80]
    let bytes = (0..<Int.random(in: 0...400, using: &generator)).map { _ in
      alphabet[Int.random(in: 0..<alphabet.count, using: &generator)]
    }
    let form = try FormData(decoding: bytes)
    #expect(form.fields.count <= bytes.count)
    for field in form.fields { _ = form.date(field.name).date }
  }

  @Test("that browsers write come back as they were", arguments: 0..<100)
  func roundTrip(seed: Int) throws {
    var generator = SplitMix(state: UInt64(seed))
    let text = String(
      String.UnicodeScalarView(
        (0..<40).compactMap { _ in Unicode.Scalar(UInt32.random(in: 0...0x2FFF, using: &generator)) }))
    let escaped = text.utf8.map { "%" + ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    #expect(try FormData(decoding: "x=\(escaped)".utf8)["x"] == text.filter { $0 != "\0" })
  }
}

struct SplitMix: RandomNumberGenerator {
  var state: UInt64
  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
