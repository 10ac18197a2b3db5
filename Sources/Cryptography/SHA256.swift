import CSodium
import Foundation

/// SHA-256 (FIPS 180-4) and what is made of it, by libsodium. A digest has 32 bytes.
public enum SHA256 {
  /// The digest of bytes.
  public static func hash(_ bytes: [UInt8]) -> [UInt8] {
    Sodium.start()
    var digest = [UInt8](repeating: 0, count: crypto_hash_sha256_bytes())
    crypto_hash_sha256(&digest, bytes, UInt64(bytes.count))
    return digest
  }

  /// The digest of a text in UTF-8.
  public static func hash(_ text: String) -> [UInt8] { hash(Array(text.utf8)) }

  /// The code that only who has the key can make of the bytes: HMAC (RFC 2104). The key may have any length.
  public static func authenticationCode(for bytes: [UInt8], key: [UInt8]) -> [UInt8] {
    Sodium.start()
    var state = crypto_auth_hmacsha256_state()
    var code = [UInt8](repeating: 0, count: crypto_auth_hmacsha256_bytes())
    crypto_auth_hmacsha256_init(&state, key, key.count)
    crypto_auth_hmacsha256_update(&state, bytes, UInt64(bytes.count))
    crypto_auth_hmacsha256_final(&state, &code)
    return code
  }

  /// A key of 32 bytes for one purpose, derived from one for several: HKDF (RFC 5869) without a salt, its first block.
  public static func key(for purpose: String, from material: [UInt8]) -> [UInt8] {
    let extracted = authenticationCode(for: material, key: [UInt8](repeating: 0, count: 32))
    return authenticationCode(for: Array(purpose.utf8) + [1], key: extracted)
  }
}

extension Sequence<UInt8> {
  /// The bytes in hexadecimal, two lower-case digits each.
  public var hexadecimal: String {
    let digits = Array("0123456789abcdef".utf8)
    return String(decoding: flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
  }

  /// The bytes in base64url (RFC 4648, section 5), without padding: they need no escape in an address or a cookie.
  public var base64URL: String {
    Data(self).base64EncodedString().replacingOccurrences(of: "+", with: "-")
      .replacingOccurrences(of: "/", with: "_").replacingOccurrences(of: "=", with: "")
  }
}
