import Domain
import Foundation
import HTTPTypes
import Hummingbird
import TestSupport
import Testing

@testable import API

/// Calls the API as a client does, and holds every answer against the route's description: its status, its
/// body and its headers.
struct APIClient: Sendable {
  let client: TestClient

  /// An answer, read.
  struct Reply: Sendable {
    let status: Int
    let headers: HTTPFields
    let json: JSONValue
    let text: String

    subscript(_ path: String...) -> JSONValue {
      path.reduce(json) { value, name in value.object?[name] ?? .null }
    }
    var items: [JSONValue] { json.object?["items"]?.array ?? [] }
    var etag: String { headers[.eTag] ?? "" }
    /// Fields that a problem names.
    var fields: [String] { (self["errors"].array ?? []).compactMap { $0.object?["field"]?.string } }
    var type: String { self["type"].string ?? "" }
  }

  func get(_ path: String, _ token: String? = nil, headers: [String: String] = [:]) async throws -> Reply {
    try await send(.get, path, token, headers: headers)
  }

  func post(
    _ path: String, _ token: String? = nil, _ body: JSONValue? = nil, key: String? = nil,
    headers: [String: String] = [:]
  ) async throws -> Reply {
    var headers = headers
    if let key { headers["Idempotency-Key"] = key }
    return try await send(.post, path, token, body, headers: headers)
  }

  func put(
    _ path: String, _ token: String? = nil, _ body: JSONValue, ifMatch: String? = nil
  ) async throws -> Reply {
    try await send(.put, path, token, body, headers: ifMatch.map { ["If-Match": $0] } ?? [:])
  }

  func delete(_ path: String, _ token: String? = nil, ifMatch: String? = nil) async throws -> Reply {
    try await send(.delete, path, token, headers: ifMatch.map { ["If-Match": $0] } ?? [:])
  }

  func send(
    _ method: HTTPRequest.Method, _ path: String, _ token: String? = nil, _ body: JSONValue? = nil,
    headers: [String: String] = [:]
  ) async throws -> Reply {
    var headers = headers
    if let token { headers["Authorization"] = "Bearer \(token)" }
    if body != nil { headers["Content-Type"] = headers["Content-Type"] ?? "application/json" }
    return try await raw(method, path, body.map(JSONWriter.bytes(of:)), headers: headers)
  }

  /// Sends bytes as they are.
  func raw(
    _ method: HTTPRequest.Method, _ path: String, _ body: [UInt8]? = nil, headers: [String: String] = [:]
  ) async throws -> Reply {
    var fields: HTTPFields = [:]
    for (name, value) in headers { fields[try #require(HTTPField.Name(name))] = value }
    let response = try await client.execute(
      uri: APIRoutes.base + path, method: method, headers: fields, body: body.map { ByteBuffer(bytes: $0) }
    )
    let bytes = Array(response.body.readableBytesView)
    let isJSON = response.headers[.contentType]?.hasSuffix("json") ?? false
    let reply = Reply(
      status: response.status.code, headers: response.headers,
      json: bytes.isEmpty || method == .head || !isJSON ? .null : try JSONReader.read(bytes),
      text: String(decoding: bytes, as: UTF8.self))
    check(reply, method, path)
    return reply
  }

  /// Notes everything in which an answer differs from what is written of its route.
  private func check(_ reply: Reply, _ method: HTTPRequest.Method, _ path: String) {
    #expect(reply.headers[.xRequestID] != nil, "\(method) \(path) has no request id")
    if reply.status >= 400 && method != .head {
      #expect(reply.headers[.contentType] == "application/problem+json", "\(method) \(path)")
      #expect(ProblemAnswer.schema.problems(of: reply.json, strict: true) == [], "\(method) \(path)")
      #expect(reply["status"] == .whole(reply.status))
      #expect(Self.kinds.contains(reply.type), "\(reply.type) is not in the list of problem types")
      #expect(reply["request_id"].string == reply.headers[.xRequestID])
    }
    guard let endpoint = Self.endpoint(method, path) else { return }
    let name = "\(method) \(endpoint.path) → \(reply.status): \(reply.text.prefix(300))"
    if let success = endpoint.successes.first(where: { $0.status.code == reply.status }) {
      if !success.fileTypes.isEmpty {
        #expect(success.fileTypes.contains(reply.headers[.contentType] ?? ""), "\(name)")
      } else if let schema = success.schema {
        #expect(schema.problems(of: reply.json, strict: true) == [], "\(name)")
      } else {
        #expect(reply.text.isEmpty, "\(name)")
      }
      if success.hasLocation { #expect(reply.headers[.location] != nil, "\(name)") }
    } else if reply.status == 304 {
      #expect(endpoint.isCacheable && reply.text.isEmpty, "\(name)")
    } else {
      #expect(endpoint.failureStatuses.contains(reply.status), "\(name) is not documented")
    }
  }

  private static let kinds = Set((ProblemAnswer.kinds.array ?? []).compactMap { $0.object?["type"]?.string })

  /// The endpoints with the parts of their paths, by how many parts there are.
  private static let endpoints = Dictionary(
    grouping: APIRoutes.endpoints.map { (endpoint: $0, pattern: $0.path.split(separator: "/")) },
    by: \.pattern.count)

  /// The description of the route that a path goes to.
  static func endpoint(_ method: HTTPRequest.Method, _ path: String) -> Endpoint? {
    let parts = path.prefix { $0 != "?" }.split(separator: "/")
    let matching = endpoints[parts.count, default: []].filter { _, pattern in
      zip(pattern, parts).allSatisfy { $0.hasPrefix("{") || $0 == $1 }
    }.map(\.endpoint)
    // A path that is written out comes before one with a parameter, whatever the method.
    let path = matching.map(\.path).min { $0.count { $0 == "{" } < $1.count { $0 == "{" } }
    return matching.first { $0.path == path && $0.method == method }
  }
}

extension HTTPField.Name {
  static let xRequestID = HTTPField.Name("X-Request-Id")!
  static let rateLimit = HTTPField.Name("RateLimit")!
}
