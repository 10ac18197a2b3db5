import HTTPTypes
public import Hummingbird

/// Tells browsers what pages of ours may do: nothing from elsewhere, no script or style inside the page, no
/// framing; and keeps what is for one person out of every cache.
public struct SecurityHeadersMiddleware: RouterMiddleware {
  /// Headers for every response.
  public init() {}

  private static let policy = [
    "default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self' data:", "font-src 'self'",
    "connect-src 'self'", "form-action 'self'", "base-uri 'none'", "frame-ancestors 'none'",
  ].joined(separator: "; ")

  /// Answers the request and adds the headers that the response does not bring itself.
  public func handle(
    _ request: Request, context: AppRequestContext,
    next: (Request, AppRequestContext) async throws -> Response
  ) async throws -> Response {
    var response = try await next(request, context)
    func add(_ name: HTTPField.Name, _ value: String) {
      if response.headers[name] == nil { response.headers[name] = value }
    }
    add(.contentSecurityPolicy, Self.policy)
    add(.xContentTypeOptions, "nosniff")
    add(.referrerPolicy, "same-origin")
    add(.crossOriginOpenerPolicy, "same-origin")
    add(.crossOriginResourcePolicy, "same-origin")
    add(.permissionsPolicy, "camera=(), geolocation=(), microphone=(), payment=(), usb=()")
    add(.cacheControl, "no-store")
    if context.isSecure { add(.strictTransportSecurity, "max-age=31536000") }
    return response
  }
}
