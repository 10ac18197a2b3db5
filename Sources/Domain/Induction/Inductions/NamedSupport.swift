import Foundation
import Postgres

extension InductionAccess {
  /// Whether somebody may do this in a period: by a role at its school, or as the tutor or mentor whom the school has
  /// named there by their confirmed address. Both read; the tutor writes what a tutor writes.
  static func may(_ operation: Operation, in period: InductionPeriod, _ actor: Actor) -> Bool {
    if actor.may(operation, at: period.place) { return true }
    guard let account = actor.account, account.emailConfirmed,
      account.scopes.map({ $0.contains(Permissions.grant(for: operation).scope) }) ?? true
    else { return false }
    let email = account.email.lowercased()
    return switch operation {
    case .readInductions:
      [period.tutorEmail, period.mentorEmail].contains { $0.trimmed.lowercased() == email }
    case .recordInduction: period.tutorEmail.trimmed.lowercased() == email
    default: false
    }
  }

  /// Which periods `p` name an account as tutor or mentor.
  static func names(_ account: ActingAccount) -> Statement {
    guard account.emailConfirmed else { return "false" }
    let email = account.email.lowercased()
    return "(lower(btrim(p.tutor_email)) = \(email) OR lower(btrim(p.mentor_email)) = \(email))"
  }

  /// The addresses among these that belong to an account that can get in.
  static func withAccount(_ addresses: [String], in db: some Queryable) async throws -> Set<String> {
    Set(
      try await db.query(
        """
        SELECT email_normal FROM account WHERE email_normal = ANY (\(addresses.map { $0.trimmed.lowercased() }))
          AND email_confirmed_at IS NOT NULL AND closed_at IS NULL
        """
      ).map { try $0.decode("email_normal", as: String.self) })
  }

  /// What somebody is told who is named and has no account yet.
  static func howToGetIn(_ services: Services) -> String {
    "You get in with an account of this e-mail address, confirmed: \(services.settings.baseURL)/sign-up"
  }
}

extension InductionRecord {
  /// Whether somebody may do this in one of its periods, by a role there or as the tutor or mentor named there.
  public func may(_ operation: Operation, _ actor: Actor) -> Bool {
    periods.contains { InductionAccess.may(operation, in: $0, actor) }
  }

  /// Whether somebody may do this in a period, by a role there or as the tutor or mentor named there.
  public func may(_ operation: Operation, in period: InductionPeriod, _ actor: Actor) -> Bool {
    InductionAccess.may(operation, in: period, actor)
  }
}
