import Foundation
import Postgres

extension InductionAccess {
  /// Whether somebody may do this in a period: by a role at its school, or as the tutor or mentor whom the school has
  /// named there by their confirmed address. Both read; the tutor writes what a tutor writes. A name gives nothing in
  /// one’s own induction, nor at a school where every role of the account has been ended.
  static func may(_ operation: Operation, in period: InductionPeriod, _ actor: Actor) -> Bool {
    if actor.may(operation, at: period.place) { return true }
    guard let account = actor.account, account.emailConfirmed,
      account.scopes.map({ $0.contains(Permissions.grant(for: operation).scope) }) ?? true,
      !account.leftOrganisations.contains(period.place.organisation),
      period.teacher.map({ !$0.isSame(as: account) }) ?? true
    else { return false }
    let email = account.email.lowercased()
    return switch operation {
    case .readInductions:
      [period.tutorEmail, period.mentorEmail].contains { $0.trimmed.lowercased() == email }
    case .recordInduction, .supportInduction, .readInductionSupport:
      period.tutorEmail.trimmed.lowercased() == email
    default: false
    }
  }

  /// Which periods `p` name an account as tutor or mentor, as far as that gives it anything.
  static func names(_ account: ActingAccount) -> Statement {
    guard account.emailConfirmed else { return "false" }
    let email = account.email.lowercased()
    return """
      (lower(btrim(p.tutor_email)) = \(email) OR lower(btrim(p.mentor_email)) = \(email))
        AND NOT p.school_id = ANY (\(account.leftOrganisations.map(\.rawValue)))
        AND NOT EXISTS (SELECT FROM induction i WHERE i.id = p.induction_id AND \(fragment: own(account)))
      """
  }

  /// The address of the tutor whom a school has named last for a teacher, unless their account has lost every role
  /// there.
  static func tutors(_ id: InductionID, at place: Place, in db: some Queryable) async throws -> [String] {
    try await db.query(
      """
      SELECT p.tutor_email FROM (
        SELECT tutor_email FROM induction_period
        WHERE induction_id = \(id) AND school_id = \(place.organisation)
        ORDER BY starts_on DESC, id DESC LIMIT 1) p
      WHERE NOT EXISTS (SELECT FROM account a JOIN membership e ON e.account_id = a.id
        WHERE a.email_normal = lower(btrim(p.tutor_email)) AND e.organisation_id = \(place.organisation)
          AND e.ended_at IS NOT NULL AND NOT EXISTS (SELECT FROM membership n
            WHERE n.account_id = a.id AND n.organisation_id = e.organisation_id AND n.ended_at IS NULL))
      """
    ).map { try $0.decode("tutor_email") }
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

/// Nobody supports themselves.
enum OwnSupport {
  /// Neither tutor nor mentor has the teacher’s address.
  static func check(teacher: String, tutor: String, mentor: String, _ problems: inout Problems) {
    let own = teacher.trimmed.lowercased()
    for (field, who, address) in [("tutor_email", "tutor", tutor), ("mentor_email", "mentor", mentor)] {
      problems.require(
        own.isEmpty || address.trimmed.lowercased() != own, field,
        "Enter another address: the teacher can’t be their own \(who).")
    }
  }
}
