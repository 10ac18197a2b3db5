-- The head may recommend after the last period has ended, an extension may find no period that goes on, and a period may
-- have a last day that is still to come: the state changes when it has.

INSERT INTO induction_transition (kind, from_state, to_state) VALUES
  ('induction', 'paused', 'recommended'), ('induction', 'left', 'recommended'), ('induction', 'recommended', 'paused');

-- Whether the teacher leaves teaching with the last day of a period.
ALTER TABLE induction_period ADD leaves_teaching boolean NOT NULL DEFAULT false;

-- Plans of inductions that began before September 2021 are reckoned again by the worker: of those that go on beyond
-- September 2023 the rest of six terms is served.
UPDATE induction SET plan_is_stale = true
WHERE regime = 'nqt' AND state IN ('serving', 'paused', 'recommended') AND NOT plan_is_stale;
