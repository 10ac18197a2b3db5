-- Samples are drawn from lesson observations as well as from assessments. Those that were drawn before hold assessments
-- alone.

ALTER TABLE induction_sample ADD COLUMN scope text NOT NULL DEFAULT 'assessments'
  CONSTRAINT induction_sample_scope_known CHECK (scope IN ('both', 'assessments', 'observations'));
ALTER TABLE induction_sample DROP CONSTRAINT induction_sample_once;
ALTER TABLE induction_sample ADD CONSTRAINT induction_sample_once
  UNIQUE (authority_id, begins_on, seed, share, scope);

-- An item is of an assessment or of a lesson observation, and goes with it.
ALTER TABLE induction_sample_item ALTER COLUMN assessment_id DROP NOT NULL;
ALTER TABLE induction_sample_item ADD COLUMN observation_id uuid
  CONSTRAINT induction_sample_item_observation REFERENCES lesson_observation (id) ON DELETE CASCADE;
ALTER TABLE induction_sample_item ADD CONSTRAINT induction_sample_item_of_one
  CHECK (num_nonnulls(assessment_id, observation_id) = 1) NOT VALID;
CREATE UNIQUE INDEX induction_sample_item_observation_once ON induction_sample_item (sample_id, observation_id)
  WHERE observation_id IS NOT NULL;
CREATE INDEX induction_sample_item_by_observation ON induction_sample_item (observation_id)
  WHERE observation_id IS NOT NULL;
CREATE INDEX lesson_observation_trace_shared ON lesson_observation_trace (taken_at, observation_id)
  WHERE to_state = 'shared';
