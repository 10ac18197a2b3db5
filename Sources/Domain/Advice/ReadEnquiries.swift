import Foundation
import Postgres

/// Reads enquiries: a school's own for its head and recruiters, all of an authority's for its staff.
public struct ReadEnquiries: Sendable {
  /// An enquiry with the newest messages of its thread, or a page of earlier ones.
  public struct Thread: Sendable {
    /// The enquiry.
    public let enquiry: Enquiry
    /// What has been written, as far as the actor may see it, oldest first.
    public let messages: [EnquiryMessage]
    /// Where the page of the messages before them begins; nil where there are none.
    public let earlier: Cursor?
    /// Whether the actor answers for the authority.
    public let mayAnswer: Bool
  }

  let services: Services

  /// The use case over an installation's services.
  public init(_ services: Services) { self.services = services }

  /// A page of the enquiries that the actor may see, newest first. Throws ``DomainError``.
  public func list(
    state: EnquiryState? = nil, overdueOnly: Bool = false, limit: Int = 50, after: Cursor? = nil,
    by actor: Actor
  ) async throws -> Page<Enquiry> {
    var conditions = [try extent(actor)]
    if let state { conditions.append("e.state = \(state)") }
    if overdueOnly { conditions.append("e.state = 'open' AND e.due_on < \(services.today)") }
    if let after { conditions.append("(e.asked_at, e.id) < (\(after.instant), \(after.id))") }
    let found = try await services.pool.query(
      """
      SELECT \(fragment: Enquiry.columns) FROM \(fragment: Enquiry.tables)
      WHERE \(fragment: .joined(conditions, separator: " AND "))
      ORDER BY e.asked_at DESC, e.id DESC LIMIT \(limit + 1)
      """, as: Enquiry.self)
    return Page(found, limit: limit) { Cursor(instant: $0.askedAt, id: $0.id.rawValue) }
  }

  private func extent(_ actor: Actor) throws -> Statement {
    if actor.isSystem { return "true" }
    let authorities = actor.authorities(for: .answerEnquiry).map(\.rawValue)
    let schools = try actor.requireAccount().memberships.map(\.organisation)
      .filter { school in actor.mayAsk(at: school) }.map(\.rawValue)
    if authorities.isEmpty && schools.isEmpty { throw DomainError.notFound("page") }
    return "(e.authority_id = ANY (\(authorities)) OR e.organisation_id = ANY (\(schools)))"
  }

  /// One enquiry with the newest messages of its thread, or those before a cursor; notes are for the authority's staff
  /// alone. Throws ``DomainError``.
  public func find(
    _ id: EnquiryID, limit: Int = 50, before: Cursor? = nil, by actor: Actor
  ) async throws -> Thread {
    let enquiry = try await EnquiryStore.find(id, in: services.pool)
    let mayAnswer = actor.may(.answerEnquiry, at: enquiry.school)
    guard mayAnswer || actor.may(.askEnquiry, at: enquiry.school) else {
      throw DomainError.notFound("enquiry")
    }
    let earlier: Statement = before.map { "m.id < \($0.id)" } ?? "true"
    let found = try await services.pool.query(
      """
      SELECT m.id, a.name AS author_name, m.from_authority, m.is_note, m.body, m.written_at
      FROM enquiry_message m JOIN account a ON a.id = m.author_id
      WHERE m.enquiry_id = \(id) AND (\(mayAnswer) OR NOT m.is_note) AND \(fragment: earlier)
      ORDER BY m.id DESC LIMIT \(limit + 1)
      """, as: EnquiryMessage.self)
    let page = Page(found, limit: limit) { Cursor(instant: $0.writtenAt, id: $0.id) }
    return Thread(
      enquiry: enquiry, messages: page.items.reversed(), earlier: page.next, mayAnswer: mayAnswer)
  }
}

extension Actor {
  /// Whether the person asks for advice for a school of theirs.
  func mayAsk(at school: OrganisationID) -> Bool {
    account?.memberships.contains {
      $0.organisation == school
        && may(.askEnquiry, at: Place(organisation: $0.organisation, authority: $0.authority))
    } ?? false
  }
}

/// Statements that the use cases of enquiries share.
enum EnquiryStore {
  static func find(_ id: EnquiryID, in db: some Queryable) async throws -> Enquiry {
    let found = try await db.first(
      "SELECT \(fragment: Enquiry.columns) FROM \(fragment: Enquiry.tables) WHERE e.id = \(id)",
      as: Enquiry.self)
    guard let found else { throw DomainError.notFound("enquiry") }
    return found
  }

  /// Locks an enquiry until the transaction ends, then reads it.
  static func lock(_ id: EnquiryID, in tx: Transaction) async throws -> Enquiry {
    try await tx.execute("SELECT 1 FROM enquiry WHERE id = \(id) FOR UPDATE")
    return try await find(id, in: tx)
  }

  static func write(
    _ body: String, to enquiry: EnquiryID, by author: AccountID, fromAuthority: Bool, isNote: Bool = false,
    _ services: Services, in tx: Transaction
  ) async throws {
    try await tx.execute(
      """
      INSERT INTO enquiry_message (id, enquiry_id, author_id, from_authority, is_note, body, written_at)
      VALUES (\(services.newID(EnquiryID.self)), \(enquiry), \(author), \(fromAuthority), \(isNote), \(body),
        \(services.now()))
      """)
  }

  static func checked(_ body: String) throws -> String {
    let body = body.trimmed
    var problems = Problems()
    problems.require(!body.isEmpty, "message", "Enter your message.")
    problems.require(body.count <= 10_000, "message", "Shorten the message to 10,000 characters or fewer.")
    try problems.throwIfAny()
    return body
  }
}
