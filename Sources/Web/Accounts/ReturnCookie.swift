import Foundation
import HTTPSupport
import Hummingbird

/// Remembers for a day where somebody was going when they had to make an account first: the way leads
/// through their mailbox, so no page can carry it.
enum ReturnCookie {
  private static func name(_ cookies: CookieNames) -> String { cookies.session + "-return" }

  /// The cookie that remembers.
  static func remember(_ path: OwnPath, _ cookies: CookieNames) -> Cookie {
    cookie(OwnPath.escape(path.text), seconds: 86_400, cookies)
  }

  /// The cookie that forgets.
  static func forget(_ cookies: CookieNames) -> Cookie { cookie("", seconds: 0, cookies) }

  /// Where somebody was going.
  static func read(_ request: Request, _ cookies: CookieNames) -> OwnPath? {
    OwnPath(request.cookies[name(cookies)]?.value.removingPercentEncoding)
  }

  private static func cookie(_ value: String, seconds: Int, _ cookies: CookieNames) -> Cookie {
    Cookie(
      name: name(cookies), value: value, maxAge: seconds, path: "/",
      secure: cookies.session.hasPrefix("__Host-"), httpOnly: true, sameSite: .lax)
  }
}
