-- Inductions that are transferred to another appropriate body, with the record that is given over; and absence that was
-- served under the body before.

ALTER TABLE induction_state DROP CONSTRAINT induction_state_kind_known;
ALTER TABLE induction_state ADD CONSTRAINT induction_state_kind_known
  CHECK (kind IN ('registration', 'induction', 'assessment', 'appeal', 'transfer'));
INSERT INTO induction_state (kind, state, position) VALUES
  ('induction', 'transferred', 7),
  ('transfer', 'asked', 1), ('transfer', 'agreed', 2), ('transfer', 'given', 3), ('transfer', 'fetched', 4),
  ('transfer', 'acknowledged', 5), ('transfer', 'refused', 6), ('transfer', 'withdrawn', 7),
  ('transfer', 'undone', 8), ('transfer', 'returned', 9);
INSERT INTO induction_transition (kind, from_state, to_state) VALUES
  ('induction', 'serving', 'transferred'), ('induction', 'paused', 'transferred'), ('induction', 'left', 'transferred'),
  ('induction', 'transferred', 'serving'), ('induction', 'transferred', 'paused'), ('induction', 'transferred', 'left'),
  ('transfer', 'asked', 'agreed'), ('transfer', 'asked', 'refused'), ('transfer', 'asked', 'withdrawn'),
  ('transfer', 'agreed', 'given'), ('transfer', 'agreed', 'undone'), ('transfer', 'agreed', 'returned'),
  ('transfer', 'given', 'agreed'), ('transfer', 'given', 'fetched'), ('transfer', 'given', 'acknowledged'),
  ('transfer', 'given', 'undone'), ('transfer', 'given', 'returned'),
  ('transfer', 'fetched', 'given'), ('transfer', 'fetched', 'acknowledged'), ('transfer', 'fetched', 'undone'),
  ('transfer', 'fetched', 'returned'),
  ('transfer', 'acknowledged', 'undone'), ('transfer', 'acknowledged', 'returned');

-- Of one number there is one induction besides those that were given over: another authority here may have taken it.
ALTER TABLE induction DROP CONSTRAINT induction_trn_unique;
CREATE UNIQUE INDEX induction_trn_unique ON induction (trn) WHERE state <> 'transferred';
CREATE INDEX induction_by_trn ON induction (trn);

-- What is given over comes to its end like what ended here.
DROP INDEX induction_by_end;
CREATE INDEX induction_by_end ON induction (authority_id, state_changed_at, id)
  WHERE state IN ('satisfactory', 'not_satisfactory', 'left', 'paused', 'transferred');

-- Days of absence under the body before, in the part that was under way, and terms of extension that it has granted.
ALTER TABLE induction ADD earlier_absence_days numeric(5, 1) NOT NULL DEFAULT 0
  CONSTRAINT induction_earlier_absence_range CHECK (earlier_absence_days BETWEEN 0 AND 400);
ALTER TABLE induction ADD earlier_extension_terms numeric(4, 2) NOT NULL DEFAULT 0
  CONSTRAINT induction_earlier_extension_range CHECK (earlier_extension_terms BETWEEN 0 AND 6);

