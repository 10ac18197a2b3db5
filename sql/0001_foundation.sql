-- What every capability stands on: authorities, organisations, the audit trail, outgoing mail,
-- idempotent requests and counters for throttling.

CREATE TABLE authority (
  id uuid PRIMARY KEY,
  code text NOT NULL CONSTRAINT authority_code_form CHECK (code ~ '^[0-9]{3}$'),
  name text NOT NULL CONSTRAINT authority_name_filled CHECK (length(btrim(name)) BETWEEN 1 AND 200),
  created_at timestamptz NOT NULL,
  CONSTRAINT authority_code_unique UNIQUE (code)
);

CREATE TABLE organisation (
  id uuid PRIMARY KEY,
  authority_id uuid NOT NULL REFERENCES authority (id),
  kind text NOT NULL CONSTRAINT organisation_kind_known
    CHECK (kind IN ('authority', 'school', 'alliance', 'agency')),
  name text NOT NULL CONSTRAINT organisation_name_filled CHECK (length(btrim(name)) BETWEEN 1 AND 200),
  created_at timestamptz NOT NULL,
  closed_on date,
  CONSTRAINT organisation_id_authority_unique UNIQUE (id, authority_id)
);
CREATE INDEX organisation_by_authority ON organisation (authority_id, kind, name, id);
CREATE UNIQUE INDEX organisation_one_authority_body ON organisation (authority_id) WHERE kind = 'authority';

CREATE TABLE audit_event (
  id uuid PRIMARY KEY,
  happened_at timestamptz NOT NULL,
  actor_account_id uuid,
  actor_description text NOT NULL,
  face text NOT NULL CONSTRAINT audit_event_face_known CHECK (face IN ('web', 'api', 'cli', 'worker')),
  request_id text,
  action text NOT NULL,
  subject_type text NOT NULL,
  subject_id text NOT NULL,
  organisation_id uuid,
  authority_id uuid,
  details jsonb NOT NULL DEFAULT '{}'
);
CREATE INDEX audit_event_by_subject ON audit_event (subject_type, subject_id, id);
CREATE INDEX audit_event_by_organisation ON audit_event (organisation_id, id);
CREATE INDEX audit_event_by_authority ON audit_event (authority_id, id);
CREATE INDEX audit_event_by_actor ON audit_event (actor_account_id, id);

-- The trail is append-only: the database itself refuses to change what was recorded.
CREATE FUNCTION audit_event_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'audit events are never changed or removed' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER audit_event_is_append_only BEFORE UPDATE OR DELETE ON audit_event
  FOR EACH ROW EXECUTE FUNCTION audit_event_refuse_change();
CREATE TRIGGER audit_event_is_never_truncated BEFORE TRUNCATE ON audit_event
  FOR EACH STATEMENT EXECUTE FUNCTION audit_event_refuse_change();

CREATE TABLE outbox_mail (
  id uuid PRIMARY KEY,
  recipient text NOT NULL,
  subject text NOT NULL,
  body text NOT NULL,
  created_at timestamptz NOT NULL,
  next_attempt_at timestamptz NOT NULL,
  attempts int NOT NULL DEFAULT 0,
  sent_at timestamptz,
  last_error text
);
CREATE INDEX outbox_mail_waiting ON outbox_mail (next_attempt_at, id) WHERE sent_at IS NULL;
CREATE INDEX outbox_mail_newest ON outbox_mail (id DESC);

-- One row per request that a client may repeat: what was asked (as a hash) and what was answered.
CREATE TABLE idempotent_request (
  account_id uuid NOT NULL,
  key text NOT NULL CONSTRAINT idempotent_request_key_length CHECK (length(key) BETWEEN 1 AND 200),
  request_hash bytea NOT NULL,
  status int,
  response jsonb,
  created_at timestamptz NOT NULL,
  PRIMARY KEY (account_id, key)
);
CREATE INDEX idempotent_request_age ON idempotent_request (created_at);

-- Counters in fixed windows: sign-in attempts by account and address, requests by client.
CREATE TABLE throttle (
  key text NOT NULL,
  window_start timestamptz NOT NULL,
  count int NOT NULL,
  PRIMARY KEY (key, window_start)
);
CREATE INDEX throttle_age ON throttle (window_start);
