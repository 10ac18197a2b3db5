import Postgres

/// Keeps the trail of a school from saying who its applicants are while names are hidden: an account may be known from
/// elsewhere, such as the pool, an earlier vacancy or the school's own staff.
enum NamelessTrail {
  /// The columns of ``AuditEvent`` without the account of an applicant whose name is hidden.
  static let columns: Statement = """
    id, happened_at, CASE WHEN \(fragment: isApplicants) THEN NULL ELSE actor_account_id END AS actor_account_id,
    actor_description, face, request_id, action, subject_type, subject_id, organisation_id, authority_id, details
    """

  /// Whether an applicant whose name is hidden did it, with their own application.
  static let isApplicants: Statement = """
    e.subject_type = 'application' AND EXISTS (
      SELECT FROM application a JOIN vacancy_anonymity an ON an.vacancy_id = a.vacancy_id
      WHERE a.id::text = e.subject_id AND a.account_id = e.actor_account_id AND an.hides_names)
    """

  /// Whether it is the answer of somebody of the pool that came with such an application: both have the same moment. What
  /// the entry itself says of the vacancy is there after the question has gone, with the account of its person.
  static let saysWhoApplied: Statement = """
    e.action = 'pool.interest_accepted' AND (EXISTS (
      SELECT FROM pool_interest i JOIN vacancy_anonymity an ON an.vacancy_id = i.vacancy_id
      WHERE i.entry_id::text = e.subject_id AND i.school_id = e.organisation_id AND i.application_id IS NOT NULL
        AND an.hides_names)
      OR EXISTS (
        SELECT FROM vacancy_anonymity an
        WHERE an.vacancy_id::text = e.details ->> 'vacancy' AND an.hides_names))
    """

  /// What the trail keeps of an answer to a question of a school.
  static func details(_ interest: PoolInterest) -> [String: JSONValue] {
    interest.vacancy.map { ["vacancy": .string($0.description)] } ?? [:]
  }
}
