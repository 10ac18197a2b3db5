-- Days of absence are turned into terms by the average of all known terms: every plan that goes on is reckoned again, so
-- that no later change seems to have moved its end.

UPDATE induction SET plan_is_stale = true WHERE state IN ('serving', 'paused', 'recommended');

-- Whoever has accepted an offer is not found in the pool.

CREATE INDEX application_accepted ON application (account_id) WHERE state IN ('accepted', 'unconditional');
