import Postgres

/// What is a person's by their e-mail address, when the address changes: it stays theirs, and whoever gets the old
/// address after them sees none of it.
struct RecordsByAddress: Sendable {
  /// In lower case.
  let old: String
  let new: EmailAddress
  let account: AccountID

  /// Moves everything, in the transaction of the change.
  func move(in tx: Transaction) async throws {
    try await moveInductions(tx)
    try await moveSupport(tx)
    try await moveBookings(tx)
    // What an agency wrote stays as it wrote it: the new address isn't told to it.
    try await tx.execute(
      "UPDATE agency_candidate SET account_id = \(account) WHERE email_normal = \(old) AND account_id IS NULL"
    )
    try await tx.execute(
      "UPDATE job_alert SET email = \(new.text), email_normal = \(new.normal) WHERE email_normal = \(old)")
  }

  private func moveInductions(_ tx: Transaction) async throws {
    try await tx.execute(
      """
      UPDATE induction SET email = \(new.text), email_normal = \(new.normal), account_id = \(account),
        version = version + 1
      WHERE email_normal = \(old) AND (account_id = \(account) OR account_id IS NULL)
      """)
    try await tx.execute(
      """
      UPDATE induction_registration SET account_id = \(account), version = version + 1,
        content = CASE WHEN induction_id IS NULL
          THEN content || jsonb_build_object('email', \(new.text)::text) ELSE content END
      WHERE lower(content ->> 'email') = \(old) AND (account_id = \(account) OR account_id IS NULL)
      """)
  }

  /// Tutors and mentors are known by their addresses alone.
  private func moveSupport(_ tx: Transaction) async throws {
    for role in ["tutor", "mentor"] {
      let field: Statement = role == "tutor" ? "tutor_email" : "mentor_email"
      try await tx.execute(
        """
        WITH moved AS (
          UPDATE induction_period SET \(fragment: field) = \(new.text)
          WHERE lower(\(fragment: field)) = \(old) RETURNING induction_id)
        UPDATE induction SET version = version + 1 WHERE id IN (SELECT induction_id FROM moved)
        """)
      try await tx.execute(
        """
        UPDATE induction_registration
        SET content = content || jsonb_build_object(\(role + "_email")::text, \(new.text)::text),
          version = version + 1
        WHERE lower(content ->> \(role + "_email")::text) = \(old) AND induction_id IS NULL
        """)
    }
  }

  /// A place that the new address has in the same session stays beside the old one: it may be somebody's to cancel.
  private func moveBookings(_ tx: Transaction) async throws {
    try await tx.execute(
      """
      UPDATE activity_booking b SET account_id = \(account) WHERE b.email_normal = \(old) AND b.account_id IS NULL
      """)
    try await tx.execute(
      """
      UPDATE activity_booking b SET email = \(new.text), email_normal = \(new.normal)
      WHERE b.email_normal = \(old) AND b.account_id = \(account) AND NOT EXISTS (
        SELECT FROM activity_booking o WHERE o.activity_id = b.activity_id AND o.email_normal = \(new.normal))
      """)
  }
}
