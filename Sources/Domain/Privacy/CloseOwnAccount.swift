import Foundation
import Postgres

/// Closes the acting person's account and deletes at once what the law lets be deleted.
///
/// Source: UK GDPR, article 17: what is no longer needed is erased; applications that were sent are the schools' records,
/// kept for their retention period to answer claims.
public struct CloseOwnAccount: Sendable {
  let services: Services

  /// What became of it.
  public struct Outcome: Sendable {
    /// How many sent applications stay with schools for their retention period.
    public let applicationsKept: Int
  }

  /// The use case over an installation's services.
  public init(_ services: Services) { self.services = services }

  /// Closes it: the general application, drafts, the National Insurance number, entries of the pool, saved vacancies,
  /// alerts and equality answers are gone, everybody is signed out and tokens end. Sent applications stay with the
  /// schools. `password` shows that it is the person, with an API token too. Throws ``DomainError``.
  public func callAsFunction(password: String, by actor: Actor) async throws -> Outcome {
    let acting = try actor.requireOwn(.manageOwnAccount)
    try Self.requireNoRole(acting)
    try await Throttle.take(SignIn.accountLimits(acting.email), services)
    guard let known = try await AccountRecord.find(acting.id, in: services.pool), !known.closed else {
      throw DomainError.signInRequired
    }
    guard try await services.passwords.verify(password, against: known.passwordHash) else {
      throw DomainError.invalid([
        FieldProblem(field: "password", message: "Enter the password you sign in with now.")
      ])
    }
    return try await services.pool.withTransaction { tx in
      try await tx.execute("SELECT 1 FROM account WHERE id = \(known.id) FOR UPDATE")
      try await requireNothingKept(known.id, tx)
      try await LeaveInterview(services).accountClosed(known.id, in: tx)
      try await AnswerPoolInvitation.accountClosed(known.id, services, in: tx)
      try await AnswerEquality.removeAll(of: known.id, in: tx)
      try await Erasure(services, in: tx).ownRecords(of: known.id, address: known.email, by: actor)
      let kept = try await tx.value(
        "SELECT count(*) FROM application WHERE account_id = \(known.id)", as: Int.self)
      try await SessionRecord.endAll(of: known.id, except: nil, services, in: tx)
      try await SingleUseLink.withdraw(.resetPassword, of: known.id, services, in: tx)
      try await AccountRecord.close(known.id, keepsName: kept > 0, services, in: tx)
      try await Outbox.enqueue(
        OutgoingMail(
          to: known.email, subject: "Your account is closed",
          body: """
            Your account is closed, and what we kept for you is deleted.

            \(kept == 0
              ? "Nothing of yours is left with schools."
              : "Applications that you sent (\(kept)) stay with the schools for the time the law lets them keep them.")
            """), services, in: tx)
      try await Audit.record(
        "account.closed", AuditSubject("account", known.id), by: actor, services, in: tx)
      return Outcome(applicationsKept: kept)
    }
  }

  /// Why the acting person can't close their account as things stand; nil where they can. Throws ``DomainError``.
  public func refusal(by actor: Actor) async throws -> String? {
    let acting = try actor.requireOwn(.manageOwnAccount)
    do {
      try Self.requireNoRole(acting)
      try await services.pool.withTransaction { tx in try await requireNothingKept(acting.id, tx) }
      return nil
    } catch DomainError.conflict(let sentence) {
      return sentence
    }
  }

  private static func requireNoRole(_ acting: ActingAccount) throws {
    guard let role = acting.memberships.first else { return }
    throw DomainError.conflict(
      "You hold a role at \(role.organisationName). Let somebody there end it first.")
  }

  private func requireNothingKept(_ account: AccountID, _ tx: Transaction) async throws {
    try await requireNotHeld(account, tx)
    try await InductionErasure.requireNoneOpen(of: account, in: tx)
  }

  /// Nobody closes an account whose records must be kept; they are told whom to ask why.
  private func requireNotHeld(_ account: AccountID, _ tx: Transaction) async throws {
    guard let hold = try await RetentionHold.list("h.account_id = \(account)", in: tx).first else { return }
    let officers = try await ListStaff.addresses(
      holding: .officer, at: [hold.place.organisation], in: tx)[hold.place.organisation]
    let way = (officers ?? []).sorted().prefix(2).joined(separator: " or ")
    throw DomainError.conflict(
      "Your account can’t be closed at the moment: \(hold.organisationName) must keep what is held about you. "
        + (way.isEmpty ? "Ask its officers why." : "To ask why, write to its officers: \(way)."))
  }
}
