import Domain
import HTTPSupport
import HTTPTypes
import Hummingbird

/// Who calls, and how much of their limit is left.
struct Caller {
  let actor: Actor
  /// What the client shows with each request: its token, or nothing but its address.
  let secret: String

  /// How many requests callers may make.
  struct Limits: Sendable {
    let token: RequestLimit
    let visitor: RequestLimit
  }

  /// Whom a request is counted for.
  let countedFor: String
  let limit: RequestLimit

  /// Finds who calls. A token that isn't accepted is counted for its address before it is refused.
  static func find(
    _ request: Request, _ context: AppRequestContext, _ access: Endpoint.Access, _ limits: Limits,
    _ services: Services
  ) async throws -> Caller {
    let address = context.clientAddress ?? context.remoteAddress?.ipAddress ?? "unknown"
    let requestID = context.requestID.description
    let visitor = Caller(
      actor: Actor(.anonymous, face: .api, requestID: requestID), secret: "address \(address)",
      countedFor: address, limit: limits.visitor)
    guard access != .open, let header = request.headers[.authorization] else { return visitor }
    do {
      let token = try bearer(header)
      let account = try await AuthenticateAPIToken(services)(secret: token)
      return Caller(
        actor: Actor(.account(account), face: .api, requestID: requestID), secret: token,
        countedFor: account.tokenID?.description ?? account.id.description, limit: limits.token)
    } catch DomainError.signInRequired {
      let standing = try await limits.visitor.count(address, services)
      guard standing.isWithin else { throw DomainError.throttled(retryAfter: standing.resetAfter) }
      throw APIFailure.badToken
    }
  }

  private static func bearer(_ header: String) throws -> String {
    let parts = header.split(separator: " ", maxSplits: 1)
    guard parts.count == 2, parts[0].lowercased() == "bearer", parts[1].utf8.count <= 200,
      parts[1].hasPrefix("staffroom_")
    else { throw DomainError.signInRequired }
    return String(parts[1])
  }

  /// Throws unless the caller may use the endpoint at all; where and on what, the use case decides.
  func require(_ access: Endpoint.Access) throws {
    switch access {
    case .open, .openOrToken: return
    case .token: _ = try actor.requireAccount()
    case .scoped(let operation):
      let account = try actor.requireAccount()
      let scope = Permissions.grant(for: operation).scope
      if let scopes = account.scopes, !scopes.contains(scope) { throw APIFailure.scopeMissing(scope) }
    }
  }
}
