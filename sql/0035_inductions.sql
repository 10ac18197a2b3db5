-- Registration of new teachers for induction with the appropriate body, and the inductions that come of it.

-- Which organisation acts as appropriate body for the schools of an authority, and from when to when.
CREATE TABLE appropriate_body (
  id uuid PRIMARY KEY,
  authority_id uuid NOT NULL,
  organisation_id uuid NOT NULL,
  name text NOT NULL CONSTRAINT appropriate_body_name_length CHECK (length(btrim(name)) BETWEEN 2 AND 200),
  acts_from date NOT NULL,
  acts_until date,
  source text NOT NULL CONSTRAINT appropriate_body_source_length CHECK (length(btrim(source)) BETWEEN 5 AND 500),
  set_by uuid REFERENCES account (id) ON DELETE SET NULL,
  set_at timestamptz NOT NULL,
  CONSTRAINT appropriate_body_dates_in_order CHECK (acts_until >= acts_from),
  CONSTRAINT appropriate_body_organisation FOREIGN KEY (organisation_id, authority_id)
    REFERENCES organisation (id, authority_id)
);
CREATE UNIQUE INDEX appropriate_body_one_start ON appropriate_body (authority_id, acts_from);

-- What a body offers schools, at a price for each teacher and year. Prices change by new rows.
CREATE TABLE induction_service_level (
  id uuid PRIMARY KEY,
  authority_id uuid NOT NULL REFERENCES authority (id),
  code text NOT NULL CONSTRAINT induction_service_level_code_form CHECK (code ~ '^[a-z][a-z_]{1,39}$'),
  title text NOT NULL CONSTRAINT induction_service_level_title_length CHECK (length(btrim(title)) BETWEEN 2 AND 200),
  price_pence int NOT NULL CONSTRAINT induction_service_level_price_range CHECK (price_pence BETWEEN 0 AND 10000000),
  offered_from date NOT NULL,
  offered_until date,
  CONSTRAINT induction_service_level_once UNIQUE (authority_id, code, offered_from)
);

-- The states of registrations and of inductions, and what may follow each.
CREATE TABLE induction_state (
  kind text NOT NULL CONSTRAINT induction_state_kind_known CHECK (kind IN ('registration', 'induction')),
  state text NOT NULL,
  position int NOT NULL,
  PRIMARY KEY (kind, state)
);
INSERT INTO induction_state (kind, state, position) VALUES
  ('registration', 'draft', 1), ('registration', 'submitted', 2), ('registration', 'queried', 3),
  ('registration', 'accepted', 4), ('registration', 'rejected', 5), ('registration', 'withdrawn', 6),
  ('induction', 'serving', 1), ('induction', 'paused', 2), ('induction', 'recommended', 3),
  ('induction', 'satisfactory', 4), ('induction', 'not_satisfactory', 5), ('induction', 'left', 6);
CREATE TABLE induction_transition (
  kind text NOT NULL,
  from_state text NOT NULL,
  to_state text NOT NULL,
  PRIMARY KEY (kind, from_state, to_state),
  CONSTRAINT induction_transition_moves CHECK (from_state <> to_state),
  CONSTRAINT induction_transition_from FOREIGN KEY (kind, from_state) REFERENCES induction_state (kind, state),
  CONSTRAINT induction_transition_to FOREIGN KEY (kind, to_state) REFERENCES induction_state (kind, state)
);
INSERT INTO induction_transition (kind, from_state, to_state) VALUES
  ('registration', 'draft', 'submitted'), ('registration', 'draft', 'withdrawn'),
  ('registration', 'submitted', 'queried'), ('registration', 'submitted', 'accepted'),
  ('registration', 'submitted', 'rejected'), ('registration', 'submitted', 'withdrawn'),
  ('registration', 'queried', 'submitted'), ('registration', 'queried', 'rejected'),
  ('registration', 'queried', 'withdrawn'),
  ('induction', 'serving', 'paused'), ('induction', 'serving', 'recommended'), ('induction', 'serving', 'left'),
  ('induction', 'paused', 'serving'), ('induction', 'paused', 'left'),
  ('induction', 'recommended', 'serving'), ('induction', 'recommended', 'satisfactory'),
  ('induction', 'recommended', 'not_satisfactory'),
  ('induction', 'not_satisfactory', 'serving'), ('induction', 'not_satisfactory', 'satisfactory'),
  ('induction', 'left', 'serving');

