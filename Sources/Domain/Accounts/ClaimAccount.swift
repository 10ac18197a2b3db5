import Postgres

/// A name and a password that somebody has chosen, hashed before any transaction begins.
struct ChosenPassword: Sendable {
  let name: String
  let hash: String

  /// Notes problems of the fields `name` and `password`; nil when there are any.
  static func read(
    _ name: String, _ password: String, for address: EmailAddress, _ problems: inout Problems,
    _ services: Services
  ) async throws -> ChosenPassword? {
    let name = PersonName.read(name, &problems)
    if let problem = PasswordRules.problem(password, email: address.text) {
      problems.add("password", problem)
    }
    guard problems.found.isEmpty else { return nil }
    return ChosenPassword(name: name, hash: try await services.passwords.hash(password))
  }
}

/// Gives whoever has followed a link of a mail to an address the account of that address.
enum ClaimAccount {
  /// Without an account one is made, confirmed, as the link shows the mailbox to be theirs. An account that was never
  /// confirmed may have been made by somebody else with a password of theirs, so its name and password are replaced
  /// and its sessions end. Throws `spent` for a closed account, and where a password is needed and none was chosen.
  static func byMailbox(
    _ address: EmailAddress, _ chosen: ChosenPassword?, otherwise spent: DomainError, by actor: Actor,
    _ services: Services, in tx: Transaction
  ) async throws -> AccountID {
    if let chosen {
      let made = try await AccountRecord.insert(
        address, name: chosen.name, passwordHash: chosen.hash, confirmed: true, services, in: tx)
      if let made {
        try await Audit.record("account.created", AuditSubject("account", made), by: actor, services, in: tx)
        return made
      }
    }
    guard let known = try await AccountRecord.find(address, in: tx), !known.closed else { throw spent }
    if known.emailConfirmed { return known.id }
    guard let chosen else { throw spent }
    try await AccountRecord.setPassword(chosen.hash, of: known.id, services, in: tx)
    try await tx.execute("UPDATE account SET name = \(chosen.name) WHERE id = \(known.id)")
    try await SessionRecord.endAll(of: known.id, services, in: tx)
    try await SingleUseLink.withdraw(.confirmEmail, of: known.id, services, in: tx)
    try await SingleUseLink.withdraw(.resetPassword, of: known.id, services, in: tx)
    try await Audit.record(
      "account.claimed", AuditSubject("account", known.id), by: actor, services, in: tx)
    return known.id
  }
}
