import Cryptography
import Foundation

/// A random secret that its holder shows: the text goes out once, the hash is what is stored.
struct Secret: Sendable {
  /// 32 random bytes in base64url, 43 characters.
  let text: String
  /// SHA-256 of the text. The secret is random and long, so no slow hash is needed.
  var hash: Data { Self.hash(text) }

  /// A fresh secret, with a prefix that says what it opens.
  static func make(prefix: String = "", _ services: Services) -> Secret {
    Secret(text: prefix + services.random(32).base64URL)
  }

  /// The hash under which a shown secret is found.
  static func hash(_ text: String) -> Data { Data(SHA256.hash(text)) }

  /// The hash of something personal in hexadecimal, where only equality matters.
  static func fingerprint(_ text: String) -> String { SHA256.hash(text).hexadecimal }
}