-- One teacher has one induction: there is one attempt (SI 2012/1115, regulation 9).
CREATE TABLE induction (
  id uuid PRIMARY KEY,
  authority_id uuid NOT NULL,
  body_id uuid NOT NULL REFERENCES appropriate_body (id),
  organisation_id uuid NOT NULL,
  reference text NOT NULL CONSTRAINT induction_reference_unique UNIQUE,
  trn text NOT NULL CONSTRAINT induction_trn_form CHECK (trn ~ '^[0-9]{7}$'),
  first_names text NOT NULL,
  last_name text NOT NULL,
  birth_date date NOT NULL,
  email text NOT NULL,
  email_normal text NOT NULL,
  account_id uuid REFERENCES account (id) ON DELETE SET NULL,
  qts_awarded_on date NOT NULL,
  regime text NOT NULL CONSTRAINT induction_regime_known CHECK (regime IN ('nqt', 'ect')),
  -- Of the national service: led by the school, or by a provider.
  programme text CONSTRAINT induction_programme_known CHECK (programme IN ('school-led', 'provider-led')),
  earlier_terms text NOT NULL DEFAULT '',
  earlier_body text NOT NULL DEFAULT '',
  state text NOT NULL,
  state_kind text NOT NULL DEFAULT 'induction' CONSTRAINT induction_state_kind CHECK (state_kind = 'induction'),
  state_changed_at timestamptz NOT NULL,
  -- The plan, as it was last reckoned; stale when something it follows from has changed since.
  plan jsonb,
  planned_at timestamptz,
  plan_is_stale boolean NOT NULL DEFAULT true,
  expected_end date,
  began_on date NOT NULL,
  created_at timestamptz NOT NULL,
  version int NOT NULL DEFAULT 1,
  CONSTRAINT induction_trn_unique UNIQUE (trn),
  CONSTRAINT induction_state_known FOREIGN KEY (state_kind, state) REFERENCES induction_state (kind, state),
  CONSTRAINT induction_organisation FOREIGN KEY (organisation_id, authority_id)
    REFERENCES organisation (id, authority_id)
);
CREATE INDEX induction_newest ON induction (authority_id, created_at DESC, id DESC);
CREATE INDEX induction_by_state ON induction (authority_id, state, created_at DESC, id DESC);
CREATE INDEX induction_by_end ON induction (authority_id, state_changed_at, id)
  WHERE state IN ('satisfactory', 'not_satisfactory', 'left');
CREATE INDEX induction_by_email ON induction (email_normal);
CREATE INDEX induction_by_account ON induction (account_id) WHERE account_id IS NOT NULL;
CREATE INDEX induction_stale ON induction (id) WHERE plan_is_stale;

CREATE TABLE induction_registration (
  id uuid PRIMARY KEY,
  authority_id uuid NOT NULL,
  school_id uuid NOT NULL REFERENCES school (organisation_id),
  -- The appointment it was taken from, if the teacher was appointed here.
  application_id uuid REFERENCES application (id) ON DELETE SET NULL,
  account_id uuid REFERENCES account (id) ON DELETE SET NULL,
  body_id uuid REFERENCES appropriate_body (id),
  induction_id uuid REFERENCES induction (id) ON DELETE CASCADE,
  reference text NOT NULL CONSTRAINT induction_registration_reference_unique UNIQUE,
  state text NOT NULL,
  state_kind text NOT NULL DEFAULT 'registration'
    CONSTRAINT induction_registration_state_kind CHECK (state_kind = 'registration'),
  -- What was entered, whole or not; and of it what lists, searches and rules go by.
  content jsonb NOT NULL,
  trn text,
  name text NOT NULL DEFAULT '',
  birth_date date,
  starts_on date,
  fee_pence int,
  created_by uuid REFERENCES account (id) ON DELETE SET NULL,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  submitted_at timestamptz,
  submitted_by uuid REFERENCES account (id) ON DELETE SET NULL,
  -- That the officer compared number and status with the national record.
  verified_at timestamptz,
  verified_by uuid REFERENCES account (id) ON DELETE SET NULL,
  verified_by_name text,
  decided_at timestamptz,
  decided_by uuid REFERENCES account (id) ON DELETE SET NULL,
  state_reason text,
  confirmed_start date,
  version int NOT NULL DEFAULT 1,
  CONSTRAINT induction_registration_school FOREIGN KEY (school_id, authority_id)
    REFERENCES organisation (id, authority_id),
  CONSTRAINT induction_registration_state_known FOREIGN KEY (state_kind, state)
    REFERENCES induction_state (kind, state),
  CONSTRAINT induction_registration_sent_whole CHECK (state IN ('draft', 'withdrawn')
    OR num_nulls(trn, birth_date, starts_on, body_id, submitted_at) = 0),
  CONSTRAINT induction_registration_accepted_whole CHECK (state <> 'accepted'
    OR num_nulls(induction_id, confirmed_start, verified_at) = 0)
);
CREATE UNIQUE INDEX induction_registration_one_of_application ON induction_registration (application_id)
  WHERE application_id IS NOT NULL AND state NOT IN ('rejected', 'withdrawn');
