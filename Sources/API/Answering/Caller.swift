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

  /// Whoever calls, and what the request is counted for: a token that was accepted, or the address.
  struct Found {
    let countedFor: String
    let limit: RequestLimit
    private let known: Caller?

    /// The caller; throws for a token that was not accepted.
    var caller: Caller {
      get throws {
        guard let known else { throw APIFailure.badToken }
        return known
      }
    }

    init(_ known: Caller?, countedFor: String, limit: RequestLimit) {
      self.known = known
      self.countedFor = countedFor
      self.limit = limit
    }
  }

  /// Finds who calls. A token that isn't accepted is counted for its address before it is refused.
  static func find(
    _ request: Request, _ context: AppRequestContext, _ access: Endpoint.Access, _ limits: Limits,
    _ services: Services
  ) async throws -> Found {
    let address = context.clientAddress ?? context.remoteAddress?.ipAddress ?? "unknown"
    let requestID = context.requestID.description
    guard access != .open, let header = request.headers[.authorization] else {
      let visitor = Caller(
        actor: Actor(.anonymous, face: .api, requestID: requestID), secret: "address \(address)")
      return Found(visitor, countedFor: address, limit: limits.visitor)
    }
    do {
      let token = try bearer(header)
      let account = try await AuthenticateAPIToken(services)(secret: token)
      let caller = Caller(
        actor: Actor(.account(account), face: .api, requestID: requestID), secret: token)
      return Found(
        caller, countedFor: account.tokenID?.description ?? account.id.description, limit: limits.token)
    } catch DomainError.signInRequired {
      return Found(nil, countedFor: address, limit: limits.visitor)
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
