-- Letters on decisions as they were sent, reasons of early passes, and why a mentor is the tutor as well.

ALTER TABLE induction_decision ADD early_reason text
  CONSTRAINT induction_decision_early_reason_length CHECK (length(btrim(early_reason)) BETWEEN 10 AND 2000);
-- What the decision ended or added, so that an appeal can undo it.
ALTER TABLE induction_decision ADD closed_periods uuid[] NOT NULL DEFAULT '{}';
ALTER TABLE induction_decision ADD extension_event uuid REFERENCES induction_event (id) ON DELETE SET NULL;

ALTER TABLE induction_period ADD mentor_reason text NOT NULL DEFAULT ''
  CONSTRAINT induction_period_mentor_reason_length CHECK (length(mentor_reason) <= 2000);

-- One letter for each who must be told of a decision (SI 2012/1115): teacher, head, employer, Secretary of State.
CREATE TABLE induction_letter (
  id uuid PRIMARY KEY,
  induction_id uuid NOT NULL REFERENCES induction (id) ON DELETE CASCADE,
  decision_id uuid NOT NULL REFERENCES induction_decision (id) ON DELETE CASCADE,
  recipient text NOT NULL CONSTRAINT induction_letter_recipient_known
    CHECK (recipient IN ('teacher', 'head', 'employer', 'secretary_of_state')),
  -- Whose head or employer it is for.
  school_id uuid REFERENCES school (organisation_id),
  addressee text NOT NULL,
  subject text NOT NULL,
  body text NOT NULL,
  written_at timestamptz NOT NULL,
  -- The last of three working days.
  due_on date NOT NULL,
  sent_on date,
  means text CONSTRAINT induction_letter_means_known
    CHECK (means IN ('electronic', 'post', 'hand', 'termly_return')),
  sent_by uuid REFERENCES account (id) ON DELETE SET NULL,
  sent_by_name text,
  CONSTRAINT induction_letter_school_named CHECK ((school_id IS NOT NULL) = (recipient IN ('head', 'employer'))),
  CONSTRAINT induction_letter_sent_whole CHECK (num_nulls(sent_on, means, sent_by_name) IN (0, 3)),
  CONSTRAINT induction_letter_return CHECK (means <> 'termly_return' OR recipient = 'secretary_of_state')
);
CREATE INDEX induction_letter_by_induction ON induction_letter (induction_id, written_at, id);
CREATE INDEX induction_letter_by_decision ON induction_letter (decision_id);
CREATE INDEX induction_letter_unsent ON induction_letter (induction_id, due_on) WHERE sent_on IS NULL;

CREATE FUNCTION induction_letter_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (NEW.recipient, NEW.addressee, NEW.subject, NEW.body, NEW.written_at)
      IS DISTINCT FROM (OLD.recipient, OLD.addressee, OLD.subject, OLD.body, OLD.written_at) THEN
    RAISE EXCEPTION 'what was written in a letter is never changed' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER induction_letter_is_frozen BEFORE UPDATE ON induction_letter
  FOR EACH ROW EXECUTE FUNCTION induction_letter_refuse_change();
