import HTTPTypes

/// Finds who the client is when proxies stand between.
///
/// Each proxy appends the address it saw to `X-Forwarded-For`. Only the last `trustedProxies` entries were
/// written by proxies of ours; everything before them the client may have made up, and is not believed.
public enum ClientAddress {
  /// The client's address.
  public static func find(peer: String?, forwardedFor: [String], trustedProxies: Int) -> String? {
    guard trustedProxies > 0 else { return peer }
    let hops = forwardedFor.joined(separator: ",").split(separator: ",").map { hop in
      hop.drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed()
    }
    guard hops.count >= trustedProxies else { return peer }
    let address = String(hops[hops.count - trustedProxies])
    return isAddress(address) ? address : peer
  }

  /// Whether the proxy nearest to us says the browser spoke TLS to it.
  public static func isSecure(forwardedProto: String?, trustedProxies: Int) -> Bool {
    trustedProxies > 0 && forwardedProto?.lowercased() == "https"
  }

  private static func isAddress(_ text: String) -> Bool {
    !text.isEmpty && text.utf8.count <= 45
      && text.allSatisfy { $0.isASCII && ($0.isHexDigit || $0 == "." || $0 == ":") }
  }
}

extension HTTPField.Name {
  static let xRequestID = HTTPField.Name("X-Request-Id")!
  static let xForwardedFor = HTTPField.Name("X-Forwarded-For")!
  static let xForwardedProto = HTTPField.Name("X-Forwarded-Proto")!
  static let secFetchSite = HTTPField.Name("Sec-Fetch-Site")!
  static let xCSRFToken = HTTPField.Name("X-CSRF-Token")!
  static let referrerPolicy = HTTPField.Name("Referrer-Policy")!
  static let permissionsPolicy = HTTPField.Name("Permissions-Policy")!
  static let crossOriginOpenerPolicy = HTTPField.Name("Cross-Origin-Opener-Policy")!
  static let crossOriginResourcePolicy = HTTPField.Name("Cross-Origin-Resource-Policy")!
  static let rateLimit = HTTPField.Name("RateLimit")!
  static let rateLimitPolicy = HTTPField.Name("RateLimit-Policy")!
}
