import Foundation
import Postgres

/// Who takes part in what is written about an application: its applicant, and at the school its head and recruiters.
///
/// While names are hidden those on the panel have no part in it, since what applicants write tells who they are. Where
/// everybody who could read it is on the panel, they read it all the same: nobody writes to a school in vain.
enum MessageAccess {
  /// Which side the actor is on.
  enum Side: Sendable { case applicant, school }

  /// The application and the actor's side, locked where a transaction is given. Throws ``DomainError``.
  static func find(
    _ id: ApplicationID, school operation: Operation, applicant ownOperation: Operation, by actor: Actor,
    in db: some Queryable
  ) async throws -> (SentApplication, Side) {
    let application = try await ApplicationStore.find(id, in: db)
    if actor.account?.id == application.account {
      guard actor.may(ownOperation, ownedBy: application.account) else {
        throw DomainError.notFound("application")
      }
      return (application, .applicant)
    }
    _ = try await AppointmentAccess.received(id, operation, by: actor, in: db)
    if try await share(of: actor, application, in: db) == .kept {
      throw DomainError.notAllowed(
        "While names are hidden, members of the panel do not see what applicants write. Somebody who is not on it can."
      )
    }
    return (application, .school)
  }

  /// What those on the panel are told where nobody outside it can read a message.
  static let warning = """
    Names are hidden from the panel, and everybody at the school who could read this message is on it. What applicants \
    write can tell who they are. If it can wait, give your scores first.
    """

  /// What somebody at the school has of the messages about an application.
  enum Share: Sendable {
    /// They read them as ever.
    case whole
    /// They are on the panel while names are hidden, and so is everybody else who could read them.
    case tellsWho
    /// They are on the panel while names are hidden; somebody who is not reads them.
    case kept
  }

  /// The actor's share in what is written about an application.
  static func share(
    of actor: Actor, _ application: SentApplication, in db: some Queryable
  ) async throws -> Share {
    guard application.isAnonymous, application.account != actor.account?.id, let account = actor.account,
      try await ApplicationReaders.isOnPanel(account.id, of: application.vacancy, in: db)
    else { return .whole }
    return try await kept(from: account.id, [application.vacancy], in: db).isEmpty ? .tellsWho : .kept
  }

  /// Who reads messages about a vacancy `v` though its panel sees no names, as rows of `membership m` and `account s`: the
  /// head and recruiters who are not on the panel, and have not applied.
  private static let outside: Statement = """
    membership m JOIN account s ON s.id = m.account_id
    WHERE m.organisation_id = v.school_id AND m.role IN ('head', 'recruiter') AND m.ended_at IS NULL
      AND s.closed_at IS NULL
      AND NOT EXISTS (SELECT FROM panel_member o WHERE o.vacancy_id = v.id AND o.account_id = m.account_id)
      AND NOT EXISTS (SELECT FROM application a WHERE a.vacancy_id = v.id AND a.account_id = m.account_id)
    """

  /// Those who read an application's messages though names are hidden; none where all who could are on the panel.
  static func readers(of application: SentApplication, in db: some Queryable) async throws -> Set<AccountID> {
    let rows = try await db.query(
      """
      SELECT r.account_id FROM vacancy v
        CROSS JOIN LATERAL (SELECT m.account_id FROM \(fragment: outside)) r
      WHERE v.id = \(application.vacancy)
      """)
    return Set(try rows.map { try $0.decode("account_id", as: AccountID.self) })
  }

  /// Who at the school reads what is written about an application, as its applicant is told.
  static func readership(
    of application: SentApplication, in db: some Queryable
  ) async throws -> MessageReaders {
    guard application.isAnonymous else { return .headAndRecruiters }
    return try await readers(of: application, in: db).isEmpty ? .everybodyOnPanel : .outsidePanel
  }

  /// Of vacancies whose panel sees no names those whose messages are kept from somebody: they are on the panel, and
  /// somebody outside it reads them.
  static func kept(
    from account: AccountID, _ vacancies: Set<VacancyID>, in db: some Queryable
  ) async throws -> Set<VacancyID> {
    if vacancies.isEmpty { return [] }
    let rows = try await db.query(
      """
      SELECT p.vacancy_id FROM panel_member p JOIN vacancy v ON v.id = p.vacancy_id
      WHERE p.account_id = \(account) AND p.vacancy_id = ANY (\(vacancies.map(\.rawValue)))
        AND EXISTS (SELECT FROM \(fragment: outside))
      """)
    return Set(try rows.map { try $0.decode("vacancy_id", as: VacancyID.self) })
  }
}

