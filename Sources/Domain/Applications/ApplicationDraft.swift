public import Foundation
import Postgres

/// What a person has begun to write for one vacancy, and has not sent yet.
public struct ApplicationDraft: Sendable {
  /// The vacancy.
  public let vacancy: VacancyID
  /// The vacancy's title.
  public let vacancyTitle: String
  /// The school's name.
  public let schoolName: String
  /// When the vacancy closes, if it is published.
  public let closesAt: Date?
  /// Where the vacancy is in its life, as stored.
  let vacancyState: VacancyState
  /// The personal statement for this vacancy.
  public let statement: String
  /// The answers to what is asked for this vacancy.
  public let answers: [String: JSONValue]
  /// Rises with every save; 0 before the first.
  public let version: Int
  /// When it was last saved; nil before the first.
  public let updatedAt: Date?

  /// Whether it can still be sent at an instant.
  public func isOpen(at now: Date) -> Bool {
    vacancyState == .published && (closesAt.map { now < $0 } ?? true)
  }

  /// Whether the school has withdrawn the vacancy since.
  public var isOfWithdrawnVacancy: Bool { vacancyState == .withdrawn }

  static func find(
    _ account: AccountID, _ vacancy: VacancyID, in db: some Queryable
  ) async throws -> ApplicationDraft? {
    try await list("d.account_id = \(account) AND d.vacancy_id = \(vacancy)", in: db).first
  }

  static func list(
    _ condition: Statement, limit: Int? = nil, in db: some Queryable
  ) async throws -> [ApplicationDraft] {
    try await db.query(
      """
      SELECT d.vacancy_id, v.title, o.name, v.closes_at, v.state, d.statement, d.answers, d.version, d.updated_at
      FROM application_draft d JOIN vacancy v ON v.id = d.vacancy_id JOIN organisation o ON o.id = v.school_id
      WHERE \(fragment: condition) ORDER BY d.updated_at DESC, d.vacancy_id DESC LIMIT \(limit)
      """
    ).map { row in
      ApplicationDraft(
        vacancy: try row.decode("vacancy_id"), vacancyTitle: try row.decode("title"),
        schoolName: try row.decode("name"), closesAt: try row.decodeIfPresent("closes_at"),
        vacancyState: try row.decode("state"), statement: try row.decode("statement"),
        answers: try JSONColumn.decode([String: JSONValue].self, from: try row.decode("answers")),
        version: try row.decode("version"), updatedAt: try row.decode("updated_at"))
    }
  }
}

/// Keeps what the acting person has begun to write for vacancies.
public struct KeepApplicationDraft: Sendable {
  let services: Services

  /// The use case over an installation's services.
  public init(_ services: Services) { self.services = services }

  /// The longest statement that is kept, right or wrong, in characters.
  public static let longest = 30_000

  /// A page of the drafts, the one changed last first. Throws ``DomainError``.
  public func list(
    limit: Int = 50, after: Cursor? = nil, by actor: Actor
  ) async throws -> Page<ApplicationDraft> {
    let account = try actor.requireOwn(.keepGeneralApplication)
    let behind: Statement =
      after.map { "(d.updated_at, d.vacancy_id) < (\($0.instant), \($0.id))" } ?? "true"
    let found = try await ApplicationDraft.list(
      "d.account_id = \(account.id) AND \(fragment: behind)", limit: limit + 1, in: services.pool)
    return Page(found, limit: limit) {
      Cursor(instant: $0.updatedAt ?? .distantPast, id: $0.vacancy.rawValue)
    }
  }

  /// The draft for a vacancy; before the first save, what it begins with: the statement of the general
  /// application. Throws ``DomainError``.
  public func read(_ id: VacancyID, by actor: Actor) async throws -> ApplicationDraft {
    let account = try actor.requireOwn(.keepGeneralApplication)
    if let draft = try await ApplicationDraft.find(account.id, id, in: services.pool) { return draft }
    let vacancy = try await FindVacancy(services)(id, by: actor)
    let general = try await GeneralApplication.load(account.id, today: services.today, in: services.pool)
    return ApplicationDraft(
      vacancy: id, vacancyTitle: vacancy.content.title, schoolName: vacancy.schoolName,
      closesAt: vacancy.closesAt, vacancyState: vacancy.storedState,
      statement: try general.section("statement").answers["statement"]?.string ?? "", answers: [:],
      version: 0, updatedAt: nil)
  }