CREATE TABLE induction_transfer (
  id uuid PRIMARY KEY,
  authority_id uuid NOT NULL REFERENCES authority (id),
  induction_id uuid NOT NULL REFERENCES induction (id) ON DELETE CASCADE,
  state text NOT NULL,
  state_kind text NOT NULL DEFAULT 'transfer' CONSTRAINT induction_transfer_state_kind CHECK (state_kind = 'transfer'),
  cause text NOT NULL CONSTRAINT induction_transfer_cause_known CHECK (cause IN ('moves', 'school_changes_body')),
  body_name text NOT NULL CONSTRAINT induction_transfer_body_length CHECK (length(btrim(body_name)) BETWEEN 2 AND 200),
  contact_email text NOT NULL,
  school_name text NOT NULL DEFAULT '' CONSTRAINT induction_transfer_school_length CHECK (length(school_name) <= 200),
  -- The first day under the other body.
  transfers_on date NOT NULL,
  reason text NOT NULL CONSTRAINT induction_transfer_reason_length CHECK (length(btrim(reason)) BETWEEN 10 AND 2000),
  asked_at timestamptz NOT NULL,
  asked_by_name text NOT NULL,
  agreed_at timestamptz,
  agreed_by_name text,
  -- Periods that it ended, with the last days that were known before, so that it can be undone.
  closed_periods jsonb NOT NULL DEFAULT '[]',
  given_at timestamptz,
  fetched_at timestamptz,
  acknowledged_on date,
  acknowledged_by text CONSTRAINT induction_transfer_acknowledged_length CHECK (length(acknowledged_by) <= 200),
  ended_at timestamptz,
  ended_by_name text,
  end_reason text CONSTRAINT induction_transfer_end_reason_length CHECK (length(end_reason) <= 2000),
  -- The day on which officers were reminded that nobody has fetched the record.
  reminded_on date,
  updated_at timestamptz NOT NULL,
  version int NOT NULL DEFAULT 1,
  CONSTRAINT induction_transfer_state_known FOREIGN KEY (state_kind, state) REFERENCES induction_state (kind, state),
  CONSTRAINT induction_transfer_agreed_whole CHECK (state IN ('asked', 'refused', 'withdrawn')
    OR num_nulls(agreed_at, agreed_by_name) = 0),
  CONSTRAINT induction_transfer_given_whole CHECK (state NOT IN ('given', 'fetched') OR given_at IS NOT NULL),
  CONSTRAINT induction_transfer_acknowledged_whole CHECK (state <> 'acknowledged'
    OR num_nulls(acknowledged_on, acknowledged_by) = 0)
);
CREATE UNIQUE INDEX induction_transfer_one_standing ON induction_transfer (induction_id)
  WHERE state IN ('asked', 'agreed', 'given', 'fetched', 'acknowledged');
CREATE INDEX induction_transfer_by_induction ON induction_transfer (induction_id, asked_at, id);
CREATE INDEX induction_transfer_newest ON induction_transfer (authority_id, asked_at DESC, id DESC);
CREATE INDEX induction_transfer_waiting ON induction_transfer (authority_id, transfers_on, id)
  WHERE state IN ('asked', 'agreed', 'given', 'fetched');
CREATE TRIGGER induction_transfer_transitions BEFORE UPDATE ON induction_transfer
  FOR EACH ROW EXECUTE FUNCTION induction_refuse_transition();

-- The record as it was given over, each time, with the link by which it is fetched once. Only hashes of links are kept.
CREATE TABLE induction_transfer_giving (
  id uuid PRIMARY KEY,
  transfer_id uuid NOT NULL REFERENCES induction_transfer (id) ON DELETE CASCADE,
  content jsonb NOT NULL,
  made_at timestamptz NOT NULL,
  made_by_name text NOT NULL,
  sent_to text NOT NULL,
  token_hash bytea NOT NULL CONSTRAINT induction_transfer_giving_token_unique UNIQUE,
  expires_at timestamptz NOT NULL,
  withdrawn_at timestamptz,
  fetched_at timestamptz,
  fetched_by text CONSTRAINT induction_transfer_giving_fetched_length CHECK (length(fetched_by) <= 200),
  -- What whoever has fetched it reads and saves it by, for a short while.
  key_hash bytea CONSTRAINT induction_transfer_giving_key_unique UNIQUE,
  key_expires_at timestamptz,
  CONSTRAINT induction_transfer_giving_fetched_whole
    CHECK (num_nulls(fetched_at, fetched_by, key_hash, key_expires_at) IN (0, 4))
);
CREATE INDEX induction_transfer_giving_by_transfer ON induction_transfer_giving (transfer_id, made_at, id);

CREATE FUNCTION induction_transfer_giving_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (NEW.transfer_id, NEW.content, NEW.made_at, NEW.made_by_name, NEW.sent_to, NEW.token_hash)
      IS DISTINCT FROM (OLD.transfer_id, OLD.content, OLD.made_at, OLD.made_by_name, OLD.sent_to, OLD.token_hash) THEN
    RAISE EXCEPTION 'a record that was given over is never changed' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER induction_transfer_giving_is_frozen BEFORE UPDATE ON induction_transfer_giving
  FOR EACH ROW EXECUTE FUNCTION induction_transfer_giving_refuse_change();
