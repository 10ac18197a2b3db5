import Domain
import HTTPSupport
import Hummingbird

/// Finds out who has signed in, by the session cookie.
struct SessionMiddleware: RouterMiddleware {
  typealias Context = AppRequestContext
  private let environment: WebEnvironment

  init(_ environment: WebEnvironment) { self.environment = environment }

  func handle(
    _ request: Request, context: AppRequestContext,
    next: (Request, AppRequestContext) async throws -> Response
  ) async throws -> Response {
    guard let token = environment.cookies.session(of: request),
      let resumed = try await ResumeSession(environment.services)(token: token)
    else { return try await next(request, context) }
    var context = context
    context.signedIn = SignedIn(account: resumed.account, session: resumed.session.id.rawValue)
    return try await next(request, context)
  }
}
