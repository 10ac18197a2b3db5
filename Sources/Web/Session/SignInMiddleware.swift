import Domain
import Foundation
import HTTPSupport
import HTTPTypes
import Hummingbird

/// Asks whoever is not signed in (any more) to sign in, and leads back to where they were.
///
/// A page is opened again after sign-in. A form that was sent is kept in the sign-in page and offered for
/// sending again afterwards, so that nothing typed is lost.
struct SignInMiddleware: RouterMiddleware {
  typealias Context = AppRequestContext
  private let environment: WebEnvironment

  init(_ environment: WebEnvironment) { self.environment = environment }

  func handle(
    _ request: Request, context: AppRequestContext,
    next: (Request, AppRequestContext) async throws -> Response
  ) async throws -> Response {
    do {
      return try await next(request, context)
    } catch DomainError.signInRequired where context.signedIn == nil {
      let path = OwnPath(request.uri.description)
      if request.method == .get || request.method == .head { return Self.leadToSignIn(path) }
      if context.form.has("autosave") { return Response(status: .unauthorized) }
      let held = path.flatMap { HeldForm(path: $0, fields: context.form) }
      let wasAway = try await wasAway(request)
      let page = SignInPages.page(
        fields: Fields(), next: path, held: held,
        reason: .sessionEnded(holds: held != nil, wasAway: wasAway), in: context)
      return environment.respond(page, in: context)
    }
  }

  /// Whether the session ended by itself; otherwise somebody signed out, here or elsewhere.
  private func wasAway(_ request: Request) async throws -> Bool {
    guard let token = environment.cookies.session(of: request) else { return false }
    return try await ResumeSession(environment.services).wasLeftAlone(token: token)
  }

  private static func leadToSignIn(_ path: OwnPath?) -> Response {
    .seeOther("/sign-in" + (path.map { "?next=" + $0.inQuery } ?? ""))
  }
}
