import Domain
import Foundation

/// Schemas of the API in words and tables.
enum SchemaText {
  /// A line of a table of fields.
  struct Line: Sendable {
    let name: String
    let type: HTML
    let note: String
    let isRequired: Bool
  }

  /// What a value is: "text", "list of whole number", a link to a named schema.
  static func type(_ schema: JSONValue) -> HTML {
    if let reference = schema["$ref"].string { return link(reference) }
    if let choices = schema["anyOf"].array {
      return joined(choices.map { $0["type"].string == "null" ? "null" : type($0) }, " or ")
    }
    if let values = schema["enum"].array {
      let words = values.map { value -> HTML in value == .null ? "null" : "<code>\(value.string ?? "")</code>"
      }
      return "one of \(joined(words, ", "))"
    }
    let types = schema["type"].array?.compactMap(\.string) ?? [schema["type"].string ?? "any"]
    let base = types.first { $0 != "null" } ?? "any"
    let null: HTML = types.contains("null") ? " or null" : ""
    return "\(named(base, schema))\(bounds(schema, base))\(null)"
  }

  private static func named(_ base: String, _ schema: JSONValue) -> HTML {
    switch base {
    case "string":
      switch schema["format"].string {
      case "date": return "date"
      case "date-time": return "instant"
      case "uuid": return "identifier"
      case "email": return "e-mail address"
      default: return "text"
      }
    case "integer": return "whole number"
    case "number": return "number"
    case "boolean": return "true or false"
    case "array": return "list of \(type(schema["items"]))"
    case "object":
      let values = schema["additionalProperties"]
      return values.object == nil ? "object" : "object of \(type(values))"
    default: return "any value"
    }
  }

  private static func bounds(_ schema: JSONValue, _ base: String) -> HTML {
    let (low, high, unit): (String, String, String) =
      switch base {
      case "string": ("minLength", "maxLength", " characters")
      case "array": ("minItems", "maxItems", " entries")
      default: ("minimum", "maximum", "")
      }
    guard let least = schema[low].whole, let most = schema[high].whole else { return "" }
    return ", \(least) to \(most)\(unit)"
  }

  private static func link(_ reference: String) -> HTML {
    let name = reference.split(separator: "/").last.map(String.init) ?? ""
    return Link(name, to: "/developers/objects#\(name)").html
  }

  private static func joined(_ parts: [HTML], _ separator: StaticString) -> HTML {
    HTML(
      parts.enumerated().map { $0.offset == 0 ? $0.element : HTML(stringLiteral: separator) + $0.element })
  }

  /// The fields of an object, those of objects inside it with dots between.
  static func lines(_ schema: JSONValue, under prefix: String = "") -> [Line] {
    let required = Set((schema["required"].array ?? []).compactMap(\.string))
    return (schema["properties"].object ?? [:]).sorted { $0.key < $1.key }.flatMap { name, field -> [Line] in
      let path = prefix + name
      var note = field["description"].string ?? ""
      if let usual = field["default"].present {
        note += (note.isEmpty ? "" : " ") + "Usually \(plain(usual))."
      }
      let line = Line(
        name: path, type: type(field), note: note, isRequired: required.contains(name))
      if field["properties"].object != nil { return [line] + lines(field, under: path + ".") }
      if field["items"]["properties"].object != nil {
        return [line] + lines(field["items"], under: path + "[].")
      }
      return [line]
    }
  }

  /// A name as code, which may break behind its dots and underscores only.
  static func name(_ name: String) -> HTML {
    let parts = name.split(whereSeparator: { ".[_".contains($0) })
    var markup = ""
    var rest = name[...]
    for part in parts {
      guard let range = rest.firstRange(of: part) else { break }
      markup += HTML.escape(rest[..<range.lowerBound]) + (markup.isEmpty ? "" : "<wbr>") + HTML.escape(part)
      rest = rest[range.upperBound...]
    }
    return "<code>\(HTML(markup: markup + HTML.escape(rest)))</code>"
  }

  private static func plain(_ value: JSONValue) -> String {
    switch value {
    case .string(let text): text
    case .bool(let flag): flag ? "true" : "false"
    case .number(let number): Int(exactly: number).map(String.init) ?? "\(number)"
    default: ""
    }
  }

  /// The table of an object's fields; of something else, what it is.
  static func table(_ schema: JSONValue, _ caption: String, showsRequired: Bool) -> HTML {
    let lines = lines(schema)
    if lines.isEmpty { return "<p class=\"govuk-body\">\(type(schema))</p>" }
    var columns: [Table.Column] = [.init("Field"), .init("Value")]
    if showsRequired { columns.append(.init("Needed")) }
    columns.append(.init("Meaning"))
    let rows = lines.map { line -> [HTML] in
      var row: [HTML] = [name(line.name), line.type]
      if showsRequired { row.append(line.isRequired ? "Yes" : "No") }
      return row + [line.note.isEmpty ? "–" : Marked(line.note).html]
    }
    return Table(caption, isCaptionHidden: true, columns: columns, rows: rows).html
  }

  /// JSON, indented.
  static func json(_ value: JSONValue) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return (try? encoder.encode(value)).map { String(decoding: $0, as: UTF8.self) } ?? ""
  }
}

/// A sentence in which what stands between backticks is code.
struct Marked: Component {
  private let text: String

  init(_ text: String) { self.text = text }

  var html: HTML {
    let parts = text.split(separator: "`", omittingEmptySubsequences: false)
    return HTML(
      parts.enumerated().map { index, part in
        index.isMultiple(of: 2) ? HTML(text: part) : "<code>\(part)</code>"
      })
  }
}

/// A block of code that can be scrolled by keyboard.
struct CodeBlock: Component {
  private let text: String
  private let label: String
  private let id: String?

  init(_ text: String, label: String, id: String? = nil) {
    self.text = text
    self.label = label
    self.id = id
  }

  var html: HTML {
    let attributes = HTML.attributes(["id": id, "aria-label": label])
    return
      "<pre class=\"staffroom-code\" tabindex=\"0\" role=\"region\"\(attributes)><code>\(text)</code></pre>"
  }
}
