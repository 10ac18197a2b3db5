import Domain
import Foundation
import HTTPSupport
import HTTPTypes
import Hummingbird

/// Answers the requests of one endpoint: checks everything that its description says, then lets it handle
/// the call, and writes the answer out.
struct EndpointResponder: HTTPResponder {
  typealias Context = AppRequestContext

  let endpoint: Endpoint
  let services: Services
  let limits: Caller.Limits
  let document: Prepared<WrittenBody>

  func respond(to request: Request, context: AppRequestContext) async throws -> Response {
    await Self.counted(request, context, endpoint.access, limits, services) { caller in
      try await answer(request, context, caller)
    }
  }

  /// Finds who calls, counts the request and writes the limit into the answer's headers.
  static func counted(
    _ request: Request, _ context: AppRequestContext, _ access: Endpoint.Access, _ limits: Caller.Limits,
    _ services: Services, _ answer: (Caller) async throws -> Response
  ) async -> Response {
    var rate: RateLimit?
    do {
      let found = try await Caller.find(request, context, access, limits, services)
      let (limit, standing) = (found.limit, try await found.limit.count(found.countedFor, services))
      rate = RateLimit(
        name: limit.name, limit: limit.requests, remaining: standing.remaining,
        resetAfter: standing.resetAfter, window: limit.seconds)
      guard standing.isWithin else { throw DomainError.throttled(retryAfter: standing.resetAfter) }
      var response = try await answer(try found.caller)
      rate?.write(to: &response.headers)
      return response
    } catch {
      var response = problem(error, request, context)
      rate?.write(to: &response.headers, refused: response.status == .tooManyRequests)
      return response
    }
  }

  /// The problem that a failure is; logged here if it is our own fault.
  static func problem(_ error: any Error, _ request: Request, _ context: AppRequestContext) -> Response {
    let problem = ProblemAnswer(of: error)
    problem.failure.log(error, in: context)
    return problem.response(instance: request.uri.path, requestID: context.requestID.description)
  }

  private func answer(_ request: Request, _ context: AppRequestContext, _ caller: Caller) async throws
    -> Response
  {
    try caller.require(endpoint.access)
    let query = try RequestQuery.read(request, as: endpoint.query)
    let path = try pathValues(context)
    let expectedVersion = try EntityTag.expectedVersion(request, endpoint.condition)
    let body = try await body(request)
    let repeatable = try IdempotencyKey.request(request, endpoint, caller, body)
    let call = Call(
      services: services, actor: caller.actor, clientAddress: context.clientAddress, path: path, query: query,
      body: body?.fields ?? Fields([:]), file: endpoint.upload == nil ? [] : body?.bytes ?? [],
      expectedVersion: expectedVersion,
      submission: repeatable?.submission ?? UUIDv7.make(at: services.now(), random: services.random(10)),
      document: document)
    guard let repeatable else { return written(try await endpoint.handle(call), to: request).response }
    return try await IdempotencyKey.once(repeatable, services) {
      written(try await endpoint.handle(call), to: request)
    }
  }

  private func body(_ request: Request) async throws -> RequestBody? {
    guard request.method == .post || request.method == .put else { return nil }
    if let upload = endpoint.upload { return try await RequestBody.read(request, as: upload) }
    return try await RequestBody.read(request, as: endpoint.body)
  }

  private func pathValues(_ context: AppRequestContext) throws -> [String: String] {
    var values: [String: String] = [:]
    for parameter in endpoint.parameters {
      let value = try context.parameters.require(parameter.name)
      values[parameter.name] = value.removingPercentEncoding ?? value
    }
    return values
  }

  /// Writes an answer out.
  private func written(_ answer: Answer, to request: Request) -> WrittenAnswer {
    var headers = answer.headers
    headers[.vary] = "Authorization"
    headers[.cacheControl] = endpoint.access == .open ? "no-cache" : "private, no-cache"
    if let location = answer.location { headers[.location] = APIRoutes.base + location }
    if let next = answer.next { headers[.link] = RequestQuery.link(from: request, to: next) }
    if let file = answer.file { return written(file, headers, to: request) }
    let prepared = answer.prepared?.value
    guard let bytes = prepared?.bytes ?? answer.body.map(JSONWriter.bytes(of:)) else {
      return WrittenAnswer(status: answer.status, headers: headers, bytes: nil)
    }
    headers[.contentType] = "application/json"
    if endpoint.isCacheable || answer.version != nil {
      let tag = prepared?.tag ?? EntityTag.make(version: answer.version, bytes: bytes)
      headers[.eTag] = tag
      if endpoint.isCacheable, EntityTag.isKnown(tag, to: request.headers[.ifNoneMatch]) {
        headers[.contentType] = nil
        return WrittenAnswer(status: .notModified, headers: headers, bytes: nil)
      }
    }
    return WrittenAnswer(status: answer.status, headers: headers, bytes: bytes)
  }
}

extension EndpointResponder {
  /// Writes a file out: to be saved, and never to be run by a browser that is led to it.
  private func written(_ file: Answer.File, _ headers: HTTPFields, to request: Request) -> WrittenAnswer {
    var headers = headers
    headers[.eTag] = file.tag
    if EntityTag.isKnown(file.tag, to: request.headers[.ifNoneMatch]) {
      return WrittenAnswer(status: .notModified, headers: headers, bytes: nil)
    }
    headers[.contentType] = file.mediaType
    headers[.xContentTypeOptions] = "nosniff"
    headers[.contentSecurityPolicy] = "sandbox; default-src 'none'"
    return WrittenAnswer(status: .ok, headers: headers, bytes: file.bytes)
  }
}

/// An answer as it goes over the wire.
struct WrittenAnswer: Sendable {
  var status: HTTPResponse.Status
  var headers: HTTPFields
  var bytes: [UInt8]?

  var response: Response {
    Response(
      status: status, headers: headers, body: bytes.map { .init(byteBuffer: .init(bytes: $0)) } ?? .init())
  }
}

extension HTTPField.Name {
  static let link = HTTPField.Name("Link")!
  static let idempotencyKey = HTTPField.Name("Idempotency-Key")!
  static let idempotencyReplayed = HTTPField.Name("Idempotency-Replayed")!
}
