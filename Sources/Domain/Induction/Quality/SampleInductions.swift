import Foundation
public import Postgres

/// Draws samples of a term’s assessments and keeps what was found in them: for the officers of the body alone.
public struct SampleInductions: Sendable {
  let services: Services

  /// The use case over an installation’s services.
  public init(_ services: Services) { self.services = services }

  // MARK: Drawing

  /// Draws a share of each school’s assessments that were completed in the term of a day; without a seed a new one is
  /// made. What was drawn before by the same seed and share is given again. Throws ``DomainError``.
  public func draw(
    of authority: Authority, termOf day: CivilDate?, share: Int?, seed: String = "", by actor: Actor
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
        s.authority_id = \(authority.id) AND s.begins_on = \(term.from) AND s.seed = \(made) AND s.share = \(Int32(share))
        """, limit: 1, in: tx)
      if let known = known.first { return known }
      let candidates = try await candidates(authority.id, term, tx)
      guard !candidates.isEmpty else {
        throw DomainError.invalid([
          FieldProblem(
            field: "term", message: "Choose another term: no school completed an assessment in this one.")
        ])
      }
      return try await store(candidates, term, SampleDraw(share: share, seed: made), authority, actor, tx)
    }
  }

  /// What schools completed in a term and did not open again, with what makes it worth a look.
  private func candidates(
    _ authority: AuthorityID, _ term: RecruitmentSpan, _ tx: Transaction
  ) async throws -> [SampleDraw.Candidate] {
    let start = LondonTime.instant(term.from, hour: 0, minute: 0) ?? .distantPast
    let end = LondonTime.instant(term.to.adding(days: 1), hour: 0, minute: 0) ?? .distantFuture
    let rows = try await tx.query(
      """
      SELECT a.id, a.school_id, a.kind = 'review' AS is_review,
        coalesce(c.content ->> 'progress' = 'unsatisfactory', false) AS is_unsatisfactory,
        coalesce(d.due_on < (SELECT min(f.signed_at AT TIME ZONE 'Europe/London')::date FROM induction_signature f
          WHERE f.assessment_id = a.id AND f.to_state = 'completed'), false) AS is_late
      FROM induction_signature c JOIN induction_assessment a ON a.id = c.assessment_id
        JOIN induction i ON i.id = a.induction_id
        LEFT JOIN induction_due d ON d.induction_id = a.induction_id AND d.kind = a.kind AND d.number = a.number
      WHERE i.authority_id = \(authority) AND c.to_state = 'completed' AND c.signed_at >= \(start)
        AND c.signed_at < \(end) AND a.state IN ('completed', 'confirmed', 'received')
        AND NOT EXISTS (SELECT FROM induction_signature l WHERE l.assessment_id = a.id AND l.to_state = 'completed'
          AND (l.signed_at, l.id) > (c.signed_at, c.id))
      ORDER BY a.id
      """)
    return try rows.map { row in
      var risks: Set<SampleRisk> = []
      if try row.decode("is_unsatisfactory") {
        risks.insert(try row.decode("is_review") ? .concern : .unsatisfactory)
      }
      if try row.decode("is_late") { risks.insert(.late) }
      return SampleDraw.Candidate(
        id: try row.decode("id"), school: try row.decode("school_id"), risks: risks)
    }
  }

  private func store(
    _ candidates: [SampleDraw.Candidate], _ term: RecruitmentSpan, _ draw: SampleDraw, _ authority: Authority,
    _ actor: Actor, _ tx: Transaction
  ) async throws -> InductionSample {
    let (id, drawn) = (services.newID(SampleID.self), draw(candidates))
    try await tx.execute(
      """
      INSERT INTO induction_sample (id, authority_id, organisation_id, begins_on, ends_on, share, seed, criteria_version,
        drawn_by, drawn_by_name, drawn_at)
      VALUES (\(id), \(authority.id), \(authority.organisation), \(term.from), \(term.to), \(Int32(draw.share)),
        \(draw.seed), \(try SampleCriteria.load().version), \(actor.account?.id),
        \(actor.account?.name ?? "The operator"), \(services.now()))
      """)
    let risks = candidates.map { $0.risks.map(\.rawValue).sorted().joined(separator: ",") }
    try await tx.execute(
      """
      INSERT INTO induction_sample_item (id, sample_id, assessment_id, school_id, risks, is_drawn)
      SELECT gen_random_uuid(), \(id), c.assessment, c.school, string_to_array(c.risks, ','), c.is_drawn
      FROM unnest(\(candidates.map(\.id)), \(candidates.map(\.school)), \(risks),
        \(candidates.map { drawn.contains($0.id) })) c (assessment, school, risks, is_drawn)
      """)
    try await Audit.record(
      "induction.sample_drawn", AuditSubject("induction_sample", id), at: authority.place,
      details: [
        "term": .string(term.from.description), "share": .number(Double(draw.share)),
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

  /// Stores how an assessment meets each criterion, and who looked. Throws ``DomainError``.
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
      let judged = try Self.checked(judgements, notes, item.kind)
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
    _ judgements: [String: String], _ notes: String, _ kind: InductionAssessment.Kind
  ) throws -> [String: SampleCriteria.Judgement] {
    let criteria = try SampleCriteria.load().criteria
    var problems = Problems()
    var judged: [String: SampleCriteria.Judgement] = [:]
    for criterion in criteria {
      judged[criterion.code] = judgements[criterion.code].flatMap(SampleCriteria.Judgement.init(rawValue:))
      problems.require(
        judged[criterion.code] != nil, criterion.code,
        "Choose how “\(criterion.title.lowercasedFirstLetter)” is met.")
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
