import Domain

/// What a JSON value must be: the one description that requests are checked by, answers are tested by and
/// the OpenAPI document is made of.
struct Schema: Sendable {
  indirect enum Kind: Sendable {
    case text(Format?)
    case whole
    case number
    case flag
    case list(Schema)
    case object([Field], closed: Bool)
    /// An object of any names whose values have one schema.
    case map(Schema)
    case any
    /// A schema that has a name in the document.
    case named(String, Schema)
  }

  enum Format: String, Sendable {
    case date
    case instant = "date-time"
    case uuid, email, password
  }

  struct Field: Sendable {
    let name: String
    let schema: Schema
    let required: Bool
  }

  let kind: Kind
  var nullable = false
  var allowed: [String]?
  var range: ClosedRange<Int>?
  var fallback: JSONValue?
  var note: String?

  init(_ kind: Kind) { self.kind = kind }

  static let text = Schema(.text(nil))
  static let date = Schema(.text(.date))
  static let instant = Schema(.text(.instant))
  static let uuid = Schema(.text(.uuid))
  static let whole = Schema(.whole)
  static let number = Schema(.number)
  static let flag = Schema(.flag)
  static let any = Schema(.any)

  static func text(_ format: Format) -> Schema { Schema(.text(format)) }
  static func list(_ element: Schema) -> Schema { Schema(.list(element)) }
  static func map(_ value: Schema) -> Schema { Schema(.map(value)) }
  static func named(_ name: String, _ schema: Schema) -> Schema { Schema(.named(name, schema)) }

  /// A text out of a few.
  static func choice(_ values: [String]) -> Schema {
    var schema = Schema.text
    schema.allowed = values
    return schema
  }

  /// A text out of the cases of an enumeration.
  static func choice<Code: CaseIterable & RawRepresentable<String>>(_ type: Code.Type) -> Schema {
    choice(Code.allCases.map(\.rawValue))
  }

  /// What is answered: every field is always there.
  static func answer(_ fields: KeyValuePairs<String, Schema>) -> Schema {
    Schema(.object(fields.map { Field(name: $0.key, schema: $0.value, required: true) }, closed: false))
  }

  /// What is asked: fields of other names are refused.
  static func request(
    required: KeyValuePairs<String, Schema> = [:], optional: KeyValuePairs<String, Schema> = [:]
  ) -> Schema {
    Schema(
      .object(
        required.map { Field(name: $0.key, schema: $0.value, required: true) }
          + optional.map { Field(name: $0.key, schema: $0.value, required: false) }, closed: true))
  }

  /// Or null.
  var orNull: Schema { changed { $0.nullable = true } }

  /// With a sentence for readers.
  func note(_ note: String) -> Schema { changed { $0.note = note } }

  /// With bounds: of the length of a text, the number of elements or the value of a number.
  func bounded(_ range: ClosedRange<Int>) -> Schema { changed { $0.range = range } }

  /// With what counts when it is left out.
  func otherwise(_ value: JSONValue) -> Schema { changed { $0.fallback = value } }

  private func changed(_ change: (inout Schema) -> Void) -> Schema {
    var copy = self
    change(&copy)
    return copy
  }

  /// The fields, when it is an object.
  var fields: [Field] {
    switch kind {
    case .object(let fields, _): fields
    case .named(_, let schema): schema.fields
    default: []
    }
  }
}
