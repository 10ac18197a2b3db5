public import Foundation
public import Postgres

/// An invitation to the interview day of the pool, with what the person has answered.
public struct PoolInvitation: Sendable, Equatable {
  /// What may be answered.
  public enum Answer: String, Sendable, CaseIterable, PostgresValue {
    case accepted, declined

    /// The words for it.
    public var title: String {
      switch self {
      case .accepted: "Accepted"
      case .declined: "Declined"
      }
    }
  }

  /// When the interview is.
  public let at: Date
  /// Where it is.
  public let place: String
  /// What the person has answered; nil while they haven't.
  public let answer: Answer?
  /// Why, if they have said so.
  public let reason: String
  /// When they answered.
  public let answeredAt: Date?

  /// Why an invitation no longer holds, in words for officers; nil while its person looks for a post.
  public static func ending(_ state: PoolState) -> String? {
    switch state {
    case .active, .paused: nil
    case .placed: "Ended: they have taken a post"
    case .left: "Ended: they left the pool"
    case .closed: "Ended with the year"
    }
  }

  static let columns: Statement =
    "interview_at, interview_place, invitation_answer, invitation_reason, invitation_answered_at"

  /// Reads a row of the columns above; nil where nobody is invited.
  init?(row: Row) throws {
    guard let at = try row.decodeIfPresent("interview_at", as: Date.self) else { return nil }
    self.at = at
    place = try row.decodeIfPresent("interview_place") ?? ""
    answer = try row.decodeIfPresent("invitation_answer")
    reason = try row.decode("invitation_reason")
    answeredAt = try row.decodeIfPresent("invitation_answered_at")
  }

  static func find(_ id: PoolEntryID, in db: some Queryable) async throws -> PoolInvitation? {
    let row = try await db.firstRow(
      "SELECT \(fragment: columns) FROM pool_assessment WHERE entry_id = \(id)")
    return try row.flatMap(PoolInvitation.init)
  }
}

/// The acting person accepts or declines the invitation to the interview day of the pool.
public struct AnswerPoolInvitation: Sendable {
  let services: Services

  /// The use case over an installation's services.
  public init(_ services: Services) { self.services = services }

  /// The invitation for an entry of the acting person's; nil without one, and once they no longer look. Throws
  /// ``DomainError``.
  public func read(_ id: PoolEntryID, by actor: Actor) async throws -> PoolInvitation? {
    let entry = try await JoinPool(services).own(id, by: actor)
    guard entry.state.isLooking else { return nil }
    return try await PoolInvitation.find(entry.id, in: services.pool)
  }

  /// Stores the answer, which may be changed until the interview begins, and tells the officer who has invited.
  /// `at` is the time that the person read, so that nobody agrees to a time that has just been moved. Problems are of
  /// `answer`, where there is none, and of `reason`. Throws ``DomainError``.
  @discardableResult
  public func callAsFunction(
    _ id: PoolEntryID, _ answer: PoolInvitation.Answer?, reason: String = "", at seen: Date? = nil,
    by actor: Actor
  ) async throws -> PoolInvitation {
    let reason = reason.trimmed
    var problems = Problems()
    problems.require(answer != nil, "answer", "Say whether you can come.")
    problems.require(reason.count <= 1000, "reason", "Shorten the reason to 1,000 characters or fewer.")
    guard let answer, problems.found.isEmpty else { throw DomainError.invalid(problems.found) }
    return try await services.pool.withTransaction { tx in
      let account = try actor.requireOwn(.keepPoolEntry)
      try await tx.execute("SELECT 1 FROM pool_entry WHERE id = \(id) FOR UPDATE")
      let entry = try await PoolStore.find(id, in: tx)
      guard entry.account == account.id else { throw DomainError.notFound("entry of the pool") }
      guard entry.state.isLooking else {
        throw DomainError.conflict(
          "You no longer look for a post in this pool, so there is nothing to answer.")
      }
      guard let invitation = try await PoolInvitation.find(id, in: tx) else {
        throw DomainError.notFound("invitation")
      }
      try Self.check(invitation, seen, at: services.now())
      if invitation.answer == answer, invitation.reason == reason { return invitation }
      try await tx.execute(
        """
        UPDATE pool_assessment SET invitation_answer = \(answer), invitation_reason = \(reason),
          invitation_answered_at = \(services.now()), version = version + 1, updated_at = \(services.now())
        WHERE entry_id = \(id)
        """)
      try await tell(entry, invitation, answer, reason, tx)
      try await Audit.record(
        "pool.invitation_\(answer.rawValue)", AuditSubject("pool_entry", id),
        at: try await Authority.seat(of: entry.authority, in: tx), by: actor, services, in: tx)
      guard let stored = try await PoolInvitation.find(id, in: tx) else {
        throw DomainError.notFound("invitation")
      }
      return stored
    }
  }

