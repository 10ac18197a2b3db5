import Postgres

/// A person signs in with their address and password.
public struct SignIn: Sendable {
  let services: Services

  /// The use case over an installation's services.
  public init(_ services: Services) { self.services = services }

  /// Said when no account has that address, when the password is not right, and while the address has not been
  /// confirmed: the three are not told apart, or signing up with somebody's address would tell whether it was free.
  public static let refusal = """
    The e-mail address or password is not right, or you have not opened the link in our mail to this address yet.
    """

  /// Begins a session. Throws ``DomainError/invalid(_:)`` of the field `email` with ``refusal``, or
  /// ``DomainError/throttled(retryAfter:)`` after too many failures for the account or from the address.
  /// The session of `existingToken`, which the browser still has, ends.
  public func callAsFunction(
    email: String, password: String, clientAddress: String? = nil, userAgent: String? = nil,
    existingToken: String? = nil, by actor: Actor
  ) async throws -> StartedSession {
    let address = try checked(email, password)
    let taken = try await Throttle.take(
      Self.accountLimits(address.normal) + Self.clientLimits(clientAddress), services)
    let known = try await AccountRecord.find(address, in: services.pool)
    let hash = known?.closed == false ? known?.passwordHash : nil
    let fits = try await services.passwords.verify(password, against: hash)
    guard fits, let known, let hash else { throw Self.refused }
    guard known.emailConfirmed else {
      try await remind(address, of: known.id, clientAddress, actor)
      throw Self.refused
    }
    let started = try await services.pool.withTransaction { tx in
      let account = try await self.account(known.id, verified: hash, in: tx)
      if let existingToken { _ = try await SessionRecord.end(token: existingToken, services, in: tx) }
      let token = Secret.make(services)
      let session = try await SessionRecord.begin(
        for: known.id, token: token, userAgent: userAgent, services, in: tx)
      try await Throttle.giveBack(taken, in: tx)
      let signedIn = Actor(.account(account), face: actor.face, requestID: actor.requestID)
      try await Audit.record(
        "session.started", AuditSubject("session", session.id), by: signedIn, services, in: tx)
      return StartedSession(token: token.text, session: session, account: account)
    }
    try await strengthen(hash, of: known.id, password)
    return started
  }

  /// Mails a link again to somebody who knows the password of an address that isn't confirmed, unless one that was
  /// mailed still works or it has been done often enough.
  private func remind(
    _ address: EmailAddress, of account: AccountID, _ clientAddress: String?, _ actor: Actor
  ) async throws {
    if try await SingleUseLink.works(.confirmEmail, of: account, services) { return }
    do {
      try await ResendConfirmation(services)(email: address.text, clientAddress: clientAddress, by: actor)
    } catch DomainError.throttled {
      return
    }
  }

  /// Failures allowed for one account.
  static func accountLimits(_ email: String) -> [ThrottleLimit] {
    let email = email.lowercased()
    return [
      ThrottleLimit("sign-in/account", for: email, tries: 5, seconds: 60),
      ThrottleLimit("sign-in/account", for: email, tries: 20, seconds: 3_600),
    ]
  }

  /// Failures allowed from one network address, which a whole school may share.
  static func clientLimits(_ address: String?) -> [ThrottleLimit] {
    guard let address else { return [] }
    return [
      ThrottleLimit("sign-in/client", for: address, tries: 30, seconds: 60),
      ThrottleLimit("sign-in/client", for: address, tries: 200, seconds: 3_600),
    ]
  }

  private static let refused = DomainError.invalid([FieldProblem(field: "email", message: refusal)])

  private func checked(_ email: String, _ password: String) throws -> EmailAddress {
    var problems = Problems()
    let address = EmailAddress(email)
    problems.require(address != nil, "email", EmailAddress.problem)
    problems.require(!password.isEmpty, "password", "Enter your password.")
    problems.require(
      password.utf8.count <= PasswordRules.longest * 4, "password", "That is longer than any password here.")
    try problems.throwIfAny()
    guard let address else { throw DomainError.invalid(problems.found) }
    return address
  }

  /// The account, if its password is still the one that was checked. It is held until the session is
  /// stored, so a password reset at the same moment ends this session too.
  private func account(
    _ id: AccountID, verified hash: String, in tx: Transaction
  ) async throws -> ActingAccount {
    let unchanged = try await tx.valueIfAny(
      """
      SELECT id FROM account WHERE id = \(id) AND password_hash = \(hash) AND closed_at IS NULL FOR SHARE
      """, as: AccountID.self)
    guard unchanged != nil, let account = try await ActingAccountRows.find(id, in: tx) else {
      throw Self.refused
    }
    return account
  }

  /// Hashes the password again when today's figures are not those it was hashed with.
  private func strengthen(_ hash: String, of id: AccountID, _ password: String) async throws {
    guard services.passwords.needsRehash(hash) else { return }
    let stronger = try await services.passwords.hash(password)
    try await services.pool.execute(
      "UPDATE account SET password_hash = \(stronger) WHERE id = \(id) AND password_hash = \(hash)")
  }
}
