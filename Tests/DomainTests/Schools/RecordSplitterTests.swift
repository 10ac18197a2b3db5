import Testing

@testable import Domain

@Suite struct RecordSplitterTests {
  /// Splits a text that arrives in pieces of a certain size, three columns of which the last and first are
  /// wanted.
  private func split(
    _ bytes: [UInt8], pieces: Int = 1 << 20, encoding: TextEncoding = .utf8
  ) -> (text: String, rejected: [RejectedRow], records: Int) {
    var splitter = RecordSplitter(fieldCount: 3, wanted: [2, nil, 0], encoding: encoding, line: 2)
    var output: [UInt8] = []
    var at = 0
    while at < bytes.count {
      output += splitter.split(Array(bytes[at..<min(at + pieces, bytes.count)]), atEnd: false)
      at += pieces
    }
    output += splitter.split([], atEnd: true)
    return (String(decoding: output, as: UTF8.self), splitter.rejected, splitter.records)
  }

  private func split(_ text: String, pieces: Int = 1 << 20) -> (
    text: String, rejected: [RejectedRow], records: Int
  ) {
    split(Array(text.utf8), pieces: pieces)
  }

  @Test(
    "Records keep their quotes and get their line, whatever ends the lines and however the bytes arrive",
    arguments: ["\n", "\r\n", "\r"], [1, 2, 3, 7, 1_000])
  func lineEnds(end: String, pieces: Int) {
    let text = ["1,b,c", "2,\"x, \"\"y\"\"\(end)z\",\"c,c\"", "", "3,,", "4,b,c"].joined(separator: end)
    let result = split(text, pieces: pieces)
    #expect(result.text == "2,c,,1\n3,\"c,c\",,2\n6,,,3\n7,c,,4\n")
    #expect(result.rejected.isEmpty)
    #expect(result.records == 4)
  }

  @Test("A line with too many or too few columns is set aside and spoils no other")
  func columnCount() {
    let result = split("1,b,c\n2,b\n3,b,c,d\n4,b,c")
    #expect(result.text == "2,c,,1\n5,c,,4\n")
    #expect(
      result.rejected == [
        RejectedRow(line: 3, reasons: ["The line has 2 columns where the header has 3."]),
        RejectedRow(line: 4, reasons: ["The line has 4 columns where the header has 3."]),
      ])
  }

  @Test(
    "A quotation mark that isn't closed costs its own line only",
    arguments: ["1,\"open,c", "1,b 5\" pipe,c", "1,b,\"open"], [1, 5, 1_000])
  func unclosedQuote(bad: String, pieces: Int) {
    let result = split("0,b,c\n\(bad)\n2,\"b, b\",c\n3,b,c\n", pieces: pieces)
    #expect(result.text == "2,c,,0\n4,c,,2\n5,c,,3\n")
    #expect(result.rejected.map(\.line) == [3])
    #expect(result.rejected.first?.reasons == ["The line opens a quotation mark that isn't closed."])
  }

  @Test("A quotation mark left open to the end of a long file costs its own line only")
  func unclosedInLongFile() {
    let rows = (0..<50_000).map { "\($0),b,c" }
    let result = split("x,\"open,c\n" + rows.joined(separator: "\n"), pieces: 1 << 16)
    #expect(result.rejected.map(\.line) == [2])
    #expect(result.text.hasPrefix("3,c,,0\n"))
    #expect(result.text.hasSuffix("50002,c,,49999\n"))
  }

  @Test("A record that breaks off at the end of the file is set aside")
  func cutOff() {
    let result = split("1,b,c\n2,\"cut o")
    #expect(result.text == "2,c,,1\n")
    #expect(result.rejected.map(\.line) == [3])
  }

  @Test("A zero byte is refused, line breaks and tabs in quotes become blanks")
  func controls() {
    let result = split("1,b,c\u{0}\n2,b,\"c\r\nd\te\"\n3,b,c\u{a0}")
    #expect(result.text == "3,\"c  d e\",,2\n5,c ,,3\n")
    #expect(result.rejected.map(\.line) == [2])
  }

  @Test("Windows-1252 arrives as UTF-8")
  func windows1252() {
    let result = split([0x31, 0x2C, 0x62, 0x2C, 0x43, 0x61, 0x66, 0xE9, 0x92, 0x80], encoding: .windows1252)
    #expect(result.text == "2,Café’€,,1\n")
  }

  @Test("In a file marked as UTF-8 a line that isn't is set aside")
  func faulty() {
    let result = split(Array("1,b,é\n2,b,".utf8) + [0xE9, 0x0A] + Array("3,b,c".utf8), encoding: .faultyUTF8)
    #expect(result.text == "2,é,,1\n4,c,,3\n")
    #expect(result.rejected == [RejectedRow(line: 3, reasons: ["The line is not valid UTF-8."])])
  }

  @Test("Random bytes never stop the splitter, and no record is lost without a word")
  func randomBytes() {
    var random = SystemRandomNumberGenerator()
    let letters = Array("a,\"\n\r\u{e9}".utf8) + [0, 0xFF]
    for _ in 0..<300 {
      let bytes = (0..<200).map { _ in letters[Int(random.next(upperBound: UInt(letters.count)))] }
      let pieces = Int(random.next(upperBound: UInt(50))) + 1
      let whole = split(bytes, encoding: .windows1252)
      let parts = split(bytes, pieces: pieces, encoding: .windows1252)
      #expect(whole.text == parts.text)
      #expect(whole.rejected == parts.rejected)
      let passed = whole.text.count(where: { $0 == "\n" })
      #expect(passed + whole.rejected.count == whole.records)
    }
  }
}

