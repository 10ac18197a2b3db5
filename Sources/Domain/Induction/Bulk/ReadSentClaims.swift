public import Foundation
import Postgres

/// Reads what was sent as claims to the national service, and what it answered.
public struct ReadSentClaims: Sendable {
  let services: Services

  /// The use case over an installation’s services.
  public init(_ services: Services) { self.services = services }

  /// What a list is narrowed to.
  public struct Filter: Sendable, Equatable {
    /// Only those in this state.
    public var state: ClaimState?
    /// Only those of this file.
    public var file: UUID?
    /// Only those with this number, or these letters in the name.
    public var words: String

    /// Everything, or less.
    public init(state: ClaimState? = nil, file: UUID? = nil, words: String = "") {
      (self.state, self.file, self.words) = (state, file, words)
    }

    var condition: Statement {
      let state: Statement = state.map { "c.state = \($0)" } ?? "true"
      let file: Statement = file.map { "c.file_id = \($0)" } ?? "true"
      let words = words.trimmed
      let named: Statement =
        words.isEmpty
        ? "true"
        : """
        (i.trn = \(TRN.tidied(words)) OR strpos(lower(i.first_names || ' ' || i.last_name), \(words.lowercased())) > 0)
        """
      return "\(fragment: state) AND \(fragment: file) AND \(fragment: named)"
    }
  }

  /// A page of an authority’s, newest first. Throws ``DomainError``.
  public func callAsFunction(
    of authority: Authority, _ filter: Filter = Filter(), limit: Int = 50, after: Cursor? = nil,
    by actor: Actor
  ) async throws -> Page<SentClaim> {
    try actor.require(.decideInduction, at: authority.place, orHide: "page")
    let found = try await list(authority, filter, limit + 1, after)
    return Page(found, limit: limit) { Cursor(instant: $0.sentAt, id: $0.id) }
  }

  private func list(
    _ authority: Authority, _ filter: Filter, _ limit: Int, _ after: Cursor?
  ) async throws -> [SentClaim] {
    let behind: Statement = after.map { "(c.sent_at, c.id) < (\($0.instant), \($0.id))" } ?? "true"
    return try await services.pool.query(
      """
      SELECT \(fragment: SentClaim.columns) FROM \(fragment: SentClaim.tables)
      WHERE c.authority_id = \(authority.id) AND \(fragment: behind) AND \(fragment: filter.condition)
      ORDER BY c.sent_at DESC, c.id DESC LIMIT \(limit)
      """, as: SentClaim.self)
  }

  private static let columns = [
    "name", "trn", "birth_date", "programme", "starts_on", "state", "sent_at", "sent_by", "answered_at",
    "answered_by", "refused_for", "induction",
  ]

  /// All of them as comma-separated values (RFC 4180); nothing in it is taken for a formula. Throws ``DomainError``.
  public func csv(
    of authority: Authority, _ filter: Filter = Filter(), by actor: Actor
  ) async throws -> String {
    var (text, after) = (CSV.line(Self.columns), Cursor?.none)
    repeat {
      let page = try await self(of: authority, filter, limit: 1_000, after: after, by: actor)
      text += page.items.map { CSV.line(Self.cells($0)) }.joined()
      after = page.next
    } while after != nil
    return text
  }

  private static func cells(_ claim: SentClaim) -> [String] {
    [
      claim.name, claim.trn, claim.birthDate.description, claim.programme, claim.startsOn.description,
      claim.state.rawValue, claim.sentAt.formatted(.iso8601), claim.sentBy,
      claim.answeredAt?.formatted(.iso8601) ?? "", claim.answeredBy, claim.faults,
      claim.induction.description,
    ]
  }

  /// A page of the files that were sent, newest first, with how their rows stand. Throws ``DomainError``.
  public func files(
    of authority: Authority, limit: Int = 50, after: Cursor? = nil, by actor: Actor
  ) async throws -> Page<SentClaimFile> {
    try actor.require(.decideInduction, at: authority.place, orHide: "page")
    let behind: Statement =
      after.map { "(n.recorded_at, n.id) < (\($0.instant), \($0.id))" } ?? "true"
    let found = try await services.pool.query(
      """
      SELECT \(fragment: SentClaimFile.columns)
      FROM (SELECT id, recorded_at, recorded_by_name FROM induction_claim_file n
        WHERE n.authority_id = \(authority.id) AND \(fragment: behind)
          AND EXISTS (SELECT FROM induction_claim o WHERE o.file_id = n.id)
        ORDER BY n.recorded_at DESC, n.id DESC LIMIT \(limit + 1)) f
      JOIN induction_claim c ON c.file_id = f.id
      GROUP BY f.id, f.recorded_at, f.recorded_by_name ORDER BY f.recorded_at DESC, f.id DESC
      """, as: SentClaimFile.self)
    return Page(found, limit: limit) { Cursor(instant: $0.sentAt, id: $0.id) }
  }

  /// A file as it was sent, in the layout of the national service. Throws ``DomainError``.
  public func file(_ id: UUID, of authority: Authority, by actor: Actor) async throws -> String {
    try actor.require(.decideInduction, at: authority.place, orHide: "page")
    let rows = try await services.pool.query(
      """
      SELECT \(fragment: SentClaim.columns) FROM \(fragment: SentClaim.tables)
      WHERE c.file_id = \(id) AND c.authority_id = \(authority.id) ORDER BY c.line, c.id
      """, as: SentClaim.self)
    if rows.isEmpty { throw DomainError.notFound("file") }
    return CSV.text(
      [ClaimsFile.columns]
        + rows.map { [$0.trn, $0.birthDate.description, $0.programme, $0.startsOn.description] })
  }

  /// What was sent of one induction, oldest first, for everybody who may read it; why something was refused is for the
  /// body, the teacher and the heads of their schools. Throws ``DomainError``.
  public func of(_ induction: InductionID, by actor: Actor) async throws -> [SentClaim] {
    let record = try await ReadInductions(services).find(induction, by: actor)
    if record.isPartial { return [] }
    let isBody = actor.may(.decideInduction, at: record.induction.place)
    let isOwn = try await InductionAccess.isOwn(induction, actor, in: services.pool)
    let isHead = record.periods.contains { actor.may(.registerInduction, at: $0.place) }
    return try await Self.all(of: induction, in: services.pool).map { claim in
      var shown = claim
      if !isBody && !isOwn && !isHead { shown.faults = "" }
      return shown
    }
  }

  static func all(of induction: InductionID, in db: some Queryable) async throws -> [SentClaim] {
    try await db.query(
      """
      SELECT \(fragment: SentClaim.columns) FROM \(fragment: SentClaim.tables)
      WHERE c.induction_id = \(induction) ORDER BY c.sent_at, c.id
      """, as: SentClaim.self)
  }
}
