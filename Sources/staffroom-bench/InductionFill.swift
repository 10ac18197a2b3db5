import Domain
import Postgres

/// Makes open inductions and waiting registrations at the schools that are there, the same ones every time.
struct InductionFill: Sendable {
  let pool: Pool
  let authority: Authority

  /// Adds as many as are missing to a number of inductions; registrations are a tenth of it, 20 at least.
  func fill(to size: Int) async throws {
    let first =
      try await pool.value("SELECT count(*) FROM induction WHERE reference LIKE 'B-%'", as: Int.self) + 1
    guard first <= size else { return }
    try await pool.withTransaction { tx in
      try await inductions(first, size, tx)
      try await periods(first, size, tx)
      try await absences(first, size, tx)
      try await registrations(max(size / 10, 20), tx)
    }
    for table: Statement in ["induction", "induction_period", "induction_event", "induction_registration"] {
      try await pool.execute("ANALYZE \(fragment: table)")
    }
  }

  /// Of every length until now, each beginning on one of six first days.
  private func inductions(_ first: Int, _ last: Int, _ tx: Transaction) async throws {
    try await tx.execute(
      """
      INSERT INTO induction (id, authority_id, body_id, organisation_id, reference, trn, first_names, last_name,
        birth_date, email, email_normal, qts_awarded_on, regime, programme, state, state_changed_at, began_on, created_at)
      SELECT md5('bench induction ' || n)::uuid, \(authority.id), b.id, b.organisation_id, 'B-' || n,
        lpad((100000 + n)::text, 7, '9'), 'Nia', 'Bench ' || n, DATE '1999-01-01' + n % 2000, n || '@bench.example',
        n || '@bench.example', DATE '2025-07-01', 'ect', 'school-led', 'serving', now(),
        current_date - 30 - 97 * (n % 6), now() - n * interval '1 minute'
      FROM generate_series(\(Int32(first)), \(Int32(last))) n
      CROSS JOIN (SELECT id, organisation_id FROM appropriate_body WHERE authority_id = \(authority.id)
        ORDER BY acts_from DESC LIMIT 1) b
      """)
  }

  /// One in five works part time; one in ten changed hours.
  private func periods(_ first: Int, _ last: Int, _ tx: Transaction) async throws {
    try await tx.execute(
      """
      INSERT INTO induction_period (id, induction_id, school_id, body_id, starts_on, ends_on, fte, tutor_name,
        tutor_email)
      SELECT gen_random_uuid(), i.id, s.ids[1 + n % cardinality(s.ids)], i.body_id,
        CASE WHEN part = 2 THEN i.began_on + 21 ELSE i.began_on END,
        CASE WHEN part = 1 AND n % 10 = 0 THEN i.began_on + 20 END,
        CASE WHEN n % 5 = 1 THEN 0.6 WHEN part = 2 THEN 0.8 ELSE 1 END, 'Tom Tutor', 'tutor' || n % 500 || '@bench.example'
      FROM generate_series(\(Int32(first)), \(Int32(last))) n
      JOIN induction i ON i.reference = 'B-' || n
      CROSS JOIN generate_series(1, 2) part
      CROSS JOIN (SELECT array_agg(organisation_id ORDER BY urn) AS ids FROM school WHERE la_code = \(authority.code)) s
      WHERE part = 1 OR n % 10 = 0
      """)
  }

  /// One in twenty was absent for forty days, one in seven for three.
  private func absences(_ first: Int, _ last: Int, _ tx: Transaction) async throws {
    try await tx.execute(
      """
      INSERT INTO induction_event (id, induction_id, kind, starts_on, ends_on, days, absence_kind, entered_by_name,
        entered_at)
      SELECT gen_random_uuid(), i.id, 'absence', i.began_on + 5, i.began_on + 65,
        CASE WHEN n % 20 = 0 THEN 40 ELSE 3 END, 'sickness', 'Bench', now()
      FROM generate_series(\(Int32(first)), \(Int32(last))) n JOIN induction i ON i.reference = 'B-' || n
      WHERE n % 20 = 0 OR n % 7 = 0
      """)
  }

  private func registrations(_ wanted: Int, _ tx: Transaction) async throws {
    try await tx.execute(
      """
      INSERT INTO induction_registration (id, authority_id, school_id, body_id, reference, state, content, trn, name,
        birth_date, starts_on, created_at, updated_at, submitted_at)
      SELECT md5('bench registration ' || n)::uuid, \(authority.id), s.ids[1 + n % cardinality(s.ids)], b.id,
        'BR-' || n, 'submitted', '{}', (8000000 + n)::text, 'Noa Bench ' || n, DATE '1999-01-01' + n % 2000,
        current_date + 30, now(), now(), now() - n * interval '1 minute'
      FROM generate_series(1, \(Int32(wanted))) n
      CROSS JOIN (SELECT id FROM appropriate_body WHERE authority_id = \(authority.id) ORDER BY acts_from DESC LIMIT 1) b
      CROSS JOIN (SELECT array_agg(organisation_id ORDER BY urn) AS ids FROM school WHERE la_code = \(authority.code)) s
      ON CONFLICT DO NOTHING
      """)
  }
}
