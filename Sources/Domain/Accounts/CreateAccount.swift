import Postgres

/// The operator makes an account for somebody.
public struct CreateAccount: Sendable {
  let services: Services

  /// The use case over an installation's services.
  public init(_ services: Services) { self.services = services }

  private static let linkLifetime: Double = 7 * 86_400

  /// Makes the account. Problems are of the fields `email`, `name` and `password`.
  /// With a password the address counts as confirmed; without one a link to choose it is mailed.
  public func callAsFunction(email: String, name: String, password: String? = nil, by actor: Actor)
    async throws -> AccountID
  {
    guard actor.isSystem else { throw DomainError.notAllowed("Only the operator can make accounts.") }
    let (address, name) = try checked(email, name, password)
    var hash: String?
    if let password { hash = try await services.passwords.hash(password) }
    return try await services.pool.withTransaction { [hash] tx in
      let made = try await AccountRecord.insert(
        address, name: name, passwordHash: hash, confirmed: hash != nil, services, in: tx)
      guard let made else {
        throw DomainError.conflict("There is already an account with this e-mail address.")
      }
      if hash == nil {
        let link = try await SingleUseLink.make(
          .resetPassword, account: made, email: address.normal, lifetime: Self.linkLifetime, services, in: tx)
        try await Outbox.enqueue(
          AccountMails.setPassword(address.text, name: name, link: link), services, in: tx)
      }
      try await Audit.record("account.created", AuditSubject("account", made), by: actor, services, in: tx)
      return made
    }
  }

  private func checked(
    _ email: String, _ name: String, _ password: String?
  ) throws -> (EmailAddress, String) {
    var problems = Problems()
    let name = PersonName.read(name, &problems)
    let address = EmailAddress(email)
    problems.require(address != nil, "email", EmailAddress.problem)
    if let password, let problem = PasswordRules.problem(password, email: email.trimmed) {
      problems.add("password", problem)
    }
    try problems.throwIfAny()
    guard let address else { throw DomainError.invalid(problems.found) }
    return (address, name)
  }
}
