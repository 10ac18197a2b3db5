import Postgres

/// What is a person's by their e-mail address, when the address changes: it stays theirs, and whoever gets the old
/// address after them sees none of it.
struct RecordsByAddress: Sendable {
  /// In lower case.
  let old: String
  let new: EmailAddress
  let account: AccountID

  /// Moves everything, in the transaction of the change. What bore the old address bears it no more: records are found by
  /// account or by address, and the address may be somebody else’s tomorrow.
  func move(in tx: Transaction) async throws {
    try await lockInductions(tx)
    try await moveInductions(tx)
    try await moveSupport(tx)
    try await moveBookings(tx)
    try await moveCandidacies(tx)
    try await tx.execute(
      "UPDATE job_alert SET email = \(new.text), email_normal = \(new.normal) WHERE email_normal = \(old)")
    try await tx.execute(
      "UPDATE scheme_application SET email = \(new.text) WHERE account_id = \(account) AND email IS NOT NULL")
  }

  /// In their order, before anything of them is changed, as everybody locks them.
  private func lockInductions(_ tx: Transaction) async throws {
    try await tx.execute(
      """
      SELECT 1 FROM induction WHERE email_normal = \(old) OR id IN (
        SELECT p.induction_id FROM induction_period p
        WHERE \(old) IN (lower(btrim(p.tutor_email)), lower(btrim(p.mentor_email)))) ORDER BY id FOR UPDATE
      """)
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
        content = content || jsonb_build_object('email', \(new.text)::text)
      WHERE lower(btrim(content ->> 'email')) = \(old) AND (account_id = \(account) OR account_id IS NULL)
      """)
  }

  /// Tutors and mentors are known by their addresses alone.
  private func moveSupport(_ tx: Transaction) async throws {
    for role in ["tutor", "mentor"] {
      let field: Statement = role == "tutor" ? "tutor_email" : "mentor_email"
      let key = role + "_email"
      try await tx.execute(
        """
        WITH moved AS (
          UPDATE induction_period SET \(fragment: field) = \(new.text)
          WHERE lower(btrim(\(fragment: field))) = \(old) RETURNING induction_id)
        UPDATE induction SET version = version + 1 WHERE id IN (SELECT induction_id FROM moved)
        """)
      try await tx.execute(
        """
        UPDATE induction_registration
        SET content = content || jsonb_build_object(\(key)::text, \(new.text)::text), version = version + 1
        WHERE lower(btrim(content ->> \(key)::text)) = \(old) AND induction_id IS NULL
        """)
    }
  }

  /// Where the new address has a place in the same activity, the two stay two: the one is found by the account alone.
  private func moveBookings(_ tx: Transaction) async throws {
    try await tx.execute(
      """
      UPDATE activity_booking b SET account_id = \(account), email = \(new.text),
        email_normal = CASE WHEN EXISTS (SELECT FROM activity_booking o
            WHERE o.activity_id = b.activity_id AND o.email_normal = \(new.normal))
          THEN \(new.normal) || '#' || b.id ELSE \(new.normal) END
      WHERE b.email_normal = \(old) AND (b.account_id = \(account) OR b.account_id IS NULL)
      """)
  }

  /// An agency that puts somebody forward by their consent gets the new address; any other keeps what it wrote.
  private func moveCandidacies(_ tx: Transaction) async throws {
    try await tx.execute(
      """
      UPDATE agency_candidate c SET account_id = \(account),
        email = CASE c.state WHEN 'consented' THEN \(new.text) ELSE c.email END,
        email_normal = CASE WHEN EXISTS (SELECT FROM agency_candidate o WHERE o.agency_id = c.agency_id
            AND o.vacancy_id = c.vacancy_id AND o.email_normal = \(new.normal))
          THEN \(new.normal) || '#' || c.id ELSE \(new.normal) END
      WHERE c.email_normal = \(old) AND (c.account_id = \(account) OR c.account_id IS NULL)
      """)
  }
}
