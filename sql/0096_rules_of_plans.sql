-- staffroom: no-transaction
-- Which edition of the rules a plan was reckoned by: that of the day on which induction began. The plans that there are go
-- by the only edition so far; every later one says its own.
SET lock_timeout = '10s';
ALTER TABLE induction ADD COLUMN IF NOT EXISTS rules_version text DEFAULT '2024-09';
ALTER TABLE induction ALTER rules_version DROP DEFAULT;
SET lock_timeout = DEFAULT;

-- Nothing that is recorded is left out of a plan however much there is, and the two years of part-time teachers are
-- counted from the first day: plans of inductions that go on are reckoned again by the workers.
UPDATE induction SET plan_is_stale = true
WHERE state IN ('serving', 'paused', 'recommended') AND NOT plan_is_stale;
