import Foundation
import Postgres

/// Reads registrations: a school its own, the body what was sent to it.
public struct ReadRegistrations: Sendable {
  let services: Services

  /// The use case over an installation’s services.
  public init(_ services: Services) { self.services = services }

  /// A page of a school’s registrations, newest first. Throws ``DomainError``.
  public func list(
    of school: OrganisationID, limit: Int = 50, after: Cursor? = nil, by actor: Actor
  ) async throws -> Page<InductionRegistration> {
    let place = try await VacancyStore.placeOfSchool(school, in: services.pool)
    try actor.require(.readInductions, at: place, orHide: "school")
    let sentOnly = !actor.may(.registerInduction, at: place)
    let behind: Statement = after.map { "(r.created_at, r.id) < (\($0.instant), \($0.id))" } ?? "true"
    let found = try await services.pool.query(
      """
      SELECT \(fragment: InductionRegistration.columns) FROM \(fragment: InductionRegistration.tables)
      WHERE r.school_id = \(school) AND (NOT \(sentOnly) OR r.submitted_at IS NOT NULL) AND \(fragment: behind)
      ORDER BY r.created_at DESC, r.id DESC LIMIT \(limit + 1)
      """, as: InductionRegistration.self)
    return Page(found, limit: limit) { Cursor(instant: $0.createdAt, id: $0.id.rawValue) }
  }

  /// A page of what was sent to a body, whatever has come of it, newest first. Throws ``DomainError``.
  public func list(
    of authority: Place, limit: Int = 50, after: Cursor? = nil, by actor: Actor
  ) async throws -> Page<InductionRegistration> {
    try actor.require(.decideInduction, at: authority, orHide: "page")
    let behind: Statement = after.map { "(r.created_at, r.id) < (\($0.instant), \($0.id))" } ?? "true"
    let found = try await services.pool.query(
      """
      SELECT \(fragment: InductionRegistration.columns) FROM \(fragment: InductionRegistration.tables)
      WHERE r.authority_id = \(authority.authority) AND r.submitted_at IS NOT NULL AND \(fragment: behind)
      ORDER BY r.created_at DESC, r.id DESC LIMIT \(limit + 1)
      """, as: InductionRegistration.self)
    return Page(found, limit: limit) { Cursor(instant: $0.createdAt, id: $0.id.rawValue) }
  }

  /// What a head has still to do about registrations, at most 100: first the questions of the body, then drafts, the
  /// longest waiting first. Nothing for others. Throws ``DomainError``.
  public func toDo(at school: OrganisationID, by actor: Actor) async throws -> [InductionRegistration] {
    let place = try await VacancyStore.placeOfSchool(school, in: services.pool)
    try actor.require(.readInductions, at: place, orHide: "school")
    guard actor.may(.registerInduction, at: place) else { return [] }
    return try await services.pool.query(
      """
      SELECT \(fragment: InductionRegistration.columns) FROM \(fragment: InductionRegistration.tables)
      WHERE r.school_id = \(school) AND r.state IN ('queried', 'draft')
      ORDER BY r.state = 'draft', r.created_at, r.id LIMIT 100
      """, as: InductionRegistration.self)
  }

  /// The appointments for which a school has begun a registration that stands. Throws ``DomainError``.
  public func begun(at school: OrganisationID, by actor: Actor) async throws -> Set<ApplicationID> {
    let place = try await VacancyStore.placeOfSchool(school, in: services.pool)
    try actor.require(.registerInduction, at: place, orHide: "school")
    return try await begun(at: school)
  }

  /// A page of those whom a school has appointed and has still to register for induction, latest appointment first: of
  /// ``InductionCandidates`` those for whom no registration stands. Throws ``DomainError``.
  public func candidates(
    at school: OrganisationID, limit: Int = 50, after: Cursor? = nil, by actor: Actor
  ) async throws -> Page<InductionCandidate> {
    let unregistered: Statement = """
      NOT EXISTS (SELECT FROM induction_registration ir WHERE ir.application_id = a.id
        AND ir.state NOT IN ('rejected', 'withdrawn'))
      """
    return try await InductionCandidates(services).page(school, where: unregistered, limit, after, by: actor)
  }

  private func begun(at school: OrganisationID) async throws -> Set<ApplicationID> {
    let found = try await services.pool.query(
      """
      SELECT application_id FROM induction_registration
      WHERE school_id = \(school) AND application_id IS NOT NULL AND state NOT IN ('rejected', 'withdrawn')
      """)
    return Set(try found.map { try $0.decode("application_id", as: ApplicationID.self) })
  }

  /// What the officer’s queue is narrowed to.
  public struct Filter: Sendable, Equatable {
    /// Only those in this state; without one, those that wait for the body.
    public var state: RegistrationState?
    /// Only those of this school.
    public var school: OrganisationID?
    /// Only those with this number, or these letters in the name or reference.
    public var words = ""

    /// What waits for the body.
    public init(state: RegistrationState? = nil, school: OrganisationID? = nil, words: String = "") {
      (self.state, self.school, self.words) = (state, school, words)
    }
  }

