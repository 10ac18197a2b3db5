-- What an authority offers teachers during and after induction: schemes, applications, awards and what is spent.

CREATE TABLE scheme_kind (
  code text PRIMARY KEY,
  name text NOT NULL,
  position int NOT NULL UNIQUE
);
INSERT INTO scheme_kind (code, name, position) VALUES
  ('leadership', 'Leadership development', 1), ('accommodation', 'Accommodation', 2),
  ('culture', 'Culture and sport', 3), ('travel', 'Travel and London', 4), ('other', 'Other', 5);

-- What may follow each state, of schemes and of applications for them.
CREATE TABLE scheme_transition (
  kind text NOT NULL CONSTRAINT scheme_transition_kind_known CHECK (kind IN ('scheme', 'application')),
  from_state text NOT NULL,
  to_state text NOT NULL,
  PRIMARY KEY (kind, from_state, to_state),
  CONSTRAINT scheme_transition_moves CHECK (from_state <> to_state)
);
INSERT INTO scheme_transition (kind, from_state, to_state) VALUES
  ('scheme', 'draft', 'published'), ('scheme', 'published', 'closed'), ('scheme', 'closed', 'published'),
  ('scheme', 'published', 'withdrawn'), ('scheme', 'closed', 'withdrawn'),
  ('application', 'draft', 'sent'), ('application', 'sent', 'waiting'), ('application', 'sent', 'offered'),
  ('application', 'sent', 'refused'), ('application', 'sent', 'withdrawn'),
  ('application', 'waiting', 'offered'), ('application', 'waiting', 'refused'),
  ('application', 'waiting', 'withdrawn'), ('application', 'offered', 'accepted'),
  ('application', 'offered', 'declined'), ('application', 'offered', 'lapsed'),
  ('application', 'refused', 'sent'), ('application', 'lapsed', 'sent'),
  ('application', 'accepted', 'ended'), ('application', 'ended', 'accepted');

CREATE TABLE scheme (
  id uuid PRIMARY KEY,
  organisation_id uuid NOT NULL,
  authority_id uuid NOT NULL,
  state text NOT NULL DEFAULT 'draft'
    CONSTRAINT scheme_state_known CHECK (state IN ('draft', 'published', 'closed', 'withdrawn')),
  name text NOT NULL CONSTRAINT scheme_name_length CHECK (length(btrim(name)) BETWEEN 4 AND 100),
  kind text NOT NULL REFERENCES scheme_kind (code),
  summary text NOT NULL CONSTRAINT scheme_summary_length CHECK (length(btrim(summary)) BETWEEN 10 AND 300),
  -- Markdown.
  description text NOT NULL CONSTRAINT scheme_description_length CHECK (length(description) <= 8000),
  opens_on date NOT NULL,
  closes_on date NOT NULL,
  -- What one award comes to: always, or at most.
  amount_pence bigint NOT NULL CONSTRAINT scheme_amount_range CHECK (amount_pence BETWEEN 1 AND 100000000),
  amount_is_fixed boolean NOT NULL,
  -- How many days somebody has to accept an offer.
  answer_days int NOT NULL CONSTRAINT scheme_answer_days_range CHECK (answer_days BETWEEN 1 AND 90),
  withdraw_reason text CONSTRAINT scheme_withdraw_reason_length CHECK (length(withdraw_reason) <= 1000),
  submission uuid,
  published_at timestamptz,
  created_by uuid REFERENCES account (id) ON DELETE SET NULL,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  version int NOT NULL DEFAULT 1,
  CONSTRAINT scheme_submission_unique UNIQUE (organisation_id, submission),
  CONSTRAINT scheme_open_in_order CHECK (closes_on >= opens_on),
  CONSTRAINT scheme_published_known CHECK ((state = 'draft') = (published_at IS NULL)),
  CONSTRAINT scheme_withdrawn_with_reason CHECK ((state = 'withdrawn') = (withdraw_reason IS NOT NULL)),
  CONSTRAINT scheme_organisation FOREIGN KEY (organisation_id, authority_id)
    REFERENCES organisation (id, authority_id)
);
CREATE INDEX scheme_by_authority ON scheme (authority_id, created_at DESC, id DESC);
CREATE INDEX scheme_published ON scheme (closes_on, id) WHERE state = 'published';

