import Domain

// Schemas as OpenAPI 3.1 (JSON Schema 2020-12) has them.
extension Schema {
  /// The schema, with a reference in place of each named one.
  var document: JSONValue {
    if case .named(let name, _) = kind {
      let reference: JSONValue = ["$ref": .string("#/components/schemas/\(name)")]
      return nullable ? ["anyOf": [reference, ["type": "null"]]] : reference
    }
    var members = inner
    if let allowed { members["enum"] = .array(allowed.map { .string($0) } + (nullable ? [.null] : [])) }
    if let note { members["description"] = .string(note) }
    if let fallback { members["default"] = fallback }
    if nullable, let type = members["type"] { members["type"] = [type, "null"] }
    return .object(members)
  }

  private var inner: [String: JSONValue] {
    switch kind {
    case .text(let format):
      var members: [String: JSONValue] = ["type": "string"]
      if let format { members["format"] = .string(format.rawValue) }
      return bounds(members, "minLength", "maxLength")
    case .whole: return bounds(["type": "integer"], "minimum", "maximum")
    case .number: return bounds(["type": "number"], "minimum", "maximum")
    case .flag: return ["type": "boolean"]
    case .list(let element):
      return bounds(["type": "array", "items": element.document], "minItems", "maxItems")
    case .map(let value): return ["type": "object", "additionalProperties": value.document]
    case .any, .named: return [:]
    case .object(let fields, let closed):
      var members: [String: JSONValue] = ["type": "object"]
      members["properties"] = .object(
        Dictionary(fields.map { ($0.name, $0.schema.document) }, uniquingKeysWith: { $1 }))
      let required = fields.filter(\.required).map(\.name)
      if !required.isEmpty { members["required"] = .texts(required) }
      if closed { members["additionalProperties"] = false }
      return members
    }
  }

  private func bounds(
    _ members: [String: JSONValue], _ lowest: String, _ highest: String
  ) -> [String: JSONValue] {
    guard let range else { return members }
    var members = members
    members[lowest] = .whole(range.lowerBound)
    members[highest] = .whole(range.upperBound)
    return members
  }

  /// Adds every named schema within to a dictionary.
  func collectNamed(into found: inout [String: JSONValue]) {
    switch kind {
    case .named(let name, let schema):
      guard found[name] == nil else { return }
      found[name] = schema.document
      schema.collectNamed(into: &found)
    case .list(let element), .map(let element): element.collectNamed(into: &found)
    case .object(let fields, _): for field in fields { field.schema.collectNamed(into: &found) }
    case .text, .whole, .number, .flag, .any: break
    }
  }
}
