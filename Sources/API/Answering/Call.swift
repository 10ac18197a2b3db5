import Domain
import Foundation
import HTTPSupport

/// A request to an endpoint once everything about it has been checked: what its handler works with.
struct Call: Sendable {
  let services: Services
  let actor: Actor
  let clientAddress: String?
  /// Values of the path, by name.
  let path: [String: String]
  /// Values of the query, by name and of the type of their schema.
  let query: Fields
  let body: Fields
  /// The file that is the body, where the endpoint takes one.
  var file: [UInt8] = []
  /// The version that `If-Match` named; nil when any is fine.
  let expectedVersion: Int?
  /// Names one intent of the client: the same for every repeat with one `Idempotency-Key`.
  let submission: UUID
  /// The document of the whole API, written when it is first asked for.
  let document: Prepared<WrittenBody>

  /// An identifier of the path; one that can't be is of a thing that isn't there.
  func id<ID: Identifier>(_ name: String = "id", of thing: String, as type: ID.Type = ID.self) throws -> ID {
    guard let id = path[name].flatMap({ ID($0) }) else { throw DomainError.notFound(thing) }
    return id
  }

  /// A UUID of the path.
  func uuid(_ name: String = "id", of thing: String) throws -> UUID {
    guard let id = path[name].flatMap({ UUID(uuidString: $0) }) else { throw DomainError.notFound(thing) }
    return id
  }

  /// The school of the path.
  func school() async throws -> School {
    guard let urn = path["urn"].flatMap({ URN($0) }) else { throw DomainError.notFound("school") }
    return try await FindSchool(services)(urn: urn)
  }

  /// The induction of the path, by its reference or its identifier.
  func induction() async throws -> InductionID {
    try await FindByReference(services).induction(path["id"] ?? "")
  }

  /// The registration for induction of the path, by its reference or its identifier.
  func registration() async throws -> RegistrationID {
    try await FindByReference(services).registration(path["id"] ?? "")
  }

  /// How many on a page.
  func limit(otherwise usual: Int) -> Int { query.whole("limit") ?? usual }

  /// Where the page begins.
  func cursor(_ name: String = "cursor") throws -> Cursor? {
    guard let text = query.textIfAny(name) else { return nil }
    guard let cursor = Opaque.read(text).flatMap({ Cursor($0) }) else { throw Opaque.unknown(name) }
    return cursor
  }

  /// The present moment.
  var now: Date { services.now() }
}
