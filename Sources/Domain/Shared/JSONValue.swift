import Foundation
public import Postgres

/// Any JSON value: details of an audit entry, answers of a form.
public enum JSONValue: Sendable, Hashable, Codable {
  case null
  case bool(Bool)
  case number(Double)
  case string(String)
  case array([JSONValue])
  case object([String: JSONValue])

  /// Reads whichever kind of value stands there.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if container.decodeNil() {
      self = .null
    } else if let value = try? container.decode(Bool.self) {
      self = .bool(value)
    } else if let value = try? container.decode(Double.self) {
      self = .number(value)
    } else if let value = try? container.decode(String.self) {
      self = .string(value)
    } else if let value = try? container.decode([JSONValue].self) {
      self = .array(value)
    } else {
      self = .object(try container.decode([String: JSONValue].self))
    }
  }

  /// Writes the plain JSON value.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .null: try container.encodeNil()
    case .bool(let value): try container.encode(value)
    case .number(let value):
      if let whole = Int(exactly: value) { try container.encode(whole) } else { try container.encode(value) }
    case .string(let value): try container.encode(value)
    case .array(let value): try container.encode(value)
    case .object(let value): try container.encode(value)
    }
  }

  /// The text, when it is one.
  public var string: String? { if case .string(let value) = self { value } else { nil } }
  /// The members, when it is an object.
  public var object: [String: JSONValue]? { if case .object(let value) = self { value } else { nil } }
  /// The elements, when it is an array.
  public var array: [JSONValue]? { if case .array(let value) = self { value } else { nil } }
  /// The truth value, when it is one.
  public var bool: Bool? { if case .bool(let value) = self { value } else { nil } }
}

/// JSON to and from `jsonb` columns.
public enum JSONColumn {
  /// Writes a value for a `jsonb` parameter, keys in order.
  public static func encode(_ value: some Encodable) throws -> JSONText {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    encoder.dateEncodingStrategy = .iso8601
    return JSONText(String(decoding: try encoder.encode(value), as: UTF8.self))
  }

  /// Reads a value of a `jsonb` column.
  public static func decode<T: Decodable>(_ type: T.Type, from text: JSONText) throws -> T {
    let decoder = JSONDecoder()
    decoder.dateDecodingStrategy = .iso8601
    return try decoder.decode(type, from: Data(text.text.utf8))
  }

  // Values of no certain form are most of what is kept so; these ways spare Codable trying one type after another.

  /// Writes a value, keys in order.
  public static func encode(_ value: JSONValue) -> JSONText {
    JSONText(String(decoding: JSONWriter.bytes(of: value), as: UTF8.self))
  }

  /// Writes an object, keys in order.
  public static func encode(_ members: [String: JSONValue]) -> JSONText { encode(.object(members)) }

  /// Writes an object of objects, keys in order.
  public static func encode(_ members: [String: [String: JSONValue]]) -> JSONText {
    encode(.object(members.mapValues { .object($0) }))
  }

  /// Reads a value.
  public static func decode(_ type: JSONValue.Type, from text: JSONText) throws -> JSONValue {
    try JSONReader.read(Array(text.text.utf8))
  }

  /// Reads an object; throws ``NotAnObject`` where something else stands.
  public static func decode(_ type: [String: JSONValue].Type, from text: JSONText) throws -> [String:
    JSONValue]
  {
    guard let members = try decode(JSONValue.self, from: text).object else { throw NotAnObject() }
    return members
  }

  /// Reads an object of objects; throws ``NotAnObject`` where something else stands.
  public static func decode(
    _ type: [String: [String: JSONValue]].Type, from text: JSONText
  ) throws -> [String: [String: JSONValue]] {
    try decode([String: JSONValue].self, from: text).mapValues { value in
      guard let members = value.object else { throw NotAnObject() }
      return members
    }
  }

  /// Something else than an object is kept where one is expected.
  public struct NotAnObject: Error {}
}

extension JSONValue: ExpressibleByStringLiteral, ExpressibleByBooleanLiteral,
  ExpressibleByDictionaryLiteral, ExpressibleByIntegerLiteral, ExpressibleByArrayLiteral
{
  /// A text value.
  public init(stringLiteral value: String) { self = .string(value) }
  /// A truth value.
  public init(booleanLiteral value: Bool) { self = .bool(value) }
  /// A number.
  public init(integerLiteral value: Int) { self = .number(Double(value)) }
  /// A list.
  public init(arrayLiteral elements: JSONValue...) { self = .array(elements) }
  /// An object; a repeated key keeps its last value.
  public init(dictionaryLiteral elements: (String, JSONValue)...) {
    self = .object(Dictionary(elements, uniquingKeysWith: { $1 }))
  }
}
