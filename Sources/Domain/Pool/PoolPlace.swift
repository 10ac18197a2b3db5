import Postgres

/// A place that somebody of the pool wants to work near.
public struct PoolPlace: Sendable, Hashable {
  /// How many there may be.
  public static let most = 5

  /// A postcode, a town or a school.
  public var place: String
  /// How far from there, in miles.
  public var withinMiles: Int?

  /// A place to work near.
  public init(_ place: String, withinMiles: Int?) { (self.place, self.withinMiles) = (place, withinMiles) }

  /// How far from where, such as “5 miles of Grays”.
  public var words: String {
    let miles = withinMiles ?? 0
    return "\(miles) \(miles == 1 ? "mile" : "miles") of \(place)"
  }

  /// The same, of a postcode its first part alone.
  var withoutStreet: PoolPlace { PoolPlace(Postcode(place)?.outward ?? place, withinMiles: withinMiles) }

  /// One that is known, with its distance.
  struct Found: Sendable {
    let place: FoundPlace
    let miles: Int32
  }

  /// Of an entry `e`, in order.
  static let columns: Statement = """
    ARRAY(SELECT w.place FROM pool_place w WHERE w.entry_id = e.id ORDER BY w.position) AS places,
    ARRAY(SELECT w.within_miles FROM pool_place w WHERE w.entry_id = e.id ORDER BY w.position) AS places_miles
    """

  /// Reads the columns above.
  static func list(_ row: Row) throws -> [PoolPlace] {
    zip(try row.decode("places", as: [String].self), try row.decode("places_miles", as: [Int].self)).map {
      PoolPlace($0, withinMiles: $1)
    }
  }

  /// Whether the person of an entry `e` would travel to a school: to one that lies near any of the places, to every one
  /// where there are none.
  static func reaches(_ school: OrganisationID) -> Statement {
    """
    coalesce((SELECT bool_or(coalesce(
        point(s.easting, s.northing) <-> point(w.easting, w.northing) <= w.within_miles * 1609.344, false))
      FROM pool_place w CROSS JOIN school s
      WHERE w.entry_id = e.id AND s.organisation_id = \(school)), true)
    """
  }

  /// Finds those that are meant. Problems are of `places[n].place` and `places[n].within_miles`, or of `places`.
  static func found(
    _ wanted: [PoolPlace], _ problems: inout Problems, in db: some Queryable
  ) async throws -> [Found] {
    problems.require(wanted.count <= most, "places", "Enter up to \(most) places to work near.")
    var found: [Found] = []
    for (index, one) in wanted.prefix(most).enumerated() {
      let (field, typed) = ("places[\(index)]", one.place.trimmed)
      let miles = one.withinMiles.flatMap { (1...100).contains($0) ? Int32($0) : nil }
      var known: FoundPlace?
      if typed.isEmpty {
        problems.add("\(field).place", "Enter the place, or leave out the miles.")
      } else {
        do {
          known = try await FindPlace.find(typed, in: db)
        } catch DomainError.invalid(let unknown) {
          for problem in unknown { problems.add("\(field).place", "\(problem.message) Or leave it empty.") }
        }
      }
      if let name = known?.name, found.contains(where: { $0.place.name == name }) {
        problems.add("\(field).place", "Enter “\(name)” once.")
      }
      if miles == nil, !typed.isEmpty {
        problems.add(
          "\(field).within_miles", "Enter how many miles from “\(typed.prefix(100))”, from 1 to 100.")
      }
      if let known { found.append(Found(place: known, miles: miles ?? 1)) }
    }
    return found
  }

  /// Replaces those of an entry.
  static func set(_ places: [Found], of entry: PoolEntryID, in tx: Transaction) async throws {
    try await tx.execute("DELETE FROM pool_place WHERE entry_id = \(entry)")
    for (index, found) in places.enumerated() {
      try await tx.execute(
        """
        INSERT INTO pool_place (entry_id, position, place, easting, northing, within_miles)
        VALUES (\(entry), \(index + 1), \(found.place.name), \(found.place.easting), \(found.place.northing),
          \(found.miles))
        """)
    }
  }
}
