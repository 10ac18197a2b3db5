import Foundation
import Postgres

/// Keeps a vacancy in a person's list of saved ones. Saving what is saved changes nothing.
public struct SaveVacancy: Sendable {
  let services: Services

  /// The use case over an installation's services.
  public init(_ services: Services) { self.services = services }

  /// The most vacancies that one person's list holds.
  public static let most = 500

  /// Saves a vacancy that takes applications, and says whether it was not saved before.
  /// Throws ``DomainError``.
  @discardableResult
  public func callAsFunction(_ id: VacancyID, by actor: Actor) async throws -> Bool {
    let account = try actor.requireOwn(.saveVacancy)
    return try await services.pool.withTransaction { tx in
      let vacancy = try await VacancyStore.find(id, in: tx)
      guard vacancy.publishedAt != nil, vacancy.storedState != .withdrawn else {
        throw DomainError.notFound("vacancy")
      }
      // The account's row is locked, so that two at once can't go beyond the limit together.
      try await tx.execute("SELECT 1 FROM account WHERE id = \(account.id) FOR NO KEY UPDATE")
      if try await isSaved(id, account.id, tx) { return false }
      guard vacancy.state(at: services.now()) == .published else {
        throw DomainError.conflict("This vacancy has closed, so it can't be saved.")
      }
      let count = try await tx.value(
        "SELECT count(*) FROM saved_vacancy WHERE account_id = \(account.id)", as: Int.self)
      guard count < Self.most else {
        throw DomainError.conflict("You have saved \(Self.most) vacancies. Take some away first.")
      }
      try await tx.execute(
        """
        INSERT INTO saved_vacancy (account_id, vacancy_id, saved_at)
        VALUES (\(account.id), \(id), \(services.now()))
        """)
      try await Audit.record("vacancy.saved", AuditSubject("vacancy", id), by: actor, services, in: tx)
      return true
    }
  }

  private func isSaved(_ id: VacancyID, _ account: AccountID, _ tx: Transaction) async throws -> Bool {
    try await tx.value(
      """
      SELECT EXISTS (SELECT FROM saved_vacancy WHERE account_id = \(account) AND vacancy_id = \(id))
      """, as: Bool.self)
  }
}

/// Takes a vacancy out of a person's list. Taking away what isn't there changes nothing.
public struct ForgetSavedVacancy: Sendable {
  let services: Services

  /// The use case over an installation's services.
  public init(_ services: Services) { self.services = services }

  /// Empties a person's list, when their account is closed.
  static func removeAll(of account: AccountID, in tx: Transaction) async throws {
    try await tx.execute("DELETE FROM saved_vacancy WHERE account_id = \(account)")
  }

  /// Takes it away, and says whether it was there. Throws ``DomainError``.
  @discardableResult
  public func callAsFunction(_ id: VacancyID, by actor: Actor) async throws -> Bool {
    let account = try actor.requireOwn(.saveVacancy)
    return try await services.pool.withTransaction { tx in
      let gone = try await tx.execute(
        "DELETE FROM saved_vacancy WHERE account_id = \(account.id) AND vacancy_id = \(id)")
      guard gone > 0 else { return false }
      try await Audit.record(
        "vacancy.save_undone", AuditSubject("vacancy", id), by: actor, services, in: tx)
      return true
    }
  }
}
