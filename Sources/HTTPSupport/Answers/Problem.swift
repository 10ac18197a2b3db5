public import Domain
import Foundation
import HTTPTypes
public import Hummingbird
import Logging
import NIOCore

/// An error of the API as RFC 9457 has it (`application/problem+json`).
public struct Problem: Sendable, Encodable, Equatable {
  /// What kind it is: an address that never changes.
  public var type: String
  /// The kind in a few words.
  public var title: String
  /// The HTTP status.
  public var status: Int
  /// What happened this time and what to do.
  public var detail: String
  /// The path asked for.
  public var instance: String
  /// The request's name in our logs.
  public var requestID: String
  /// The faults of single fields; none when there are none.
  public var errors: [FieldProblem]
  /// The stored version, when an outdated one was sent.
  public var currentVersion: Int?

  /// Names of the fields in JSON, the same as in answers of the API, which have `existing` as well.
  private enum CodingKeys: String, CodingKey {
    case type, title, status, detail, instance
    case requestID = "request_id"
    case errors
    case currentVersion = "current_version"
    case existing
  }

  /// The problem a failure is to somebody who asked for a path.
  public init(_ failure: FailureDescription, instance: String, requestID: RequestIdentifier) {
    type = "/api/problems/\(failure.type)"
    title = failure.title
    status = failure.status.code
    detail = failure.detail
    self.instance = instance
    self.requestID = requestID.description
    errors = failure.problems
    currentVersion = failure.currentVersion
  }

  /// Writes every field, those that are not known as null.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(type, forKey: .type)
    try container.encode(title, forKey: .title)
    try container.encode(status, forKey: .status)
    try container.encode(detail, forKey: .detail)
    try container.encode(instance, forKey: .instance)
    try container.encode(requestID, forKey: .requestID)
    try container.encode(errors, forKey: .errors)
    try container.encode(currentVersion, forKey: .currentVersion)
    try container.encodeNil(forKey: .existing)
  }

  /// The response that carries the problem.
  public func response(retryAfter: Int? = nil) -> Response {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    let body = (try? encoder.encode(self)) ?? Data("{}".utf8)
    var headers: HTTPFields = [.contentType: "application/problem+json", .cacheControl: "no-store"]
    if let retryAfter { headers[.retryAfter] = String(retryAfter) }
    if status == 401 { headers[.wwwAuthenticate] = "Bearer" }
    return Response(
      status: .init(code: status), headers: headers, body: .init(byteBuffer: ByteBuffer(bytes: body)))
  }
}

/// Answers what fails inside it with a ``Problem``, and logs what is our own fault, once.
public struct ProblemMiddleware: RouterMiddleware {
  /// A boundary of the API.
  public init() {}

  /// Answers the request, with a problem if it fails.
  public func handle(
    _ request: Request, context: AppRequestContext,
    next: (Request, AppRequestContext) async throws -> Response
  ) async throws -> Response {
    do {
      return try await next(request, context)
    } catch {
      return Self.answer(error, to: request, in: context)
    }
  }

  /// The answer to a request that failed.
  public static func answer(_ error: any Error, to request: Request, in context: AppRequestContext)
    -> Response
  {
    let failure = FailureDescription(of: error)
    failure.log(error, in: context)
    return Problem(failure, instance: request.uri.path, requestID: context.requestID)
      .response(retryAfter: failure.retryAfter)
  }
}

extension FailureDescription {
  /// Logs the error behind it when it is our own fault. Called once, at the boundary of a face.
  public func log(_ error: any Error, in context: AppRequestContext) {
    guard isFault else { return }
    context.logger.error(
      "request failed",
      metadata: [
        "error.type": .string(String(describing: Swift.type(of: error))),
        "error.description": .string(String(describing: error)),
        "http.route": .string(context.endpointPath ?? "unmatched"),
      ])
  }
}
