public import Foundation
public import Postgres

/// Names a record of training in safer recruitment.
public struct TrainingID: Identifier {
  public let rawValue: UUID
  /// Wraps a UUID.
  public init(rawValue: UUID) { self.rawValue = rawValue }
}

/// Training in safer recruitment that somebody has done. At least one member of every panel must have done it.
public struct SaferRecruitmentTraining: Sendable, RowDecodable {
  /// As many years after its completion training counts at most.
  ///
  /// The School Staffing (England) Regulations 2009 (regulation 9) ask for somebody trained on every panel and set no
  /// term; courses in safer recruitment are renewed after two to five years.
  public static let longestYears = 5

  /// Names the record.
  public let id: TrainingID
  /// Who was trained.
  public let account: AccountID
  /// Their name.
  public let name: String
  /// Who trained them.
  public let provider: String
  /// When they completed it.
  public let completedOn: CivilDate
  /// The last day on which it counts.
  public let validUntil: CivilDate

  /// Reads the columns of the record and the person's `name`.
  public init(row: Row) throws {
    id = try row.decode("id")
    account = try row.decode("account_id")
    name = try row.decode("name")
    provider = try row.decode("provider")
    completedOn = try row.decode("completed_on")
    validUntil = try row.decode("valid_until")
  }

  /// The last day on which training that was completed on a day can count.
  public static func lastDay(after completedOn: CivilDate) -> CivilDate {
    // The 29th of February is the 28th in a year without one.
    CivilDate(year: completedOn.year + longestYears, month: completedOn.month, day: completedOn.day)
      ?? CivilDate(year: completedOn.year + longestYears, month: 2, day: 28) ?? completedOn
  }

  /// Whether it counts on a day.
  public func counts(on day: CivilDate) -> Bool { completedOn <= day && day <= validUntil }
}

/// Records training in safer recruitment of the people of a school, lists it and strikes out mistakes.
public struct RecordTraining: Sendable {
  let services: Services

  /// The use case over an installation's services.
  public init(_ services: Services) { self.services = services }

  /// Records what somebody of the school has done. Problems are of the fields `account`, `provider`, `completed_on` and
  /// `valid_until`, all of them at once. Throws ``DomainError``.
  @discardableResult
  public func callAsFunction(
    of person: AccountID?, at school: OrganisationID, provider: String, completedOn: CivilDate?,
    validUntil: CivilDate?, by actor: Actor
  ) async throws -> SaferRecruitmentTraining {
    let place = try await VacancyStore.placeOfSchool(school, in: services.pool)
    try actor.require(.recordTraining, at: place)
    return try await services.pool.withTransaction { tx in
      guard let account = person else {
        let nobody = FieldProblem(field: "account", message: "Choose who was trained.")
        throw DomainError.invalid([nobody] + problems(provider, completedOn, validUntil))
      }
      let staff = try await ListStaff.holding(Set(Role.allCases), at: school, in: tx)
      guard staff.contains(where: { $0.account == account }) else { throw DomainError.notFound("person") }
      let (provider, from, until) = try checked(provider, completedOn, validUntil)
      let id = services.newID(TrainingID.self)
      try await tx.execute(
        """
        INSERT INTO safer_recruitment_training (id, account_id, school_id, authority_id, provider, completed_on,
          valid_until, recorded_by, recorded_at)
        VALUES (\(id), \(account), \(school), \(place.authority), \(provider), \(from), \(until),
          \(actor.account?.id), \(services.now()))
        ON CONFLICT ON CONSTRAINT safer_recruitment_training_once DO UPDATE SET
          valid_until = excluded.valid_until, recorded_at = excluded.recorded_at
        """)
      try await Audit.record(
        "training.recorded", AuditSubject("account", account), at: place,
        details: ["valid_until": .string(until.description)], by: actor, services, in: tx)
      let stored = try await Self.of([account], in: tx)
      guard let record = stored.first(where: { $0.completedOn == from && $0.provider == provider }) else {
        throw DomainError.notFound("training")
      }
      return record
    }
  }

  /// A page of the training of everybody with a role at the school, that which lasts longest first. Throws
  /// ``DomainError``.
  public func list(
    at school: OrganisationID, limit: Int = 50, after: Cursor? = nil, by actor: Actor
  ) async throws -> Page<SaferRecruitmentTraining> {
    let staff = try await staff(school, actor)
    let behind: Statement =
      after.map { "(t.valid_until, t.id) < (\($0.day), \($0.id))" } ?? "true"
    let found = try await services.pool.query(
      """
      \(fragment: Self.columns)
      WHERE t.account_id = ANY (\(staff)) AND \(fragment: behind)
      ORDER BY t.valid_until DESC, t.id DESC LIMIT \(limit + 1)
      """, as: SaferRecruitmentTraining.self)
    return Page(found, limit: limit) { Cursor(day: $0.validUntil, id: $0.id.rawValue) }
  }