@Suite struct TextEncodingTests {
  @Test(
    "Valid UTF-8 is told from anything else, in pieces of any size",
    arguments: [
      ([], true), ([0x61], true), ([0xC3, 0xA9], true), ([0xE2, 0x82, 0xAC], true),
      ([0xF0, 0x9F, 0x8E, 0x93], true),
      ([0xE9], false), ([0xC3], false), ([0x80], false), ([0xC0, 0x80], false), ([0xE0, 0x80, 0x80], false),
      ([0xED, 0xA0, 0x80], false), ([0xF4, 0x90, 0x80, 0x80], false), ([0xF5], false), ([0xC3, 0x28], false),
    ] as [([UInt8], Bool)])
  func survey(bytes: [UInt8], valid: Bool) {
    let padded = Array("some plain text, ".utf8) + bytes
    for size in 1...padded.count {
      var survey = UTF8Survey()
      for at in stride(from: 0, to: padded.count, by: size) {
        survey.look(at: Array(padded[at..<min(at + size, padded.count)]))
      }
      #expect(survey.isValid == valid)
    }
  }
}

@Suite struct RegisterHeaderTests {
  private func header(_ text: String) throws -> RegisterHeader {
    try RegisterHeader(firstPiece: Array(text.utf8), isWhole: true)
  }

  private func message(_ bytes: [UInt8]) -> String? {
    do {
      _ = try RegisterHeader(firstPiece: bytes, isWhole: true)
      return nil
    } catch DomainError.invalid(let problems) {
      return problems.first?.message
    } catch {
      return "\(error)"
    }
  }

  @Test("Columns are found in any order, quoted or not, after a mark of UTF-8")
  func order() throws {
    let header = try header(
      "\u{FEFF}Other,\"EstablishmentStatus (name)\",PhaseOfEducation (name),EstablishmentName,LA (code), URN \r\n1"
    )
    #expect(header.fieldCount == 6)
    #expect(header.places.prefix(5) == [5, 4, 3, 2, 1])
    #expect(header.present == RegisterColumn.required)
    #expect(header.firstLine == 2)
    #expect(header.hasMark)
  }

  @Test("What the file lacks is named")
  func faults() {
    #expect(message([]) == "The file is empty.")
    #expect(message([0xEF, 0xBB, 0xBF]) == "The file is empty.")
    #expect(message([0xFF, 0xFE, 0x55, 0]) == "The file is in UTF-16. Save it as CSV in UTF-8.")
    #expect(
      message(Array("URN,EstablishmentName,LA (code),EstablishmentStatus (name)".utf8))
        == "The file has no column “PhaseOfEducation (name)”.")
    #expect(
      message(Array("a;b\n".utf8))
        == "The file has no columns “URN”, “LA (code)”, “EstablishmentName”, “PhaseOfEducation (name)”, "
        + "“EstablishmentStatus (name)”.")
    #expect(
      message(Array((RegisterFile.required + ["Town", "Town"]).joined(separator: ",").utf8))
        == "The file has the column “Town” more than once.")
  }
}
