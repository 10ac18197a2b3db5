import Postgres

/// A person wants another e-mail address for their account. Nothing changes until the link that is mailed there is
/// opened.
public struct AskForEmailChange: Sendable {
  let services: Services

  /// The use case over an installation's services.
  public init(_ services: Services) { self.services = services }

  /// Mails the link to the new address. The answer is the same whether or not that address has an account of its own.
  /// Problems are of the fields `email` and `current_password`. `clientAddress` is the network address that asks.
  public func callAsFunction(
    to email: String, password: String, clientAddress: String? = nil, by actor: Actor
  ) async throws {
    let acting = try actor.requireOwn(.manageOwnAccount)
    try await Throttle.take(SignIn.accountLimits(acting.email), services)
    guard let known = try await AccountRecord.find(acting.id, in: services.pool), !known.closed else {
      throw DomainError.signInRequired
    }
    var problems = Problems()
    let address = Self.read(email, known, &problems)
    if try await !services.passwords.verify(password, against: known.passwordHash) {
      problems.add("current_password", "Enter the password you sign in with now.")
    }
    try problems.throwIfAny()
    if let address { try await send(to: address, known, clientAddress, actor) }
  }

  /// Mails the link for somebody who can no longer sign in or read the mail of their address: whoever runs the
  /// installation has made sure who they are.
  public func callAsFunction(to email: String, of id: AccountID, by actor: Actor) async throws {
    guard actor.isSystem else {
      throw DomainError.notAllowed("Only the operator can change the address of somebody else's account.")
    }
    guard let known = try await AccountRecord.find(id, in: services.pool), !known.closed else {
      throw DomainError.notFound("account")
    }
    var problems = Problems()
    let address = Self.read(email, known, &problems)
    try problems.throwIfAny()
    if let address { try await send(to: address, known, nil, actor) }
  }

  private static func read(_ email: String, _ known: AccountRecord, _ problems: inout Problems)
    -> EmailAddress?
  {
    let address = EmailAddress(email)
    if address == nil { problems.add("email", EmailAddress.problem) }
    problems.require(
      address?.text != known.email, "email", "This is your address already. Enter the one you want instead.")
    return address
  }

  private func send(
    to address: EmailAddress, _ known: AccountRecord, _ clientAddress: String?, _ actor: Actor
  ) async throws {
    try await Throttle.take(
      MailLimits.all("change-email", email: address, clientAddress: clientAddress), services)
    try await services.pool.withTransaction { tx in
      try await SingleUseLink.withdraw(.changeEmail, of: known.id, services, in: tx)
      let mail =
        if let other = try await AccountRecord.find(address, in: tx), other.id != known.id {
          AccountMails.addressIsTaken(other.email, name: other.name, baseURL: services.settings.baseURL)
        } else {
          AccountMails.useAddress(
            address.text, name: known.name,
            link: try await SingleUseLink.make(
              .changeEmail, account: known.id, email: address.text, services, in: tx))
        }
      try await Outbox.enqueue(mail, services, in: tx)
      try await Audit.record(
        "account.email_change_asked", AuditSubject("account", known.id), by: actor, services, in: tx)
    }
  }
}

/// Somebody opens the link that was mailed to the new address: from then on it is the account's.
public struct ChangeEmail: Sendable {
  let services: Services

  /// The use case over an installation's services.
  public init(_ services: Services) { self.services = services }

  /// Sets and confirms the address, takes along what belonged to the person by the old one, and tells the old one.
  /// Every session and link goes on only with the new address. Throws ``DomainError/gone(_:)`` when the link no longer
  /// works, and ``DomainError/conflict(_:)`` when somebody else has taken the address meanwhile.
  public func callAsFunction(token: String, by actor: Actor) async throws {
    try await services.pool.withTransaction { tx in
      let content = try await SingleUseLink.use(token, for: .changeEmail, services, in: tx)
      guard let id = content.account, let address = EmailAddress(content.email) else {
        throw SingleUseLink.spent
      }
      try await tx.execute("SELECT 1 FROM account WHERE id = \(id) FOR UPDATE")
      guard let known = try await AccountRecord.find(id, in: tx), !known.closed else {
        throw SingleUseLink.spent
      }
      try await set(address, of: known, tx)
      if known.emailConfirmed, known.email.lowercased() != address.normal {
        try await RecordsByAddress(old: known.email.lowercased(), new: address, account: id).move(in: tx)
      }
      for purpose in [SingleUseLink.Purpose.changeEmail, .resetPassword, .confirmEmail] {
        try await SingleUseLink.withdraw(purpose, of: id, services, in: tx)
      }
      try await Outbox.enqueue(
        AccountMails.addressChanged(known.email, name: known.name), services, in: tx)
      try await Audit.record(
        "account.email_changed", AuditSubject("account", id), by: actor, services, in: tx)
    }
  }

  private func set(_ address: EmailAddress, of known: AccountRecord, _ tx: Transaction) async throws {
    let now = services.now()
    let isSet = try await tx.execute(
      """
      UPDATE account SET email = \(address.text), email_normal = \(address.normal), email_confirmed_at = \(now),
        version = version + 1, updated_at = \(now)
      WHERE id = \(known.id)
        AND NOT EXISTS (SELECT FROM account o WHERE o.email_normal = \(address.normal) AND o.id <> \(known.id))
      """)
    guard isSet == 1 else {
      throw DomainError.conflict("There is another account with this e-mail address now.")
    }
  }
}
