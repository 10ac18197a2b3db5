import Postgres

/// A visitor makes an account. Whether there was one already is told only to the address itself, by mail:
/// the answer is the same.
public struct SignUp: Sendable {
  let services: Services

  /// The use case over an installation's services.
  public init(_ services: Services) { self.services = services }

  /// Makes the account and mails a link to confirm the address. Problems are of the fields `email`, `name`
  /// and `password`.
  /// `clientAddress` is the network address it came from.
  public func callAsFunction(
    email: String, name: String, password: String, clientAddress: String? = nil, by actor: Actor
  ) async throws {
    let (address, name) = try checked(email, name, password)
    try await Throttle.take(
      MailLimits.all("sign-up", email: address, clientAddress: clientAddress), services)
    let hash = try await services.passwords.hash(password)
    try await services.pool.withTransaction { tx in
      let made = try await AccountRecord.insert(address, name: name, passwordHash: hash, services, in: tx)
      if let made {
        let link = try await SingleUseLink.make(
          .confirmEmail, account: made, email: address.normal, services, in: tx)
        try await Outbox.enqueue(
          AccountMails.confirm(address.text, name: name, link: link), services, in: tx)
        try await Audit.record("account.created", AuditSubject("account", made), by: actor, services, in: tx)
      } else if let known = try await AccountRecord.find(address, in: tx),
        try await AccountRecord.replaceUnconfirmed(known, name: name, passwordHash: hash, services, in: tx)
      {
        try await SingleUseLink.withdraw(.confirmEmail, of: known.id, services, in: tx)
        let link = try await SingleUseLink.make(
          .confirmEmail, account: known.id, email: address.normal, services, in: tx)
        try await Outbox.enqueue(
          AccountMails.confirm(address.text, name: name, link: link), services, in: tx)
        try await Audit.record(
          "account.sign_up_repeated", AuditSubject("account", known.id), by: actor, services, in: tx)
      } else if let known = try await AccountRecord.find(address, in: tx) {
        try await Outbox.enqueue(
          AccountMails.alreadyHasAccount(
            known.email, name: known.name, baseURL: services.settings.baseURL), services, in: tx)
        try await Audit.record(
          "account.sign_up_repeated", AuditSubject("account", known.id), by: actor, services, in: tx)
      }
    }
  }

  private func checked(
    _ email: String, _ name: String, _ password: String
  ) throws -> (EmailAddress, String) {
    var problems = Problems()
    let name = PersonName.read(name, &problems)
    let address = EmailAddress(email)
    problems.require(address != nil, "email", EmailAddress.problem)
    if let problem = PasswordRules.problem(password, email: email.trimmed) {
      problems.add("password", problem)
    }
    try problems.throwIfAny()
    guard let address else { throw DomainError.invalid(problems.found) }
    return (address, name)
  }
}

/// How often mail may be asked for.
enum MailLimits {
  /// Five mails an hour for an address, and for a client what a school's shared connection may need.
  static func all(_ purpose: String, email: EmailAddress, clientAddress: String?) -> [ThrottleLimit] {
    var limits = [ThrottleLimit("\(purpose)/email", for: email.normal, tries: 5, seconds: 3_600)]
    if let clientAddress {
      limits.append(ThrottleLimit("\(purpose)/client", for: clientAddress, tries: 60, seconds: 60))
      limits.append(ThrottleLimit("\(purpose)/client", for: clientAddress, tries: 600, seconds: 3_600))
    }
    return limits
  }
}
