-- Addresses in letters, letters on the outcome of an appeal, how a registration was verified, and places that somebody
-- asks their school for.

ALTER TABLE appropriate_body ADD address text NOT NULL DEFAULT ''
  CONSTRAINT appropriate_body_address_length CHECK (length(address) <= 500);

-- Who writes, with their address, and where the letter goes; empty in letters from before these were kept.
ALTER TABLE induction_letter ADD sender text NOT NULL DEFAULT '';
ALTER TABLE induction_letter ADD address text NOT NULL DEFAULT '';
-- Of a letter on what came of an appeal against the decision.
ALTER TABLE induction_letter ADD appeal_id uuid REFERENCES induction_appeal (id) ON DELETE CASCADE;
CREATE INDEX induction_letter_by_appeal ON induction_letter (appeal_id) WHERE appeal_id IS NOT NULL;

CREATE OR REPLACE FUNCTION induction_letter_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (NEW.recipient, NEW.addressee, NEW.address, NEW.sender, NEW.subject, NEW.body, NEW.written_at, NEW.appeal_id)
      IS DISTINCT FROM (OLD.recipient, OLD.addressee, OLD.address, OLD.sender, OLD.subject, OLD.body, OLD.written_at,
        OLD.appeal_id) THEN
    RAISE EXCEPTION 'what was written in a letter is never changed' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;

-- Whether an officer compared the one registration with the national record, or confirmed so for a whole file.
ALTER TABLE induction_registration ADD verified_for_file boolean NOT NULL DEFAULT false;

-- Somebody asks their school to book a place for them: the school pays, or knows whom the activity is for.
CREATE TABLE activity_request (
  id uuid PRIMARY KEY,
  activity_id uuid NOT NULL REFERENCES activity (id),
  authority_id uuid NOT NULL REFERENCES authority (id),
  -- The sessions that are asked for; none are all that are to come.
  session_ids uuid[] NOT NULL,
  school_id uuid NOT NULL REFERENCES school (organisation_id),
  account_id uuid NOT NULL REFERENCES account (id),
  message text NOT NULL DEFAULT '' CONSTRAINT activity_request_message_length CHECK (length(message) <= 1000),
  state text NOT NULL CONSTRAINT activity_request_state_known
    CHECK (state IN ('asked', 'approved', 'declined', 'withdrawn')),
  asked_at timestamptz NOT NULL,
  answered_at timestamptz,
  answered_by uuid REFERENCES account (id) ON DELETE SET NULL,
  -- Why the school said no.
  reason text NOT NULL DEFAULT '' CONSTRAINT activity_request_reason_length CHECK (length(reason) <= 1000),
  version int NOT NULL DEFAULT 1,
  CONSTRAINT activity_request_answered CHECK ((state = 'asked') = (answered_at IS NULL))
);
CREATE UNIQUE INDEX activity_request_once ON activity_request (activity_id, account_id) WHERE state = 'asked';
CREATE INDEX activity_request_by_account ON activity_request (account_id, asked_at DESC, id DESC);
CREATE INDEX activity_request_by_school ON activity_request (school_id, asked_at DESC, id DESC);
CREATE INDEX activity_request_answered_by ON activity_request (answered_by) WHERE answered_by IS NOT NULL;