  /// All of it, for notes beside the names of the staff. Throws ``DomainError``.
  public func every(at school: OrganisationID, by actor: Actor) async throws -> [SaferRecruitmentTraining] {
    try await Page.every { try await list(at: school, limit: 200, after: $0, by: actor) }
  }

  /// One record of somebody with a role at the school. Throws ``DomainError``.
  public func find(
    _ id: TrainingID, at school: OrganisationID, by actor: Actor
  ) async throws -> SaferRecruitmentTraining {
    let staff = try await staff(school, actor)
    let found = try await services.pool.first(
      "\(fragment: Self.columns) WHERE t.id = \(id) AND t.account_id = ANY (\(staff))",
      as: SaferRecruitmentTraining.self)
    guard let found else { throw DomainError.notFound("training") }
    return found
  }

  private func staff(_ school: OrganisationID, _ actor: Actor) async throws -> [UUID] {
    let place = try await VacancyStore.placeOfSchool(school, in: services.pool)
    try actor.require(.readStaff, at: place, orHide: "school")
    return try await ListStaff.holding(Set(Role.allCases), at: school, in: services.pool)
      .map(\.account.rawValue)
  }

  /// Strikes out a record that is a mistake. Throws ``DomainError``.
  public func strike(_ id: TrainingID, at school: OrganisationID, by actor: Actor) async throws {
    let place = try await VacancyStore.placeOfSchool(school, in: services.pool)
    try actor.require(.recordTraining, at: place)
    try await services.pool.withTransaction { tx in
      let account = try await tx.valueIfAny(
        "DELETE FROM safer_recruitment_training WHERE id = \(id) AND school_id = \(school) RETURNING account_id",
        as: AccountID.self)
      guard let account else { throw DomainError.notFound("training") }
      try await Audit.record(
        "training.struck_out", AuditSubject("account", account), at: place, by: actor, services, in: tx)
    }
  }

  private static let columns: Statement = """
    SELECT t.id, t.account_id, a.name, t.provider, t.completed_on, t.valid_until
    FROM safer_recruitment_training t JOIN account a ON a.id = t.account_id
    """

  /// The training of these people, newest first.
  static func of(
    _ accounts: [AccountID], in db: some Queryable
  ) async throws -> [SaferRecruitmentTraining] {
    try await db.query(
      """
      \(fragment: columns)
      WHERE t.account_id = ANY (\(accounts.map(\.rawValue)))
      ORDER BY t.valid_until DESC, t.completed_on DESC, t.id
      """, as: SaferRecruitmentTraining.self)
  }

  private func checked(
    _ provider: String, _ completedOn: CivilDate?, _ validUntil: CivilDate?
  ) throws -> (String, CivilDate, CivilDate) {
    let found = problems(provider, completedOn, validUntil)
    guard found.isEmpty, let completedOn, let validUntil else { throw DomainError.invalid(found) }
    return (provider.trimmed, completedOn, validUntil)
  }

  private func problems(
    _ provider: String, _ completedOn: CivilDate?, _ validUntil: CivilDate?
  ) -> [FieldProblem] {
    let length = provider.trimmed.count
    var problems = Problems()
    problems.require(
      (2...200).contains(length), "provider", "Enter who gave the training, in 2 to 200 characters.")
    problems.require(
      completedOn != nil, "completed_on", "Enter the day the training was completed, such as 27 3 2026.")
    problems.require(
      completedOn.map { $0 <= services.today } ?? true, "completed_on",
      "Enter a day of completion that is not in the future.")
    problems.require(
      validUntil != nil, "valid_until", "Enter the last day the training is valid, such as 27 3 2029.")
    if let completedOn, let validUntil {
      let last = SaferRecruitmentTraining.lastDay(after: completedOn)
      problems.require(
        validUntil > completedOn, "valid_until", "Enter a last day that comes after the day of completion.")
      problems.require(
        validUntil <= last, "valid_until",
        "Enter a last day no later than \(LondonTime.longDate(last)): training is renewed after "
          + "\(SaferRecruitmentTraining.longestYears) years at most.")
    }
    return problems.found
  }
}
