public import Foundation
import Postgres

/// Somebody whom an agency has put forward, as the school reads it: only once they have agreed.
public struct ReceivedCandidate: Sendable {
  /// Names it.
  public let id: AgencyCandidateID
  /// The agency's name.
  public let agencyName: String
  /// What the agency wrote; nil while the school shortlists without names.
  public let content: AgencyCandidateContent?
  /// When the person agreed.
  public let agreedAt: Date
  /// Their application, once they have sent it.
  public let application: ApplicationID?
  /// Whether they have closed their account since; never while names are hidden.
  public let isAccountClosed: Bool
  /// How it stands.
  public let standing: CandidateStanding
}

/// Reads the people whom agencies put forward: an agency its own, a school those who have agreed.
public struct ReadCandidates: Sendable {
  let services: Services

  /// The use case over an installation's services.
  public init(_ services: Services) { self.services = services }

  /// A page of an agency's own, newest first, of one release where that is named. Throws ``DomainError``.
  public func list(
    of agency: OrganisationID, release: AgencyReleaseID? = nil, limit: Int = 50, after: Cursor? = nil,
    by actor: Actor
  ) async throws -> Page<AgencyCandidate> {
    let place = try await AgencyStore.find(agency, on: services.today, in: services.pool).place
    try actor.require(.readCandidates, at: place, orHide: "agency")
    let chosen: Statement = release.map { "c.release_id = \($0)" } ?? "true"
    let behind: Statement = after.map { "(c.submitted_at, c.id) < (\($0.instant), \($0.id))" } ?? "true"
    let found = try await AgencyCandidateStore.list(
      "c.agency_id = \(agency) AND \(fragment: chosen) AND \(fragment: behind)", limit: limit + 1,
      in: services.pool)
    return Page(found, limit: limit) { Cursor(instant: $0.submittedAt, id: $0.id.rawValue) }
  }

  /// One of them. Throws ``DomainError``.
  public func find(_ id: AgencyCandidateID, by actor: Actor) async throws -> AgencyCandidate {
    let found = try await AgencyCandidateStore.find(id, in: services.pool)
    try actor.require(.readCandidates, at: found.agencyPlace, orHide: "candidate")
    return found
  }

  /// A page of those who have agreed to be put forward for a vacancy, the last first; for the school's head and
  /// recruiters. Throws ``DomainError``.
  public func received(
    for id: VacancyID, limit: Int = 50, after: Cursor? = nil, by actor: Actor
  ) async throws -> Page<ReceivedCandidate> {
    let vacancy = try await VacancyStore.find(id, in: services.pool)
    try await requireReader(vacancy.id, at: vacancy.place, actor)
    let behind: Statement = after.map { "(c.answered_at, c.id) < (\($0.instant), \($0.id))" } ?? "true"
    let found = try await AgencyCandidateStore.list(
      "c.vacancy_id = \(id) AND c.state = 'consented' AND \(fragment: behind)",
      order: "c.answered_at DESC, c.id DESC", limit: limit + 1, in: services.pool)
    let hidesNames = try await AnonymityStore.hidesNames(id, in: services.pool)
    return Page(found, limit: limit) {
      Cursor(instant: $0.answeredAt ?? $0.submittedAt, id: $0.id.rawValue)
    }.map { Self.received($0, hidesNames: hidesNames) }
  }

  /// What the agency wrote with an application that came through one; nil for all others, and for those who may
  /// not know. Throws ``DomainError``.
  public func source(
    of application: SentApplication, by actor: Actor
  ) async throws -> ReceivedCandidate? {
    guard actor.may(.readSelection, at: application.place) else { return nil }
    return try await AgencyCandidateStore.consented(to: application, in: services.pool)
      .map { Self.received($0, hidesNames: application.isAnonymous) }
  }

  /// The agencies through which applications of a school came, by application: a fee may be due for each. For the head
  /// and recruiters, also while names are hidden; others are told of none. Throws ``DomainError``.
  public func agencies(
    of applications: [ApplicationID], at school: Place, by actor: Actor
  ) async throws -> [ApplicationID: String] {
    guard actor.may(.readSelection, at: school), !applications.isEmpty else { return [:] }
    return try await AgencyCandidateStore.agencies(of: applications, at: school, in: services.pool)
  }

  /// Whoever has applied for the vacancy themselves sees nobody who might.
  private func requireReader(_ vacancy: VacancyID, at place: Place, _ actor: Actor) async throws {
    try actor.require(.readSelection, at: place, orHide: "vacancy")
    guard try await ApplicationReaders.mayRead(vacancy, at: place, actor, in: services.pool) else {
      throw DomainError.notFound("vacancy")
    }
  }

  private static func received(_ candidate: AgencyCandidate, hidesNames: Bool) -> ReceivedCandidate {
    ReceivedCandidate(
      id: candidate.id, agencyName: candidate.agencyName,
      content: hidesNames || candidate.isErased ? nil : candidate.content,
      agreedAt: candidate.answeredAt ?? candidate.submittedAt, application: candidate.application,
      isAccountClosed: !hidesNames && candidate.isAccountClosed, standing: candidate.standing)
  }
}
