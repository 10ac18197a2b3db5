import Domain
import Foundation
import HTTPTypes
import Hummingbird
import NIOCore

/// Reads the body of a request as its endpoint wants it.
struct RequestBody {
  /// How much a body may weigh.
  static let mostBytes = 1_048_576
  /// How much more of a body that is refused is read, where nothing else will read it.
  private static let mostDiscarded = 16 * 1_048_576

  /// The bytes as they came.
  let bytes: [UInt8]
  /// The members of the object that it is.
  let fields: Fields

  /// Reads a body and checks it. An endpoint without a body takes none, or an empty object; so does a POST that needs
  /// nothing of its body.
  static func read(_ request: Request, as body: Endpoint.Body?) async throws -> RequestBody {
    let bytes = try await collect(request, upTo: mostBytes)
    let schema = body?.schema ?? .request()
    let needsNone = body == nil || request.method == .post && !schema.fields.contains(where: \.required)
    if bytes.isEmpty && needsNone { return RequestBody(bytes: [], fields: Fields([:])) }
    guard isJSON(request.headers[.contentType]) else { throw APIFailure.wrongContentType }
    let value = try parse(bytes)
    let problems = schema.problems(of: value)
    if !problems.isEmpty {
      // Where the domain finds a field wrong as well, its words are said, which every face shares. What is no object
      // has no fields.
      let told = value.object == nil ? [] : body?.faults?(value) ?? []
      let fields = Set(told.map(\.field))
      throw DomainError.invalid(problems.filter { !fields.contains($0.field) } + told)
    }
    return RequestBody(bytes: bytes, fields: Fields(value.object ?? [:]))
  }

  /// Reads a body that is a file.
  static func read(_ request: Request, as upload: Endpoint.Upload) async throws -> RequestBody {
    let type = (request.headers[.contentType] ?? "").lowercased().prefix { $0 != ";" }
    guard upload.mediaTypes.contains(type.trimmingCharacters(in: .whitespaces)) else {
      throw APIFailure.wrongFileType(upload.mediaTypes)
    }
    return RequestBody(bytes: try await collect(request, upTo: upload.mostBytes), fields: Fields([:]))
  }

  private static func collect(_ request: Request, upTo most: Int) async throws -> [UInt8] {
    let length = request.headers[.contentLength].flatMap { Int($0) } ?? 0
    // The server reads what is left of a body only where the connection goes on; a client that closes it would still
    // be sending, and never read the answer. One that asks first whether to send is told at once.
    let isLast = request.headers[.connection] == "close" && request.headers[.expect] == nil
    let mostRead = isLast ? most + mostDiscarded : most
    if length > mostRead { throw APIFailure.tooLarge(most) }
    var (bytes, received) = ([UInt8](), 0)
    for try await piece in request.body {
      received += piece.readableBytes
      if received > mostRead { throw APIFailure.tooLarge(most) }
      if received <= most { bytes += piece.readableBytesView } else { bytes = [] }
    }
    if received > most { throw APIFailure.tooLarge(most) }
    return bytes
  }

  private static func parse(_ bytes: [UInt8]) throws -> JSONValue {
    do {
      return try JSONReader.read(bytes)
    } catch {
      throw APIFailure.malformed("The body is not JSON: \(error.what), at byte \(error.offset).")
    }
  }

  /// Whether a content type is JSON in UTF-8.
  static func isJSON(_ contentType: String?) -> Bool {
    guard let contentType else { return false }
    let parts = contentType.lowercased().split(separator: ";").map {
      $0.trimmingCharacters(in: .whitespaces)
    }
    guard let type = parts.first else { return false }
    guard type == "application/json" || (type.hasPrefix("application/") && type.hasSuffix("+json")) else {
      return false
    }
    return parts.dropFirst().allSatisfy { part in
      !part.hasPrefix("charset=") || part.dropFirst(8).trimmingCharacters(in: ["\""]) == "utf-8"
    }
  }
}
