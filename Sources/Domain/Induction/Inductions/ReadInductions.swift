import Foundation
import Postgres

/// Reads inductions: the body all of its own, a school those with a period there, a teacher their own.
public struct ReadInductions: Sendable {
  let services: Services

  /// The use case over an installation’s services.
  public init(_ services: Services) { self.services = services }

  /// What a body’s list is narrowed to.
  public struct Filter: Sendable, Equatable {
    /// Only those in this state.
    public var state: InductionState?
    /// Only those with a period at this school.
    public var school: OrganisationID?
    /// Only those with this number or reference, or these letters in the name.
    public var words = ""
    /// Only those with something overdue.
    public var isOverdue = false
    /// Only those that began in this term.
    public var cohort: InductionCohort?
    /// Only those at risk.
    public var isAtRisk = false

    /// Everything.
    public init(
      state: InductionState? = nil, school: OrganisationID? = nil, words: String = "",
      isOverdue: Bool = false,
      cohort: InductionCohort? = nil, isAtRisk: Bool = false
    ) {
      (self.state, self.school, self.words, self.isOverdue) = (state, school, words, isOverdue)
      (self.cohort, self.isAtRisk) = (cohort, isAtRisk)
    }
  }

  /// A page of a body’s inductions, newest first. Throws ``DomainError``.
  public func list(
    of authority: Place, _ filter: Filter = Filter(), limit: Int = 50, after: Cursor? = nil, by actor: Actor
  ) async throws -> Page<Induction> {
    try actor.require(.decideInduction, at: authority, orHide: "page")
    return try await page("i.authority_id = \(authority.authority)", filter, limit, after, for: .body)
  }

  /// A page of a school’s inductions, newest first. Throws ``DomainError``.
  public func list(
    at school: OrganisationID, limit: Int = 50, after: Cursor? = nil, by actor: Actor
  ) async throws -> Page<Induction> {
    let place = try await VacancyStore.placeOfSchool(school, in: services.pool)
    try actor.require(.readInductions, at: place, orHide: "school")
    let reader = InductionNext.Reader.school(school, isHead: actor.may(.registerInduction, at: place))
    let page = try await page("true", Filter(school: school), limit, after, for: reader)
    let name = try await FindSchool(services)(id: school).name
    let gone = try await gone(from: [school.rawValue], page.items.map(\.id.rawValue))
    return page.map { gone.contains($0.id) ? $0.left(name) : $0 }
  }

  /// Which of these inductions have gone on at a school that is none of these.
  private func gone(from schools: [UUID], _ ids: [UUID]) async throws -> Set<InductionID> {
    let found = try await services.pool.query(
      """
      SELECT i.id FROM induction i WHERE i.id = ANY (\(ids)) AND NOT EXISTS (
        SELECT FROM induction_period p WHERE p.induction_id = i.id AND p.school_id = ANY (\(schools))
          AND (coalesce(p.ends_on > \(services.today), true) OR NOT EXISTS (SELECT FROM induction_period n
            WHERE n.induction_id = i.id AND (n.starts_on, n.id) > (p.starts_on, p.id))))
      """)
    return Set(try found.map { try $0.decode("id", as: InductionID.self) })
  }

  private func page(
    _ condition: Statement, _ filter: Filter, _ limit: Int, _ after: Cursor?,
    for reader: InductionNext.Reader
  ) async throws -> Page<Induction> {
    let state: Statement = filter.state.map { "i.state = \($0)" } ?? "true"
    let school: Statement =
      filter.school.map {
        "EXISTS (SELECT FROM induction_period p WHERE p.induction_id = i.id AND p.school_id = \($0))"
      } ?? "true"
    let words = filter.words.trimmed
    let named: Statement =
      words.isEmpty
      ? "true"
      : """
      (i.trn = \(TRN.tidied(words)) OR i.reference = \(words.uppercased())
        OR strpos(lower(i.first_names || ' ' || i.last_name), \(words.lowercased())) > 0)
      """
    let overdue: Statement = filter.isOverdue ? try await self.overdue() : "true"
    let cohort: Statement = filter.cohort?.condition ?? "true"
    let atRisk: Statement = filter.isAtRisk ? InductionRisk.condition(on: services.today) : "true"
    let found = try await InductionStore.list(
      """
      \(fragment: cohort) AND \(fragment: atRisk) AND \(fragment: condition) AND \(fragment: Self.behind(after)) AND \(fragment: state) AND \(fragment: school)
        AND \(fragment: named) AND \(fragment: overdue)
      """, limit: limit + 1, in: services.pool)
    return Page(try await standing(led(found), for: reader), limit: limit) {
      Cursor(instant: $0.createdAt, id: $0.id.rawValue)
    }
  }

