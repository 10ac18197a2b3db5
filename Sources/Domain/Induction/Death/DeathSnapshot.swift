import Foundation
import Postgres

/// What the end by death changes, as it was before: kept with the death, and put back where that was a mistake. What was
/// given to others meanwhile, such as places in activities, is not taken from them.
enum DeathSnapshot {
  /// State, dues, transfer and recommendation as they are now.
  static func take(_ id: InductionID, in tx: Transaction) async throws -> JSONText {
    let open: Statement = "t.induction_id = i.id AND t.state = ANY (\(TransferStore.open))"
    return try await tx.value(
      """
      SELECT jsonb_build_object('state', i.state, 'state_changed_at', i.state_changed_at,
        'due', (SELECT coalesce(jsonb_agg(to_jsonb(d)), '[]') FROM induction_due d WHERE d.induction_id = i.id),
        'decisions', (SELECT coalesce(jsonb_agg(to_jsonb(d)), '[]') FROM induction_decision d
          WHERE d.induction_id = i.id AND d.decided_at IS NULL AND d.returned_at IS NULL),
        'transfers', (SELECT coalesce(jsonb_agg(jsonb_build_object('id', t.id, 'state', t.state)), '[]')
          FROM induction_transfer t WHERE \(fragment: open)),
        'links', (SELECT coalesce(jsonb_agg(jsonb_build_object('id', g.id, 'withdrawn_at', g.withdrawn_at,
            'key_expires_at', g.key_expires_at)), '[]')
          FROM induction_transfer t JOIN induction_transfer_giving g ON g.transfer_id = t.id WHERE \(fragment: open)),
        'registrations', (SELECT coalesce(jsonb_agg(r.id), '[]') FROM induction_registration r
          WHERE r.trn = i.trn AND r.authority_id = i.authority_id AND r.state IN ('draft', 'submitted', 'queried')))
        AS was
      FROM induction i WHERE i.id = \(id)
      """, as: JSONText.self)
  }

  /// Puts it all back; says whether anything was kept, which it is not of a death that was recorded long ago.
  static func restore(_ death: UUID, of id: InductionID, _ now: Date, in tx: Transaction) async throws -> Bool
  {
    let isKept = try await tx.execute(
      """
      UPDATE induction i SET state = w.was ->> 'state', version = i.version + 1,
        state_changed_at = (w.was ->> 'state_changed_at')::timestamptz
      FROM induction_death w WHERE w.id = \(death) AND i.id = \(id) AND w.was ? 'state'
      """)
    guard isKept > 0 else { return false }
    try await restoreDue(death, of: id, tx)
    try await tx.execute(
      """
      UPDATE induction_decision d SET returned_at = NULL, returned_by_name = NULL, returned_reason = NULL,
        returned_as = NULL, outcome = x.outcome, outcome_reasons = x.outcome_reasons, proposed_at = x.proposed_at,
        proposed_by = (SELECT a.id FROM account a WHERE a.id = x.proposed_by), proposed_by_name = x.proposed_by_name,
        early_reason = x.early_reason, extension_terms = x.extension_terms,
        missing_assessments = x.missing_assessments, withdrawn_proposals = x.withdrawn_proposals
      FROM induction_death w CROSS JOIN jsonb_to_recordset(w.was -> 'decisions') AS x (id uuid, outcome text,
        outcome_reasons text, proposed_at timestamptz, proposed_by uuid, proposed_by_name text, early_reason text,
        extension_terms numeric, missing_assessments int, withdrawn_proposals jsonb)
      WHERE w.id = \(death) AND d.id = x.id AND d.returned_as = \(ReturnedRecommendation.Way.ended)
      """)
    try await tx.execute(
      """
      UPDATE induction_transfer t SET state = x.state, ended_at = NULL, ended_by_name = NULL, end_reason = NULL,
        updated_at = \(now), version = t.version + 1
      FROM induction_death w CROSS JOIN jsonb_to_recordset(w.was -> 'transfers') AS x (id uuid, state text)
      WHERE w.id = \(death) AND t.id = x.id AND t.state = \(TransferState.ended)
      """)
    try await tx.execute(
      """
      UPDATE induction_transfer_giving g SET withdrawn_at = x.withdrawn_at, key_expires_at = x.key_expires_at
      FROM induction_death w CROSS JOIN jsonb_to_recordset(w.was -> 'links') AS x (id uuid, withdrawn_at timestamptz,
        key_expires_at timestamptz)
      WHERE w.id = \(death) AND g.id = x.id
      """)
    return true
  }

  private static func restoreDue(_ death: UUID, of id: InductionID, _ tx: Transaction) async throws {
    try await tx.execute("DELETE FROM induction_due WHERE induction_id = \(id)")
    try await tx.execute(
      """
      INSERT INTO induction_due (id, induction_id, kind, number, due_on, done_on, reminded_on, checked_on, chased_on,
        school_id, planned_on, not_needed)
      SELECT x.id, \(id), x.kind, x.number, x.due_on, x.done_on, x.reminded_on, x.checked_on, x.chased_on, x.school_id,
        x.planned_on, x.not_needed
      FROM induction_death w CROSS JOIN jsonb_to_recordset(w.was -> 'due') AS x (id uuid, kind text, number int,
        due_on date, done_on date, reminded_on date, checked_on date, chased_on date, school_id uuid, planned_on date,
        not_needed boolean)
      WHERE w.id = \(death)
      """)
  }

  /// The schools whose registrations of the teacher were withdrawn by it, each with the reference: these stay so.
  static func withdrawn(
    _ death: UUID, in tx: Transaction
  ) async throws -> [(school: Place, reference: String)] {
    try await tx.query(
      """
      SELECT r.school_id, r.authority_id, r.reference FROM induction_death w
        CROSS JOIN jsonb_array_elements_text(coalesce(w.was -> 'registrations', '[]')) AS x (id)
        JOIN induction_registration r ON r.id = x.id::uuid
      WHERE w.id = \(death) AND r.state = \(RegistrationState.withdrawn) ORDER BY r.reference
      """
    ).map { row in
      (
        Place(organisation: try row.decode("school_id"), authority: try row.decode("authority_id")),
        try row.decode("reference")
      )
    }
  }
}
