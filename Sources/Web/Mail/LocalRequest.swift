import HTTPSupport
import NIOCore

extension AppRequestContext {
  /// Whether the other end of the connection is this machine itself.
  var isFromThisMachine: Bool {
    guard let address = remoteAddress?.ipAddress else { return false }
    return address == "::1" || address.hasPrefix("127.") || address.hasPrefix("::ffff:127.")
  }
}
