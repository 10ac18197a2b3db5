import Foundation

/// Takes a `multipart/form-data` body (RFC 7578) apart as it comes in, holding no more of it than a line.
///
/// Feed it pieces of any size; each gives the events found so far. A body that isn't of this form throws, and
/// the parser must then be given up.
public struct MultipartParser: Sendable {
  /// The most bytes that the headers of a part may have.
  public static let maximumHeaders = 8 * 1024
  /// The most parts that a body may have.
  public static let maximumParts = 2_000

  /// What was found.
  public enum Event: Sendable, Equatable {
    /// A part begins: a field, or a file with its name and the type that the browser gives it.
    case begins(name: String, filename: String?, mediaType: String?)
    /// More of the part that has begun.
    case bytes([UInt8])
    /// The part is whole.
    case ends
  }

  /// Why a body is not a form.
  public enum Failure: Error, Equatable {
    /// It isn't built as RFC 7578 has it.
    case malformed
    /// The headers of a part are larger than ``maximumHeaders``.
    case headersTooLarge
    /// It has more than ``maximumParts`` parts.
    case tooManyParts
  }

  private enum State { case preamble, afterBoundary, headers, content, epilogue }

  private let delimiter: [UInt8]
  private var state = State.preamble
  private var held: [UInt8]
  private var parts = 0

  /// A parser for the boundary of the content type; nil for one that RFC 2046 doesn't allow.
  public init?(boundary: String) {
    let allowed = boundary.utf8.allSatisfy { (0x20...0x7E).contains($0) }
    guard allowed, (1...70).contains(boundary.utf8.count), boundary.last != " " else { return nil }
    delimiter = Array("\r\n--\(boundary)".utf8)
    // The first boundary may stand at the very beginning, without a line before it.
    held = [0x0D, 0x0A]
  }

  /// The boundary that a `Content-Type` names; nil unless it is of `multipart/form-data`.
  public static func boundary(of contentType: String?) -> String? {
    guard let contentType else { return nil }
    let (type, parameters) = HeaderParameters.read(contentType)
    return type.lowercased() == "multipart/form-data" ? parameters["boundary"] : nil
  }

  /// Takes the next piece and says what was found.
  public mutating func consume(_ piece: some Collection<UInt8>) throws(Failure) -> [Event] {
    if state == .epilogue { return [] }
    held += piece
    var events: [Event] = []
    while try step(&events) {}
    return events
  }

  /// Makes sure, after the last piece, that the body was whole.
  public func finish() throws(Failure) {
    guard state == .epilogue else { throw .malformed }
  }

  /// Goes one step further; false when more bytes are needed for the next one.
  private mutating func step(_ events: inout [Event]) throws(Failure) -> Bool {
    switch state {
    case .preamble: seekBoundary(&events, emits: false)
    case .content: seekBoundary(&events, emits: true)
    case .afterBoundary: try leaveBoundary()
    case .headers: try readHeaders(&events)
    case .epilogue: false
    }
  }

  private mutating func seekBoundary(_ events: inout [Event], emits: Bool) -> Bool {
    let found = Self.index(of: delimiter, in: held)
    // Without a boundary, what might be the beginning of one is kept.
    let end = found ?? max(0, held.count - delimiter.count + 1)
    if emits, end > 0 { events.append(.bytes(Array(held[..<end]))) }
    held.removeFirst(end + (found == nil ? 0 : delimiter.count))
    guard found != nil else { return false }
    if emits { events.append(.ends) }
    state = .afterBoundary
    return true
  }

  /// Behind a boundary stands the end of its line, or two dashes if it was the last.
  private mutating func leaveBoundary() throws(Failure) -> Bool {
    if held.starts(with: [0x2D, 0x2D]) {
      state = .epilogue
      held = []
      return true
    }
    guard let newline = held.firstIndex(of: 0x0A) else {
      if held.count > Self.maximumHeaders { throw .malformed }
      return false
    }
    let padding = held[..<newline]
    guard padding.last == 0x0D, padding.dropLast().allSatisfy({ $0 == 0x20 || $0 == 0x09 }) else {
      throw .malformed
    }
    parts += 1
    if parts > Self.maximumParts { throw .tooManyParts }
    // Its line break is kept: with it, headers end with an empty line even where there are none.
    held.removeFirst(newline - 1)
    state = .headers
    return true
  }

