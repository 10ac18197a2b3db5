import Cryptography
public import Foundation
import Postgres

/// A request that its client may repeat with one key until it has the answer: it is carried out once.
///
/// The claim on the key is stored in a transaction of its own before the request is carried out, and the
/// answer after it. What is stored tells nothing: the key is kept as a hash, the request as a keyed hash,
/// and the answer is sealed with what only the client can send again. A claim that was left behind by a
/// crash is taken over after ``abandonedAfter`` seconds; use cases that must not happen twice even then take
/// ``submission``, which is the same for every repeat.
public struct IdempotentRequest: Sendable {
  /// After how many seconds without an answer a claim counts as left behind: longer than any statement runs.
  public static let abandonedAfter: TimeInterval = 45

  /// What has become of a request.
  public enum Standing: Sendable, Equatable {
    /// It is ours to carry out, since an instant by which the claim is known again.
    case claimed(since: Date)
    /// It has been answered.
    case answered(status: Int, answer: Data)
    /// Another repeat is carrying it out.
    case running
    /// The key was used for another request.
    case differs
  }

  /// Whose key it is; what visitors share is theirs by network address.
  let owner: UUID
  let storedKey: String
  let requestHash: Data
  private let seal: Seal
  /// Names the intent of the client: the same for every repeat.
  public let submission: UUID

  /// A request. `account` is nil for visitors, `secret` what the client shows with each repeat (its
  /// `Authorization`, or its address), `content` everything that makes it this request and no other.
  public init(key: String, account: AccountID?, secret: String, content: Data) {
    let material = SHA256.hash(secret + "\n" + key)
    owner = account?.rawValue ?? Self.uuid(Data("visitor\n\(secret)".utf8))
    storedKey = Secret.fingerprint(key)
    requestHash = Data(
      SHA256.authenticationCode(for: Array(content), key: SHA256.key(for: "request", from: material)))
    seal = Seal(key: SHA256.key(for: "answer", from: material))
    submission = Self.uuid(Data("\(owner.uuidString)\n\(key)".utf8))
  }

  /// A UUID of bytes (RFC 9562, version 8: our own hash).
  public static func uuid(_ bytes: Data) -> UUID {
    var hash = Array(SHA256.hash(Array(bytes)).prefix(16))
    hash[6] = 0x80 | (hash[6] & 0x0F)
    hash[8] = 0x80 | (hash[8] & 0x3F)
    return hash.withUnsafeBytes { UUID(uuid: $0.loadUnaligned(as: uuid_t.self)) }
  }

  /// How long a repeat waits for the answer of the one that is being carried out, in milliseconds.
  private static let waits = [25, 50, 100, 200, 400] + Array(repeating: 500, count: 18)

  /// Claims the request, once whatever else is carried out with its key has been; ``Standing/running`` where that takes
  /// too long. `repeats` as for ``claim(repeats:_:)``, where another request with the key is waited for as well.
  public func claimInTurn(repeats: TimeInterval? = nil, _ services: Services) async throws -> Standing {
    for wait in Self.waits {
      let standing = try await claim(repeats: repeats, services)
      guard standing == .running || standing == .differs && repeats != nil else { return standing }
      try await Task.sleep(for: .milliseconds(wait))
    }
    return try await claim(repeats: repeats, services)
  }

  /// Claims the request, or says what has become of it. Where `repeats` is given, in seconds, the key is that of a page on
  /// which people may change their mind: only the last thing that they did counts as one that may be repeated, and for so
  /// long; another one, and the same later, is carried out.
  public func claim(repeats: TimeInterval? = nil, _ services: Services) async throws -> Standing {
    let now = services.now()
    let abandoned = now.addingTimeInterval(-Self.abandonedAfter)
    let over = now.addingTimeInterval(-(repeats ?? 0))
    let claimed = try await services.pool.execute(
      """
      INSERT INTO idempotent_request AS r (account_id, key, request_hash, created_at)
      VALUES (\(owner), \(storedKey), \(requestHash), \(now))
      ON CONFLICT (account_id, key) DO UPDATE SET created_at = excluded.created_at,
        request_hash = excluded.request_hash, status = NULL, response = NULL
      WHERE CASE WHEN r.status IS NULL
        THEN r.created_at < \(abandoned) AND (\(repeats != nil) OR r.request_hash = excluded.request_hash)
        ELSE \(repeats != nil) AND (r.request_hash <> excluded.request_hash OR r.created_at < \(over)
          OR EXISTS (SELECT FROM idempotent_request n WHERE n.account_id = r.account_id
            AND n.created_at > r.created_at AND n.status IS NOT NULL)) END
      """)
    if claimed == 1 { return .claimed(since: now) }
    return try await standing(services)
  }

  /// What has become of a request that somebody else claimed. One that failed may be claimed again.
  private func standing(_ services: Services) async throws -> Standing {
    let row = try await services.pool.firstRow(
      """
      SELECT request_hash, status, response FROM idempotent_request
      WHERE account_id = \(owner) AND key = \(storedKey)
      """)
    guard let row else { return .running }
    guard try row.decode("request_hash", as: Data.self) == requestHash else { return .differs }
    guard let status = try row.decodeIfPresent("status", as: Int32.self) else { return .running }
    let sealed = try JSONColumn.decode([String: Data].self, from: try row.decode("response"))
    guard let answer = seal.open(Array(sealed["sealed"] ?? Data())) else {
      throw DomainError.conflict(
        "This was carried out before, but its answer can’t be read any more. Look at what came of it.")
    }
    return .answered(status: Int(status), answer: Data(answer))
  }

  /// Stores the answer for later repeats, unless the claim was taken over meanwhile; also for a request that is
  /// cancelled.
  public func record(status: Int, answer: Data, since: Date, _ services: Services) async throws {
    let sealed = Data(seal.seal(Array(answer)))
    let response = try JSONColumn.encode(["sealed": sealed])
    _ = try await Task {
      try await services.pool.execute(
        """
        UPDATE idempotent_request SET status = \(Int32(status)), response = \(response)
        WHERE account_id = \(owner) AND key = \(storedKey) AND status IS NULL AND created_at = \(since)
        """)
    }.value
  }

  /// Gives the claim up, unless it was taken over meanwhile: nothing came of the request, so that it may be repeated. It is
  /// given up also for a request that is cancelled; where that fails, it is left behind.
  public func giveUp(since: Date, _ services: Services) async {
    _ = try? await Task {
      try await services.pool.execute(
        """
        DELETE FROM idempotent_request
        WHERE account_id = \(owner) AND key = \(storedKey) AND status IS NULL AND created_at = \(since)
        """)
    }.value
  }
}