  /// A page of the body’s queue, the longest waiting first. Throws ``DomainError``.
  public func queue(
    of authority: Place, _ filter: Filter = Filter(), limit: Int = 50, after: Cursor? = nil, by actor: Actor
  ) async throws -> Page<InductionRegistration> {
    try actor.require(.decideInduction, at: authority, orHide: "page")
    let behind: Statement = after.map { "(r.submitted_at, r.id) > (\($0.instant), \($0.id))" } ?? "true"
    let school: Statement = filter.school.map { "r.school_id = \($0)" } ?? "true"
    let words = filter.words.trimmed
    let named: Statement =
      words.isEmpty
      ? "true"
      : """
      (r.trn = \(TRN.tidied(words)) OR r.reference = \(words.uppercased())
        OR strpos(lower(r.name), \(words.lowercased())) > 0)
      """
    let found = try await services.pool.query(
      """
      SELECT \(fragment: InductionRegistration.columns) FROM \(fragment: InductionRegistration.tables)
      WHERE r.authority_id = \(authority.authority) AND r.state = \(filter.state ?? .submitted)
        AND r.submitted_at IS NOT NULL AND \(fragment: school) AND \(fragment: named) AND \(fragment: behind)
      ORDER BY r.submitted_at, r.id LIMIT \(limit + 1)
      """, as: InductionRegistration.self)
    return Page(found, limit: limit) { Cursor(instant: $0.submittedAt ?? $0.createdAt, id: $0.id.rawValue) }
  }

  /// One of them, with its faults and warnings. Throws ``DomainError``.
  public func find(_ id: RegistrationID, by actor: Actor) async throws -> RegistrationReview {
    let found = try await RegistrationStore.find(id, in: services.pool)
    try RegistrationStore.requireReading(found, actor)
    return try await review(
      found, forBody: actor.may(.decideInduction, at: found.place), in: services.pool)
  }

  /// Everything there is to say of a registration. Where the same teacher stands besides is the body’s to know;
  /// a school is told that there is something, and nothing of another school.
  func review(
    _ found: InductionRegistration, forBody: Bool, in db: some Queryable
  ) async throws -> RegistrationReview {
    let (content, today) = (found.content, services.today)
    let (rules, inductions) = try content.rules()
    let levels = try await InductionServiceLevel.offered(by: found.place.authority, on: today, in: db)
    var problems = try content.problems(rules, inductions, levels: levels, today: today)
    var body: AppropriateBody?
    if let start = content.startsOn {
      body = try await AppropriateBody.acting(for: found.place.authority, on: start, in: db)
      if body == nil {
        problems.append(
          FieldProblem(
            field: "starts_on", message: "Enter another first day: no appropriate body acts here on that one."
          ))
      }
      if found.state.isWritable,
        let refusal = try await body?.refusal(of: content.trn.trimmed, startingOn: start, in: db)
      {
        problems.append(FieldProblem(field: "starts_on", message: refusal))
      }
    }
    let evidence = try await KeepEvidence.list(found.id, in: db)
    if content.servedElsewhere == true && evidence.isEmpty {
      problems.append(
        FieldProblem(
          field: "evidence", message: "Add a document in which the body before shows the terms served."))
    }
    let facts = try await AppointmentSources.facts(of: found.application, in: db)
    problems = try problems.map { try facts.choice(instead: $0, content) }
    let terms =
      try await content.goesByTerms ? InductionTerms.load(of: found.place.organisation, in: db) : nil
    var warnings = try content.warnings(rules, inductions, terms, sentOn: found.firstSentOn ?? today)
    if found.state != .accepted { warnings += try facts.warnings(content) }
    let trn = content.trn.trimmed
    let others = trn.isEmpty ? [] : try await RegistrationStore.others(found, trn: trn, in: db)
    if !others.isEmpty && found.state != .accepted {
      warnings.append(
        "Somebody with this number has an open period of induction, or a registration for one. "
          + "The appropriate body looks into it.")
    }
    var overlaps = forBody ? others.map { Self.words($0, found.place.authority) } : []
    if forBody, found.state != .accepted, !trn.isEmpty,
      let before = try await TransferStore.words(ofTRN: trn, in: found.place.authority, in: db)
    {
      overlaps.append(before)
    }
    let same = try await forBody ? SameNumber.of(found.id, in: db) : nil
    if found.state != .accepted { warnings += try await Self.known(content, found, in: db) }
    let messages = try await db.query(
      """
      SELECT from_school, author_name, body, written_at FROM induction_registration_message
      WHERE registration_id = \(found.id) ORDER BY written_at, id
      """, as: RegistrationMessage.self)
    return RegistrationReview(
      registration: found, problems: problems, warnings: found.state.isGivenUp ? [] : warnings,
      overlaps: overlaps, sameNumber: same, body: body,
      levels: levels, messages: messages, evidence: evidence,
      facts: found.state.isWritable ? facts : [])
  }

  /// Whether a teacher of this number has had their one attempt (SI 2012/1115 reg. 9), or one of this address is
  /// recorded with another number.
  private static func known(
    _ content: RegistrationContent, _ found: InductionRegistration, in db: some Queryable
  ) async throws -> [String] {
    let decided = [InductionState.satisfactory, .notSatisfactory].map(\.rawValue)
    let (trn, email) = (content.trn.trimmed, content.email.trimmed.lowercased())
    let row = try await db.firstRow(
      """
      SELECT EXISTS (SELECT FROM induction WHERE trn = \(trn) AND state = ANY (\(decided))) AS is_decided,
        EXISTS (SELECT FROM induction i WHERE i.email_normal = \(email) AND i.trn <> \(trn)
          AND i.authority_id = \(found.place.authority)) AS has_other
      """)
    guard let row, !trn.isEmpty else { return [] }
    var warnings: [String] = []
    if try row.decode("is_decided") {
      warnings.append(
        "Somebody with this number has had induction already, and there is one attempt only. Check the number."
      )
    }
    if try row.decode("has_other") {
      warnings.append(
        "A teacher with this e-mail address is recorded with another number. Check the number and the address."
      )
    }
    return warnings
  }

  private static func words(
    _ other: (school: String, authority: AuthorityID, since: CivilDate?), _ own: AuthorityID
  ) -> String {
    let since = other.since.map { ", from \(LondonTime.shortDate($0))" } ?? ""
    return (other.authority == own ? other.school : "Another authority") + since
  }
}
