import Foundation
import Postgres

/// A place on the national grid that distances are measured from.
public struct FoundPlace: Sendable, Hashable {
  /// What it is called, for example "RM17 6SL" or "Grays".
  public let name: String
  /// Metres east.
  public let easting: Double
  /// Metres north.
  public let northing: Double
  /// The part of the country whose middle this is, for example "RM17 6"; nil where the place itself is known.
  public internal(set) var middleOf: String?

  /// From where distances are measured, in words; nil where that is the place itself.
  public var note: String? {
    middleOf.map {
      "We don’t know exactly where \(name) is, so distances are measured from the middle of \($0)."
    }
  }
}

/// Finds where a postcode, a town or a school is. Anybody may.
public struct FindPlace: Sendable {
  private let services: Services

  /// The use case over an installation's services.
  public init(_ services: Services) { self.services = services }

  /// The place that is meant: a postcode, or the first part of one; else a town that has schools; else the
  /// school whose name comes nearest. Where a postcode isn't known it is the middle of those around it. Throws
  /// ``DomainError/invalid(_:)`` for the field `near` when there are none.
  public func callAsFunction(_ text: String) async throws -> FoundPlace {
    try await Self.find(text, in: services.pool)
  }

  /// From where distances are measured, where that isn't the place that was entered but the middle of a part of the
  /// country around it; nil also for what isn't known.
  public func note(of text: String) async throws -> String? {
    if text.trimmed.isEmpty { return nil }
    do {
      return try await self(text).note
    } catch DomainError.invalid {
      return nil
    }
  }

  /// What can be entered, in a sentence whose examples are known here: nobody is shown a postcode that isn't found.
  public func hint() async throws -> String {
    let known = try await services.pool.firstRow(
      """
      SELECT (SELECT postcode FROM school WHERE postcode IS NOT NULL AND status <> 'closed' AND easting IS NOT NULL
          AND northing IS NOT NULL ORDER BY name, organisation_id LIMIT 1) AS postcode,
        (SELECT town FROM school WHERE town IS NOT NULL AND status <> 'closed' AND easting IS NOT NULL
          GROUP BY town ORDER BY count(*) DESC, town LIMIT 1) AS town
      """)
    let postcode = try known?.decodeIfPresent("postcode", as: String.self)
    let town = try known?.decodeIfPresent("town", as: String.self)
    let places = "\(postcode == nil ? "A" : "a") town\(town.map { " such as \($0)" } ?? "")"
    return postcode.map { "A postcode such as \($0), \(places) or a school." } ?? "\(places) or a school."
  }

  static func find(_ text: String, in db: some Queryable) async throws -> FoundPlace {
    let typed = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    if let postcode = Postcode(typed) {
      if let found = try await find(postcode, in: db) { return found }
      throw Self.unknown(try await "We don’t know where \(postcode) is. \(wayOn(in: db))")
    } else if let found = try await find(town: typed, in: db) {
      return found
    } else if let found = try await find(school: typed, in: db) {
      return found
    }
    throw Self.unknown("“\(typed)” isn’t a place we know. \(try await wayOn(in: db))")
  }

  private static func unknown(_ message: String) -> DomainError {
    .invalid([FieldProblem(field: VacancyCriteria.QueryName.place.rawValue, message: message)])
  }

  /// What can be entered in its place: towns that are known for their schools.
  private static func wayOn(in db: some Queryable) async throws -> String {
    let towns = try await db.query(
      """
      SELECT town FROM school WHERE town IS NOT NULL AND status <> 'closed' AND easting IS NOT NULL
      GROUP BY town ORDER BY count(*) DESC, town LIMIT 3
      """
    ).map { try $0.decode("town", as: String.self) }
    let examples = towns.isEmpty ? "" : ", such as \(towns.joined(separator: ", ")),"
    return "Enter a town\(examples) or the name of a school instead."
  }

  /// The exact postcode, or else the middle of those that are known around it: that begin the same up to the digit of
  /// their second part, or that have the same first part.
  private static func find(_ postcode: Postcode, in db: some Queryable) async throws -> FoundPlace? {
    guard let inward = postcode.inward else {
      return try await middle(of: postcode.outward, postcode, in: db)
    }
    let exact = try await db.firstRow(
      """
      SELECT easting::float8, northing::float8 FROM (
        SELECT easting, northing, 1 AS preference FROM postcode WHERE code = \(postcode.compact)
        UNION ALL
        SELECT easting, northing, 2 FROM school
        WHERE replace(upper(postcode), ' ', '') = \(postcode.compact) AND status <> 'closed' AND easting IS NOT NULL
          AND northing IS NOT NULL
      ) known ORDER BY preference LIMIT 1
      """)
    if let exact { return try place(postcode.description, exact) }
    if let sector = try await middle(of: "\(postcode.outward) \(inward.prefix(1))", postcode, in: db) {
      return sector
    }
    return try await middle(of: postcode.outward, postcode, in: db)
  }

