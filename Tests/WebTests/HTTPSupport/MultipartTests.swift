import Foundation
import NIOCore
import TestSupport
import Testing

@testable import HTTPSupport

@Suite("Bodies of forms with files") struct MultipartTests {
  private typealias Event = MultipartParser.Event
  private static let body = [
    "--xYz", "Content-Disposition: form-data; name=\"kind\"", "", "other", "--xYz",
    "content-disposition: form-data; name=\"fi%22le\"; filename=\"a \\\"b\\\" C:\\d.pdf\"",
    "Content-Type: application/pdf", "", "%PDF\r\n--xY\r\n-- z", "--xYz",
    "Content-Disposition: form-data; name=empty", "", "", "--xYz--", "epilogue",
  ].joined(separator: "\r\n")

  /// Everything found, neighbouring pieces of one part put together.
  private static func events(_ pieces: [[UInt8]]) throws -> [Event] {
    var parser = try #require(MultipartParser(boundary: "xYz"))
    var events: [Event] = []
    for piece in pieces {
      for event in try parser.consume(piece) {
        if case .bytes(let more) = event, case .bytes(let before)? = events.last {
          events[events.count - 1] = .bytes(before + more)
        } else {
          events.append(event)
        }
      }
    }
    try parser.finish()
    return events
  }

  private static let expected: [Event] = [
    .begins(name: "kind", filename: nil, mediaType: nil), .bytes(Array("other".utf8)), .ends,
    .begins(name: "fi\"le", filename: "a \"b\" C:\\d.pdf", mediaType: "application/pdf"),
    .bytes(Array("%PDF\r\n--xY\r\n-- z".utf8)), .ends,
    .begins(name: "empty", filename: nil, mediaType: nil), .ends,
  ]

  @Test("are taken apart the same in whatever pieces they come", arguments: [1, 2, 3, 7, 64, 10_000])
  func pieces(size: Int) throws {
    let bytes = Array(Self.body.utf8)
    let pieces = stride(from: 0, to: bytes.count, by: size).map {
      Array(bytes[$0..<min($0 + size, bytes.count)])
    }
    #expect(try Self.events(pieces) == Self.expected)
  }

  @Test("may begin with words for old readers, and have blanks behind a boundary")
  func preamble() throws {
    let bytes = Array(("words\r\n" + Self.body.replacing("--xYz\r\n", with: "--xYz \t\r\n")).utf8)
    #expect(try Self.events([bytes]) == Self.expected)
  }

  @Test(
    "of another build are refused",
    arguments: [
      "", "no boundary at all", "--xYz", "--xYz\r\n\r\nno headers\r\n--xYz--",
      "--xYz\r\nno colon\r\n\r\nx\r\n--xYz--", "--xYzmore\r\n\r\n",
      "--xYz\r\nContent-Disposition: attachment; name=\"a\"\r\n\r\nx\r\n--xYz--",
      "--xYz\r\nContent-Disposition: form-data; filename=\"a\"\r\n\r\nx\r\n--xYz--",
      "--xYz\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\ncut off",
    ])
  func malformed(body: String) {
    #expect(throws: MultipartParser.Failure.malformed) { try Self.events([Array(body.utf8)]) }
  }

  @Test("have bounded headers and a bounded number of parts")
  func bounds() {
    let long = "--xYz\r\nX: " + String(repeating: "y", count: 9_000)
    #expect(throws: MultipartParser.Failure.headersTooLarge) { try Self.events([Array(long.utf8)]) }
    let part = "--xYz\r\nContent-Disposition: form-data; name=a\r\n\r\n\r\n"
    let many = Array(String(repeating: part, count: 2_001).utf8)
    #expect(throws: MultipartParser.Failure.tooManyParts) { try Self.events([many]) }
  }

