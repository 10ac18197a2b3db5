/// One value bound to a statement, already encoded as PostgreSQL reads it.
public struct Bind: Sendable {
  /// The type announced to the server.
  public let type: PostgresType
  /// The encoded value, or `nil` for NULL.
  let bytes: [UInt8]?
  /// Whether the value, sent as text, would end early.
  let hasNUL: Bool
  /// Where the placeholder stands in the statement's SQL, in UTF-8 bytes.
  var offset = 0

  /// Encodes a value.
  public init<T: PostgresEncodable>(_ value: T) {
    type = T.postgresType
    var writer = PostgresWriter()
    value.encodePostgres(into: &writer)
    bytes = writer.isNull ? nil : writer.bytes
    hasNUL = !type.isBinary && !writer.isNull && writer.bytes.contains(0)
  }
}

/// A PostgreSQL type as far as binding needs it: its object identifier, that of its array, and the format
/// its values are written in.
public struct PostgresType: Sendable, Hashable {
  /// The type's object identifier, or 0 to let the server infer it.
  public let oid: UInt32
  /// The object identifier of its array type, or 0.
  public let arrayOID: UInt32
  /// The name used in messages.
  public let name: String
  /// Whether values are written in PostgreSQL's binary form instead of its text form.
  let isBinary: Bool

  init(_ name: String, oid: UInt32, arrayOID: UInt32 = 0, isBinary: Bool = true) {
    (self.name, self.oid, self.arrayOID, self.isBinary) = (name, oid, arrayOID, isBinary)
  }

  /// The array of this type.
  public var array: PostgresType {
    PostgresType(name + "[]", oid: arrayOID, isBinary: isBinary)
  }

  /// A type that the server infers from where the value stands; values are sent as text. Meant for enum
  /// types and others whose object identifier differs from one database to the next.
  public static let unspecified = PostgresType("unspecified", oid: 0, isBinary: false)
  /// `boolean`
  public static let bool = PostgresType("boolean", oid: 16, arrayOID: 1000)
  /// `bytea`
  public static let bytea = PostgresType("bytea", oid: 17, arrayOID: 1001)
  /// `int8`
  public static let int8 = PostgresType("int8", oid: 20, arrayOID: 1016)
  /// `int2`
  public static let int2 = PostgresType("int2", oid: 21, arrayOID: 1005)
  /// `int4`
  public static let int4 = PostgresType("int4", oid: 23, arrayOID: 1007)
  /// `text`
  public static let text = PostgresType("text", oid: 25, arrayOID: 1009)
  /// `float8`
  public static let float8 = PostgresType("float8", oid: 701, arrayOID: 1022)
  /// `date`
  public static let date = PostgresType("date", oid: 1082, arrayOID: 1182)
  /// `timestamptz`
  public static let timestamptz = PostgresType("timestamptz", oid: 1184, arrayOID: 1185)
  /// `interval`
  public static let interval = PostgresType("interval", oid: 1186, arrayOID: 1187)
  /// `numeric`
  public static let numeric = PostgresType("numeric", oid: 1700, arrayOID: 1231)
  /// `uuid`
  public static let uuid = PostgresType("uuid", oid: 2950, arrayOID: 2951)
  /// `jsonb`
  public static let jsonb = PostgresType("jsonb", oid: 3802, arrayOID: 3807)
  /// `json`
  public static let json = PostgresType("json", oid: 114, arrayOID: 199)

  private static let known: [UInt32: String] = {
    let scalars = [
      bool, bytea, int8, int2, int4, text, float8, date, timestamptz, interval, numeric, uuid, jsonb, json,
      PostgresType("varchar", oid: 1043, arrayOID: 1015), PostgresType("char", oid: 1042, arrayOID: 1014),
      PostgresType("float4", oid: 700, arrayOID: 1021), PostgresType("timestamp", oid: 1114, arrayOID: 1115),
      PostgresType("time", oid: 1083, arrayOID: 1183), PostgresType("name", oid: 19, arrayOID: 1003),
      PostgresType("inet", oid: 869, arrayOID: 1041), PostgresType("oid", oid: 26, arrayOID: 1028),
      PostgresType("tsvector", oid: 3614, arrayOID: 3643), PostgresType("void", oid: 2278),
    ]
    var names: [UInt32: String] = [:]
    for type in scalars {
      names[type.oid] = type.name
      if type.arrayOID != 0 { names[type.arrayOID] = type.name + "[]" }
    }
    return names
  }()

  static func name(ofOID oid: UInt32) -> String {
    known[oid] ?? "type \(oid)"
  }
}
