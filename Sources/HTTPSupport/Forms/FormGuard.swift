import Cryptography
import Domain
import Synchronization

/// Ties a form to the browser it was shown in, so that no other site can send it in that person's name.
///
/// The token in the form is an HMAC keyed with a secret that only this browser's cookie holds: the session
/// cookie of somebody signed in, or the visit cookie of somebody who is not. Another site can neither read
/// nor (because of the `__Host-` prefix) set that cookie, so it can't make the token. Nothing is stored on
/// the server, so any process can check what any other handed out.
public final class FormGuard: Sendable {
  /// The field that carries the token.
  public static let fieldName = "_token"
  private let state: Mutex<State>
  private let earlier: String?
  private let account: String?

  private struct State {
    var secret: String?
    var isFresh = false
    var wasAsked = false
  }

  /// A guard on the secret in the browser's cookie; without one it makes a new secret when first asked for
  /// a token. `account` is who has signed in: the token says whose form it is, for when somebody else signs in.
  /// `earlier` is the secret of a session that has ended and whose cookie the browser still has: tokens of it are accepted,
  /// and none is made of it any more.
  public init(secret: String?, earlier: String? = nil, account: String? = nil) {
    state = Mutex(State(secret: secret))
    self.earlier = earlier
    self.account = account
  }

  /// Whose form a token is from: who had signed in when it was shown; nil when nobody had.
  public static func account(of token: String) -> String? {
    token.firstIndex(of: ".").map { String(token[token.index(after: $0)...]) }
  }

  /// The token for a form of this browser.
  public var token: String {
    let secret = state.withLock { state in
      state.wasAsked = true
      if let secret = state.secret { return secret }
      let fresh = Randomness.bytes(32).base64URL
      state = State(secret: fresh, isFresh: true, wasAsked: true)
      return fresh
    }
    return Self.token(for: secret) + (account.map { ".\($0)" } ?? "")
  }

  /// Whether a token is the one for this browser. The comparison takes the same time however much is right.
  public func accepts(_ token: String) -> Bool {
    let code = Array(token.prefix { $0 != "." }.utf8)
    return [state.withLock { $0.secret }, earlier].compactMap(\.self).contains {
      constantTimeEqual(Array(Self.token(for: $0).utf8), code)
    }
  }

  /// The secret to put into the visit cookie, when one was made in this request.
  public var freshSecret: String? {
    state.withLock { $0.isFresh ? $0.secret : nil }
  }

  /// Whether a form of the page has asked for the token, so that the page is one visitor's.
  public var wasAsked: Bool { state.withLock { $0.wasAsked } }

  private static func token(for secret: String) -> String {
    SHA256.authenticationCode(for: Array("staffroom form token 1".utf8), key: Array(secret.utf8)).base64URL
  }
}

/// Compares two byte strings in a time that depends on their lengths alone.
public func constantTimeEqual(_ left: [UInt8], _ right: [UInt8]) -> Bool {
  guard left.count == right.count else { return false }
  return zip(left, right).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
}