  @Test("never break the parser, and give no more than they bring")
  func fuzz() throws {
    var random = SeededRandom(seed: 7)
    let original = Array(Self.body.utf8)
    for _ in 0..<3_000 {
      var bytes = original
      for _ in 0..<Int.random(in: 1...10, using: &random) {
        let place = Int.random(in: 0..<bytes.count, using: &random)
        switch Int.random(in: 0...3, using: &random) {
        case 0: bytes[place] = UInt8.random(in: 0...255, using: &random)
        case 1: bytes.removeSubrange(place..<min(bytes.count, place + 9))
        case 2: bytes.insert(contentsOf: Array("\r\n--xYz".utf8), at: place)
        default: bytes.insert(contentsOf: bytes[place..<min(bytes.count, place + 30)], at: place)
        }
        if bytes.isEmpty { bytes = [0x2D] }
      }
      let size = Int.random(in: 1...40, using: &random)
      let pieces = stride(from: 0, to: bytes.count, by: size).map {
        Array(bytes[$0..<min($0 + size, bytes.count)])
      }
      let whole = try? Self.events([bytes])
      #expect(whole == (try? Self.events(pieces)))
      let given = (whole ?? []).reduce(0) { if case .bytes(let bytes) = $1 { $0 + bytes.count } else { $0 } }
      #expect(given <= bytes.count)
    }
  }

  @Test(
    "name their boundary in the content type",
    arguments: [
      ("multipart/form-data; boundary=xYz", "xYz"), ("Multipart/Form-Data;boundary=\"a b\"; x=y", "a b"),
      ("multipart/mixed; boundary=xYz", nil), ("multipart/form-data", nil), ("text/plain", nil),
    ])
  func boundary(type: String, boundary: String?) {
    #expect(MultipartParser.boundary(of: type) == boundary)
    #expect(MultipartParser(boundary: String(repeating: "x", count: 71)) == nil)
    #expect(MultipartParser(boundary: "") == nil)
  }

  private static func read(_ body: [UInt8], pieces size: Int = 50_000) async throws -> MultipartForm {
    let stream = AsyncThrowingStream<ByteBuffer, any Error> { stream in
      for start in stride(from: 0, to: body.count, by: size) {
        stream.yield(ByteBuffer(bytes: body[start..<min(start + size, body.count)]))
      }
      stream.finish()
    }
    return try await MultipartForm.read(stream, boundary: "xYz")
  }

  private static func file(_ content: [UInt8]) -> [UInt8] {
    Array("--xYz\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a\"\r\n\r\n".utf8) + content
      + Array("\r\n--xYz--".utf8)
  }

  @Test("become fields and files")
  func form() async throws {
    let read = try await Self.read(Array(Self.body.utf8), pieces: 5)
    #expect(read.form["kind"] == "other" && read.form.has("empty"))
    #expect(read.files.map(\.name) == ["a \"b\" C:\\d.pdf"])
  }

  @Test("with a file of ten megabytes are kept; with a larger one all but the file; beyond that refused")
  func sizes() async throws {
    let most = [UInt8](repeating: 0x0D, count: UploadedFile.maximumSize)
    let kept = try await Self.read(Self.file(most))
    #expect(kept.files.first?.bytes == most && kept.files.first?.isTooLarge == false)
    let larger = try await Self.read(Self.file(most + [1]))
    #expect(larger.files.first?.bytes == [] && larger.files.first?.isTooLarge == true)
    let huge = [UInt8](repeating: 0x20, count: MultipartForm.maximumSize)
    await #expect(throws: MultipartForm.Failure.tooLarge) { try await Self.read(Self.file(huge)) }
    let field =
      Array("--xYz\r\nContent-Disposition: form-data; name=a\r\n\r\n".utf8)
      + [UInt8](repeating: 0x61, count: FormData.maximumSize + 100)
    await #expect(throws: MultipartForm.Failure.tooLarge) { try await Self.read(field) }
  }

  @Test("without a chosen file have none")
  func noFile() async throws {
    let body = "--xYz\r\nContent-Disposition: form-data; name=\"file\"; filename=\"\"\r\n\r\n\r\n--xYz--"
    #expect(try await Self.read(Array(body.utf8)).files.isEmpty)
  }
}
