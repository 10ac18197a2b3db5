/// How the HTTP server is set up; the same for pages and API.
public struct ServerSettings: Sendable {
  /// Whether cookies carry `Secure` and the `__Host-` prefix. Off only for development over plain HTTP at
  /// an address other than the machine's own, where browsers refuse to keep such cookies.
  public var secureCookies: Bool
  /// How many reverse proxies in front of us are ours, and so may say who the client is.
  public var trustedProxies: Int
  /// Where the unpacked govuk-frontend kit lies; nil serves pages with our own style sheet alone.
  public var kitFolder: String?

  /// Settings of a server.
  public init(secureCookies: Bool = true, trustedProxies: Int = 0, kitFolder: String? = nil) {
    self.secureCookies = secureCookies
    self.trustedProxies = trustedProxies
    self.kitFolder = kitFolder
  }
}
