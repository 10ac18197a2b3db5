public import Foundation
public import Postgres

/// A UUIDv7 that names one kind of thing; each kind is its own type, so they can't be mixed up.
public protocol Identifier: RawRepresentable, PostgresValue, Hashable, Sendable, Codable,
  CustomStringConvertible
where RawValue == UUID {
  /// Wraps a UUID.
  init(rawValue: UUID)
}

extension Identifier {
  /// Reads the identifier from its text form; nil when it isn't a UUID.
  public init?(_ text: String) {
    guard let value = UUID(uuidString: text) else { return nil }
    self.init(rawValue: value)
  }

  /// The lower-case text form, as it stands in addresses and JSON.
  public var description: String { rawValue.uuidString.lowercased() }

  /// Writes the lower-case text form.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }

  /// Reads the text form. Throws `DecodingError` when it isn’t a UUID.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    guard let id = Self(try container.decode(String.self)) else {
      throw DecodingError.dataCorruptedError(in: container, debugDescription: "not a UUID")
    }
    self = id
  }
}

/// Names an account.
public struct AccountID: Identifier {
  public let rawValue: UUID
  /// Wraps a UUID.
  public init(rawValue: UUID) { self.rawValue = rawValue }
}

/// Names a local authority.
public struct AuthorityID: Identifier {
  public let rawValue: UUID
  /// Wraps a UUID.
  public init(rawValue: UUID) { self.rawValue = rawValue }
}

/// Names an organisation: a school, an authority, an alliance or an agency.
public struct OrganisationID: Identifier {
  public let rawValue: UUID
  /// Wraps a UUID.
  public init(rawValue: UUID) { self.rawValue = rawValue }
}

/// Names a vacancy.
public struct VacancyID: Identifier {
  public let rawValue: UUID
  /// Wraps a UUID.
  public init(rawValue: UUID) { self.rawValue = rawValue }
}

/// Names an application sent to one vacancy.
public struct ApplicationID: Identifier {
  public let rawValue: UUID
  /// Wraps a UUID.
  public init(rawValue: UUID) { self.rawValue = rawValue }
}

/// Names an API token (never its secret).
public struct TokenID: Identifier {
  public let rawValue: UUID
  /// Wraps a UUID.
  public init(rawValue: UUID) { self.rawValue = rawValue }
}

/// Names an entry of the audit trail.
public struct AuditEventID: Identifier {
  public let rawValue: UUID
  /// Wraps a UUID.
  public init(rawValue: UUID) { self.rawValue = rawValue }
}

/// Names an outgoing mail.
public struct MailID: Identifier {
  public let rawValue: UUID
  /// Wraps a UUID.
  public init(rawValue: UUID) { self.rawValue = rawValue }
}
