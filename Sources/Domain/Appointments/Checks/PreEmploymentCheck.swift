public import Foundation
public import Postgres

/// What somebody enters about a check.
public struct CheckEntry: Sendable, Codable, Equatable {
  /// What came of it.
  public var outcome: CheckOutcome
  /// Why it does not apply, or is not satisfactory.
  public var reason: String
  /// The day it was made.
  public var checkedOn: CivilDate?
  /// Who made it.
  public var checkedBy: String
  /// What was seen, in words.
  public var evidence: String
  /// The kind of document, for example "Passport".
  public var documentType: String
  /// The number of the document or certificate.
  public var documentNumber: String
  /// The date of the document.
  public var documentDate: CivilDate?
  /// The day on which it runs out.
  public var expiresOn: CivilDate?
  /// The day by which it is made again, for example where a right to work ends.
  public var followUpOn: CivilDate?

  /// What somebody enters.
  public init(
    outcome: CheckOutcome = .outstanding, reason: String = "", checkedOn: CivilDate? = nil,
    checkedBy: String = "", evidence: String = "", documentType: String = "", documentNumber: String = "",
    documentDate: CivilDate? = nil, expiresOn: CivilDate? = nil, followUpOn: CivilDate? = nil
  ) {
    self.outcome = outcome
    self.reason = reason
    self.checkedOn = checkedOn
    self.checkedBy = checkedBy
    self.evidence = evidence
    self.documentType = documentType
    self.documentNumber = documentNumber
    self.documentDate = documentDate
    self.expiresOn = expiresOn
    self.followUpOn = followUpOn
  }

  /// The same without white space around its texts, and without what its outcome has no use for.
  var tidied: CheckEntry {
    var copy = self
    copy.reason = reason.trimmed
    copy.checkedBy = checkedBy.trimmed
    copy.evidence = evidence.trimmed
    copy.documentType = documentType.trimmed
    copy.documentNumber = documentNumber.trimmed
    return copy
  }

  /// Everything that keeps it from being recorded.
  func problems(today: CivilDate) -> Problems {
    var problems = Problems()
    let isMade = outcome == .satisfactory || outcome == .notSatisfactory
    problems.require(
      outcome != .outstanding || checkedOn == nil && checkedBy.isEmpty, "outcome",
      "Choose what came of the check, or clear the day and who made it.")
    problems.require(!isMade || checkedOn != nil, "checked_on", "Enter the day on which the check was made.")
    problems.require(
      checkedOn.map { $0 <= today } ?? true, "checked_on", "Enter a day that is not in the future.")
    problems.require(!isMade || !checkedBy.isEmpty, "checked_by", "Enter who made the check.")
    problems.require(checkedBy.count <= 200, "checked_by", "Shorten the name to 200 characters or fewer.")
    problems.require(
      outcome != .notApplicable || !reason.isEmpty, "reason", "Enter why this check does not apply.")
    problems.require(
      outcome != .notSatisfactory || !reason.isEmpty, "reason", "Enter why it is not satisfactory.")
    problems.require(reason.count <= 2000, "reason", "Shorten the reason to 2,000 characters or fewer.")
    problems.require(evidence.count <= 2000, "evidence", "Shorten the evidence to 2,000 characters or fewer.")
    problems.require(
      documentType.count <= 200, "document_type", "Shorten the kind of document to 200 characters or fewer.")
    problems.require(
      documentNumber.count <= 100, "document_number", "Shorten the number to 100 characters or fewer.")
    problems.require(
      documentDate.map { $0 <= today } ?? true, "document_date", "Enter a date that is not in the future.")
    if let checkedOn, let documentDate, documentDate <= today {
      problems.require(
        documentDate <= checkedOn, "document_date",
        "Enter a date that is not after the day on which the check was made, \(LondonTime.shortDate(checkedOn))."
      )
    }
    return problems
  }
}

/// A check before somebody starts, as it stands.
public struct PreEmploymentCheck: Sendable, RowDecodable {
  /// What is checked.
  public let kind: CheckKind
  /// Whether the data say that it applies.
  public let applies: Bool
  /// Why it does or doesn't.
  public let why: String
  /// What was entered.
  public let entry: CheckEntry
  /// Rises with every change.
  public let version: Int
  /// When it was last changed.
  public let changedAt: Date

  static let columns: Statement = """
    \(fragment: CheckKind.columns), p.applies, p.why, p.outcome, p.reason, p.checked_on,
    p.checked_by, p.evidence, p.document_type, p.document_number, p.document_date, p.expires_on, p.follow_up_on,
    p.version, p.changed_at
    """

  /// Reads a row of the columns above.
  public init(row: Row) throws {
    kind = try CheckKind(row: row)
    applies = try row.decode("applies")
    why = try row.decode("why")
    entry = CheckEntry(
      outcome: try row.decode("outcome"), reason: try row.decode("reason"),
      checkedOn: try row.decodeIfPresent("checked_on"), checkedBy: try row.decode("checked_by"),
      evidence: try row.decode("evidence"), documentType: try row.decode("document_type"),
      documentNumber: try row.decode("document_number"),
      documentDate: try row.decodeIfPresent("document_date"),
      expiresOn: try row.decodeIfPresent("expires_on"), followUpOn: try row.decodeIfPresent("follow_up_on"))
    version = try row.decode("version")
    changedAt = try row.decode("changed_at")
  }
}

