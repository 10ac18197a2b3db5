-- Activities for newly qualified teachers, their tutors and mentors: events and programmes, made of sessions.

CREATE TABLE activity_kind (
  code text PRIMARY KEY,
  name text NOT NULL,
  position int NOT NULL UNIQUE
);
INSERT INTO activity_kind (code, name, position) VALUES
  ('welcome-fair', 'Welcome fair', 1), ('induction-course', 'Induction course', 2),
  ('subject-workshop', 'Subject workshop', 3), ('networking', 'Networking', 4),
  ('pool-interview-day', 'Pool interview day', 5);

CREATE TABLE activity_transition (
  from_state text NOT NULL,
  to_state text NOT NULL,
  PRIMARY KEY (from_state, to_state),
  CONSTRAINT activity_transition_moves CHECK (from_state <> to_state)
);
INSERT INTO activity_transition (from_state, to_state) VALUES
  ('draft', 'published'), ('published', 'cancelled'), ('published', 'finished');

CREATE TABLE activity (
  id uuid PRIMARY KEY,
  -- Who runs it: the authority, or a teaching school alliance.
  organisation_id uuid NOT NULL,
  organisation_kind text NOT NULL
    CONSTRAINT activity_organisation_kind_known CHECK (organisation_kind IN ('authority', 'alliance')),
  authority_id uuid NOT NULL,
  state text NOT NULL DEFAULT 'draft'
    CONSTRAINT activity_state_known CHECK (state IN ('draft', 'published', 'cancelled', 'finished')),
  -- An event is attended once, at the session one chooses; a programme over several sessions.
  is_programme boolean NOT NULL,
  title text NOT NULL CONSTRAINT activity_title_length CHECK (length(btrim(title)) BETWEEN 4 AND 100),
  kind text NOT NULL REFERENCES activity_kind (code),
  description text NOT NULL CONSTRAINT activity_description_length CHECK (length(description) <= 4000),
  audiences text[] NOT NULL CONSTRAINT activity_audiences_known
    CHECK (cardinality(audiences) > 0 AND audiences <@ ARRAY['nqt', 'tutor', 'mentor']),
  place text NOT NULL CONSTRAINT activity_place_length CHECK (length(btrim(place)) BETWEEN 3 AND 300),
  -- What a school pays for a place in one session.
  price_pence int NOT NULL CONSTRAINT activity_price_range CHECK (price_pence BETWEEN 0 AND 1000000),
  books_from date NOT NULL,
  books_until date NOT NULL,
  -- How many days before a session the last day lies on which cancelling is free.
  free_days int NOT NULL CONSTRAINT activity_free_days_range CHECK (free_days BETWEEN 0 AND 60),
  -- How many sessions somebody attends for the certificate.
  sessions_required int NOT NULL DEFAULT 1
    CONSTRAINT activity_sessions_required_range CHECK (sessions_required BETWEEN 1 AND 50),
  cancel_reason text CONSTRAINT activity_cancel_reason_length CHECK (length(cancel_reason) <= 1000),
  submission uuid,
  published_at timestamptz,
  ended_at timestamptz,
  created_by uuid REFERENCES account (id),
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  version int NOT NULL DEFAULT 1,
  CONSTRAINT activity_submission_unique UNIQUE (organisation_id, submission),
  CONSTRAINT activity_booking_in_order CHECK (books_until >= books_from),
  CONSTRAINT activity_published_known CHECK ((state = 'draft') = (published_at IS NULL)),
  CONSTRAINT activity_ended_known CHECK ((state IN ('cancelled', 'finished')) = (ended_at IS NOT NULL)),
  CONSTRAINT activity_cancelled_with_reason CHECK ((state = 'cancelled') = (cancel_reason IS NOT NULL)),
  CONSTRAINT activity_organisation FOREIGN KEY (organisation_id, authority_id)
    REFERENCES organisation (id, authority_id),
  CONSTRAINT activity_organisation_of_kind FOREIGN KEY (organisation_id, organisation_kind)
    REFERENCES organisation (id, kind)
);
CREATE INDEX activity_by_organisation ON activity (organisation_id, created_at DESC, id DESC);
CREATE INDEX activity_by_authority ON activity (authority_id, created_at DESC, id DESC);
CREATE INDEX activity_published ON activity (id) WHERE state = 'published';

CREATE TABLE activity_session (
  id uuid PRIMARY KEY,
  activity_id uuid NOT NULL REFERENCES activity (id) ON DELETE CASCADE,
  title text NOT NULL DEFAULT '' CONSTRAINT activity_session_title_length CHECK (length(title) <= 100),
  starts_at timestamptz NOT NULL,
  ends_at timestamptz NOT NULL,
  room text NOT NULL DEFAULT '' CONSTRAINT activity_session_room_length CHECK (length(room) <= 100),
  places int NOT NULL CONSTRAINT activity_session_places_range CHECK (places BETWEEN 1 AND 2000),
  -- What the room is shown, so that whoever is in it can say so.
  code text NOT NULL CONSTRAINT activity_session_code_form CHECK (code ~ '^[0-9A-HJKMNP-TV-Z]{6}$'),
  cancelled_at timestamptz,
  version int NOT NULL DEFAULT 1,
  CONSTRAINT activity_session_in_order CHECK (ends_at > starts_at)
);
CREATE INDEX activity_session_by_activity ON activity_session (activity_id, starts_at, id);
CREATE INDEX activity_session_by_time ON activity_session (ends_at) WHERE cancelled_at IS NULL;

-- An activity goes only from one state to another that may follow it, whatever program changes it.
CREATE FUNCTION activity_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.state <> OLD.state AND NOT EXISTS (
    SELECT FROM activity_transition t WHERE t.from_state = OLD.state AND t.to_state = NEW.state) THEN
    RAISE EXCEPTION 'an activity does not go from % to %', OLD.state, NEW.state
      USING ERRCODE = 'check_violation', CONSTRAINT = 'activity_transition_allowed';
  END IF;
  IF OLD.state <> 'draft' AND NEW.is_programme <> OLD.is_programme THEN
    RAISE EXCEPTION 'what people have booked stays an event or a programme' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER activity_goes_its_way BEFORE UPDATE ON activity
  FOR EACH ROW EXECUTE FUNCTION activity_refuse_change();
