import Hummingbird
import NIOCore

/// A file that came with a form.
public struct UploadedFile: Sendable, Equatable {
  /// The largest file that is kept.
  public static let maximumSize = 10 * 1024 * 1024

  /// The field it was chosen in.
  public var field: String
  /// The name it has on the sender's machine; not to be trusted.
  public var name: String
  /// The bytes; none when it was too large to be kept.
  public var bytes: [UInt8]
  /// Whether it is larger than ``maximumSize``.
  public var isTooLarge: Bool

  /// A file.
  public init(field: String, name: String, bytes: [UInt8], isTooLarge: Bool = false) {
    self.field = field
    self.name = name
    self.bytes = bytes
    self.isTooLarge = isTooLarge
  }
}

/// A form with files, read as it comes in: what is too large is let go by, not held.
struct MultipartForm {
  /// The most bytes a body may have. More than a file may, so that one that is too large is told of on the
  /// page it was chosen on.
  static let maximumSize = 32 * 1024 * 1024
  /// The most files that are kept.
  static let maximumFiles = 5

  /// Why a body is not taken.
  enum Failure: Error { case malformed, tooLarge }

  private(set) var form = FormData()
  private(set) var files: [UploadedFile] = []
  private var parser: MultipartParser
  private var received = 0
  private var sizeOfFields = 0
  private var part: Part?

  private struct Part {
    let name: String
    let filename: String?
    var bytes: [UInt8] = []
    var isTooLarge = false
  }

  private init?(boundary: String) {
    guard let parser = MultipartParser(boundary: boundary) else { return nil }
    self.parser = parser
  }

  /// Reads a body whose content type has this boundary.
  static func read(
    _ body: some AsyncSequence<ByteBuffer, any Error>, boundary: String
  ) async throws -> MultipartForm {
    guard var form = MultipartForm(boundary: boundary) else { throw Failure.malformed }
    for try await piece in body { try form.take(piece.readableBytesView) }
    do {
      try form.parser.finish()
    } catch {
      throw Failure.malformed
    }
    return form
  }

  private mutating func take(_ piece: some Collection<UInt8>) throws(Failure) {
    received += piece.count
    if received > Self.maximumSize { throw .tooLarge }
    let events: [MultipartParser.Event]
    do {
      events = try parser.consume(piece)
    } catch {
      throw error == .tooManyParts ? .tooLarge : .malformed
    }
    for event in events {
      switch event {
      case .begins(let name, let filename, _): part = Part(name: name, filename: filename)
      case .bytes(let bytes): try add(bytes)
      case .ends: try end()
      }
    }
  }

  private mutating func add(_ bytes: [UInt8]) throws(Failure) {
    if part?.filename == nil {
      sizeOfFields += bytes.count
      if sizeOfFields > FormData.maximumSize { throw .tooLarge }
    } else if (part?.bytes.count ?? 0) + bytes.count > UploadedFile.maximumSize {
      part?.isTooLarge = true
      part?.bytes = []
    }
    if part?.isTooLarge == false { part?.bytes += bytes }
  }

  private mutating func end() throws(Failure) {
    guard let part else { return }
    self.part = nil
    guard let filename = part.filename else {
      form.add(FormData.Field(name: part.name, value: FormData.text(part.bytes)))
      return
    }
    // A field in which no file was chosen comes without a name and without content.
    if filename.isEmpty && part.bytes.isEmpty && !part.isTooLarge { return }
    if files.count == Self.maximumFiles { throw .tooLarge }
    files.append(
      UploadedFile(field: part.name, name: filename, bytes: part.bytes, isTooLarge: part.isTooLarge))
  }
}
