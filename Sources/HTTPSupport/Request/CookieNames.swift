public import Hummingbird

/// The cookies of the product, by name and with their attributes.
///
/// `__Host-` makes the browser itself insist on `Secure`, the path `/` and no domain, so that no
/// neighbouring host can plant a cookie. Browsers accept such cookies over plain HTTP from the machine's own
/// address; for development at any other plain-HTTP address the settings can turn the prefix off.
public struct CookieNames: Sendable {
  private let secure: Bool

  /// The cookies with or without the protection of TLS.
  public init(secure: Bool) {
    self.secure = secure
  }

  private var prefix: String { secure ? "__Host-" : "" }
  /// The cookie of somebody who has signed in.
  public var session: String { prefix + "staffroom-session" }
  /// The cookie that ties forms to a browser in which nobody has signed in.
  public var visit: String { prefix + "staffroom-visit" }

  /// The cookie that says which campaign's link was followed; it goes when the browser is closed.
  public var campaign: String { prefix + "staffroom-campaign" }

  /// The code of the campaign whose link was followed in this browser, if it looks like one.
  public func campaign(of request: Request) -> String? {
    guard let value = request.cookies[campaign]?.value, value.utf8.count == 8,
      value.utf8.allSatisfy({ (0x30...0x39).contains($0) || (0x61...0x7A).contains($0) })
    else { return nil }
    return value
  }

  /// The cookie that keeps a campaign's code, and nothing else, until the browser is closed.
  public func campaignCookie(_ code: String) -> Cookie {
    Cookie(name: campaign, value: code, path: "/", secure: secure, httpOnly: true, sameSite: .lax)
  }

  /// The secret of the session cookie that came with the request.
  public func session(of request: Request) -> String? { value(session, request) }
  /// The secret of the visit cookie that came with the request.
  public func visit(of request: Request) -> String? { value(visit, request) }

  private func value(_ name: String, _ request: Request) -> String? {
    guard let value = request.cookies[name]?.value, (16...200).contains(value.utf8.count) else { return nil }
    return value
  }

  /// The cookie that keeps a session for as many seconds as it may last.
  public func sessionCookie(_ secret: String, lifetime seconds: Int?) -> Cookie {
    Cookie(
      name: session, value: secret, maxAge: seconds, path: "/", secure: secure, httpOnly: true,
      sameSite: .lax)
  }

  /// The cookie that ends the session in the browser.
  public var endedSession: Cookie { sessionCookie("", lifetime: 0) }

  /// The response with the visit cookie, when a form in it needed a new one.
  public func adding(_ formGuard: FormGuard, to response: Response) -> Response {
    guard let secret = formGuard.freshSecret else { return response }
    var response = response
    response.setCookie(
      Cookie(name: visit, value: secret, path: "/", secure: secure, httpOnly: true, sameSite: .lax))
    return response
  }
}
