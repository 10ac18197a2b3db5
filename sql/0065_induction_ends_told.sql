-- The head's recommendation as something that is due, what a completion was decided without, and proposals of failure
-- that were withdrawn.

ALTER TABLE induction_due DROP CONSTRAINT induction_due_kind_known;
ALTER TABLE induction_due ADD CONSTRAINT induction_due_kind_known
  CHECK (kind IN ('assessment', 'review', 'recommendation'));

-- Why the head recommends completion before an extension has ended.
ALTER TABLE induction_decision ADD recommendation_early_reason text
  CONSTRAINT induction_decision_recommendation_early_length
    CHECK (length(btrim(recommendation_early_reason)) BETWEEN 10 AND 2000);
-- How many formal assessments were not received when induction was completed.
ALTER TABLE induction_decision ADD missing_assessments int NOT NULL DEFAULT 0
  CONSTRAINT induction_decision_missing_range CHECK (missing_assessments >= 0);
-- Each with who proposed and who withdrew it, when, and why.
ALTER TABLE induction_decision ADD withdrawn_proposals jsonb NOT NULL DEFAULT '[]';

-- The worker adds the recommendation to what is due.
UPDATE induction SET plan_is_stale = true
WHERE state IN ('serving', 'paused', 'recommended') AND expected_end IS NOT NULL AND NOT plan_is_stale;

-- Passes that were recorded as sent have told the Secretary of State.
UPDATE induction_letter l SET sent_on = greatest((a.sent_at AT TIME ZONE 'Europe/London')::date,
  (l.written_at AT TIME ZONE 'Europe/London')::date), means = 'electronic', sent_by_name = 'The file of actions'
FROM induction_action a, induction_decision d
WHERE a.induction_id = l.induction_id AND a.outcome = 'pass' AND a.faults = '' AND d.id = l.decision_id
  AND d.outcome = 'satisfactory' AND l.recipient = 'secretary_of_state' AND l.sent_on IS NULL;

-- Inductions are found by the address of a tutor or mentor who is named there.
CREATE INDEX induction_period_by_tutor ON induction_period (lower(btrim(tutor_email)));
CREATE INDEX induction_period_by_mentor ON induction_period (lower(btrim(mentor_email)));
