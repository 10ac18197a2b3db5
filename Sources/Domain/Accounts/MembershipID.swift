public import Foundation
import Postgres

/// Names one period of one role of one person.
public struct MembershipID: Identifier {
  public let rawValue: UUID
  /// Wraps a UUID.
  public init(rawValue: UUID) { self.rawValue = rawValue }
}