/// Reads what was written about an application.
public struct ReadMessages: Sendable {
  let services: Services

  /// The use case over an installation's services.
  public init(_ services: Services) { self.services = services }

  /// The newest messages of the thread, or a page of those before a cursor; from then on they count as read by the
  /// actor's side, unless they are only looked up for what the actor writes. Throws ``DomainError``.
  public func callAsFunction(
    _ id: ApplicationID, limit: Int = MessageThread.usualPage, before: Cursor? = nil, marksRead: Bool = true,
    by actor: Actor
  ) async throws -> MessageThread {
    try await services.pool.withTransaction { tx in
      let (application, side) = try await MessageAccess.find(
        id, school: .readMessages, applicant: .readOwnApplications, by: actor, in: tx)
      let bySchool = side == .school
      let thread = try await MessageStore.thread(application, for: side, limit: limit, before: before, in: tx)
      // Up to the newest that is shown: one that is written at this moment stays unread.
      if marksRead, thread.unread > 0,
        let newest = thread.messages.last(where: { $0.isFromSchool != bySchool })
      {
        try await MessageStore.markRead(id, bySchool: bySchool, until: newest.writtenAt, in: tx)
      }
      return thread
    }
  }

  /// What somebody should know before they read: that they are on the panel while names are hidden, and read what may
  /// tell who the applicant is only since nobody outside the panel can. Nil for everybody else. Throws ``DomainError``.
  public func warning(_ id: ApplicationID, by actor: Actor) async throws -> String? {
    let (application, side) = try await MessageAccess.find(
      id, school: .readMessages, applicant: .readOwnApplications, by: actor, in: services.pool)
    guard side == .school else { return nil }
    return try await MessageAccess.share(of: actor, application, in: services.pool) == .tellsWho
      ? MessageAccess.warning : nil
  }

  /// How many messages of the other side are unread, or nil for whom there is no thread, as for those on the panel while
  /// names are hidden. Throws ``DomainError``.
  public func unread(_ application: SentApplication, by actor: Actor) async throws -> Int? {
    let isOwn = actor.account?.id == application.account
    guard isOwn || actor.may(.readMessages, at: application.place) else { return nil }
    if try await MessageAccess.share(of: actor, application, in: services.pool) == .kept { return nil }
    return try await MessageStore.unread([application.id], bySchool: !isOwn, in: services.pool)[
      application.id]
      ?? 0
  }

  /// Which of these applications of the actor's school, or of their own, have unread messages. Throws ``DomainError``.
  public func unread(
    among applications: [SentApplication], by actor: Actor
  ) async throws -> [ApplicationID: Int] {
    let own = applications.filter { $0.account == actor.account?.id }.map(\.id)
    let kept = try await keptFromPanel(applications, actor)
    let received = applications.filter {
      $0.account != actor.account?.id && actor.may(.readMessages, at: $0.place) && !kept.contains($0.vacancy)
    }.map(\.id)
    let ownUnread = try await MessageStore.unread(own, bySchool: false, in: services.pool)
    return try await MessageStore.unread(received, bySchool: true, in: services.pool)
      .merging(ownUnread) { first, _ in first }
  }

  /// The vacancies of these applications whose messages are kept from the actor, who is on the panel while names are
  /// hidden.
  private func keptFromPanel(_ applications: [SentApplication], _ actor: Actor) async throws -> Set<VacancyID>
  {
    guard let account = actor.account?.id else { return [] }
    let vacancies = Set(applications.filter { $0.isAnonymous && $0.account != account }.map(\.vacancy))
    return try await MessageAccess.kept(from: account, vacancies, in: services.pool)
  }

  /// Whether the actor writes to those who have applied for a vacancy: the head and recruiters, save those from whom
  /// their messages are kept. Throws ``DomainError``.
  public func mayWrite(
    among applications: [SentApplication], for vacancy: Vacancy, by actor: Actor
  ) async throws -> Bool {
    guard actor.may(.messageApplicant, at: vacancy.place) else { return false }
    return try await keptFromPanel(applications, actor).isEmpty
  }
}
