import Domain
import Foundation
import HTTPTypes
import Hummingbird
import NIOCore

/// Reads the body of a request as its endpoint wants it.
struct RequestBody {
  /// How much a body may weigh.
  static let mostBytes = 1_048_576

  /// The bytes as they came.
  let bytes: [UInt8]
  /// The members of the object that it is.
  let fields: Fields

  /// Reads a body and checks it. An endpoint without a body takes none, or an empty object.
  static func read(_ request: Request, as body: Endpoint.Body?) async throws -> RequestBody {
    if let length = request.headers[.contentLength].flatMap({ Int($0) }), length > mostBytes {
      throw APIFailure.tooLarge
    }
    let buffer: ByteBuffer
    do {
      buffer = try await request.body.collect(upTo: mostBytes)
    } catch is NIOTooManyBytesError {
      throw APIFailure.tooLarge
    }
    let bytes = Array(buffer.readableBytesView)
    let schema = body?.schema ?? .request()
    if bytes.isEmpty && body == nil { return RequestBody(bytes: [], fields: Fields([:])) }
    guard isJSON(request.headers[.contentType]) else { throw APIFailure.wrongContentType }
    let value = try parse(bytes)
    let problems = schema.problems(of: value)
    if !problems.isEmpty { throw DomainError.invalid(problems) }
    return RequestBody(bytes: bytes, fields: Fields(value.object ?? [:]))
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
