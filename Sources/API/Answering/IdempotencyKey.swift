import Domain
import Foundation
import HTTPTypes
import Hummingbird

/// Carries out a request with an `Idempotency-Key` once, and gives every repeat the same answer.
enum IdempotencyKey {
  /// The request as one that may be repeated; nil when it brings no key.
  static func request(
    _ request: Request, _ endpoint: Endpoint, _ caller: Caller, _ body: RequestBody?
  ) throws -> IdempotentRequest? {
    guard endpoint.isRepeatable, let key = request.headers[.idempotencyKey] else { return nil }
    let printable = key.utf8.allSatisfy { (0x21...0x7E).contains($0) }
    guard printable, (1...200).contains(key.utf8.count) else {
      throw APIFailure.malformed(
        "Give 1 to 200 visible ASCII characters as Idempotency-Key, for example a UUID.")
    }
    var content = Data("\(request.method.rawValue) \(request.uri.string)\n".utf8)
    content.append(Data("\(request.headers[.ifMatch] ?? "")\n".utf8))
    content.append(contentsOf: body?.bytes ?? [])
    return IdempotentRequest(
      key: key, account: caller.actor.account?.id, secret: caller.secret, content: content)
  }

  /// Carries the request out unless it has been, and stores its answer. One that fails changed nothing, so
  /// its claim is given up and a repeat tries again.
  static func once(
    _ repeatable: IdempotentRequest, _ services: Services, _ handle: () async throws -> WrittenAnswer
  ) async throws -> Response {
    switch try await repeatable.claimInTurn(services) {
    case .claimed(let since): return try await carryOut(repeatable, since, services, handle).response
    case .differs: throw APIFailure.keyReused
    case .answered(let status, let answer): return try replay(status, answer)
    case .running: throw APIFailure.stillRunning(5)
    }
  }

  private static func carryOut(
    _ repeatable: IdempotentRequest, _ since: Date, _ services: Services,
    _ handle: () async throws -> WrittenAnswer
  ) async throws -> WrittenAnswer {
    let answer: WrittenAnswer
    do {
      answer = try await handle()
    } catch {
      await repeatable.giveUp(since: since, services)
      throw error
    }
    let stored = try JSONEncoder().encode(Stored(answer))
    try await repeatable.record(status: answer.status.code, answer: stored, since: since, services)
    return answer
  }

  private static func replay(_ status: Int, _ answer: Data) throws -> Response {
    let stored = try JSONDecoder().decode(Stored.self, from: answer)
    var headers: HTTPFields = [:]
    for (name, value) in stored.headers {
      if let name = HTTPField.Name(name) { headers[name] = value }
    }
    headers[.idempotencyReplayed] = "true"
    return WrittenAnswer(
      status: .init(code: status), headers: headers, bytes: stored.body.map { Array($0.utf8) }
    ).response
  }

  /// An answer as it is stored.
  private struct Stored: Codable {
    let headers: [String: String]
    let body: String?

    init(_ answer: WrittenAnswer) {
      headers = Dictionary(
        answer.headers.map { ($0.name.canonicalName, $0.value) }, uniquingKeysWith: { $1 })
      body = answer.bytes.map { String(decoding: $0, as: UTF8.self) }
    }
  }
}