-- Who may apply, as rules over the induction record, and what officers judge.
CREATE TABLE scheme_criterion (
  id uuid PRIMARY KEY,
  scheme_id uuid NOT NULL REFERENCES scheme (id) ON DELETE CASCADE,
  position int NOT NULL,
  kind text NOT NULL CONSTRAINT scheme_criterion_kind_known
    CHECK (kind IN ('induction', 'years', 'borough', 'phase', 'subject', 'judged')),
  number int CONSTRAINT scheme_criterion_number_range CHECK (number BETWEEN 1 AND 50),
  choices text[] NOT NULL DEFAULT '{}',
  wording text NOT NULL DEFAULT '' CONSTRAINT scheme_criterion_wording_length CHECK (length(wording) <= 500),
  CONSTRAINT scheme_criterion_whole CHECK (CASE kind WHEN 'years' THEN number IS NOT NULL
    WHEN 'borough' THEN true WHEN 'judged' THEN length(btrim(wording)) > 0 ELSE cardinality(choices) > 0 END)
);
CREATE INDEX scheme_criterion_by_scheme ON scheme_criterion (scheme_id, position, id);

-- What a scheme may spend in a financial year (April to March). What is offered, committed and spent is kept by the
-- triggers below, and the checks have the last word whatever a program does.
CREATE TABLE scheme_budget (
  scheme_id uuid NOT NULL REFERENCES scheme (id) ON DELETE CASCADE,
  -- The year in whose April it begins.
  year int NOT NULL CONSTRAINT scheme_budget_year_range CHECK (year BETWEEN 2010 AND 2100),
  budget_pence bigint NOT NULL CONSTRAINT scheme_budget_range CHECK (budget_pence BETWEEN 0 AND 10000000000),
  places int NOT NULL CONSTRAINT scheme_budget_places_range CHECK (places BETWEEN 0 AND 10000),
  offered_pence bigint NOT NULL DEFAULT 0,
  -- Accepted and not released; what is spent is a part of it.
  committed_pence bigint NOT NULL DEFAULT 0,
  spent_pence bigint NOT NULL DEFAULT 0,
  -- Offers and awards that stand.
  awards int NOT NULL DEFAULT 0,
  version int NOT NULL DEFAULT 1,
  PRIMARY KEY (scheme_id, year),
  CONSTRAINT scheme_budget_parts CHECK (offered_pence >= 0 AND committed_pence >= 0 AND awards >= 0
    AND spent_pence BETWEEN 0 AND committed_pence),
  CONSTRAINT scheme_budget_not_overcommitted CHECK (offered_pence + committed_pence <= budget_pence),
  CONSTRAINT scheme_budget_not_overfilled CHECK (awards <= places)
);