CREATE INDEX induction_registration_by_school ON induction_registration (school_id, created_at DESC, id DESC);
CREATE INDEX induction_registration_queue ON induction_registration (authority_id, state, submitted_at, id);
CREATE INDEX induction_registration_by_trn ON induction_registration (trn) WHERE trn IS NOT NULL;
CREATE INDEX induction_registration_by_induction ON induction_registration (induction_id)
  WHERE induction_id IS NOT NULL;
CREATE INDEX induction_registration_by_account ON induction_registration (account_id) WHERE account_id IS NOT NULL;
CREATE INDEX induction_registration_ended ON induction_registration (authority_id, updated_at, id)
  WHERE state IN ('draft', 'rejected', 'withdrawn');

CREATE TABLE induction_evidence (
  id uuid PRIMARY KEY,
  registration_id uuid NOT NULL REFERENCES induction_registration (id) ON DELETE CASCADE,
  name text NOT NULL,
  media_type text NOT NULL,
  size int NOT NULL,
  sha256 bytea NOT NULL,
  content bytea NOT NULL,
  scanned boolean NOT NULL,
  uploaded_by uuid REFERENCES account (id) ON DELETE SET NULL,
  uploaded_at timestamptz NOT NULL
);
CREATE INDEX induction_evidence_by_registration ON induction_evidence (registration_id, uploaded_at, id);

-- What body and school wrote to each other about a registration.
CREATE TABLE induction_registration_message (
  id uuid PRIMARY KEY,
  registration_id uuid NOT NULL REFERENCES induction_registration (id) ON DELETE CASCADE,
  from_school boolean NOT NULL,
  author_name text NOT NULL,
  body text NOT NULL CONSTRAINT induction_registration_message_length CHECK (length(btrim(body)) BETWEEN 1 AND 5000),
  written_at timestamptz NOT NULL
);
CREATE INDEX induction_registration_message_by_registration
  ON induction_registration_message (registration_id, written_at, id);

-- A time at one school under one contract and one part of full time.
CREATE TABLE induction_period (
  id uuid PRIMARY KEY,
  induction_id uuid NOT NULL REFERENCES induction (id) ON DELETE CASCADE,
  registration_id uuid REFERENCES induction_registration (id) ON DELETE SET NULL,
  school_id uuid NOT NULL REFERENCES school (organisation_id),
  body_id uuid NOT NULL REFERENCES appropriate_body (id),
  starts_on date NOT NULL,
  ends_on date,
  fte numeric(4, 3) NOT NULL CONSTRAINT induction_period_fte_range CHECK (fte > 0 AND fte <= 1),
  post text NOT NULL DEFAULT '',
  tutor_name text NOT NULL DEFAULT '',
  tutor_email text NOT NULL DEFAULT '',
  mentor_name text NOT NULL DEFAULT '',
  mentor_email text NOT NULL DEFAULT '',
  CONSTRAINT induction_period_dates_in_order CHECK (ends_on >= starts_on)
);
CREATE INDEX induction_period_by_induction ON induction_period (induction_id, starts_on, id);
CREATE INDEX induction_period_by_school ON induction_period (school_id, induction_id);

