import Domain
import Foundation

/// Names one request in every log line, error answer and audit entry that belongs to it.
public struct RequestIdentifier: Sendable, Equatable, CustomStringConvertible {
  /// The identifier as it is written: a UUID in lower case.
  public let description: String

  /// A new identifier; later ones sort after earlier ones.
  public init() {
    description = UUIDv7.make(at: Date(), random: Randomness.bytes(10)).uuidString.lowercased()
  }

  /// Takes over an identifier a proxy has given, if it is a well-formed UUID; anything else could put
  /// foreign text into the logs.
  public init?(given text: String) {
    guard text.utf8.count == 36, let uuid = UUID(uuidString: text) else { return nil }
    description = uuid.uuidString.lowercased()
  }
}
