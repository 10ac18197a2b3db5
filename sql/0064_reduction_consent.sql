-- A reduction needs the teacher's consent: when it was given. Reductions from before this was asked have none.
ALTER TABLE induction_event ADD consented_on date;
ALTER TABLE induction_event ADD CONSTRAINT induction_event_consent_of_reduction
  CHECK (kind = 'reduction' OR consented_on IS NULL) NOT VALID;

-- Plans show each stretch of service, and count absence on school days in post only: those of inductions that go on are
-- reckoned again by the workers.
UPDATE induction SET plan_is_stale = true
WHERE state IN ('serving', 'paused', 'recommended') AND NOT plan_is_stale;
