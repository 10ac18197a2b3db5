import Foundation
public import Postgres

/// Draws samples of a term’s assessments and lesson observations and keeps what was found in them: for the officers of
/// the body alone.
public struct SampleInductions: Sendable {
  let services: Services

  /// The use case over an installation’s services.
  public init(_ services: Services) { self.services = services }

  // MARK: Drawing

  /// Draws a share of each school’s assessments that were completed in the term of a day, and of its lesson
  /// observations that were shared in it, or of one of the two; without a seed a new one is made. What was drawn before
  /// by the same scope, seed and share is given again. Throws ``DomainError``.
  public func draw(
    _ scope: SampleScope = .both, of authority: Authority, termOf day: CivilDate?, share: Int?,
    seed: String = "", by actor: Actor
  ) async throws -> InductionSample {
    try actor.require(.assureInduction, at: authority.place, orHide: "page")
    let seed = seed.trimmed
    var problems = Problems()
    problems.require(
      day.map { RecruitmentSpan.term(of: $0).from <= services.today } == true, "term",
      "Choose a term that has begun.")
    problems.require(
      share.map { (1...100).contains($0) } == true, "share", "Enter how many in a hundred, from 1 to 100.")
    problems.require(
      seed.count <= 60 && !seed.contains { $0.isNewline }, "seed",
      "Shorten the seed to 60 characters or fewer.")
    try problems.throwIfAny()
    guard let day, let share else { throw DomainError.notFound("term") }
    let term = RecruitmentSpan.term(of: day)
    let made = seed.isEmpty ? String(services.newID(SampleID.self).description.suffix(12)) : seed
    return try await services.pool.withTransaction { tx in
      try await tx.execute("SELECT 1 FROM authority WHERE id = \(authority.id) FOR NO KEY UPDATE")
      let known = try await Self.samples(
        """
        s.authority_id = \(authority.id) AND s.begins_on = \(term.from) AND s.seed = \(made)
          AND s.share = \(Int32(share)) AND s.scope = \(scope)
        """, limit: 1, in: tx)
      if let known = known.first { return known }
      let candidates = try await SampleCandidates(authority.id, term).find(scope, in: tx)
      guard !candidates.isEmpty else {
        throw DomainError.invalid([FieldProblem(field: "term", message: scope.emptyTerm)])
      }
      let draw = SampleDraw(share: share, seed: made)
      return try await store(candidates, scope, term, draw, authority, actor, tx)
    }
  }

  private func store(
    _ candidates: [SampleDraw.Candidate], _ scope: SampleScope, _ term: RecruitmentSpan, _ draw: SampleDraw,
    _ authority: Authority, _ actor: Actor, _ tx: Transaction
  ) async throws -> InductionSample {
    let (id, drawn) = (services.newID(SampleID.self), draw(candidates))
    try await tx.execute(
      """
      INSERT INTO induction_sample (id, authority_id, organisation_id, begins_on, ends_on, scope, share, seed,
        criteria_version, drawn_by, drawn_by_name, drawn_at)
      VALUES (\(id), \(authority.id), \(authority.organisation), \(term.from), \(term.to), \(scope),
        \(Int32(draw.share)), \(draw.seed), \(try SampleCriteria.load().version), \(actor.account?.id),
        \(actor.account?.name ?? "The operator"), \(services.now()))
      """)
    let risks = candidates.map { $0.risks.map(\.rawValue).sorted().joined(separator: ",") }
    try await tx.execute(
      """
      INSERT INTO induction_sample_item (id, sample_id, assessment_id, observation_id, school_id, risks, is_drawn)
      SELECT gen_random_uuid(), \(id), CASE WHEN c.is_lesson THEN NULL ELSE c.subject END,
        CASE WHEN c.is_lesson THEN c.subject END, c.school, string_to_array(c.risks, ','), c.is_drawn
      FROM unnest(\(candidates.map(\.id)), \(candidates.map { $0.subject == .observation }),
        \(candidates.map(\.school)), \(risks), \(candidates.map { drawn.contains($0.id) }))
        c (subject, is_lesson, school, risks, is_drawn)
      """)
    try await Audit.record(
      "induction.sample_drawn", AuditSubject("induction_sample", id), at: authority.place,
      details: [
        "term": .string(term.from.description), "scope": .string(scope.rawValue),
        "share": .number(Double(draw.share)),
        "drawn": .number(Double(drawn.count)),
      ], by: actor, services, in: tx)
    guard let sample = try await Self.samples("s.id = \(id)", limit: 1, in: tx).first else {
      throw DomainError.notFound("sample")
    }
    return sample
  }

  // MARK: Reading

  private static func samples(
    _ condition: Statement, limit: Int, in db: some Queryable
  ) async throws -> [InductionSample] {
    try await db.query(
      """
      SELECT \(fragment: InductionSample.columns) FROM \(fragment: InductionSample.tables)
      WHERE \(fragment: condition) ORDER BY s.drawn_at DESC, s.id DESC LIMIT \(limit)
      """, as: InductionSample.self)
  }

