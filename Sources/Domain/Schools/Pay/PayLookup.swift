import Postgres

/// Pay points looked up inside a transaction that is under way, for other capabilities.
enum PayLookup {
  /// The pay area that an authority lies in; England outside London where none is recorded.
  static func area(of authority: AuthorityID, in db: some Queryable) async throws -> PayArea {
    try await db.valueIfAny(
      """
      SELECT p.area FROM authority a JOIN authority_pay_area p ON p.la_code = a.code
      WHERE a.id = \(authority)
      """, as: PayArea.self) ?? .england
  }

  /// The names of all points of a day, in whichever area.
  static func names(on day: CivilDate, in db: some Queryable) async throws -> Set<String> {
    Set(
      try await db.value(
        """
        SELECT coalesce(array_agg(DISTINCT point), '{}') FROM pay_scale
        WHERE effective_from <= \(day) AND (effective_to IS NULL OR effective_to >= \(day))
        """, as: [String].self))
  }

  /// A point by its name in an area on a day; nil when there is none.
  static func point(
    _ code: String, _ area: PayArea, on day: CivilDate, in db: some Queryable
  ) async throws -> PayPoint? {
    try await db.first(
      """
      SELECT area, scale, point, annual_pence FROM pay_scale
      WHERE area = \(area) AND point = \(code) AND effective_from <= \(day)
        AND (effective_to IS NULL OR effective_to >= \(day))
      ORDER BY effective_from DESC LIMIT 1
      """, as: PayPoint.self)
  }
}
