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

  /// Whether the tutor named in a period `t` has left its school: every role of theirs there has ended, or their account
  /// is closed.
  private static let tutorHasLeft: Statement = """
    EXISTS (SELECT FROM account k WHERE k.email_normal = lower(btrim(t.tutor_email)) AND (k.closed_at IS NOT NULL
      OR EXISTS (SELECT FROM membership e WHERE e.account_id = k.id AND e.organisation_id = t.school_id
          AND e.ended_at IS NOT NULL)
        AND NOT EXISTS (SELECT FROM membership n WHERE n.account_id = k.id AND n.organisation_id = t.school_id
          AND n.ended_at IS NULL)))
    """
  /// Who coordinates induction at the school of a period `t`: whoever has held the tutor’s role there longest.
  private static func coordinator(_ what: Statement) -> Statement {
    """
    (SELECT \(fragment: what) FROM membership m JOIN account c ON c.id = m.account_id
      WHERE m.organisation_id = t.school_id AND m.role = 'induction_tutor' AND m.ended_at IS NULL
        AND c.closed_at IS NULL ORDER BY m.granted_at, m.id LIMIT 1)
    """
  }

  /// Where mail to the tutor of a period `t` goes: to the one who is named; where they have left, to whoever coordinates
  /// induction there now; empty where that is nobody, and the head is asked.
  static let tutorEmail: Statement = """
    CASE WHEN \(fragment: tutorHasLeft) THEN coalesce(\(fragment: coordinator("c.email")), '') ELSE t.tutor_email END
    """
  /// The name that goes with it.
  static let tutorName: Statement = """
    CASE WHEN \(fragment: tutorHasLeft) THEN coalesce(\(fragment: coordinator("c.name")), '') ELSE t.tutor_name END
    """

  /// Where mail to the tutor of a teacher at a school goes; nobody where the tutor has left and nobody follows.
  static func tutors(_ id: InductionID, at place: Place, in db: some Queryable) async throws -> [String] {
    try await db.query(
      """
      SELECT \(fragment: tutorEmail) AS email FROM induction_period t
      WHERE t.induction_id = \(id) AND t.school_id = \(place.organisation)
      ORDER BY t.starts_on DESC, t.id DESC LIMIT 1
      """
    ).map { try $0.decode("email", as: String.self) }.filter { !$0.isEmpty }
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
    "To see it, make an account with this e-mail address and confirm the address: "
      + "\(services.settings.baseURL)/sign-up"
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
