-- What dashboards of inductions go by.

-- The day on which somebody last asked for what is overdue.
ALTER TABLE induction_due ADD chased_on date;
CREATE INDEX induction_assessment_unsatisfactory ON induction_assessment (induction_id)
  WHERE content ->> 'progress' = 'unsatisfactory' AND state IN ('completed', 'confirmed', 'received');
CREATE INDEX induction_assessment_to_receive ON induction_assessment (updated_at, id) WHERE state = 'confirmed';
CREATE INDEX induction_by_beginning ON induction (authority_id, began_on);
