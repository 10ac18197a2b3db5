import Domain
import Foundation
import Postgres

extension Schema {
  /// Everything in which a value differs from the schema. `strict` also finds fields of an answer that the
  /// schema doesn't have, for tests.
  func problems(of value: JSONValue, at path: String = "", strict: Bool = false) -> [FieldProblem] {
    if case .named(_, let inner) = kind {
      if nullable && value == .null { return [] }
      return inner.problems(of: value, at: path, strict: strict)
    }
    if nullable && value == .null { return [] }
    return mismatch(value).map { [FieldProblem(field: path, message: $0)] } ?? inside(value, path, strict)
  }

  /// What is wrong with the value itself.
  private func mismatch(_ value: JSONValue) -> String? {
    switch (kind, value) {
    case (.any, _), (.named, _), (.flag, .bool): nil
    case (.text(let format), .string(let text)): fault(of: text, format)
    case (.text(let format), _): allowed.map(Self.oneOf) ?? Self.wanted(format)
    case (.whole, .number(let number)):
      Int(exactly: number) == nil ? "Give a whole number." : outOfRange(number)
    case (.number, .number(let number)): outOfRange(number)
    case (.whole, _): "Give a whole number."
    case (.number, _): "Give a number."
    case (.flag, _): "Give true or false."
    case (.list, .array(let elements)): range.flatMap { Self.count(elements.count, $0) }
    case (.list, _): "Give a list."
    case (.object, .object), (.map, .object): nil
    case (.object, _), (.map, _): "Give an object."
    }
  }

  private func inside(_ value: JSONValue, _ path: String, _ strict: Bool) -> [FieldProblem] {
    switch (kind, value) {
    case (.list(let element), .array(let elements)):
      elements.enumerated().flatMap { index, item in
        element.problems(of: item, at: "\(path)[\(index)]", strict: strict)
      }
    case (.map(let schema), .object(let members)):
      members.sorted { $0.key < $1.key }.flatMap { name, member in
        schema.problems(of: member, at: Self.joined(path, name), strict: strict)
      }
    case (.object(let fields, let closed), .object(let members)):
      problems(of: members, fields, closed: closed || strict, path, strict)
    default: []
    }
  }

  private func problems(
    of members: [String: JSONValue], _ fields: [Field], closed: Bool, _ path: String, _ strict: Bool
  ) -> [FieldProblem] {
    var found: [FieldProblem] = []
    for field in fields {
      let place = Self.joined(path, field.name)
      if let member = members[field.name] {
        // An open field may be given as null as well as left out.
        if member == .null && !field.required { continue }
        found += field.schema.problems(of: member, at: place, strict: strict)
      } else if field.required {
        found.append(.missing(place))
      }
    }
    guard closed else { return found }
    let known = Set(fields.map(\.name))
    for name in members.keys.sorted() where !known.contains(name) {
      found.append(.unknown(Self.joined(path, name)))
    }
    return found
  }

  private static func joined(_ path: String, _ name: String) -> String {
    path.isEmpty ? name : "\(path).\(name)"
  }

  private func fault(of text: String, _ format: Format?) -> String? {
    if let allowed { return allowed.contains(text) ? nil : Self.oneOf(allowed) }
    if let range, text.count > range.upperBound { return "Give at most \(range.upperBound) characters." }
    if let range, text.count < range.lowerBound {
      return range.lowerBound == 1
        ? "Don’t leave this empty." : "Give at least \(range.lowerBound) characters."
    }
    switch format {
    case .date: return CivilDate(text) == nil ? Self.wanted(format) : nil
    case .instant: return Instants.read(text) == nil ? Self.wanted(format) : nil
    case .uuid: return UUID(uuidString: text) == nil ? Self.wanted(format) : nil
    case .email, .password, nil: return nil
    }
  }

  private static func oneOf(_ allowed: [String]) -> String {
    "Give one of: \(allowed.filter { !$0.isEmpty }.joined(separator: ", "))."
  }

  private static func wanted(_ format: Format?) -> String {
    switch format {
    case .date: "Give a date such as 2026-12-04."
    case .instant: "Give an instant such as 2026-12-04T09:00:00Z."
    case .uuid: "Give an identifier such as 0193a5c8-1f00-7000-8000-000000000000."
    case .email, .password, nil: "Give text."
    }
  }

  private func outOfRange(_ number: Double) -> String? {
    guard let range, number < Double(range.lowerBound) || number > Double(range.upperBound) else {
      return nil
    }
    return "Give a number from \(range.lowerBound) to \(range.upperBound)."
  }

  private static func count(_ count: Int, _ range: ClosedRange<Int>) -> String? {
    if count < range.lowerBound { return "Give at least \(range.lowerBound)." }
    return count > range.upperBound ? "Give at most \(range.upperBound)." : nil
  }
}

/// Instants as RFC 3339 writes them.
enum Instants {
  /// The instant; nil when the text is none.
  static func read(_ text: String) -> Date? {
    (try? Date(text, strategy: .iso8601))
      ?? (try? Date(text, strategy: Date.ISO8601FormatStyle(includingFractionalSeconds: true)))
  }
}
