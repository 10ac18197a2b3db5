import HTTPSupport
import Hummingbird
import NIOCore

extension AppRequestContext {
  /// Whether the other end of the connection is this machine itself.
  var isFromThisMachine: Bool {
    guard let address = remoteAddress?.ipAddress else { return false }
    return address == "::1" || address.hasPrefix("127.") || address.hasPrefix("::ffff:127.")
  }
}

extension Request {
  /// Whether the address in the browser names this machine. A name of somebody else's that leads here would let
  /// their page read ours.
  var isForThisMachine: Bool {
    guard let authority = head.authority else { return false }
    let host =
      authority.hasPrefix("[") ? authority.prefix { $0 != "]" }.dropFirst() : authority.prefix { $0 != ":" }
    return host == "localhost" || host.hasSuffix(".localhost") || host == "::1" || host.hasPrefix("127.")
  }
}
