public import Postgres

/// A payment on top of a scale, between whose ends a school sets its own.
public struct PayAllowance: Sendable, Hashable, Codable {
  /// TLR1, TLR2, TLR3 or SEN.
  public var code: String
  /// The least a year.
  public var lowest: Pence
  /// The most a year.
  public var highest: Pence
}

/// Teachers' pay in England, as data: what each scale pays in each area from which day on.
public struct PayScales: Sendable {
  private let services: Services

  /// The scales in the database of these services.
  public init(_ services: Services) {
    self.services = services
  }

  /// The points of every scale in an area on a day, lowest first within each scale. On a day after the newest
  /// settlement it is the newest.
  public func points(area: PayArea, on day: CivilDate) async throws -> [PayPoint] {
    try await services.pool.query(
      """
      SELECT area, scale, point, annual_pence FROM pay_scale
      WHERE area = \(area) AND effective_from <= \(day) AND (effective_to IS NULL OR effective_to >= \(day))
      ORDER BY array_position(
        ARRAY['unqualified', 'main', 'upper', 'leading-practitioner', 'leadership'], scale), sort
      """, as: PayPoint.self)
  }

  /// One point by its name, for example "M1"; nil when the area has no such point on the day.
  public func point(_ code: String, area: PayArea, on day: CivilDate) async throws -> PayPoint? {
    try await services.pool.first(
      """
      SELECT area, scale, point, annual_pence FROM pay_scale
      WHERE area = \(area) AND point = \(code) AND effective_from <= \(day)
        AND (effective_to IS NULL OR effective_to >= \(day))
      """, as: PayPoint.self)
  }

  /// The pay area that a whole authority lies in; nil where it isn't known or differs within the authority.
  public func area(ofAuthority code: String) async throws -> PayArea? {
    try await services.pool.valueIfAny(
      "SELECT area FROM authority_pay_area WHERE la_code = \(code)", as: PayArea.self)
  }

  /// The payments on top of a scale on a day; empty when none are recorded for it.
  public func allowances(on day: CivilDate) async throws -> [PayAllowance] {
    let rows = try await services.pool.query(
      """
      SELECT code, lowest_pence, highest_pence FROM pay_allowance
      WHERE effective_from <= \(day) AND (effective_to IS NULL OR effective_to >= \(day))
      ORDER BY array_position(ARRAY['TLR1', 'TLR2', 'TLR3', 'SEN'], code)
      """)
    return try rows.map { row in
      PayAllowance(
        code: try row.decode("code"),
        lowest: Pence(rawValue: Int(try row.decode("lowest_pence", as: Int32.self))),
        highest: Pence(rawValue: Int(try row.decode("highest_pence", as: Int32.self))))
    }
  }
}
