-- When induction began under the body before, which decides the regime, and at what part of full time it was served there,
-- by which days of absence are measured. Those from before this was asked have neither.
ALTER TABLE induction ADD earlier_began_on date;
ALTER TABLE induction ADD earlier_fte numeric(4, 3)
  CONSTRAINT induction_earlier_fte_range CHECK (earlier_fte > 0 AND earlier_fte <= 1);

-- Plans measure absence day by day, and count each contract that lasts a term: those of inductions that go on are reckoned
-- again by the workers.
UPDATE induction SET plan_is_stale = true
WHERE state IN ('serving', 'paused', 'recommended') AND NOT plan_is_stale;
