import CSodium

/// Keeps bytes so that only who has the key can read them, and a change is noticed: XChaCha20-Poly1305, by libsodium.
public struct Seal: Sendable {
  private let key: [UInt8]

  /// A seal of a key of 32 bytes.
  public init(key: [UInt8]) {
    precondition(key.count == crypto_aead_xchacha20poly1305_ietf_keybytes(), "a key has 32 bytes")
    self.key = key
  }

  /// What is kept of some bytes: a fresh nonce, then what was made of them.
  public func seal(_ bytes: [UInt8]) -> [UInt8] {
    Sodium.start()
    var nonce = [UInt8](repeating: 0, count: crypto_aead_xchacha20poly1305_ietf_npubbytes())
    randombytes_buf(&nonce, nonce.count)
    let room = bytes.count + crypto_aead_xchacha20poly1305_ietf_abytes()
    var sealed = [UInt8](repeating: 0, count: room)
    crypto_aead_xchacha20poly1305_ietf_encrypt(
      &sealed, nil, bytes, UInt64(bytes.count), nil, 0, nil, nonce, key)
    return nonce + sealed
  }

  /// The bytes that were sealed; nil where they were sealed with something else, or changed since.
  public func open(_ kept: [UInt8]) -> [UInt8]? {
    Sodium.start()
    let (nonce, sealed) = (
      Array(kept.prefix(crypto_aead_xchacha20poly1305_ietf_npubbytes())),
      Array(kept.dropFirst(crypto_aead_xchacha20poly1305_ietf_npubbytes()))
    )
    let length = sealed.count - crypto_aead_xchacha20poly1305_ietf_abytes()
    guard length >= 0 else { return nil }
    var bytes = [UInt8](repeating: 0, count: length)
    let status = crypto_aead_xchacha20poly1305_ietf_decrypt(
      &bytes, nil, nil, sealed, UInt64(sealed.count), nil, 0, nonce, key)
    return status == 0 ? bytes : nil
  }
}
