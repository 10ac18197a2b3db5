import Foundation
import Postgres

/// Writes files: claims and actions for the national service, and everything that is registered.
public struct ExportInductions: Sendable {
  let services: Services

  /// The use case over an installation’s services.
  public init(_ services: Services) { self.services = services }

  /// As many are read at once.
  private static let batch = 200

  /// Claims, in files that the national service takes: every run of periods that has begun and goes on, of inductions
  /// that go on, and every run that has ended before it was claimed, which no action can be sent of until it is. With
  /// `onlyNew` without those that wait for its answer or that it has accepted. Throws ``DomainError``.
  public func claims(
    of authority: Authority, onlyNew: Bool = false, by actor: Actor
  ) async throws -> [String] {
    let runs = try await runs(of: authority, by: actor)
    let claimed = try await claimed(of: authority)
    // What was corrected since was claimed all the same.
    let acted = try await acted(of: authority, withCorrected: true)
    let (today, own) = (services.today, try await bodies(of: authority))
    let due = runs.filter { run in
      guard run.start <= today, run.diedOn == nil else { return false }
      let isSent = claimed.contains("\(run.trn) \(run.start)")
      guard let end = run.end, end <= today else {
        return [.serving, .recommended].contains(run.state) && !(onlyNew && isSent)
      }
      // What an action was taken of was claimed, whether or not that is recorded here.
      let isOver = ["pass", "release"].contains { acted.contains([run.trn, end.description, $0]) }
      return own.contains(run.body) && !isSent && !isOver
    }
    let rows = ServiceRun.once(due).map {
      [
        $0.trn, $0.birthDate.description, $0.programme ?? InductionProgramme.schoolLed.rawValue,
        $0.start.description,
      ]
    }
    return Self.files(ClaimsFile.columns, rows)
  }

  /// The bodies that have acted here: what another one has overseen, that one has claimed.
  private func bodies(of authority: Authority) async throws -> Set<AppropriateBodyID> {
    Set(try await AppropriateBody.all(of: authority.id, in: services.pool).map(\.id))
  }

  /// Numbers with the first days that were claimed for them and are not refused.
  private func claimed(of authority: Authority) async throws -> Set<String> {
    let rows = try await services.pool.query(
      """
      SELECT i.trn, c.starts_on FROM induction_claim c JOIN induction i ON i.id = c.induction_id
      WHERE c.authority_id = \(authority.id)
      GROUP BY i.trn, c.starts_on HAVING bool_and(c.state <> 'refused')
      """)
    return Set(
      try rows.map {
        "\(try $0.decode("trn", as: String.self)) \(try $0.decode("starts_on", as: CivilDate.self))"
      })
  }

  /// The columns of a file of actions.
  static let actionColumns = [
    "TRN", "Date of birth", "Induction period end date", "Number of terms", "Outcome",
  ]

  /// Actions: a pass for the last run of periods of inductions that are completed, a release for every other run that
  /// has ended. What is recorded as sent and was not refused comes again only where `all` is asked for. Throws
  /// ``DomainError``.
  public func actions(
    of authority: Authority, all: Bool = false, by actor: Actor
  ) async throws -> [String] {
    try actor.require(.decideInduction, at: authority.place, orHide: "page")
    let sent = all ? [] : try await acted(of: authority)
    var (rows, terms): ([[String]], ServiceTerms) = ([], try ServiceTerms())
    for run in ServiceRun.ended(try await runs(of: authority, by: actor), on: services.today) {
      let end = run.end?.description ?? ""
      if sent.contains([run.trn, end, run.outcome]) { continue }
      rows.append([
        run.trn, run.birthDate.description, end, try await terms.of(run, in: services.pool), run.outcome,
      ])
    }
    return Self.files(Self.actionColumns, rows)
  }

  /// Number, last day and outcome of what is recorded as sent and not refused.
  private func acted(of authority: Authority, withCorrected: Bool = false) async throws -> Set<[String]> {
    Set(
      try await services.pool.query(
        """
        SELECT i.trn, a.ends_on, a.outcome FROM induction_action a JOIN induction i ON i.id = a.induction_id
        WHERE a.authority_id = \(authority.id) AND a.faults = ''
          AND (\(withCorrected) OR a.outdated_at IS NULL)
        """
      ).map {
        [
          try $0.decode("trn"), try $0.decode("ends_on", as: CivilDate.self).description,
          try $0.decode("outcome"),
        ]
      })
  }

  private func runs(of authority: Authority, by actor: Actor) async throws -> [ServiceRun] {
    try actor.require(.decideInduction, at: authority.place, orHide: "page")
    return try await ServiceRun.all(of: authority.id, in: services.pool)
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
    return CSV.text([Self.columns] + rows)
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
