import Foundation
import Postgres

/// Writes files: claims and actions for the national service, and everything that is registered.
public struct ExportInductions: Sendable {
  let services: Services

  /// The use case over an installation’s services.
  public init(_ services: Services) { self.services = services }

  /// As many are read at once.
  private static let batch = 200

  /// Claims: every period that goes on of inductions that go on, in files that the national service takes. Throws
  /// ``DomainError``.
  public func claims(of authority: Authority, by actor: Actor) async throws -> [String] {
    let rows = try await rows(authority, actor, "i.state IN ('serving', 'recommended') AND p.ends_on IS NULL")
      .map {
        row -> [String] in
        [
          try row.decode("trn"), try row.decode("birth_date", as: CivilDate.self).description,
          try row.decodeIfPresent("programme") ?? InductionProgramme.schoolLed.rawValue,
          try row.decode("starts_on", as: CivilDate.self).description,
        ]
      }
    return Self.files(ClaimsFile.columns, rows)
  }

  /// The columns of a file of actions.
  static let actionColumns = [
    "TRN", "Date of birth", "Induction period end date", "Number of terms", "Outcome",
  ]

  /// Actions: a pass for the last period of inductions that are completed, a release for every other period that has
  /// ended. A fail is never sent in bulk. Throws ``DomainError``.
  public func actions(of authority: Authority, by actor: Actor) async throws -> [String] {
    var rows: [[String]] = []
    let condition: Statement = "p.ends_on IS NOT NULL AND p.ends_on <= \(services.today)"
    for row in try await self.rows(authority, actor, condition) {
      let state = try row.decode("state", as: InductionState.self)
      let isLast = try row.decode("is_last", as: Bool.self)
      if state == .notSatisfactory && isLast { continue }
      let (start, end): (CivilDate, CivilDate) = (try row.decode("starts_on"), try row.decode("ends_on"))
      let terms = try await terms(
        from: start, to: end, fte: try row.decode("fte"), at: try row.decode("school_id"))
      rows.append([
        try row.decode("trn"), try row.decode("birth_date", as: CivilDate.self).description, end.description,
        terms,
        state == .satisfactory && isLast ? "pass" : "release",
      ])
    }
    return Self.files(Self.actionColumns, rows)
  }

  private func rows(_ authority: Authority, _ actor: Actor, _ condition: Statement) async throws -> [Row] {
    try actor.require(.decideInduction, at: authority.place, orHide: "page")
    return try await services.pool.query(
      """
      SELECT DISTINCT ON (i.trn, p.starts_on) i.trn, i.birth_date, i.programme, i.state, p.starts_on, p.ends_on, p.fte,
        p.school_id, NOT EXISTS (SELECT FROM induction_period n WHERE n.induction_id = i.id
          AND (n.starts_on, n.id) > (p.starts_on, p.id)) AS is_last
      FROM induction i JOIN induction_period p ON p.induction_id = i.id
      WHERE i.authority_id = \(authority.id) AND \(fragment: condition)
      ORDER BY i.trn, p.starts_on, p.id
      """)
  }

  /// What a period amounts to, cut off to tenths of a term.
  private func terms(
    from start: CivilDate, to end: CivilDate, fte: Decimal, at school: OrganisationID
  ) async throws -> String {
    let terms = try await InductionTerms.load(of: school, in: services.pool)
    let days = SchoolDays(
      terms.terms, closures: Set(terms.closures), holidays: try BankHolidays.englandAndWales())
    let record = ServiceRecord([.init(start: start, end: end, fte: fte)], days, leastTerms: 0)
    return record.served(0..<record.fte.count).tenths
  }

  /// Files of at most so many rows as the national service takes, none twice with one number: rows come in the order of
  /// their numbers, so what has a number again goes to the file behind the one before.
  private static func files(_ columns: [String], _ rows: [[String]]) -> [String] {
    var layers: [[[String]]] = []
    var (number, layer) = ("", 0)
    for row in rows {
      layer = row[0] == number ? layer + 1 : 0
      number = row[0]
      if layers.count == layer { layers.append([]) }
      layers[layer].append(row)
    }
    return layers.flatMap { layer in
      stride(from: 0, to: layer.count, by: ClaimsFile.rows.upperBound).map { start in
        let part = layer[start..<min(start + ClaimsFile.rows.upperBound, layer.count)]
        return ([columns] + part).map { $0.joined(separator: ",") + "\r\n" }.joined()
      }
    }
  }

  // MARK: Everything

  private static let columns =
    [
      "reference", "state", "urn", "school", "submitted_at", "verified_at", "confirmed_start", "fee_pence",
      "induction",
    ]
    + RegistrationContent.CodingKeys.allCases.map(\.rawValue)

  /// Every registration that has been sent, as JSON members. Throws ``DomainError``.
  public func registrations(of authority: Authority, by actor: Actor) async throws -> [[String: JSONValue]] {
    try actor.require(.decideInduction, at: authority.place, orHide: "page")
    var all: [[String: JSONValue]] = []
    var after: Cursor?
    while true {
      let page = try await registrations(authority, after)
      all += try page.map { try members($0.registration, $0.urn) }
      guard page.count == Self.batch, let last = page.last?.registration else { return all }
      after = Cursor(instant: last.createdAt, id: last.id.rawValue)
    }
  }

  private func registrations(
    _ authority: Authority, _ after: Cursor?
  ) async throws -> [(registration: InductionRegistration, urn: Int)] {
    let behind: Statement = after.map { "(r.created_at, r.id) > (\($0.instant), \($0.id))" } ?? "true"
    return try await services.pool.query(
      """
      SELECT \(fragment: InductionRegistration.columns), s.urn
      FROM \(fragment: InductionRegistration.tables) JOIN school s ON s.organisation_id = r.school_id
      WHERE r.authority_id = \(authority.id) AND r.submitted_at IS NOT NULL AND \(fragment: behind)
      ORDER BY r.created_at, r.id LIMIT \(Self.batch)
      """
    ).map { (try InductionRegistration(row: $0), try $0.decode("urn", as: Int.self)) }
  }

  private func members(_ registration: InductionRegistration, _ urn: Int) throws -> [String: JSONValue] {
    func instant(_ date: Date?) -> JSONValue { date.map { .string($0.formatted(.iso8601)) } ?? .null }
    let facts: [String: JSONValue] = [
      "reference": .string(registration.reference), "state": .string(registration.state.rawValue),
      "urn": .number(Double(urn)), "school": .string(registration.schoolName),
      "submitted_at": instant(registration.submittedAt), "verified_at": instant(registration.verifiedAt),
      "confirmed_start": registration.confirmedStart.map { .string($0.description) } ?? .null,
      "fee_pence": registration.feePence.map { .number(Double($0)) } ?? .null,
      "induction": registration.induction.map { .string($0.description) } ?? .null,
    ]
    return try registration.content.members().merging(facts, uniquingKeysWith: { $1 })
  }

  /// The same as CSV. Throws ``DomainError``.
  public func registrationsCSV(of authority: Authority, by actor: Actor) async throws -> String {
    let rows = try await registrations(of: authority, by: actor).map { members in
      Self.columns.map { Self.text(members[$0] ?? .null) }
    }
    return ([Self.columns] + rows).map(ClaimsReport.line).joined()
  }

  private static func text(_ value: JSONValue) -> String {
    switch value {
    case .null, .object: ""
    case .bool(let yes): yes ? "yes" : "no"
    case .number(let number): Int(exactly: number).map { "\($0)" } ?? "\(number)"
    case .string(let text): text
    case .array(let values): values.map(text).joined(separator: ";")
    }
  }
}
