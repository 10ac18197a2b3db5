-- Why a school chose somebody, as the head writes it down with the offer, and why before the interview or without all
-- scores; and the step between the accepted offer and the appointment: the offer depends on nothing any more.

ALTER TABLE offer ADD decision_reason text NOT NULL DEFAULT '';
ALTER TABLE offer ADD decision_exception text NOT NULL DEFAULT '';
ALTER TABLE offer ADD unconditional_at timestamptz;
ALTER TABLE offer ADD unconditional_by uuid;
ALTER TABLE offer ADD CONSTRAINT offer_unconditional_by_stands
  FOREIGN KEY (unconditional_by) REFERENCES account (id) NOT VALID;
ALTER TABLE offer ADD CONSTRAINT offer_decision_length
  CHECK (length(decision_reason) <= 2000 AND length(decision_exception) <= 2000) NOT VALID;
ALTER TABLE offer ADD CONSTRAINT offer_unconditional_once_accepted
  CHECK (unconditional_at IS NULL OR accepted_at IS NOT NULL) NOT VALID;

UPDATE application_state SET position = -position - 1 WHERE position >= 8;
UPDATE application_state SET position = -position WHERE position < 0;
INSERT INTO application_state (state, position) VALUES ('unconditional', 8);
INSERT INTO application_transition (from_state, to_state) VALUES
  ('accepted', 'unconditional'), ('unconditional', 'appointed'), ('unconditional', 'offer_withdrawn'),
  ('unconditional', 'withdrawn');

-- Who was appointed with every check done had an offer without conditions from that moment on. Whose offer is accepted
-- and not yet appointed stays there: the head tells them once the checks are done.
UPDATE offer f SET unconditional_at = p.appointed_at, unconditional_by = p.appointed_by
FROM appointment p JOIN application a ON a.id = p.application_id
WHERE f.application_id = p.application_id AND a.state = 'appointed' AND p.risk_assessment IS NULL
  AND f.accepted_at IS NOT NULL AND f.declined_at IS NULL AND f.lapsed_at IS NULL AND f.withdrawn_at IS NULL;