CREATE SEQUENCE scheme_application_queue;
CREATE TABLE scheme_application (
  id uuid PRIMARY KEY,
  scheme_id uuid NOT NULL REFERENCES scheme (id),
  authority_id uuid NOT NULL REFERENCES authority (id),
  reference text NOT NULL CONSTRAINT scheme_application_reference_unique UNIQUE,
  -- The teacher's account and induction; both may go before the record of the money does.
  account_id uuid REFERENCES account (id) ON DELETE SET NULL,
  induction_id uuid REFERENCES induction (id) ON DELETE SET NULL,
  state text NOT NULL DEFAULT 'draft' CONSTRAINT scheme_application_state_known CHECK (state IN ('draft', 'sent',
    'waiting', 'offered', 'accepted', 'ended', 'refused', 'withdrawn', 'declined', 'lapsed')),
  state_changed_at timestamptz NOT NULL,
  name text,
  email text,
  statement text NOT NULL DEFAULT ''
    CONSTRAINT scheme_application_statement_length CHECK (length(statement) <= 3000),
  -- The facts of the induction record as they were when it was sent.
  facts jsonb,
  sent_at timestamptz,
  -- The order of those who wait.
  queue bigint,
  year int,
  amount_pence bigint NOT NULL DEFAULT 0 CONSTRAINT scheme_application_amount_range CHECK (amount_pence >= 0),
  released_pence bigint NOT NULL DEFAULT 0,
  spent_pence bigint NOT NULL DEFAULT 0,
  offered_at timestamptz,
  answer_by date,
  accepted_at timestamptz,
  -- Why it was refused or released.
  reason text CONSTRAINT scheme_application_reason_length CHECK (length(reason) <= 2000),
  decided_by uuid REFERENCES account (id) ON DELETE SET NULL,
  created_at timestamptz NOT NULL,
  erased_at timestamptz,
  version int NOT NULL DEFAULT 1,
  CONSTRAINT scheme_application_budget FOREIGN KEY (scheme_id, year) REFERENCES scheme_budget (scheme_id, year),
  CONSTRAINT scheme_application_sent_whole CHECK (state = 'draft' OR sent_at IS NOT NULL),
  CONSTRAINT scheme_application_waits_in_order CHECK (state <> 'waiting' OR queue IS NOT NULL),
  CONSTRAINT scheme_application_award_whole CHECK (state NOT IN ('offered', 'accepted', 'ended')
    OR (amount_pence > 0 AND num_nulls(year, offered_at, answer_by) = 0)),
  CONSTRAINT scheme_application_released_within CHECK (released_pence BETWEEN 0 AND amount_pence),
  CONSTRAINT scheme_application_spent_within
    CHECK (spent_pence BETWEEN 0 AND amount_pence - released_pence),
  CONSTRAINT scheme_application_person_known CHECK (
    CASE WHEN erased_at IS NULL THEN num_nulls(name, email) = 0
      ELSE num_nonnulls(name, email, facts, account_id, induction_id) = 0 AND statement = '' END)
);
CREATE UNIQUE INDEX scheme_application_one_each ON scheme_application (scheme_id, induction_id)
  WHERE state NOT IN ('refused', 'withdrawn', 'declined', 'lapsed');
CREATE INDEX scheme_application_by_authority ON scheme_application (authority_id, sent_at DESC, id DESC)
  WHERE state <> 'draft';
CREATE INDEX scheme_application_by_scheme ON scheme_application (scheme_id, state, queue);
CREATE INDEX scheme_application_by_account ON scheme_application (account_id, created_at DESC)
  WHERE account_id IS NOT NULL;
CREATE INDEX scheme_application_by_induction ON scheme_application (induction_id) WHERE induction_id IS NOT NULL;
CREATE INDEX scheme_application_open_offers ON scheme_application (answer_by, id) WHERE state = 'offered';
CREATE INDEX scheme_application_ended ON scheme_application (authority_id, state_changed_at, id)
  WHERE erased_at IS NULL;

-- What officers found of each criterion.
CREATE TABLE scheme_check (
  application_id uuid NOT NULL REFERENCES scheme_application (id) ON DELETE CASCADE,
  criterion_id uuid NOT NULL REFERENCES scheme_criterion (id),
  is_met boolean NOT NULL,
  note text NOT NULL DEFAULT '' CONSTRAINT scheme_check_note_length CHECK (length(note) <= 1000),
  checked_by_name text NOT NULL,
  checked_at timestamptz NOT NULL,
  PRIMARY KEY (application_id, criterion_id)
);
CREATE INDEX scheme_check_by_criterion ON scheme_check (criterion_id);

-- In which parts an award is paid: planned, and paid once the day of paying is known.
CREATE TABLE scheme_payment (
  id uuid PRIMARY KEY,
  application_id uuid NOT NULL REFERENCES scheme_application (id),
  due_on date NOT NULL,
  pence bigint NOT NULL CONSTRAINT scheme_payment_range CHECK (pence > 0),
  paid_on date,
  planned_at timestamptz NOT NULL
);
CREATE INDEX scheme_payment_by_application ON scheme_payment (application_id, due_on, id);

-- Whose satisfactory completion was looked at, to tell them once what they can apply for.
CREATE TABLE scheme_notice (
  induction_id uuid PRIMARY KEY REFERENCES induction (id) ON DELETE CASCADE,
  looked_at timestamptz NOT NULL
);

