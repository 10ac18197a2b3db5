import Domain
import Foundation
import HTTPSupport
import Hummingbird

/// Reads the query of a request: every value of the type of its schema, and no name that isn't known.
enum RequestQuery {
  static func read(_ request: Request, as parameters: [Endpoint.Parameter]) throws -> Fields {
    guard let query = request.uri.query, !query.isEmpty else { return Fields([:]) }
    guard let pairs = try? FormData(decoding: Array(query.utf8)) else {
      throw APIFailure.malformed("The query has too many parts.")
    }
    let known = Dictionary(parameters.map { ($0.name, $0.schema) }, uniquingKeysWith: { $1 })
    var problems = Problems()
    var values: [String: JSONValue] = [:]
    for pair in pairs.fields {
      guard let schema = known[pair.name] else {
        problems.add(pair.name, "There is no parameter with this name here.")
        continue
      }
      if case .list(let element) = schema.kind {
        guard !pair.value.isEmpty else { continue }
        let value = typed(pair.value, element)
        let before = values[pair.name]?.array ?? []
        values[pair.name] = .array(before + [value])
        for problem in element.problems(of: value, at: pair.name) {
          problems.add(problem.field, problem.message)
        }
        continue
      }
      guard values[pair.name] == nil else {
        problems.add(pair.name, "Give this once.")
        continue
      }
      // An empty value is a field of a form that was left open.
      if pair.value.isEmpty { continue }
      let value = typed(pair.value, schema)
      values[pair.name] = value
      for problem in schema.problems(of: value, at: pair.name) {
        problems.add(problem.field, problem.message)
      }
    }
    try problems.throwIfAny()
    return Fields(values)
  }

  private static func typed(_ text: String, _ schema: Schema) -> JSONValue {
    switch schema.kind {
    case .whole, .number: Double(text).map { .number($0) } ?? .string(text)
    case .flag: text == "true" ? true : text == "false" ? false : .string(text)
    default: .string(text.replacingOccurrences(of: "\0", with: ""))
    }
  }

  /// The address of the next page: this one with another cursor.
  static func link(from request: Request, to cursor: String) -> String {
    let kept = (request.uri.query ?? "").split(separator: "&").filter { !$0.hasPrefix("cursor=") }
    let query = (kept + [Substring("cursor=\(cursor)")]).joined(separator: "&")
    return "<\(request.uri.path)?\(query)>; rel=\"next\""
  }
}
