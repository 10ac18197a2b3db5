import Postgres

/// A person who is signed in chooses another password.
public struct ChangePassword: Sendable {
  let services: Services

  /// The use case over an installation's services.
  public init(_ services: Services) { self.services = services }

  /// Sets the password and ends every other session. Problems are of the fields `current_password` and
  /// `new_password`.
  /// The session `keeping` stays.
  public func callAsFunction(current: String, new: String, keeping: SessionID?, by actor: Actor) async throws
  {
    let acting = try actor.requireOwn(.manageOwnAccount)
    guard acting.tokenID == nil else {
      throw DomainError.notAllowed("Sign in on the website to change your password.")
    }
    try await Throttle.take(SignIn.accountLimits(acting.email), services)
    guard let known = try await AccountRecord.find(acting.id, in: services.pool), !known.closed else {
      throw DomainError.signInRequired
    }
    try await check(current, new, against: known)
    let hash = try await services.passwords.hash(new)
    try await services.pool.withTransaction { tx in
      let now = services.now()
      let changed = try await tx.execute(
        """
        UPDATE account SET password_hash = \(hash), version = version + 1, updated_at = \(now)
        WHERE id = \(known.id) AND password_hash IS NOT DISTINCT FROM \(known.passwordHash)
        """)
      guard changed == 1 else {
        throw DomainError.conflict("Your password was changed in the meantime. Sign in again.")
      }
      try await SessionRecord.endAll(of: known.id, except: keeping, services, in: tx)
      try await SingleUseLink.withdraw(.resetPassword, of: known.id, services, in: tx)
      try await Outbox.enqueue(
        AccountMails.passwordChanged(known.email, name: known.name, baseURL: services.settings.baseURL),
        services, in: tx)
      try await Audit.record(
        "account.password_changed", AuditSubject("account", known.id), by: actor, services, in: tx)
    }
  }

  private func check(_ current: String, _ new: String, against known: AccountRecord) async throws {
    var problems = Problems()
    if try await !services.passwords.verify(current, against: known.passwordHash) {
      problems.add("current_password", "Enter the password you sign in with now.")
    }
    if let problem = PasswordRules.problem(new, email: known.email) {
      problems.add("new_password", problem)
    } else if new == current {
      problems.add("new_password", "Your new password must be different from the one you have now.")
    }
    try problems.throwIfAny()
  }
}
