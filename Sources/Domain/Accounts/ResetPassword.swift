import Postgres

/// Somebody has forgotten their password and asks for a link. The answer is the same for every address.
public struct RequestPasswordReset: Sendable {
  let services: Services

  /// The use case over an installation's services.
  public init(_ services: Services) { self.services = services }

  /// Mails a link to choose a new password.
  /// `clientAddress` is the network address that asks.
  public func callAsFunction(email: String, clientAddress: String? = nil, by actor: Actor) async throws {
    guard let address = EmailAddress(email) else {
      throw DomainError.invalid([FieldProblem(field: "email", message: EmailAddress.problem)])
    }
    try await Throttle.take(
      MailLimits.all("password-reset", email: address, clientAddress: clientAddress), services)
    try await services.pool.withTransaction { tx in
      guard let known = try await AccountRecord.find(address, in: tx), !known.closed else {
        // An entry all the same: the answer must take as long.
        try await Audit.record(
          "account.password_reset_asked_in_vain", AuditSubject("account", "none"), by: actor, services, in: tx
        )
        return
      }
      let link = try await SingleUseLink.make(
        .resetPassword, account: known.id, email: address.normal, services, in: tx)
      try await Outbox.enqueue(
        AccountMails.resetPassword(known.email, name: known.name, link: link), services, in: tx)
      try await Audit.record(
        "account.password_reset_asked", AuditSubject("account", known.id), by: actor, services, in: tx)
    }
  }
}

/// Somebody opens the link of a mail and chooses a new password.
public struct ResetPassword: Sendable {
  let services: Services

  /// The use case over an installation's services.
  public init(_ services: Services) { self.services = services }

  /// Whether a link still works, so the page can say so before anything is typed.
  public func isUsable(token: String) async throws -> Bool {
    do {
      _ = try await SingleUseLink.read(token, for: .resetPassword, services, in: services.pool)
      return true
    } catch DomainError.gone {
      return false
    }
  }

  /// Sets the password, ends every session and confirms the address, which the link has shown to be theirs.
  /// Throws ``DomainError/gone(_:)`` when the link no longer works; a refused password leaves it usable.
  public func callAsFunction(token: String, password: String, by actor: Actor) async throws {
    let content = try await SingleUseLink.read(token, for: .resetPassword, services, in: services.pool)
    if let problem = PasswordRules.problem(password, email: content.email) {
      throw DomainError.invalid([FieldProblem(field: "password", message: problem)])
    }
    let hash = try await services.passwords.hash(password)
    try await services.pool.withTransaction { tx in
      let used = try await SingleUseLink.use(token, for: .resetPassword, services, in: tx)
      guard let id = used.account, let known = try await AccountRecord.find(id, in: tx), !known.closed else {
        throw SingleUseLink.spent
      }
      try await AccountRecord.setPassword(hash, of: id, services, in: tx)
      try await SessionRecord.endAll(of: id, services, in: tx)
      try await SingleUseLink.withdraw(.resetPassword, of: id, services, in: tx)
      try await SingleUseLink.withdraw(.confirmEmail, of: id, services, in: tx)
      try await Outbox.enqueue(
        AccountMails.passwordChanged(known.email, name: known.name, baseURL: services.settings.baseURL),
        services, in: tx)
      try await Audit.record(
        "account.password_reset", AuditSubject("account", id), by: actor, services, in: tx)
    }
  }
}
