import Foundation
import Postgres

/// The agencies that represent the acting person, and the consent that they may take back.
public struct OwnRepresentations: Sendable {
  let services: Services

  /// The use case over an installation's services.
  public init(_ services: Services) { self.services = services }

  /// A page of those for whom the person has agreed and not applied yet, the last first. Throws ``DomainError``.
  public func list(
    limit: Int = 50, after: Cursor? = nil, by actor: Actor
  ) async throws -> Page<AgencyCandidate> {
    try await page("true", limit, after, actor)
  }

  private func page(
    _ condition: Statement, _ limit: Int, _ after: Cursor?, _ actor: Actor
  ) async throws -> Page<AgencyCandidate> {
    let account = try actor.requireOwn(.readOwnApplications)
    let behind: Statement = after.map { "(c.answered_at, c.id) < (\($0.instant), \($0.id))" } ?? "true"
    let found = try await AgencyCandidateStore.list(
      """
      c.account_id = \(account.id) AND c.state = 'consented' AND a.id IS NULL AND \(fragment: condition)
      AND \(fragment: behind)
      """, order: "c.answered_at DESC, c.id DESC", limit: limit + 1, in: services.pool)
    return Page(found, limit: limit) {
      Cursor(instant: $0.answeredAt ?? $0.submittedAt, id: $0.id.rawValue)
    }
  }

  /// The one with which the person would apply for a vacancy now, if an agency puts them forward for it. Throws
  /// ``DomainError``.
  public func standing(for vacancy: VacancyID, by actor: Actor) async throws -> AgencyCandidate? {
    try await page("c.vacancy_id = \(vacancy)", 1, nil, actor).items.first
  }

  /// One of them. Throws ``DomainError``.
  public func read(_ id: AgencyCandidateID, by actor: Actor) async throws -> AgencyCandidate {
    let account = try actor.requireOwn(.readOwnApplications)
    let found = try await AgencyCandidateStore.list(
      "c.id = \(id) AND c.account_id = \(account.id) AND c.state = 'consented'", in: services.pool)
    guard let candidate = found.first else { throw DomainError.notFound("consent") }
    return candidate
  }

  /// The agency that represented the person for an application of theirs, if one did. Throws ``DomainError``.
  public func agency(of application: SentApplication, by actor: Actor) async throws -> String? {
    guard actor.may(.readOwnApplications, ownedBy: application.account) else { return nil }
    return try await AgencyCandidateStore.consented(to: application, in: services.pool)?.agencyName
  }

  /// The agencies that the person had agreed with for an application of theirs and that do not represent them after
  /// all, each with why. Throws ``DomainError``.
  public func notRepresenting(
    in application: SentApplication, by actor: Actor
  ) async throws -> [(agency: String, reason: String)] {
    guard actor.may(.readOwnApplications, ownedBy: application.account) else { return [] }
    let settled = try await AgencyCandidateStore.settled(beside: application, in: services.pool)
    return settled.compactMap { candidate in
      candidate.state.whyNotRepresenting.map { (agency: candidate.agencyName, reason: $0) }
    }
  }

  /// Takes the consent back, as long as no application was sent under it. Throws ``DomainError``.
  public func takeBack(_ id: AgencyCandidateID, by actor: Actor) async throws {
    let account = try actor.requireOwn(.withdrawOwnApplication)
    try await services.pool.withTransaction { tx in
      try await tx.execute("SELECT 1 FROM account WHERE id = \(account.id) FOR UPDATE")
      let candidate = try await AgencyCandidateStore.lockAll(like: id, in: tx)
      guard candidate.account == account.id else { throw DomainError.notFound("consent") }
      if candidate.state == .consentWithdrawn { return }
      guard candidate.state.mayBecome(.consentWithdrawn) else { throw DomainError.notFound("consent") }
      guard candidate.application == nil else {
        throw DomainError.conflict(
          "You have sent your application already. Withdraw the application if you no longer want the post.")
      }
      try await AgencyCandidateStore.end(candidate, as: .consentWithdrawn, by: actor, services, in: tx)
      try await AgencyCandidateStore.tellSchool(candidate, services, in: tx)
    }
  }
}
