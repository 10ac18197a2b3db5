-- A death that was recorded by mistake is put right whatever went before it: what it changed is kept as it was. A
-- transfer ends with the induction, and a recommendation waits again, until that is undone.
INSERT INTO induction_state (kind, state, position) VALUES ('transfer', 'ended', 10);
INSERT INTO induction_transition (kind, from_state, to_state) VALUES
  ('induction', 'died', 'recommended'),
  ('transfer', 'asked', 'ended'), ('transfer', 'agreed', 'ended'), ('transfer', 'given', 'ended'),
  ('transfer', 'fetched', 'ended'), ('transfer', 'acknowledged', 'ended'),
  ('transfer', 'ended', 'asked'), ('transfer', 'ended', 'agreed'), ('transfer', 'ended', 'given'),
  ('transfer', 'ended', 'fetched'), ('transfer', 'ended', 'acknowledged');
ALTER TABLE induction_transfer DROP CONSTRAINT induction_transfer_agreed_whole;
ALTER TABLE induction_transfer ADD CONSTRAINT induction_transfer_agreed_whole
  CHECK (state IN ('asked', 'refused', 'withdrawn', 'ended') OR num_nulls(agreed_at, agreed_by_name) = 0) NOT VALID;

-- State, what was due, the transfer with its links, the recommendation; empty once it is undone, and of deaths that were
-- recorded before.
ALTER TABLE induction_death ADD was jsonb NOT NULL DEFAULT '{}';