  private static func check(_ invitation: PoolInvitation, _ seen: Date?, at now: Date) throws {
    if invitation.at <= now {
      throw DomainError.conflict("The interview has begun: it is too late to answer.")
    }
    if let seen, abs(seen.timeIntervalSince(invitation.at)) >= 1 {
      throw DomainError.conflict("The interview has just been moved. Look at the new time, then answer.")
    }
  }

  /// Tells the officer who has invited somebody to a day to come that they will not be there, when they leave the pool,
  /// take a post or close their account; nobody where there is no such day, or where the person had said so already.
  static func tellOfLeaving(
    _ entry: PoolEntry, isErased: Bool = false, _ services: Services, in tx: Transaction
  ) async throws {
    guard let invitation = try await PoolInvitation.find(entry.id, in: tx), invitation.at > services.now(),
      invitation.answer != .declined, let address = try await inviter(of: entry.id, in: tx)
    else { return }
    let when = LondonTime.dateAndTime(invitation.at)
    let next =
      isErased
      ? "Their entry is erased, so there is nothing for you to do but to leave that time free."
      : """
      Cancel the interview if that time is to be free, or see the entry here: \
      \(services.settings.baseURL)/authority/pool/\(entry.id)
      """
    try await Outbox.enqueue(
      OutgoingMail(
        to: address, subject: "Somebody does not come to the pool interview on \(when)",
        body: """
          Somebody whom you have invited to interview for the pool of \(entry.year) on \(when), \(invitation.place), no \
          longer looks for a post in it.

          \(next)
          """), services, in: tx)
  }

  /// The same for every entry of somebody who closes their account.
  static func accountClosed(_ account: AccountID, _ services: Services, in tx: Transaction) async throws {
    let ids = try await tx.query(
      """
      SELECT id FROM pool_entry WHERE account_id = \(account) AND state IN ('active', 'paused') ORDER BY id FOR UPDATE
      """
    ).map { try $0.decode("id", as: PoolEntryID.self) }
    for id in ids {
      try await tellOfLeaving(try await PoolStore.find(id, in: tx), isErased: true, services, in: tx)
    }
  }

  /// The address of the officer who has invited, as long as they have an account.
  private static func inviter(of entry: PoolEntryID, in tx: Transaction) async throws -> String? {
    try await tx.valueIfAny(
      """
      SELECT a.email FROM pool_assessment p JOIN account a ON a.id = p.invited_by
      WHERE p.entry_id = \(entry) AND a.closed_at IS NULL
      """, as: String.self)
  }

  private func tell(
    _ entry: PoolEntry, _ invitation: PoolInvitation, _ answer: PoolInvitation.Answer, _ reason: String,
    _ tx: Transaction
  ) async throws {
    guard let address = try await Self.inviter(of: entry.id, in: tx) else { return }
    try await Outbox.enqueue(
      OutgoingMail(
        to: address, subject: "Interview for the pool: \(answer.title.lowercased())",
        body: """
          Somebody whom you have invited to interview for the pool of \(entry.year) on \
          \(LondonTime.dateAndTime(invitation.at)) has answered: \(answer.title.lowercased()).\
          \(reason.isEmpty ? "" : " They say why.")

          See it here: \(services.settings.baseURL)/authority/pool/\(entry.id)
          """), services, in: tx)
  }
}
