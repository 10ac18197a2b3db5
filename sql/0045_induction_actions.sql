-- What was sent to the national service in files of actions, and what it answered, row by row.

CREATE TABLE induction_action (
  id uuid PRIMARY KEY,
  authority_id uuid NOT NULL REFERENCES authority (id),
  induction_id uuid NOT NULL REFERENCES induction (id) ON DELETE CASCADE,
  ends_on date NOT NULL,
  terms numeric(3, 1) NOT NULL CONSTRAINT induction_action_terms_range CHECK (terms BETWEEN 0 AND 16),
  outcome text NOT NULL CONSTRAINT induction_action_outcome_known CHECK (outcome IN ('pass', 'release')),
  sent_at timestamptz NOT NULL,
  -- Why the national service has not taken it; empty while nothing is known against it.
  faults text NOT NULL DEFAULT '' CONSTRAINT induction_action_faults_length CHECK (length(faults) <= 2000),
  answered_at timestamptz,
  CONSTRAINT induction_action_once UNIQUE (induction_id, ends_on, outcome),
  CONSTRAINT induction_action_answered_whole CHECK ((faults = '') = (answered_at IS NULL))
);
CREATE INDEX induction_action_newest ON induction_action (authority_id, sent_at DESC, id DESC);
