-- The notice of a decision that an appeal has undone or changed is no longer sent: what came of the appeal has letters
-- of its own, and the Secretary of State, who decides appeals, knows it (SI 2012/1115, regulation 14).

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
      AND NOT (l.appeal_id IS NULL AND EXISTS (SELECT FROM induction_appeal a
        WHERE a.decision_id = l.decision_id AND a.state IN ('allowed', 'varied')))
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
