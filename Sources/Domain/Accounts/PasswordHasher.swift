import CSodium
import Cryptography
import Dispatch
import Foundation
import Synchronization

/// Hashes and checks passwords with Argon2id, on a few threads of its own: the work takes tens of
/// milliseconds and as many mebibytes, so neither the number at once nor the number waiting is unbounded.
public final class PasswordHasher: Sendable {
  /// Two passes, the figure of OWASP's Password Storage Cheat Sheet for 19 MiB and one lane.
  public static let recommendedOperations = 2
  /// 19 MiB, likewise.
  public static let recommendedMemory = 19 * 1024 * 1024

  private let operations: UInt64
  private let memory: Int
  private let queue: WorkQueue

  /// A hasher with its own workers. Tests pass cheaper figures (the least are 1 and 8,192).
  public init(
    opsLimit: Int = recommendedOperations, memoryLimit: Int = recommendedMemory, workers: Int = 2
  ) {
    operations = UInt64(max(1, opsLimit))
    memory = max(8_192, memoryLimit)
    queue = WorkQueue(mostWaiting: max(1, workers) * 64)
    Sodium.start()
    for number in 1...max(1, workers) {
      let queue = queue
      let thread = Thread { queue.work() }
      thread.name = "passwords-\(number)"
      thread.start()
    }
  }

  deinit { queue.close() }

  /// The Argon2id hash of a password, in the PHC string form.
  public func hash(_ password: String) async throws -> String {
    let operations = operations
    let memory = memory
    return try await queue.run { try Self.argon2id(password, operations, memory) }
  }

  /// Whether a password is the one that was hashed. With no hash (nobody has that address, or no password
  /// was set) the same work is done and the answer is no, so the time it takes tells nothing.
  public func verify(_ password: String, against hash: String?) async throws -> Bool {
    let operations = operations
    let memory = memory
    return try await queue.run {
      guard let hash else {
        _ = try Self.argon2id(password, operations, memory)
        return false
      }
      let bytes = Self.normalised(password)
      return crypto_pwhash_str_verify(hash, bytes, UInt64(bytes.count)) == 0
    }
  }

  /// Whether a hash was made with other figures than today's and should be made again at the next sign-in.
  public func needsRehash(_ hash: String) -> Bool {
    crypto_pwhash_str_needs_rehash(hash, operations, memory) != 0
  }

  private static func argon2id(_ password: String, _ operations: UInt64, _ memory: Int) throws -> String {
    let bytes = normalised(password)
    var output = [CChar](repeating: 0, count: Int(crypto_pwhash_strbytes()))
    let status = crypto_pwhash_str(&output, bytes, UInt64(bytes.count), operations, memory)
    guard status == 0 else { throw OutOfMemory() }
    return String(decoding: output.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  /// One form of what looks the same, so a password typed on another keyboard still fits (NIST SP 800-63B).
  private static func normalised(_ password: String) -> [CChar] {
    password.precomposedStringWithCompatibilityMapping.utf8.map { CChar(bitPattern: $0) }
  }

  /// The machine could not give the memory that a hash takes.
  struct OutOfMemory: Error {}
}

/// Jobs for a fixed number of threads; refuses more than may wait.
private final class WorkQueue: Sendable {
  private struct State {
    var jobs: [@Sendable () -> Void] = []
    var closed = false
  }

  private let state = Mutex(State())
  private let available = DispatchSemaphore(value: 0)
  private let mostWaiting: Int

  init(mostWaiting: Int) { self.mostWaiting = mostWaiting }

  /// Runs a job on one of the threads.
  func run<Result: Sendable>(_ job: @escaping @Sendable () throws -> Result) async throws -> Result {
    try await withCheckedThrowingContinuation { continuation in
      let taken = state.withLock { state in
        guard !state.closed, state.jobs.count < mostWaiting else { return false }
        state.jobs.append { continuation.resume(with: Swift.Result(catching: job)) }
        return true
      }
      if taken {
        available.signal()
      } else {
        continuation.resume(throwing: DomainError.throttled(retryAfter: 5))
      }
    }
  }

  /// What each thread does until the queue is closed and empty.
  func work() {
    while true {
      available.wait()
      let job = state.withLock { state in state.jobs.isEmpty ? nil : state.jobs.removeFirst() }
      if let job {
        job()
      } else {
        // Woken with nothing to do: closed. The next thread is woken in turn.
        available.signal()
        return
      }
    }
  }

  /// Lets the threads finish what waits, then end.
  func close() {
    state.withLock { $0.closed = true }
    available.signal()
  }
}
