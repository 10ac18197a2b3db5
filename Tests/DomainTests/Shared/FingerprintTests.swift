import Testing

@testable import Domain

@Suite("The version of a list that has no number")
struct FingerprintTests {
  @Test("The same texts have the same one; other texts, another order or another cut have another")
  func versions() {
    let version = Fingerprint.version(of: ["Warmth", "", "Calm"])
    #expect(Fingerprint.version(of: ["Warmth", "", "Calm"]) == version)
    let others = [
      ["Warmth", "Calm", ""], ["Warmth", "", "Calm "], ["Warmth", "Calm"], ["WarmthCalm"],
      ["Warm", "thCalm"], [], [""],
    ]
    let all = others.map(Fingerprint.version) + [version]
    #expect(Set(all).count == all.count)
    #expect(all.allSatisfy { 0 <= $0 && $0 < 1 << 53 })
  }
}
