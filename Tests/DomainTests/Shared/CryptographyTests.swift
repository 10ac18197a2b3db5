import Cryptography
import Testing

@Suite("Digests, keyed digests and sealed bytes")
struct CryptographyTests {
  @Test("SHA-256, HMAC and HKDF give what their standards print")
  func vectors() {
    // FIPS 180-4, example B.1.
    #expect(
      SHA256.hash("abc").hexadecimal == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
    #expect(
      SHA256.hash([]).hexadecimal == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
    // RFC 4231, test cases 2 and 6 (a key that is longer than a block).
    #expect(
      SHA256.authenticationCode(for: Array("what do ya want for nothing?".utf8), key: Array("Jefe".utf8))
        .hexadecimal == "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843")
    #expect(
      SHA256.authenticationCode(
        for: Array("Test Using Larger Than Block-Size Key - Hash Key First".utf8),
        key: [UInt8](repeating: 0xaa, count: 131)
      ).hexadecimal == "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54")
    // RFC 5869, test case 3: no salt, no purpose.
    #expect(
      SHA256.key(for: "", from: [UInt8](repeating: 0x0b, count: 22)).hexadecimal
        == "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d")
    // The same with a purpose, reckoned by another program.
    #expect(
      SHA256.key(for: "request", from: [UInt8](repeating: 0x0b, count: 22)).hexadecimal
        == "8cd19f199b17326ea0c4be4c733a2ce9d7b94f8b00977d8c32dd7857ab0dc2f2")
  }

  @Test("Base64url has no sign that an address or a cookie would have to escape, and no padding")
  func base64URL() {
    // RFC 4648, section 10.
    let printed = ["", "Zg", "Zm8", "Zm9v", "Zm9vYg", "Zm9vYmE", "Zm9vYmFy"]
    for (length, text) in printed.enumerated() {
      #expect("foobar".utf8.prefix(length).base64URL == text)
    }
    // The two signs in which it differs from base64.
    #expect([UInt8]([0xfb, 0xff, 0xfe]).base64URL == "-__-")
  }

  @Test("What is sealed opens with its key alone, and not when a byte of it has changed")
  func seals() {
    let seal = Seal(key: SHA256.hash("one"))
    let text = Array("An answer.".utf8)
    let kept = seal.seal(text)
    #expect(seal.open(kept) == text)
    #expect(seal.open(seal.seal([])) == [])
    #expect(seal.seal(text) != kept)
    #expect(Seal(key: SHA256.hash("other")).open(kept) == nil)
    for place in kept.indices {
      var changed = kept
      changed[place] ^= 1
      #expect(seal.open(changed) == nil)
    }
    #expect(seal.open(Array(kept.dropLast())) == nil)
    #expect(seal.open([]) == nil)
  }
}
