public import Hummingbird
import Logging

/// Opens the scope of a request: names it, finds the client's address, and writes one log line when it is
/// answered. Stands outermost.
///
/// The line carries the route (`/vacancies/{id}`) and not the address asked for, so that neither
/// identifiers nor search words reach the logs.
public struct RequestScopeMiddleware: RouterMiddleware {
  private let settings: ServerSettings

  /// A scope for each request.
  public init(settings: ServerSettings) {
    self.settings = settings
  }

  /// Answers the request inside its scope.
  public func handle(
    _ request: Request, context: AppRequestContext,
    next: (Request, AppRequestContext) async throws -> Response
  ) async throws -> Response {
    let start = ContinuousClock.now
    var context = context
    if settings.trustedProxies > 0, let given = request.headers[.xRequestID],
      let id = RequestIdentifier(given: given)
    {
      context.requestID = id
    }
    context.logger[metadataKey: "hb.request.id"] = .string(context.requestID.description)
    context.clientAddress = ClientAddress.find(
      peer: context.remoteAddress?.ipAddress, forwardedFor: request.headers[values: .xForwardedFor],
      trustedProxies: settings.trustedProxies)
    context.isSecure = ClientAddress.isSecure(
      forwardedProto: request.headers[.xForwardedProto], trustedProxies: settings.trustedProxies)

    do {
      var response = try await next(request, context)
      response.headers[.xRequestID] = context.requestID.description
      log(request, context, status: response.status.code, since: start)
      return response
    } catch {
      let status = (error as? any HTTPResponseError)?.status.code ?? 500
      log(request, context, status: status, since: start)
      throw error
    }
  }

  private func log(
    _ request: Request, _ context: AppRequestContext, status: Int, since start: ContinuousClock.Instant
  ) {
    let (seconds, attoseconds) = (ContinuousClock.now - start).components
    let milliseconds = Double(seconds) * 1_000 + Double(attoseconds / 1_000_000_000_000) / 1_000
    context.logger.info(
      "request",
      metadata: [
        "http.method": .string(request.method.rawValue),
        "http.route": .string(context.endpointPath ?? "unmatched"),
        "http.status": .stringConvertible(status),
        "duration.ms": .stringConvertible(milliseconds),
      ])
  }
}
