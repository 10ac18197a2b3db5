import Domain
import Foundation
import Postgres

// How the values of the domain stand in JSON. What is not known is null, so that every field is always there.
extension JSONValue {
  static func text(_ value: String?) -> JSONValue { value.map { .string($0) } ?? .null }
  static func id(_ value: (some Identifier)?) -> JSONValue { value.map { .string($0.description) } ?? .null }
  static func code(_ value: (some RawRepresentable<String>)?) -> JSONValue {
    value.map { .string($0.rawValue) } ?? .null
  }
  static func date(_ value: CivilDate?) -> JSONValue { value.map { .string($0.description) } ?? .null }
  static func whole(_ value: (some BinaryInteger)?) -> JSONValue {
    value.map { .number(Double($0)) } ?? .null
  }
  static func texts(_ values: [String]) -> JSONValue { .array(values.map { .string($0) }) }

  /// An instant in UTC to the second, for example "2026-11-02T09:00:00Z".
  static func instant(_ value: Date?) -> JSONValue { value.map { .string($0.formatted(.iso8601)) } ?? .null }

  /// A decimal fraction, such as 0.6.
  static func decimal(_ value: Decimal?) -> JSONValue {
    value.flatMap { Double("\($0)") }.map { .number($0) } ?? .null
  }

  /// Problems of fields, as problem+json lists them.
  static func problems(_ problems: [FieldProblem]) -> JSONValue {
    .array(problems.map { ["field": .string($0.field), "message": .string($0.message)] })
  }

  /// The number, when it is one.
  var number: Double? { if case .number(let value) = self { value } else { nil } }
}

/// The members of a request body, once its schema has been checked.
struct Fields: Sendable {
  let members: [String: JSONValue]

  init(_ members: [String: JSONValue]) { self.members = members }

  func text(_ name: String) -> String { members[name]?.string ?? "" }
  func textIfAny(_ name: String) -> String? { members[name]?.string }
  func flag(_ name: String) -> Bool { members[name]?.bool ?? false }
  func whole(_ name: String) -> Int? { members[name]?.number.flatMap { Int(exactly: $0) } }
  func texts(_ name: String) -> [String] { (members[name]?.array ?? []).compactMap(\.string) }
  func date(_ name: String) -> CivilDate? { textIfAny(name).flatMap { CivilDate($0) } }
  func instant(_ name: String) -> Date? {
    textIfAny(name).flatMap { try? Date($0, strategy: .iso8601) }
  }
  func object(_ name: String) -> [String: JSONValue] { members[name]?.object ?? [:] }

  /// Exact as it was written: the shortest decimal of the number that was read.
  func decimal(_ name: String) -> Decimal? { members[name]?.number.flatMap { Decimal(string: "\($0)") } }

  func codes<Code: RawRepresentable<String>>(_ name: String, as type: Code.Type = Code.self) -> [Code] {
    texts(name).compactMap(Code.init(rawValue:))
  }

  func code<Code: RawRepresentable<String>>(_ name: String, as type: Code.Type = Code.self) -> Code? {
    textIfAny(name).flatMap(Code.init(rawValue:))
  }
}
