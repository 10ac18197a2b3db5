public import Foundation
import Postgres

/// Another application of somebody who was appointed, which its school still considers.
public struct OtherApplication: Sendable {
  /// The application.
  public let application: SentApplication
  /// When its interview begins, where they have a time to come.
  public let interviewAt: Date?
}

/// The other applications of somebody who was appointed: they decide themselves which to withdraw.
public struct OtherApplications: Sendable {
  let services: Services

  /// The use case over an installation's services.
  public init(_ services: Services) { self.services = services }

  /// Those that schools still consider, newest first, beside an application of the acting person that led to an
  /// appointment. Throws ``DomainError``.
  public func callAsFunction(_ id: ApplicationID, by actor: Actor) async throws -> [OtherApplication] {
    let application = try await appointed(id, actor, in: services.pool)
    var found: [OtherApplication] = []
    for other in try await Self.open(beside: application, in: services.pool) {
      let slot = try await InterviewStore.held(by: other.id, in: services.pool)?.slot
      found.append(
        OtherApplication(
          application: other, interviewAt: slot.flatMap { $0.startsAt > services.now() ? $0.startsAt : nil }))
    }
    return found
  }

  /// Withdraws these of them, all or none: their schools are told and interview times are free. Problems are of the field
  /// `application_ids`. Throws ``DomainError``.
  @discardableResult
  public func withdraw(
    _ ids: [ApplicationID], beside id: ApplicationID, by actor: Actor
  ) async throws -> [SentApplication] {
    let application = try await appointed(id, actor, in: services.pool)
    let chosen = Set(ids)
    var problems = Problems()
    problems.require(
      !chosen.isEmpty, "application_ids",
      "Choose at least one application to withdraw, or leave them as they are.")
    problems.require(
      !chosen.contains(application.id), "application_ids",
      "You have been appointed on one of these, so it can’t be withdrawn here.")
    try problems.throwIfAny()
    return try await services.pool.withTransaction { tx in
      var withdrawn: [SentApplication] = []
      for other in chosen.sorted(by: { $0.description < $1.description }) {
        withdrawn.append(try await WithdrawApplication(services).take(other, by: actor, in: tx))
      }
      return withdrawn
    }
  }

  /// Whether there are any, for a link to them; false for applications that led to no appointment. Throws
  /// ``DomainError``.
  public func exist(beside application: SentApplication) async throws -> Bool {
    guard application.state == .appointed else { return false }
    return try await !Self.open(beside: application, in: services.pool).isEmpty
  }

  private func appointed(
    _ id: ApplicationID, _ actor: Actor, in db: some Queryable
  ) async throws -> SentApplication {
    let application = try await AppointmentAccess.own(id, .readOwnApplications, by: actor, in: db)
    guard application.state == .appointed else { throw DomainError.notFound("appointment") }
    return application
  }

  /// Applications of the same person that may still be withdrawn.
  static func open(
    beside application: SentApplication, in db: some Queryable
  ) async throws -> [SentApplication] {
    let states = ApplicationState.allCases.filter { $0.isInSelection }.map(\.rawValue)
    return try await db.query(
      """
      SELECT \(fragment: SentApplication.columns) FROM \(fragment: SentApplication.tables)
      WHERE a.account_id = \(application.account) AND a.id <> \(application.id) AND a.state = ANY (\(states))
      ORDER BY a.sent_at DESC, a.id DESC
      """, as: SentApplication.self)
  }
}
