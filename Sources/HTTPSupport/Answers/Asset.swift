import Cryptography
import Foundation
import HTTPTypes
public import Hummingbird
public import NIOCore

/// A file that is served as it is: held in memory, named by its content.
public struct Asset: Sendable {
  /// Its bytes.
  public let body: ByteBuffer
  /// Its media type.
  public let mediaType: String
  /// A short digest of the bytes; goes into the address, so that a changed file has another one.
  public let version: String

  /// A file of given bytes.
  public init(body: [UInt8], mediaType: String) {
    self.body = ByteBuffer(bytes: body)
    self.mediaType = mediaType
    version = SHA256.hash(body).prefix(8).hexadecimal
  }
}

/// The files served under `/assets`, read once at the start.
public struct Assets: Sendable {
  private var files: [String: Asset] = [:]

  /// No files yet.
  public init() {}

  /// The file of a path such as `kit/govuk-frontend.min.css`.
  public subscript(path path: String) -> Asset? {
    get { files[path] }
    set { files[path] = newValue }
  }

  /// The paths of every file.
  public var paths: [String] { files.keys.sorted() }

  /// Where a page finds the file; the address changes with the content.
  public func address(of path: String) -> String {
    guard let version = files[path]?.version else { return "/assets/\(path)" }
    return "/assets/\(path)?v=\(version)"
  }

  /// Answers a request for the file of a path.
  public func respond(to request: Request, path: String) throws -> Response {
    guard let file = files[path] else { throw HTTPError(.notFound) }
    let tag = "\"\(file.version)\""
    let isNamedByContent = request.uri.queryParameters["v"].map { $0 == file.version } ?? false
    var headers: HTTPFields = [
      .eTag: tag, .contentType: file.mediaType,
      .cacheControl: isNamedByContent ? "public, max-age=31536000, immutable" : "public, no-cache",
    ]
    if Self.matches(request.headers[.ifNoneMatch], tag) {
      return Response(status: .notModified, headers: headers)
    }
    headers[.contentLength] = String(file.body.readableBytes)
    let body: ResponseBody = request.method == .head ? .init() : .init(byteBuffer: file.body)
    return Response(status: .ok, headers: headers, body: body)
  }

  private static func matches(_ header: String?, _ tag: String) -> Bool {
    guard let header else { return false }
    return header == "*"
      || header.split(separator: ",").contains { entry in
        let entry = entry.drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed()
        return String(entry) == tag || String(entry) == "W/\(tag)"
      }
  }

  /// The media type of a file by its name; nil for kinds we do not serve.
  public static func mediaType(of path: String) -> String? {
    switch path.split(separator: ".").last.map(String.init) {
    case "css": "text/css; charset=utf-8"
    case "js": "text/javascript; charset=utf-8"
    case "svg": "image/svg+xml"
    case "png": "image/png"
    case "ico": "image/x-icon"
    case "woff2": "font/woff2"
    case "txt": "text/plain; charset=utf-8"
    default: nil
    }
  }
}