  private mutating func readHeaders(_ events: inout [Event]) throws(Failure) -> Bool {
    guard let end = Self.index(of: [0x0D, 0x0A, 0x0D, 0x0A], in: held) else {
      if held.count > Self.maximumHeaders { throw .headersTooLarge }
      return false
    }
    if end > Self.maximumHeaders { throw .headersTooLarge }
    events.append(try Self.part(String(decoding: held[..<end], as: UTF8.self)))
    held.removeFirst(end + 4)
    state = .content
    return true
  }

  private static func part(_ headers: String) throws(Failure) -> Event {
    var disposition: String?
    var mediaType: String?
    for line in headers.split(separator: "\r\n") {
      guard let colon = line.firstIndex(of: ":") else { throw .malformed }
      let value = line[line.index(after: colon)...].trimmingCharacters(in: .whitespaces)
      switch line[..<colon].lowercased() {
      case "content-disposition": disposition = value
      case "content-type": mediaType = value
      default: break
      }
    }
    guard let disposition else { throw .malformed }
    let (type, parameters) = HeaderParameters.read(disposition)
    guard type.lowercased() == "form-data", let name = parameters["name"] else { throw .malformed }
    return .begins(
      name: unescaped(name), filename: parameters["filename"].map(unescaped), mediaType: mediaType)
  }

  /// Browsers write quotation marks and line breaks in names as escapes, and nothing else.
  private static func unescaped(_ name: String) -> String {
    name.replacing("%22", with: "\"").replacing("%0D", with: "\r").replacing("%0A", with: "\n")
  }

  private static func index(of pattern: [UInt8], in bytes: [UInt8]) -> Int? {
    bytes.withUnsafeBytes { bytes in
      pattern.withUnsafeBytes { pattern in
        guard let base = bytes.baseAddress, let wanted = pattern.baseAddress else { return nil }
        var start = 0
        while start + pattern.count <= bytes.count {
          let places = bytes.count - pattern.count + 1 - start
          guard let hit = memchr(base + start, Int32(pattern[0]), places) else { return nil }
          let offset = UnsafeRawPointer(hit) - base
          if memcmp(base + offset, wanted, pattern.count) == 0 { return offset }
          start = offset + 1
        }
        return nil
      }
    }
  }
}

/// A header value with parameters, such as `form-data; name="file"`.
enum HeaderParameters {
  /// The value and its parameters, names in lower case; the first of a repeated name counts.
  static func read(_ header: String) -> (value: String, parameters: [String: String]) {
    var rest = header[...]
    let value = rest.prefix { $0 != ";" }
    rest = rest.dropFirst(value.count)
    var parameters: [String: String] = [:]
    while rest.first == ";" {
      rest = rest.dropFirst().drop(while: \.isWhitespace)
      let name = rest.prefix { $0 != "=" && $0 != ";" }
      rest = rest.dropFirst(name.count)
      guard rest.first == "=" else { continue }
      rest = rest.dropFirst()
      let text = rest.first == "\"" ? quoted(&rest) : token(&rest)
      let key = name.trimmingCharacters(in: .whitespaces).lowercased()
      if parameters[key] == nil { parameters[key] = text }
      rest = rest.drop { $0 != ";" }
    }
    return (value.trimmingCharacters(in: .whitespaces), parameters)
  }

  private static func token(_ rest: inout Substring) -> String {
    let token = rest.prefix { $0 != ";" }
    rest = rest.dropFirst(token.count)
    return token.trimmingCharacters(in: .whitespaces)
  }

  private static func quoted(_ rest: inout Substring) -> String {
    rest = rest.dropFirst()
    var text = ""
    while let next = rest.popFirst(), next != "\"" {
      // A backslash escapes a quotation mark or itself; elsewhere it belongs to a path of Windows.
      if next == "\\", let escaped = rest.first, escaped == "\"" || escaped == "\\" {
        text.append(rest.removeFirst())
      } else {
        text.append(next)
      }
    }
    return text
  }
}
