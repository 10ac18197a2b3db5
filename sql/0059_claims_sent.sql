-- What was sent to the national service in files of claims, by whom, and what it answered, row by row.

ALTER TABLE induction_state DROP CONSTRAINT induction_state_kind_known;
ALTER TABLE induction_state ADD CONSTRAINT induction_state_kind_known
  CHECK (kind IN ('registration', 'induction', 'assessment', 'appeal', 'transfer', 'claim'));
INSERT INTO induction_state (kind, state, position) VALUES
  ('claim', 'sent', 1), ('claim', 'accepted', 2), ('claim', 'refused', 3), ('claim', 'resent', 4);
INSERT INTO induction_transition (kind, from_state, to_state) VALUES
  ('claim', 'sent', 'accepted'), ('claim', 'sent', 'refused'), ('claim', 'accepted', 'refused'),
  ('claim', 'refused', 'accepted'), ('claim', 'refused', 'resent');

-- A file that was sent, or that came back.
CREATE TABLE induction_claim_file (
  id uuid PRIMARY KEY,
  authority_id uuid NOT NULL REFERENCES authority (id),
  kind text NOT NULL CONSTRAINT induction_claim_file_kind_known CHECK (kind IN ('sent', 'answer')),
  rows int NOT NULL CONSTRAINT induction_claim_file_rows_range CHECK (rows BETWEEN 1 AND 1000),
  recorded_at timestamptz NOT NULL,
  recorded_by uuid REFERENCES account (id) ON DELETE SET NULL,
  recorded_by_name text NOT NULL
);
CREATE INDEX induction_claim_file_newest ON induction_claim_file (authority_id, recorded_at DESC, id DESC);

-- A row of it, as it was sent.
CREATE TABLE induction_claim (
  id uuid PRIMARY KEY,
  authority_id uuid NOT NULL REFERENCES authority (id),
  induction_id uuid NOT NULL REFERENCES induction (id) ON DELETE CASCADE,
  file_id uuid NOT NULL REFERENCES induction_claim_file (id),
  line int NOT NULL,
  birth_date date NOT NULL,
  programme text NOT NULL
    CONSTRAINT induction_claim_programme_known CHECK (programme IN ('school-led', 'provider-led')),
  starts_on date NOT NULL,
  sent_at timestamptz NOT NULL,
  state text NOT NULL,
  state_kind text NOT NULL DEFAULT 'claim' CONSTRAINT induction_claim_state_kind CHECK (state_kind = 'claim'),
  -- Why the national service has not taken it.
  faults text NOT NULL DEFAULT '' CONSTRAINT induction_claim_faults_length CHECK (length(faults) <= 2000),
  answer_id uuid REFERENCES induction_claim_file (id),
  answered_at timestamptz,
  answered_by_name text NOT NULL DEFAULT '',
  CONSTRAINT induction_claim_state_known FOREIGN KEY (state_kind, state) REFERENCES induction_state (kind, state),
  CONSTRAINT induction_claim_answered_whole CHECK ((state = 'sent') = (answered_at IS NULL)),
  CONSTRAINT induction_claim_faults_whole CHECK ((faults <> '') = (state IN ('refused', 'resent')))
);
-- What waits for an answer or was accepted is not sent again.
CREATE UNIQUE INDEX induction_claim_one_live ON induction_claim (induction_id, starts_on)
  WHERE state IN ('sent', 'accepted');
CREATE INDEX induction_claim_by_induction ON induction_claim (induction_id, sent_at, id);
CREATE INDEX induction_claim_newest ON induction_claim (authority_id, sent_at DESC, id DESC);
CREATE INDEX induction_claim_by_state ON induction_claim (authority_id, state, sent_at DESC, id DESC);
CREATE INDEX induction_claim_by_file ON induction_claim (file_id, line);
CREATE INDEX induction_claim_by_answer ON induction_claim (answer_id) WHERE answer_id IS NOT NULL;
CREATE TRIGGER induction_claim_transitions BEFORE UPDATE ON induction_claim
  FOR EACH ROW EXECUTE FUNCTION induction_refuse_transition();
