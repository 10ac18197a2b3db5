-- An appeal may be decided although a hearing was arranged, with the reason why it was not held; and a satisfactory
-- completion goes to the Secretary of State by the termly return (DfE statutory guidance 2024, 2.69).

INSERT INTO induction_transition (kind, from_state, to_state) VALUES
  ('appeal', 'hearing', 'allowed'), ('appeal', 'hearing', 'dismissed'), ('appeal', 'hearing', 'varied');
ALTER TABLE induction_appeal ADD no_hearing_reason text
  CONSTRAINT induction_appeal_no_hearing_reason_length CHECK (length(btrim(no_hearing_reason)) BETWEEN 10 AND 2000);

CREATE OR REPLACE VIEW induction_duty AS
  SELECT u.induction_id, u.subject_id, u.school_id, u.kind, u.due_on FROM (
    SELECT d.induction_id, d.id AS subject_id, d.school_id, 'decision' AS kind, d.decide_by AS due_on
    FROM induction_decision d WHERE d.decided_at IS NULL AND d.returned_at IS NULL
    UNION ALL
    SELECT l.induction_id, l.id, l.school_id,
      CASE WHEN l.recipient = 'secretary_of_state' AND EXISTS (SELECT FROM induction_decision d
        WHERE d.id = l.decision_id AND d.outcome = 'satisfactory') THEN 'termly_return' ELSE 'letter_' || l.recipient END,
      l.due_on
    FROM induction_letter l WHERE l.sent_on IS NULL
    UNION ALL
    SELECT a.induction_id, a.id, a.school_id, 'appeal_reply', a.reply_by
    FROM induction_appeal a WHERE a.state = 'lodged'
    UNION ALL
    SELECT a.induction_id, a.id, a.school_id, 'hearing', a.hearing_on
    FROM induction_appeal a WHERE a.state = 'hearing'
    UNION ALL
    SELECT a.induction_id, a.id, a.school_id, 'failed_list', a.failed_list_from
    FROM induction_appeal a WHERE a.failed_list_from IS NOT NULL AND a.failed_listed_on IS NULL
    UNION ALL
    SELECT a.induction_id, a.id, a.school_id, 'dismissal', a.dismissal_by
    FROM induction_appeal a WHERE a.dismissal_by IS NOT NULL AND a.dismissed_on IS NULL
  ) u WHERE NOT EXISTS (SELECT FROM induction n WHERE n.id = u.induction_id AND n.state = 'died');
