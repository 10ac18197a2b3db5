-- How inductions end: the head recommends, the teacher may answer, the body decides, a failure with a second person.

CREATE TABLE induction_decision (
  id uuid PRIMARY KEY,
  induction_id uuid NOT NULL REFERENCES induction (id) ON DELETE CASCADE,
  school_id uuid NOT NULL REFERENCES school (organisation_id),
  recommendation text NOT NULL CONSTRAINT induction_decision_recommendation_known
    CHECK (recommendation IN ('satisfactory', 'extension', 'not_satisfactory')),
  recommendation_reasons text NOT NULL,
  recommended_by uuid REFERENCES account (id) ON DELETE SET NULL,
  recommended_by_name text NOT NULL,
  recommended_at timestamptz NOT NULL,
  -- The last days of the teacher's representations and of the body's decision (SI 2012/1115).
  represent_by date NOT NULL,
  decide_by date NOT NULL,
  representations text,
  represented_at timestamptz,
  outcome text CONSTRAINT induction_decision_outcome_known
    CHECK (outcome IN ('satisfactory', 'extension', 'not_satisfactory')),
  outcome_reasons text,
  extension_terms numeric(4, 2) CONSTRAINT induction_decision_terms_range CHECK (extension_terms > 0),
  proposed_by uuid REFERENCES account (id) ON DELETE SET NULL,
  proposed_by_name text,
  proposed_at timestamptz,
  -- Whoever confirmed a failure; somebody else than who proposed it.
  confirmed_by uuid REFERENCES account (id) ON DELETE SET NULL,
  confirmed_by_name text,
  decided_at timestamptz,
  appeal_by date,
  CONSTRAINT induction_decision_two_people CHECK (confirmed_by IS NULL OR confirmed_by IS DISTINCT FROM proposed_by),
  CONSTRAINT induction_decision_proposed_whole CHECK (num_nulls(outcome, outcome_reasons, proposed_at) IN (0, 3)),
  CONSTRAINT induction_decision_extension_whole CHECK (outcome <> 'extension' OR extension_terms IS NOT NULL)
);
CREATE UNIQUE INDEX induction_decision_one_open ON induction_decision (induction_id) WHERE decided_at IS NULL;
CREATE INDEX induction_decision_by_induction ON induction_decision (induction_id, recommended_at, id);