  /// The middle of the postcodes and schools that are known in a part of the country.
  private static func middle(
    of part: String, _ postcode: Postcode, in db: some Queryable
  ) async throws -> FoundPlace? {
    let start = part.filter { $0 != " " }
    let length = postcode.outward.count + 3
    let row = try await db.firstRow(
      """
      SELECT avg(easting)::float8 AS easting, avg(northing)::float8 AS northing FROM (
        SELECT easting, northing FROM postcode
        WHERE code >= \(start) AND code < \(start + "[") AND length(code) = \(length)
        UNION ALL
        SELECT easting, northing FROM school
        WHERE replace(upper(postcode), ' ', '') LIKE \(start + "%") AND status <> 'closed'
          AND length(replace(postcode, ' ', '')) = \(length)
      ) area
      """)
    var found = try row.flatMap { try placeIfAny(postcode.description, $0) }
    if postcode.isWhole { found?.middleOf = part }
    return found
  }

  private static func find(town: String, in db: some Queryable) async throws -> FoundPlace? {
    let row = try await db.firstRow(
      """
      SELECT min(town) AS name, avg(easting)::float8 AS easting, avg(northing)::float8 AS northing FROM school
      WHERE lower(town) = \(town.lowercased()) AND status <> 'closed'
      """)
    return try row.flatMap { try placeIfAny(try $0.decodeIfPresent("name") ?? town, $0) }
  }

  private static func find(school: String, in db: some Queryable) async throws -> FoundPlace? {
    guard let words = SchoolFilter(text: school).searchWords else { return nil }
    let row = try await db.firstRow(
      """
      SELECT name, easting::float8, northing::float8 FROM school s
      WHERE (s.words @@ to_tsquery('simple', \(words)) OR s.urn::text = \(school)) AND status <> 'closed'
        AND easting IS NOT NULL AND northing IS NOT NULL
      ORDER BY lower(name) <> \(school.lowercased()), length(name), name, organisation_id LIMIT 1
      """)
    return try row.flatMap { try placeIfAny(try $0.decode("name"), $0) }
  }

  private static func place(_ name: String, _ row: Row) throws -> FoundPlace {
    FoundPlace(name: name, easting: try row.decode("easting"), northing: try row.decode("northing"))
  }

  private static func placeIfAny(_ name: String, _ row: Row) throws -> FoundPlace? {
    guard let easting = try row.decodeIfPresent("easting", as: Double.self),
      let northing = try row.decodeIfPresent("northing", as: Double.self)
    else { return nil }
    return FoundPlace(name: name, easting: easting, northing: northing)
  }
}

/// A British postcode, or the first part of one.
public struct Postcode: Sendable, Hashable, CustomStringConvertible {
  /// The first part, for example "RM17".
  public let outward: String
  /// The second part, for example "6SL"; nil when only the first was given.
  public let inward: String?

  /// Reads a postcode as people write it; nil when it isn't one.
  public init?(_ text: String) {
    let compact = text.uppercased().filter { !$0.isWhitespace }
    let (first, second) = (String(compact.dropLast(3)), String(compact.suffix(3)))
    if Self.isInward(second.utf8), Self.isOutward(first.utf8) {
      (outward, inward) = (first, second)
    } else if Self.isOutward(compact.utf8) {
      (outward, inward) = (compact, nil)
    } else {
      return nil
    }
  }

  /// One or two letters, a digit, and perhaps one more letter or digit.
  private static func isOutward(_ part: String.UTF8View) -> Bool {
    let letters = part.prefix(while: isLetter)
    let rest = Array(part.dropFirst(letters.count))
    return (1...2).contains(letters.count) && (1...2).contains(rest.count) && isDigit(rest[0])
      && (rest.count == 1 || isDigit(rest[1]) || isLetter(rest[1]))
  }

  /// A digit and two letters.
  private static func isInward(_ part: String.UTF8View) -> Bool {
    let bytes = Array(part)
    return bytes.count == 3 && isDigit(bytes[0]) && isLetter(bytes[1]) && isLetter(bytes[2])
  }

  private static func isLetter(_ byte: UInt8) -> Bool { (0x41...0x5A).contains(byte) }
  private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

  /// Whether both parts are there.
  public var isWhole: Bool { inward != nil }
  /// Without a blank, for example "RM176SL".
  public var compact: String { outward + (inward ?? "") }
  /// As it is written on letters, for example "RM17 6SL".
  public var description: String { inward.map { "\(outward) \($0)" } ?? outward }
}
