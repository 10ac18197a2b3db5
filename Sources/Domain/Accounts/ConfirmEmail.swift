import Postgres

/// Somebody opens the link of a mail and so shows that the address is theirs.
public struct ConfirmEmail: Sendable {
  let services: Services

  /// The use case over an installation's services.
  public init(_ services: Services) { self.services = services }

  /// Confirms the address; throws ``DomainError/gone(_:)`` when the link no longer works.
  public func callAsFunction(token: String, by actor: Actor) async throws {
    try await services.pool.withTransaction { tx in
      let content = try await SingleUseLink.use(token, for: .confirmEmail, services, in: tx)
      guard let account = content.account else { throw SingleUseLink.spent }
      let now = services.now()
      let confirmed = try await tx.execute(
        """
        UPDATE account SET email_confirmed_at = coalesce(email_confirmed_at, \(now)), version = version + 1,
          updated_at = \(now)
        WHERE id = \(account) AND email_normal = \(content.email) AND closed_at IS NULL
        """)
      guard confirmed == 1 else { throw SingleUseLink.spent }
      try await SingleUseLink.withdraw(.confirmEmail, of: account, services, in: tx)
      try await Audit.record(
        "account.email_confirmed", AuditSubject("account", account), by: actor, services, in: tx)
    }
  }
}

/// Somebody asks for the link to confirm their address again. The answer is the same for every address.
public struct ResendConfirmation: Sendable {
  let services: Services

  /// The use case over an installation's services.
  public init(_ services: Services) { self.services = services }

  /// Mails a fresh link; the ones before no longer work.
  /// `clientAddress` is the network address that asks.
  public func callAsFunction(email: String, clientAddress: String? = nil, by actor: Actor) async throws {
    guard let address = EmailAddress(email) else {
      throw DomainError.invalid([FieldProblem(field: "email", message: EmailAddress.problem)])
    }
    try await Throttle.take(
      MailLimits.all("confirmation", email: address, clientAddress: clientAddress), services)
    try await services.pool.withTransaction { tx in
      guard let known = try await AccountRecord.find(address, in: tx), !known.closed else {
        // An entry all the same: the answer must take as long.
        try await Audit.record(
          "account.confirmation_asked_in_vain", AuditSubject("account", "none"), by: actor, services, in: tx)
        return
      }
      let mail = try await mail(to: known, in: tx)
      try await Outbox.enqueue(mail, services, in: tx)
      try await Audit.record(
        "account.confirmation_asked", AuditSubject("account", known.id), by: actor, services, in: tx)
    }
  }

  private func mail(
    to known: AccountRecord, in tx: Transaction
  ) async throws -> OutgoingMail {
    if known.emailConfirmed {
      return AccountMails.alreadyConfirmed(
        known.email, name: known.name, baseURL: services.settings.baseURL)
    }
    try await SingleUseLink.withdraw(.confirmEmail, of: known.id, services, in: tx)
    let link = try await SingleUseLink.make(
      .confirmEmail, account: known.id, email: known.email.lowercased(), services, in: tx)
    return AccountMails.confirm(known.email, name: known.name, link: link)
  }
}
