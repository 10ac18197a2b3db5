import Foundation
import Postgres

/// Who takes part in what is written about an application: its applicant, and at the school its head and recruiters.
/// While names are hidden those on the panel have no part in it, since what applicants write tells who they are.
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
    try await requireNamesKnown(application, actor, in: db)
    return (application, .school)
  }

  static func requireNamesKnown(
    _ application: SentApplication, _ actor: Actor, in db: some Queryable
  ) async throws {
    if try await isKept(from: actor, application, in: db) {
      throw DomainError.notAllowed(
        "While names are hidden, members of the panel do not see what applicants write. Somebody who is not on it can."
      )
    }
  }
}

extension MessageAccess {
  /// Whether what an applicant writes is kept from somebody, who is on the panel while names are hidden.
  static func isKept(
    from actor: Actor, _ application: SentApplication, in db: some Queryable
  ) async throws -> Bool {
    guard application.isAnonymous, application.account != actor.account?.id, let account = actor.account
    else { return false }
    return try await ApplicationReaders.isOnPanel(account.id, of: application.vacancy, in: db)
  }
}

/// Reads what was written about an application.
public struct ReadMessages: Sendable {
  let services: Services

  /// The use case over an installation's services.
  public init(_ services: Services) { self.services = services }

  /// The whole thread; from then on it counts as read by the actor's side, unless it is only looked up for what the
  /// actor writes. Throws ``DomainError``.
  public func callAsFunction(
    _ id: ApplicationID, marksRead: Bool = true, by actor: Actor
  ) async throws -> MessageThread {
    try await services.pool.withTransaction { tx in
      let (application, side) = try await MessageAccess.find(
        id, school: .readMessages, applicant: .readOwnApplications, by: actor, in: tx)
      let bySchool = side == .school
      let unread = try await MessageStore.unread([id], bySchool: bySchool, in: tx)[id] ?? 0
      let messages = try await MessageStore.list(id, in: tx)
      // Up to the newest that is shown: one that is written at this moment stays unread.
      if marksRead, unread > 0, let newest = messages.last(where: { $0.isFromSchool != bySchool }) {
        try await MessageStore.markRead(id, bySchool: bySchool, until: newest.writtenAt, in: tx)
      }
      return MessageThread(application: application, messages: messages, unread: unread)
    }
  }

  /// How many messages of the other side are unread, or nil for whom there is no thread, as for those on the panel while
  /// names are hidden. Throws ``DomainError``.
  public func unread(_ application: SentApplication, by actor: Actor) async throws -> Int? {
    let isOwn = actor.account?.id == application.account
    guard isOwn || actor.may(.readMessages, at: application.place) else { return nil }
    if try await MessageAccess.isKept(from: actor, application, in: services.pool) { return nil }
    return try await MessageStore.unread([application.id], bySchool: !isOwn, in: services.pool)[
      application.id]
      ?? 0
  }

  /// Which of these applications of the actor's school, or of their own, have unread messages. Throws ``DomainError``.
  public func unread(
    among applications: [SentApplication], by actor: Actor
  ) async throws -> [ApplicationID: Int] {
    let own = applications.filter { $0.account == actor.account?.id }.map(\.id)
    let kept = try await keptFromPanel(applications.filter(\.isAnonymous), actor)
    let received = applications.filter {
      $0.account != actor.account?.id && actor.may(.readMessages, at: $0.place) && !kept.contains($0.vacancy)
    }.map(\.id)
    let ownUnread = try await MessageStore.unread(own, bySchool: false, in: services.pool)
    return try await MessageStore.unread(received, bySchool: true, in: services.pool)
      .merging(ownUnread) { first, _ in first }
  }

  /// The vacancies of these applications on whose panel the actor is.
  private func keptFromPanel(_ applications: [SentApplication], _ actor: Actor) async throws -> Set<VacancyID>
  {
    guard let account = actor.account else { return [] }
    var kept: Set<VacancyID> = []
    for vacancy in Set(applications.map(\.vacancy)) {
      let isOnPanel = try await ApplicationReaders.isOnPanel(account.id, of: vacancy, in: services.pool)
      if isOnPanel { kept.insert(vacancy) }
    }
    return kept
  }
}
