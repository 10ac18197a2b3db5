import Domain
import Foundation
import Testing

@Suite("Password hashing")
struct PasswordHasherTests {
  private let hasher = PasswordHasher(opsLimit: 1, memoryLimit: 8_192, workers: 2)

  @Test("A password fits its own hash and no other, and equal passwords have different hashes")
  func fits() async throws {
    let hash = try await hasher.hash("three brown horses")
    #expect(hash.hasPrefix("$argon2id$v=19$"))
    #expect(try await hasher.verify("three brown horses", against: hash))
    #expect(try await !hasher.verify("three brown horse", against: hash))
    #expect(try await !hasher.verify("three brown horses", against: nil))
    #expect(try await !hasher.verify("three brown horses", against: "nonsense"))
    #expect(try await hasher.hash("three brown horses") != hash)
  }

  @Test("The same letters fit however the keyboard composed them")
  func composed() async throws {
    let hash = try await hasher.hash("caf\u{E9} au lait \u{FB01}n")
    #expect(try await hasher.verify("cafe\u{301} au lait fin", against: hash))
  }

  @Test("The figures in use are OWASP's, and a hash with others is to be made again")
  func figures() async throws {
    let real = PasswordHasher(workers: 1)
    let hash = try await real.hash("three brown horses")
    #expect(hash.contains("$m=19456,t=2,p=1$"))
    #expect(!real.needsRehash(hash))
    #expect(hasher.needsRehash(hash))
    #expect(real.needsRehash(try await hasher.hash("three brown horses")))
  }

  @Test("Checking against nothing takes the time of a real check")
  func nothing() async throws {
    let costly = PasswordHasher(opsLimit: 2, memoryLimit: 4 * 1024 * 1024, workers: 1)
    let hash = try await costly.hash("three brown horses")
    func least(_ hash: String?) async throws -> Duration {
      var best = Duration.seconds(60)
      for _ in 0..<5 {
        best = min(
          best, try await ContinuousClock().measure { _ = try await costly.verify("other", against: hash) })
      }
      return best
    }
    let known = try await least(hash)
    let unknown = try await least(nil)
    // Without the work it would be over by the hundredth part; a busy machine alone stays within this.
    #expect(unknown * 20 > known)
    #expect(known * 20 > unknown)
  }

  @Test("More waiting than the workers can take are turned away, and the others are all served")
  func bounded() async throws {
    let narrow = PasswordHasher(opsLimit: 2, memoryLimit: 4 * 1024 * 1024, workers: 1)
    let (served, turnedAway) = await withTaskGroup(of: Bool.self) { group in
      for _ in 0..<300 {
        group.addTask { (try? await narrow.hash("three brown horses")) != nil }
      }
      return await group.reduce(into: (0, 0)) { counts, done in
        if done { counts.0 += 1 } else { counts.1 += 1 }
      }
    }
    #expect(served + turnedAway == 300)
    #expect(served >= 64)
    #expect(turnedAway > 0)
  }
}