  /// A page of an authority’s samples, newest first. Throws ``DomainError``.
  public func list(
    of authority: Place, limit: Int = 50, after: Cursor? = nil, by actor: Actor
  ) async throws -> Page<InductionSample> {
    try actor.require(.assureInduction, at: authority, orHide: "page")
    let behind: Statement = after.map { "(s.drawn_at, s.id) < (\($0.instant), \($0.id))" } ?? "true"
    let found = try await Self.samples(
      "s.authority_id = \(authority.authority) AND \(fragment: behind)", limit: limit + 1, in: services.pool)
    return Page(found, limit: limit) { Cursor(instant: $0.drawnAt, id: $0.id.rawValue) }
  }

  /// One of them. Throws ``DomainError``.
  public func find(_ id: SampleID, by actor: Actor) async throws -> InductionSample {
    guard let found = try await Self.samples("s.id = \(id)", limit: 1, in: services.pool).first else {
      throw DomainError.notFound("sample")
    }
    try actor.require(.assureInduction, at: found.place, orHide: "sample")
    return found
  }

  /// A page of what was drawn, by school. Throws ``DomainError``.
  public func items(
    of id: SampleID, school: OrganisationID? = nil, limit: Int = 50, after: Cursor? = nil, by actor: Actor
  ) async throws -> Page<SampleItem> {
    _ = try await find(id, by: actor)
    let at: Statement = school.map { "m.school_id = \($0)" } ?? "true"
    let behind: Statement =
      after.map {
        """
        (o.name, m.id) > (SELECT p.name, n.id FROM induction_sample_item n JOIN organisation p ON p.id = n.school_id
          WHERE n.id = \($0.id))
        """
      } ?? "true"
    let found = try await services.pool.query(
      """
      SELECT \(fragment: SampleItem.columns) FROM \(fragment: SampleItem.tables)
      WHERE m.sample_id = \(id) AND m.is_drawn AND \(fragment: at) AND \(fragment: behind)
      ORDER BY o.name, m.id LIMIT \(limit + 1)
      """, as: SampleItem.self)
    return Page(found, limit: limit) { Cursor(instant: .init(timeIntervalSince1970: 0), id: $0.id.rawValue) }
  }

  /// One item. Throws ``DomainError``.
  public func item(_ id: SampleItemID, by actor: Actor) async throws -> SampleItem {
    let found = try await Self.item(id, in: services.pool)
    try actor.require(.assureInduction, at: found.place, orHide: "item")
    return found
  }

  private static func item(_ id: SampleItemID, in db: some Queryable) async throws -> SampleItem {
    let found = try await db.first(
      """
      SELECT \(fragment: SampleItem.columns) FROM \(fragment: SampleItem.tables) WHERE m.id = \(id) AND m.is_drawn
      """, as: SampleItem.self)
    guard let found else { throw DomainError.notFound("item") }
    return found
  }

  // MARK: Judging

  /// Stores how an item meets each criterion of its kind, and who looked. Throws ``DomainError``.
  public func judge(
    _ id: SampleItemID, _ judgements: [String: String], notes: String, expectedVersion: Int?, by actor: Actor
  ) async throws -> SampleItem {
    let notes = notes.trimmed
    return try await services.pool.withTransaction { tx in
      try await tx.execute("SELECT 1 FROM induction_sample_item WHERE id = \(id) FOR UPDATE")
      let item = try await Self.item(id, in: tx)
      try actor.require(.assureInduction, at: item.place, orHide: "item")
      if let expectedVersion, expectedVersion != item.version {
        throw DomainError.staleVersion(current: item.version)
      }
      let judged = try Self.checked(judgements, notes, item.subject)
      try await tx.execute(
        """
        UPDATE induction_sample_item SET judgements = \(try JSONColumn.encode(judged)), notes = \(notes),
          judged_by = \(actor.account?.id), judged_by_name = \(actor.account?.name ?? "The operator"),
          judged_at = \(services.now()), version = version + 1
        WHERE id = \(id)
        """)
      try await Audit.record(
        "induction.sample_judged", AuditSubject("induction_sample", item.sample), at: item.place, by: actor,
        services, in: tx)
      return try await Self.item(id, in: tx)
    }
  }

  private static func checked(
    _ judgements: [String: String], _ notes: String, _ subject: SampleSubject
  ) throws -> [String: SampleCriteria.Judgement] {
    let criteria = try SampleCriteria.load().criteria(of: subject)
    var problems = Problems()
    var judged: [String: SampleCriteria.Judgement] = [:]
    for criterion in criteria {
      judged[criterion.code] = judgements[criterion.code].flatMap(SampleCriteria.Judgement.init(rawValue:))
      problems.require(
        judged[criterion.code] != nil, criterion.code,
        "Choose how “\(criterion.title.lowercasedFirst)” is met.")
    }
    for code in judgements.keys.sorted() where !criteria.contains(where: { $0.code == code }) {
      problems.add(code, "This is none of the criteria.")
    }
    let isWanting = judged.values.contains { $0 == .partly || $0 == .notMet }
    problems.require(
      !isWanting || notes.count >= 10, "notes",
      "Say in 10 characters at least what is wanting, so that the school can be told.")
    problems.require(notes.count <= 5_000, "notes", "Shorten the notes to 5,000 characters or fewer.")
    try problems.throwIfAny()
    return judged
  }
}