-- Absence, reductions and extensions, each as somebody entered it.
CREATE TABLE induction_event (
  id uuid PRIMARY KEY,
  induction_id uuid NOT NULL REFERENCES induction (id) ON DELETE CASCADE,
  kind text NOT NULL CONSTRAINT induction_event_kind_known CHECK (kind IN ('absence', 'reduction', 'extension')),
  starts_on date,
  ends_on date,
  days numeric(6, 2),
  absence_kind text,
  terms numeric(6, 3),
  reason text NOT NULL DEFAULT '' CONSTRAINT induction_event_reason_length CHECK (length(reason) <= 2000),
  entered_by uuid REFERENCES account (id) ON DELETE SET NULL,
  entered_by_name text NOT NULL,
  entered_at timestamptz NOT NULL,
  removed_at timestamptz,
  removed_by_name text,
  CONSTRAINT induction_event_whole CHECK (CASE kind
    WHEN 'absence' THEN num_nulls(starts_on, ends_on, days, absence_kind) = 0 AND ends_on >= starts_on
    ELSE terms > 0 END)
);
CREATE INDEX induction_event_by_induction ON induction_event (induction_id, entered_at, id);

-- What is due in an induction, by its plan.
CREATE TABLE induction_due (
  id uuid PRIMARY KEY,
  induction_id uuid NOT NULL REFERENCES induction (id) ON DELETE CASCADE,
  kind text NOT NULL CONSTRAINT induction_due_kind_known CHECK (kind IN ('assessment', 'review')),
  number int NOT NULL,
  due_on date NOT NULL,
  done_on date,
  -- The last day on which somebody was reminded.
  reminded_on date,
  CONSTRAINT induction_due_once UNIQUE (induction_id, kind, number)
);
CREATE INDEX induction_due_open ON induction_due (due_on, id) WHERE done_on IS NULL;

-- Days on which a school, or every school of an authority, is closed within its terms.
CREATE TABLE school_closure (
  id uuid PRIMARY KEY,
  la_code text CONSTRAINT school_closure_la_code_form CHECK (la_code ~ '^[0-9]{3}$'),
  school_id uuid REFERENCES school (organisation_id),
  day date NOT NULL,
  what text NOT NULL DEFAULT '' CONSTRAINT school_closure_what_length CHECK (length(what) <= 200),
  CONSTRAINT school_closure_has_one_owner CHECK (num_nonnulls(la_code, school_id) = 1),
  CONSTRAINT school_closure_once UNIQUE NULLS NOT DISTINCT (la_code, school_id, day)
);
CREATE INDEX school_closure_by_school ON school_closure (school_id, day) WHERE school_id IS NOT NULL;

CREATE FUNCTION induction_refuse_transition() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.state <> OLD.state AND NOT EXISTS (SELECT FROM induction_transition t
      WHERE t.kind = NEW.state_kind AND t.from_state = OLD.state AND t.to_state = NEW.state) THEN
    RAISE EXCEPTION 'a % does not go from % to %', NEW.state_kind, OLD.state, NEW.state
      USING ERRCODE = 'check_violation', CONSTRAINT = 'induction_transition_allowed';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER induction_transitions BEFORE UPDATE ON induction
  FOR EACH ROW EXECUTE FUNCTION induction_refuse_transition();
CREATE TRIGGER induction_registration_transitions BEFORE UPDATE ON induction_registration
  FOR EACH ROW EXECUTE FUNCTION induction_refuse_transition();

-- Inductions are kept six years at least; what came to nothing a year.
ALTER TABLE retention_period DROP CONSTRAINT retention_period_kind_known;
ALTER TABLE retention_period ADD CONSTRAINT retention_period_kind_known CHECK (kind IN ('application',
  'undecided_application', 'disclosure', 'equality_answer', 'pool_entry', 'draft', 'appointment', 'account', 'mail',
  'agency_candidate', 'induction', 'induction_registration'));
INSERT INTO retention_period (id, kind, months, reason, set_at) VALUES
  ('01930000-0000-7000-8000-000000000111', 'induction', 72, 'The appropriate body and the school keep the records of '
    'an induction for six years at least (DfE statutory guidance on induction, 2024, chapter 5).', '2026-09-01'),
  ('01930000-0000-7000-8000-000000000112', 'induction_registration', 12, 'What was entered for a registration that '
    'came to nothing is no longer needed (UK GDPR, article 5(1)(e)).', '2026-09-01');
