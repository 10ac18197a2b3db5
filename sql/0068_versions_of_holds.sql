-- Holds are numbered by their changes, so that nobody overwrites what another has just stored, and an agency's people
-- whose vacancy the school took back are told apart from those who did not answer.
ALTER TABLE retention_hold ADD COLUMN version int NOT NULL DEFAULT 1;

ALTER TABLE agency_candidate DROP CONSTRAINT agency_candidate_state_known;
ALTER TABLE agency_candidate ADD CONSTRAINT agency_candidate_state_known CHECK (state IN ('asked', 'consented',
  'declined', 'lapsed', 'retracted', 'taken_back', 'consent_withdrawn', 'represented', 'applied_directly'));