-- The budget follows every change of an application, in the transaction that makes it.
CREATE FUNCTION scheme_budget_follow() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP <> 'INSERT' AND OLD.year IS NOT NULL THEN
    UPDATE scheme_budget SET
      offered_pence = offered_pence - CASE WHEN OLD.state = 'offered' THEN OLD.amount_pence ELSE 0 END,
      committed_pence = committed_pence
        - CASE WHEN OLD.state IN ('accepted', 'ended') THEN OLD.amount_pence - OLD.released_pence ELSE 0 END,
      spent_pence = spent_pence - OLD.spent_pence,
      awards = awards - CASE WHEN OLD.state IN ('offered', 'accepted', 'ended')
        AND OLD.amount_pence > OLD.released_pence THEN 1 ELSE 0 END
    WHERE scheme_id = OLD.scheme_id AND year = OLD.year;
  END IF;
  IF TG_OP <> 'DELETE' AND NEW.year IS NOT NULL THEN
    UPDATE scheme_budget SET
      offered_pence = offered_pence + CASE WHEN NEW.state = 'offered' THEN NEW.amount_pence ELSE 0 END,
      committed_pence = committed_pence
        + CASE WHEN NEW.state IN ('accepted', 'ended') THEN NEW.amount_pence - NEW.released_pence ELSE 0 END,
      spent_pence = spent_pence + NEW.spent_pence,
      awards = awards + CASE WHEN NEW.state IN ('offered', 'accepted', 'ended')
        AND NEW.amount_pence > NEW.released_pence THEN 1 ELSE 0 END
    WHERE scheme_id = NEW.scheme_id AND year = NEW.year;
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER scheme_budget_follows_new AFTER INSERT OR DELETE ON scheme_application
  FOR EACH ROW EXECUTE FUNCTION scheme_budget_follow();
CREATE TRIGGER scheme_budget_follows_change
  AFTER UPDATE OF state, amount_pence, released_pence, spent_pence, year, scheme_id ON scheme_application
  FOR EACH ROW EXECUTE FUNCTION scheme_budget_follow();

CREATE FUNCTION scheme_payment_follow() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP <> 'INSERT' AND OLD.paid_on IS NOT NULL THEN
    UPDATE scheme_application SET spent_pence = spent_pence - OLD.pence WHERE id = OLD.application_id;
  END IF;
  IF TG_OP <> 'DELETE' AND NEW.paid_on IS NOT NULL THEN
    UPDATE scheme_application SET spent_pence = spent_pence + NEW.pence WHERE id = NEW.application_id;
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER scheme_payment_follows AFTER INSERT OR UPDATE OR DELETE ON scheme_payment
  FOR EACH ROW EXECUTE FUNCTION scheme_payment_follow();

CREATE FUNCTION scheme_refuse_transition() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.state <> OLD.state AND NOT EXISTS (SELECT FROM scheme_transition t
      WHERE t.kind = TG_ARGV[0] AND t.from_state = OLD.state AND t.to_state = NEW.state) THEN
    RAISE EXCEPTION 'a % does not go from % to %', TG_ARGV[0], OLD.state, NEW.state
      USING ERRCODE = 'check_violation', CONSTRAINT = 'scheme_transition_allowed';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER scheme_goes_its_way BEFORE UPDATE ON scheme
  FOR EACH ROW EXECUTE FUNCTION scheme_refuse_transition('scheme');
CREATE TRIGGER scheme_application_goes_its_way BEFORE UPDATE ON scheme_application
  FOR EACH ROW EXECUTE FUNCTION scheme_refuse_transition('application');

ALTER TABLE retention_period DROP CONSTRAINT retention_period_kind_known;
ALTER TABLE retention_period ADD CONSTRAINT retention_period_kind_known CHECK (kind IN ('application',
  'undecided_application', 'disclosure', 'equality_answer', 'pool_entry', 'draft', 'appointment', 'account', 'mail',
  'agency_candidate', 'induction', 'induction_registration', 'activity_booking', 'scheme_application',
  'scheme_award'));
INSERT INTO retention_period (id, kind, months, reason, set_at) VALUES
  ('01930000-0000-7000-8000-000000000114', 'scheme_application', 12, 'A year in which somebody can ask why they were '
    'not awarded anything; then nothing of it is needed (UK GDPR, article 5(1)(e)).', '2026-09-01'),
  ('01930000-0000-7000-8000-000000000115', 'scheme_award', 72, 'Records of public money that was paid are kept for '
    'six years after the last payment, the time in which claims on a contract can be brought (Limitation Act 1980, '
    'section 5).', '2026-09-01');
