import Foundation
public import Postgres

/// A line of a school's search of the pool.
public struct PoolListing: Sendable {
  /// The entry.
  public let entry: PoolEntry
  /// Whether the school has saved it.
  public let isSaved: Bool
}

/// What a search of the pool found.
public struct PoolResults: Sendable {
  /// A page of people, newest first.
  public let page: Page<PoolListing>
  /// Words that find somebody, where those that were typed find nobody.
  public let spelling: String?
}

/// Which entries a school may see.
enum PoolVisibility {
  /// Checked and active ones of the authority's open years, unless hidden from one of the actor's schools, or their
  /// person has accepted an offer. One that has accepted the school's interest stays in view while its person is in the
  /// pool: not once they have left, accepted an offer or taken a post; nor while names are hidden, which it would tell.
  static func condition(_ school: Place, _ actor: Actor, today: CivilDate) -> Statement {
    """
    e.authority_id = \(school.authority) AND e.checked_at IS NOT NULL AND e.state = 'active'
    AND NOT \(fragment: PoolEntry.hasAccepted)
    AND e.year = ANY (ARRAY(SELECT y.year FROM pool_year y WHERE y.authority_id = \(school.authority)
      AND y.opens_on <= \(today) AND y.closes_on >= \(today)))
    AND \(fragment: notHidden(school, actor))
    """
  }

  /// The same, or with contact agreed.
  static func orAgreed(_ school: Place, _ actor: Actor, today: CivilDate) -> Statement {
    """
    ((\(fragment: condition(school, actor, today: today)))
      OR (e.state IN ('active', 'paused') AND NOT \(fragment: PoolEntry.hasAccepted)
        AND \(fragment: notHidden(school, actor))
        AND EXISTS (SELECT FROM pool_interest i WHERE i.entry_id = e.id AND i.school_id = \(school.organisation)
          AND i.state = 'accepted' AND (\(fragment: PoolInterestStore.namesKnown)))))
    """
  }

  private static func notHidden(_ school: Place, _ actor: Actor) -> Statement {
    let schools =
      [school.organisation.rawValue]
      + (actor.account?.memberships.filter { $0.kind == .school }.map(\.organisation.rawValue) ?? [])
    return """
      NOT EXISTS (SELECT FROM pool_hidden_school h WHERE h.entry_id = e.id AND h.school_id = ANY (\(schools)))
      """
  }
}

/// Looks through the pool for a school, as its head or recruiter.
public struct SearchPool: Sendable {
  let services: Services

  /// The use case over an installation's services.
  public init(_ services: Services) { self.services = services }

  /// A page of who fits, those who joined last first; their words to schools tell no way to reach them, and no such way
  /// finds them (`PoolSearchText`). A code that nothing has throws ``DomainError/invalid(_:)``: an empty list would look
  /// as if nobody fitted.
  public func callAsFunction(
    at school: OrganisationID, _ criteria: PoolCriteria = PoolCriteria(), limit: Int = 25,
    after: Cursor? = nil, by actor: Actor
  ) async throws -> PoolResults {
    let place = try await VacancyStore.placeOfSchool(school, in: services.pool)
    try actor.require(.readPool, at: place, orHide: "page")
    try await criteria.problems(services).throwIfAny()
    let vocabulary = try await SearchVocabulary.read(services.pool)
    let page = try await page(place, criteria, vocabulary, limit, after, actor)
    guard page.items.isEmpty, after == nil, !criteria.words.isEmpty,
      let spelling = try await CorrectSpelling(vocabulary: vocabulary)(criteria.words, in: services.pool)
    else { return PoolResults(page: page, spelling: nil) }
    var corrected = criteria
    corrected.words = spelling
    let other = try await self.page(place, corrected, vocabulary, limit, nil, actor)
    return PoolResults(page: other, spelling: other.items.isEmpty ? nil : spelling)
  }

  private func page(
    _ school: Place, _ criteria: PoolCriteria, _ vocabulary: SearchVocabulary, _ limit: Int, _ after: Cursor?,
    _ actor: Actor
  ) async throws -> Page<PoolListing> {
    let words = SearchWords(criteria.words, vocabulary)
    var (found, from, isWhole) = ([PoolListing](), after, false)
    // Words may fit more in the index than in what is shown: whoever is left out makes room for others.
    var size = limit
    while !isWhole, found.count <= limit {
      let rows = try await services.pool.query(statement(school, criteria, vocabulary, size, from, actor))
      let entries = try rows.map(PoolEntry.init)
      let masks = try await PoolContactMask.each(
        entries.map(\.account), today: services.today, in: services.pool)
      let fitting = try await PoolSearchText(words: words, masks: masks, today: services.today)
        .fitting(entries, in: services.pool)
      for (entry, row) in zip(entries, rows) where fitting.contains(entry.id) {
        found.append(
          PoolListing(
            entry: (masks[entry.account] ?? PoolContactMask())(entry), isSaved: try row.decode("is_saved")))
      }
      isWhole = rows.count <= size
      from = entries.last.map { Cursor(instant: $0.joinedAt, id: $0.id.rawValue) }
      size = max(limit, 100)
    }
    return Page(found, limit: limit) { Cursor(instant: $0.entry.joinedAt, id: $0.entry.id.rawValue) }
  }

  /// The statement of a search; its plan is tested.
  func statement(
    _ school: Place, _ criteria: PoolCriteria, _ vocabulary: SearchVocabulary, _ limit: Int, _ after: Cursor?,
    _ actor: Actor
  ) -> Statement {
    var conditions = [PoolVisibility.condition(school, actor, today: services.today)]
    let words = SearchWords(criteria.words, vocabulary)
    if let wanted = words.wanted { conditions.append("e.words @@ (\(fragment: wanted))") }
    conditions += criteria.conditions
    if criteria.nearSchool { conditions.append(PoolPlace.reaches(school.organisation)) }
    let saved: Statement = """
      EXISTS (SELECT FROM pool_saved k WHERE k.entry_id = e.id AND k.school_id = \(school.organisation))
      """
    if criteria.savedOnly { conditions.append(saved) }
    if let after { conditions.append("(e.joined_at, e.id) < (\(after.instant), \(after.id))") }
    return """
      SELECT \(fragment: PoolEntry.columns), NULL::text[] AS faults, \(fragment: saved) AS is_saved
      FROM \(fragment: PoolEntry.tables)
      WHERE \(fragment: .joined(conditions, separator: " AND "))
      ORDER BY e.joined_at DESC, e.id DESC LIMIT \(limit + 1)
      """
  }

  /// The grades that officers give, best first; anybody who uses the pool may know them.
  public func grades() async throws -> [PoolGrade] {
    try await services.pool.query("SELECT code, name FROM pool_grade ORDER BY position", as: PoolGrade.self)
  }
}

/// A grade that officers give.
public struct PoolGrade: Sendable, Hashable, RowDecodable {
  /// Its code.
  public let code: String
  /// Its words.
  public let name: String

  /// Reads the columns `code` and `name`.
  public init(row: Row) throws {
    code = try row.decode("code")
    name = try row.decode("name")
  }
}