/// One state that a check has had.
public struct CheckHistoryEntry: Sendable, RowDecodable {
  /// The version it made.
  public let version: Int
  /// What was entered.
  public let entry: CheckEntry
  /// When.
  public let recordedAt: Date
  /// By whom; nil when no person did.
  public let recordedBy: String?

  /// Reads a row of `pre_employment_check_history` with the name of an account.
  public init(row: Row) throws {
    version = try row.decode("version")
    entry = try JSONColumn.decode(CheckEntry.self, from: try row.decode("entry"))
    recordedAt = try row.decode("recorded_at")
    recordedBy = try row.decodeIfPresent("recorded_by")
  }
}

/// Statements that the use cases of checks share.
enum CheckStore {
  static func list(_ application: ApplicationID, in db: some Queryable) async throws -> [PreEmploymentCheck] {
    try await db.query(
      """
      SELECT \(fragment: PreEmploymentCheck.columns)
      FROM pre_employment_check p JOIN check_kind k ON k.code = p.kind
      WHERE p.application_id = \(application) ORDER BY k.position
      """, as: PreEmploymentCheck.self)
  }

  /// The checks of several applications, by application, each in order.
  static func each(
    _ applications: [ApplicationID], in db: some Queryable
  ) async throws -> [ApplicationID: [PreEmploymentCheck]] {
    let rows = try await db.query(
      """
      SELECT p.application_id, \(fragment: PreEmploymentCheck.columns)
      FROM pre_employment_check p JOIN check_kind k ON k.code = p.kind
      WHERE p.application_id = ANY (\(applications.map(\.rawValue))) ORDER BY k.position
      """)
    var found: [ApplicationID: [PreEmploymentCheck]] = [:]
    for row in rows {
      let application = try row.decode("application_id", as: ApplicationID.self)
      found[application, default: []].append(try PreEmploymentCheck(row: row))
    }
    return found
  }

  /// Makes the list of checks when an offer is accepted. Those that were recorded after an earlier offer stay.
  static func begin(_ application: SentApplication, _ services: Services, in tx: Transaction) async throws {
    let kinds = try await tx.query(
      """
      SELECT \(fragment: CheckKind.columns) FROM check_kind k
      WHERE in_force_from <= \(services.today) AND (in_force_to IS NULL OR in_force_to >= \(services.today))
      ORDER BY position
      """, as: CheckKind.self)
    let facts = try await facts(application, in: tx)
    let known = Set(try await list(application.id, in: tx).map(\.kind.code))
    for kind in kinds where !known.contains(kind.code) {
      let (applies, why) = CheckPlan.applies(kind, to: facts)
      let entry = CheckEntry(outcome: applies ? .outstanding : .notApplicable, reason: applies ? "" : why)
      try await tx.execute(
        """
        INSERT INTO pre_employment_check (application_id, kind, applies, why, outcome, reason, changed_at)
        VALUES (\(application.id), \(kind.code), \(applies), \(why), \(entry.outcome), \(entry.reason),
          \(services.now()))
        """)
      try await keep(entry, version: 1, of: kind.code, application.id, by: nil, services, in: tx)
    }
  }

  /// Adds a state to the history of a check.
  static func keep(
    _ entry: CheckEntry, version: Int, of kind: String, _ application: ApplicationID, by account: AccountID?,
    _ services: Services, in tx: Transaction
  ) async throws {
    let id = UUIDv7.make(at: services.now(), random: services.random(10))
    try await tx.execute(
      """
      INSERT INTO pre_employment_check_history (id, application_id, kind, version, entry, recorded_at,
        recorded_by)
      VALUES (\(id), \(application), \(kind), \(version), \(try JSONColumn.encode(entry)), \(services.now()),
        \(account))
      """)
  }

  private static func facts(
    _ application: SentApplication, in db: some Queryable
  ) async throws -> CheckFacts {
    let row = try await db.firstRow(
      """
      SELECT coalesce(a.answers #>> '{declarations,lived_abroad}' = 'yes', false) AS lived_abroad, v.phases,
        EXISTS (SELECT FROM job_role r WHERE r.code = ANY (v.job_roles) AND r.kind IN ('teaching', 'leadership'))
          AS is_teaching,
        EXISTS (SELECT FROM job_role r WHERE r.code = ANY (v.job_roles) AND r.kind = 'leadership') AS is_leadership
      FROM application a JOIN vacancy v ON v.id = a.vacancy_id WHERE a.id = \(application.id)
      """)
    guard let row else { throw DomainError.notFound("application") }
    return CheckFacts(
      isTeaching: try row.decode("is_teaching"), isLeadership: try row.decode("is_leadership"),
      livedAbroad: try row.decode("lived_abroad"),
      phases: try row.decode("phases", as: [String].self).compactMap(VacancyPhase.init(rawValue:)))
  }
}
