public import HTTPSupport
public import HTTPTypes
public import Hummingbird
import Logging
public import NIOCore
import NIOEmbedded

/// Sends requests to a router as a server does, without a network between.
public struct TestClient: Sendable {
  private let respond: @Sendable (Request, AppRequestContext) async throws -> Response

  /// A client of a router that is complete.
  public init(_ router: Router<AppRequestContext>) {
    let responder = router.buildResponder()
    respond = { try await responder.respond(to: $0, context: $1) }
  }

  /// The whole response to a request; 500 where the router throws, as from the server.
  public func execute(
    uri: String, method: HTTPRequest.Method, headers: HTTPFields = [:], body: ByteBuffer? = nil
  ) async throws -> TestResponse {
    var headers = headers
    if let body { headers[.contentLength] = "\(body.readableBytes)" }
    let request = Request(
      head: .init(method: method, scheme: "http", authority: "localhost", path: uri, headerFields: headers),
      body: RequestBody(buffer: body ?? ByteBuffer()))
    let context = AppRequestContext(
      source: ApplicationRequestContextSource(channel: NIOAsyncTestingChannel(), logger: testLogger))
    let response: Response
    do {
      response = try await respond(request, context)
    } catch {
      response = Response(status: .internalServerError)
    }
    let written = Written()
    try await response.body.write(Writer(written: written))
    return TestResponse(status: response.status, headers: response.headers, body: written.bytes)
  }

  /// Collects what a response's body writes, one piece after another.
  private final class Written {
    var bytes = ByteBuffer()
  }

  private struct Writer: ResponseBodyWriter {
    let written: Written

    mutating func write(_ buffer: ByteBuffer) async throws { written.bytes.writeImmutableBuffer(buffer) }

    consuming func finish(_ trailingHeaders: HTTPFields?) async throws {}
  }
}

/// A response that has come to its end.
public struct TestResponse: Sendable {
  /// Its status.
  public let status: HTTPResponse.Status
  /// Its headers.
  public let headers: HTTPFields
  /// Its body.
  public let body: ByteBuffer
}