  /// What the person has saved for a vacancy, whatever has become of the vacancy since; nil where that is nothing, and for
  /// who keeps no drafts. Throws ``DomainError``.
  public func saved(_ id: VacancyID, by actor: Actor) async throws -> ApplicationDraft? {
    guard let account = actor.account, actor.may(.keepGeneralApplication, ownedBy: account.id) else {
      return nil
    }
    return try await ApplicationDraft.find(account.id, id, in: services.pool)
  }

  /// Keeps it, complete or not. `expectedVersion` is the version that was read, 0 before the first save; nil
  /// overwrites. Throws ``DomainError``.
  public func callAsFunction(
    _ id: VacancyID, statement: String, answers: [String: JSONValue], expectedVersion: Int?, by actor: Actor
  ) async throws -> ApplicationDraft {
    let account = try actor.requireOwn(.keepGeneralApplication)
    let vacancy = try await FindVacancy(services)(id, by: actor)
    guard vacancy.publishedAt != nil else { throw DomainError.notFound("vacancy") }
    return try await services.pool.withTransaction { tx in
      try await tx.execute("SELECT 1 FROM account WHERE id = \(account.id) FOR UPDATE")
      let stored = try await ApplicationDraft.find(account.id, id, in: tx)
      try await requireUnsent(account.id, id, in: tx)
      try VacancyStore.requireVersion(expectedVersion, of: stored?.version ?? 0)
      guard statement.count <= Self.longest else {
        throw DomainError.invalid([
          FieldProblem(
            field: "statement", message: "Shorten the personal statement: it can’t be kept at this length.")
        ])
      }
      let asked = try await VacancyQuestions.load(id, in: tx).section(for: vacancy.schoolName)
      let answers = try FormRules.shaped(answers, asked)
      if let stored, stored.statement == statement, stored.answers == answers { return stored }
      try await tx.execute(
        """
        INSERT INTO application_draft AS d (account_id, vacancy_id, statement, answers, updated_at)
        VALUES (\(account.id), \(id), \(statement), \(JSONColumn.encode(answers)), \(services.now()))
        ON CONFLICT (account_id, vacancy_id) DO UPDATE SET statement = excluded.statement,
          answers = excluded.answers, version = d.version + 1, updated_at = excluded.updated_at
        """)
      try await Audit.record(
        "application_draft.saved", AuditSubject("vacancy", id), by: actor, services, in: tx)
      guard let saved = try await ApplicationDraft.find(account.id, id, in: tx) else {
        throw DomainError.notFound("draft")
      }
      return saved
    }
  }

  /// Beside an application that stands nothing is kept: it could not be sent.
  private func requireUnsent(_ account: AccountID, _ id: VacancyID, in tx: Transaction) async throws {
    let isSent = try await tx.value(
      """
      SELECT EXISTS (SELECT FROM application WHERE account_id = \(account) AND vacancy_id = \(id)
        AND state <> 'withdrawn')
      """, as: Bool.self)
    if isSent {
      throw DomainError.conflict(
        "You have sent your application for this vacancy. What is written now can’t be kept beside it.")
    }
  }

  /// Throws a draft away, and says whether there was one. Throws ``DomainError``.
  @discardableResult
  public func discard(_ id: VacancyID, by actor: Actor) async throws -> Bool {
    let account = try actor.requireOwn(.keepGeneralApplication)
    return try await services.pool.withTransaction { tx in
      let gone = try await tx.execute(
        "DELETE FROM application_draft WHERE account_id = \(account.id) AND vacancy_id = \(id)")
      guard gone > 0 else { return false }
      try await Audit.record(
        "application_draft.discarded", AuditSubject("vacancy", id), by: actor, services, in: tx)
      return true
    }
  }
}
