public import Foundation
import Postgres

/// A person makes an API token with their address and password, where there are no pages to sign in on.
public struct CreateAPITokenByPassword: Sendable {
  let services: Services

  /// The use case over an installation's services.
  public init(_ services: Services) { self.services = services }

  /// Checks the password as ``SignIn`` does, throttled as it is, and makes the token. The session that
  /// signing in begins is ended at once. Throws ``DomainError``.
  public func callAsFunction(
    email: String, password: String, name: String, scopes: Set<TokenScope>, expiresAt: Date,
    clientAddress: String? = nil, by actor: Actor
  ) async throws -> CreatedAPIToken {
    let started = try await SignIn(services)(
      email: email, password: password, clientAddress: clientAddress, by: actor)
    let person = Actor(.account(started.account), face: actor.face, requestID: actor.requestID)
    let made: Result<CreatedAPIToken, any Error>
    do {
      made = .success(
        try await CreateAPIToken(services)(name: name, scopes: scopes, expiresAt: expiresAt, by: person))
    } catch {
      made = .failure(error)
    }
    try await SignOut(services)(token: started.token, by: person)
    return try made.get()
  }
}