  /// With the school that leads today, of those who are or were at several.
  private func led(_ inductions: [Induction]) async throws -> [Induction] {
    if inductions.isEmpty { return [] }
    let rows = try await services.pool.query(
      """
      SELECT i.id, o.name FROM induction i JOIN organisation o ON o.id = induction_lead(i.id, \(services.today))
      WHERE i.id = ANY (\(inductions.map(\.id.rawValue))) AND EXISTS (
        SELECT FROM induction_period p JOIN induction_period q ON q.induction_id = p.induction_id
          AND q.school_id <> p.school_id WHERE p.induction_id = i.id)
      """)
    let leads = try rows.reduce(into: [InductionID: String]()) { found, row in
      found[try row.decode("id")] = try row.decode("name", as: String.self)
    }
    return inductions.map { induction in
      var shown = induction
      shown.schoolName = leads[induction.id] ?? induction.schoolName
      return shown
    }
  }

  /// One of them. A school whose teacher has gone on reads what belongs to their time there. Throws ``DomainError``.
  public func find(_ id: InductionID, by actor: Actor) async throws -> InductionRecord {
    var record = try await InductionStore.record(id, in: services.pool).shown
    if let lead = record.lead(on: services.today) { record.induction.schoolName = lead.schoolName }
    if actor.may(.decideInduction, at: record.induction.place) { return record }
    if try await InductionAccess.isOwn(id, actor, in: services.pool) { return record }
    guard InductionAccess.mayRead(record.induction, record.periods, actor) else {
      throw DomainError.notFound("induction")
    }
    record = try await record.shown(to: actor, in: services.pool)
    let isCurrent = InductionAccess.may(
      .readInductions, record.induction, record.periods, actor, on: services.today)
    return isCurrent
      ? record
      : record.reduced(
        to: record.periods.filter { InductionAccess.may(.readInductions, in: $0, actor) })
  }

  /// Whether an induction is the acting person’s own.
  public func isOwn(_ id: InductionID, by actor: Actor) async throws -> Bool {
    try await InductionAccess.isOwn(id, actor, in: services.pool)
  }

  /// The acting person’s own, and a page of those whose tutor or mentor they are by their confirmed address, newest
  /// first. Throws ``DomainError``.
  public func own(
    limit: Int = 50, after: Cursor? = nil, by actor: Actor
  ) async throws -> (own: [Induction], tutored: Page<Induction>) {
    let account = try actor.requireOwn(.readOwnInduction)
    let own = try await standing(
      led(InductionStore.list(InductionAccess.own(account), limit: 20, in: services.pool)), for: .teacher)
    let found = try await InductionStore.list(
      """
      i.id IN (SELECT p.induction_id FROM induction_period p WHERE \(fragment: InductionAccess.names(account)))
        AND \(fragment: Self.behind(after))
      """, limit: limit + 1, in: services.pool)
    let tutored = Page(found, limit: limit) { Cursor(instant: $0.createdAt, id: $0.id.rawValue) }
    return (
      own, tutored.with(try await reduced(standing(led(tutored.items), for: .named), to: account))
    )
  }

  private static func behind(_ after: Cursor?) -> Statement {
    after.map { "(i.created_at, i.id) < (\($0.instant), \($0.id))" } ?? "true"
  }

  /// Those that have gone on where somebody is not named are shown as the last school that named them sees them.
  private func reduced(_ inductions: [Induction], to account: ActingAccount) async throws -> [Induction] {
    if inductions.isEmpty { return [] }
    let rows = try await services.pool.query(
      """
      SELECT DISTINCT ON (p.induction_id) p.induction_id, o.name, coalesce(p.ends_on > \(services.today), true)
          OR NOT EXISTS (SELECT FROM induction_period n WHERE n.induction_id = p.induction_id
            AND (n.starts_on, n.id) > (p.starts_on, p.id)) AS is_current
      FROM induction_period p JOIN organisation o ON o.id = p.school_id
      WHERE p.induction_id = ANY (\(inductions.map(\.id.rawValue))) AND \(fragment: InductionAccess.names(account))
      ORDER BY p.induction_id, is_current DESC, p.starts_on DESC, p.id DESC
      """)
    let gone = try rows.reduce(into: [InductionID: String]()) { found, row in
      if try !row.decode("is_current", as: Bool.self) {
        found[try row.decode("induction_id")] = try row.decode("name", as: String.self)
      }
    }
    return inductions.map { induction in gone[induction.id].map { induction.left($0) } ?? induction }
  }
}
