import Foundation
public import Postgres

extension InductionPeriod {
  /// That the contract has ended, for whoever may record what came of it and for others.
  public func endedContract(_ mayRecord: Bool) -> String? {
    contractEndsOn.map { day in
      "The contract at \(schoolName) ended on \(LondonTime.longDate(day)). "
        + (mayRecord ? ContractEnd.toDo : "The school records whether the post goes on.")
    }
  }
}

extension InductionRecord {
  /// The posts that go on by the record though their contract has ended.
  public func endedContracts(on today: CivilDate) -> [InductionPeriod] {
    guard induction.state.isOpen else { return [] }
    return posts(on: today).filter { post in post.contractEndsOn.map { $0 < today } ?? false }
  }

  /// A period with those before it of the same post, which have one contract.
  fileprivate func post(of period: InductionPeriod) -> [InductionPeriod] {
    var post = [period]
    while let before = post[0].before(in: periods) { post.insert(before, at: 0) }
    return post
  }
}

extension RecordInduction {
  /// Records when the contract of a post ends now: another day, or none any more. Throws ``DomainError``.
  public func changeContract(
    _ period: InductionPeriodID, of id: InductionID, endsOn day: CivilDate?, expectedVersion: Int?,
    by actor: Actor
  ) async throws -> InductionRecord {
    try await change(id, .recordInduction, "contract_changed", expectedVersion, actor) { record, tx in
      let found = try self.period(period, in: record, actor)
      let post = record.post(of: found)
      var problems = Problems()
      problems.require(
        day.map { $0 > post[0].startsOn } ?? true, "ends_on",
        "Enter a day after \(LondonTime.shortDate(post[0].startsOn)), the first day of the post.")
      problems.require(
        day != found.contractEndsOn, "ends_on",
        day.map {
          "The contract is recorded to end on \(LondonTime.shortDate($0)) already. Enter another day."
        }
          ?? "The contract is recorded to have no end already. Enter its last day if it has one.")
      try problems.throwIfAny()
      try await tx.execute(
        """
        UPDATE induction_period SET contract_ends_on = \(day)
        WHERE id = ANY (\(post.map(\.id.rawValue)))
        """)
      func words(_ day: CivilDate?) -> String { day.map(LondonTime.longDate) ?? "none" }
      let what =
        "Contract at \(found.schoolName): last day \(words(day)), not \(words(found.contractEndsOn))"
      try await tx.execute(
        """
        INSERT INTO induction_event (id, induction_id, kind, what, entered_by, entered_by_name, entered_at)
        VALUES (\(services.newID(InductionEventID.self)), \(id), \(InductionEvent.Kind.correction),
          \(String(what.prefix(500))), \(actor.account?.id), \(actor.account?.name ?? "The operator"),
          \(services.now()))
        """)
    }
  }
}

/// A post in induction that goes on by the record though its contract has ended.
public struct ContractEnd: Sendable, RowDecodable {
  let id: InductionPeriodID
  /// The induction.
  public let induction: InductionID
  /// Its reference.
  public let reference: String
  /// The teacher’s name.
  public let name: String
  /// The school.
  public let school: String
  /// When the contract ended.
  public let endedOn: CivilDate

  /// What is to be done.
  public static let toDo =
    "If the teacher has left, record the last day of the post; else enter when the contract ends now."

  static let columns: [CSVColumn<ContractEnd>] = [
    .init("ended_on") { $0.endedOn.description }, .init("name") { $0.name },
    .init("reference") { $0.reference }, .init("school") { $0.school },
    .init("induction") { $0.induction.description },
  ]

  /// Reads a row of ``ReadContractEnds``.
  public init(row: Row) throws {
    id = try row.decode("id")
    induction = try row.decode("induction_id")
    reference = try row.decode("reference")
    name = "\(try row.decode("first_names", as: String.self)) \(try row.decode("last_name", as: String.self))"
    school = try row.decode("school_name")
    endedOn = try row.decode("ended_on")
  }
}

/// The posts of open inductions that go on by the record though their contract has ended, the longest ended first.
public struct ReadContractEnds: Sendable {
  let services: Services

  /// The use case over an installation’s services.
  public init(_ services: Services) { self.services = services }

  /// A page of those at a school, for whoever records what comes of them; none for others. Throws ``DomainError``.
  public func callAsFunction(
    at school: OrganisationID, limit: Int = 50, after: Cursor? = nil, by actor: Actor
  ) async throws -> Page<ContractEnd> {
    let place = try await VacancyStore.placeOfSchool(school, in: services.pool)
    try actor.require(.readInductions, at: place, orHide: "school")
    let condition: Statement = actor.may(.recordInduction, at: place) ? "p.school_id = \(school)" : "false"
    return try await page(condition, limit, after)
  }

  /// A page of those of a body’s inductions. Throws ``DomainError``.
  public func callAsFunction(
    of authority: Place, limit: Int = 50, after: Cursor? = nil, by actor: Actor
  ) async throws -> Page<ContractEnd> {
    try actor.require(.decideInduction, at: authority, orHide: "page")
    return try await page("i.authority_id = \(authority.authority)", limit, after)
  }

  /// All of a school as comma-separated values (RFC 4180). Throws ``DomainError``.
  public func csv(at school: OrganisationID, by actor: Actor) async throws -> String {
    CSV.text(
      try await Page.every { try await self(at: school, limit: 1_000, after: $0, by: actor) },
      ContractEnd.columns)
  }

  /// All of a body as comma-separated values (RFC 4180). Throws ``DomainError``.
  public func csv(of authority: Place, by actor: Actor) async throws -> String {
    CSV.text(
      try await Page.every { try await self(of: authority, limit: 1_000, after: $0, by: actor) },
      ContractEnd.columns)
  }

  private func page(
    _ condition: Statement, _ limit: Int, _ after: Cursor?
  ) async throws -> Page<ContractEnd> {
    let today = services.today
    let behind: Statement = after.map { "(p.contract_ends_on, p.id) > (\($0.day), \($0.id))" } ?? "true"
    let found = try await services.pool.query(
      """
      SELECT p.id, p.induction_id, i.reference, i.first_names, i.last_name, o.name AS school_name,
        p.contract_ends_on AS ended_on
      FROM induction i JOIN induction_period p ON p.induction_id = i.id JOIN organisation o ON o.id = p.school_id
      WHERE \(fragment: condition) AND \(fragment: behind)
        AND i.state = ANY (\(InductionState.open.map(\.rawValue)))
        AND p.contract_ends_on < \(today) AND coalesce(p.ends_on > \(today), true)
        AND NOT \(fragment: ResumePosts.isCalledOff)
        AND NOT EXISTS (SELECT FROM induction_period n WHERE n.induction_id = p.induction_id
          AND n.school_id = p.school_id AND (n.starts_on, n.id) > (p.starts_on, p.id)
          AND coalesce(n.ends_on > \(today), true))
      ORDER BY p.contract_ends_on, p.id LIMIT \(limit + 1)
      """, as: ContractEnd.self)
    return Page(found, limit: limit) { Cursor(day: $0.endedOn, id: $0.id.rawValue) }
  }
}
