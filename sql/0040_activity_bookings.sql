-- Places in sessions of activities: who has booked them, who waits for one, who came, and what schools pay.

-- How many places are booked: kept by the trigger below, so that no program can give out more than there are.
ALTER TABLE activity_session ADD booked int NOT NULL DEFAULT 0;
ALTER TABLE activity_session ADD CONSTRAINT activity_session_not_overbooked CHECK (booked BETWEEN 0 AND places);

CREATE TABLE activity_booking (
  id uuid PRIMARY KEY,
  session_id uuid NOT NULL REFERENCES activity_session (id),
  activity_id uuid NOT NULL REFERENCES activity (id),
  authority_id uuid NOT NULL REFERENCES authority (id),
  -- Whether the person may have but one place in the whole activity.
  is_only boolean NOT NULL,
  state text NOT NULL
    CONSTRAINT activity_booking_state_known CHECK (state IN ('booked', 'waiting', 'cancelled')),
  -- The order of those who wait.
  queue bigint GENERATED ALWAYS AS IDENTITY,
  name text CONSTRAINT activity_booking_name_length CHECK (length(btrim(name)) BETWEEN 1 AND 200),
  email text,
  email_normal text,
  -- The person's account, where they booked themselves.
  account_id uuid REFERENCES account (id),
  -- The school that pays.
  school_id uuid REFERENCES school (organisation_id),
  booked_by uuid REFERENCES account (id),
  asked_at timestamptz NOT NULL,
  booked_at timestamptz,
  -- Until when cancelling is free.
  free_until timestamptz,
  cancelled_at timestamptz,
  -- Who ended it: the person, their school, or whoever runs the activity.
  cancelled_by text
    CONSTRAINT activity_booking_cancelled_by_known CHECK (cancelled_by IN ('person', 'school', 'organiser')),
  -- What the school pays for it as it stands.
  charge_pence int NOT NULL DEFAULT 0
    CONSTRAINT activity_booking_charge_range CHECK (charge_pence BETWEEN 0 AND 1000000),
  attended_at timestamptz,
  attended_by text
    CONSTRAINT activity_booking_attended_by_known CHECK (attended_by IN ('register', 'code')),
  week_reminded_at timestamptz,
  day_reminded_at timestamptz,
  erased_at timestamptz,
  version int NOT NULL DEFAULT 1,
  CONSTRAINT activity_booking_booked CHECK (state <> 'booked' OR num_nulls(booked_at, free_until) = 0),
  CONSTRAINT activity_booking_waiting CHECK (state <> 'waiting' OR num_nonnulls(booked_at, free_until) = 0),
  CONSTRAINT activity_booking_cancelled CHECK ((state = 'cancelled') = (cancelled_at IS NOT NULL)),
  CONSTRAINT activity_booking_charged_to_school CHECK (charge_pence = 0 OR school_id IS NOT NULL),
  CONSTRAINT activity_booking_attended CHECK (num_nulls(attended_at, attended_by) IN (0, 2)),
  CONSTRAINT activity_booking_person_known CHECK (
    CASE WHEN erased_at IS NULL THEN num_nulls(name, email, email_normal) = 0
      ELSE num_nonnulls(name, email, email_normal, account_id) = 0 END)
);
CREATE UNIQUE INDEX activity_booking_one_place ON activity_booking (session_id, email_normal)
  WHERE state <> 'cancelled';
CREATE UNIQUE INDEX activity_booking_one_session ON activity_booking (activity_id, email_normal)
  WHERE state <> 'cancelled' AND is_only;
CREATE INDEX activity_booking_by_session ON activity_booking (session_id, queue);
CREATE INDEX activity_booking_waiting_list ON activity_booking (session_id, queue) WHERE state = 'waiting';
CREATE INDEX activity_booking_by_activity ON activity_booking (activity_id);
CREATE INDEX activity_booking_by_person ON activity_booking (email_normal, asked_at DESC) WHERE erased_at IS NULL;
CREATE INDEX activity_booking_by_account ON activity_booking (account_id) WHERE account_id IS NOT NULL;
CREATE INDEX activity_booking_by_booker ON activity_booking (booked_by) WHERE booked_by IS NOT NULL;
CREATE INDEX activity_booking_by_school ON activity_booking (school_id, asked_at DESC, id DESC);
CREATE INDEX activity_booking_charged ON activity_booking (authority_id, school_id) WHERE charge_pence > 0;

-- Whoever gives out or takes back a place holds the session's row until it commits, and the check above has the last
-- word.
CREATE FUNCTION activity_booking_count() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP <> 'INSERT' AND OLD.state = 'booked' THEN
    UPDATE activity_session SET booked = booked - 1 WHERE id = OLD.session_id;
  END IF;
  IF TG_OP <> 'DELETE' AND NEW.state = 'booked' THEN
    UPDATE activity_session SET booked = booked + 1 WHERE id = NEW.session_id;
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER activity_booking_counts_new AFTER INSERT OR DELETE ON activity_booking
  FOR EACH ROW EXECUTE FUNCTION activity_booking_count();
CREATE TRIGGER activity_booking_counts_changed AFTER UPDATE OF state, session_id ON activity_booking
  FOR EACH ROW WHEN (OLD.state <> NEW.state OR OLD.session_id <> NEW.session_id)
  EXECUTE FUNCTION activity_booking_count();

-- The links in mails to those who have a place; only their hashes are kept.
CREATE TABLE activity_booking_link (
  token_hash bytea PRIMARY KEY,
  booking_id uuid NOT NULL REFERENCES activity_booking (id) ON DELETE CASCADE,
  expires_at timestamptz NOT NULL
);
CREATE INDEX activity_booking_link_by_booking ON activity_booking_link (booking_id);
CREATE INDEX activity_booking_link_age ON activity_booking_link (expires_at);

ALTER TABLE retention_period DROP CONSTRAINT retention_period_kind_known;
ALTER TABLE retention_period ADD CONSTRAINT retention_period_kind_known CHECK (kind IN ('application',
  'undecided_application', 'disclosure', 'equality_answer', 'pool_entry', 'draft', 'appointment', 'account', 'mail',
  'agency_candidate', 'induction', 'induction_registration', 'activity_booking'));
INSERT INTO retention_period (id, kind, months, reason, set_at) VALUES
  ('01930000-0000-7000-8000-000000000113', 'activity_booking', 12, 'A year in which a school can query a charge and '
    'somebody can ask for their certificate; then figures without names serve (UK GDPR, article 5(1)(e)).',
    '2026-09-01');
