-- The pool: people who are open to offers for a recruitment year, what officers find of them, and schools' interest.

-- A recruitment year is named by the calendar year in which its posts begin.
CREATE TABLE pool_year (
  authority_id uuid NOT NULL REFERENCES authority (id),
  year int NOT NULL CONSTRAINT pool_year_year_sensible CHECK (year BETWEEN 2000 AND 2200),
  opens_on date NOT NULL,
  closes_on date NOT NULL,
  version int NOT NULL DEFAULT 1,
  PRIMARY KEY (authority_id, year),
  CONSTRAINT pool_year_closes_after_opening CHECK (closes_on > opens_on)
);

CREATE TABLE pool_grade (
  code text PRIMARY KEY,
  name text NOT NULL,
  position int NOT NULL CONSTRAINT pool_grade_position_unique UNIQUE
);
INSERT INTO pool_grade (code, name, position) VALUES
  ('A', 'A: ready for a class or department now', 1), ('B', 'B: ready with the usual support', 2),
  ('C', 'C: promising, needs a strong mentor', 3);

CREATE TABLE pool_entry (
  id uuid PRIMARY KEY,
  authority_id uuid NOT NULL,
  year int NOT NULL,
  account_id uuid NOT NULL REFERENCES account (id),
  state text NOT NULL CONSTRAINT pool_entry_state_known
    CHECK (state IN ('active', 'paused', 'placed', 'left', 'closed')),
  phases text[] NOT NULL,
  key_stages text[] NOT NULL,
  subjects text[] NOT NULL,
  postcode text,
  within_miles int CONSTRAINT pool_entry_within_miles_sensible CHECK (within_miles BETWEEN 1 AND 100),
  easting double precision,
  northing double precision,
  available_from date NOT NULL,
  hours text NOT NULL CONSTRAINT pool_entry_hours_known CHECK (hours IN ('full_time', 'part_time', 'either')),
  about text NOT NULL CONSTRAINT pool_entry_about_length CHECK (length(about) <= 1000),
  joined_at timestamptz NOT NULL,
  -- When its person last did anything about it, and was last asked whether it still stands.
  active_at timestamptz NOT NULL,
  reminded_at timestamptz,
  checked_at timestamptz,
  grade text REFERENCES pool_grade (code),
  version int NOT NULL DEFAULT 1,
  words tsvector NOT NULL DEFAULT '',
  CONSTRAINT pool_entry_year FOREIGN KEY (authority_id, year) REFERENCES pool_year (authority_id, year),
  CONSTRAINT pool_entry_one_a_year UNIQUE (account_id, authority_id, year),
  CONSTRAINT pool_entry_place_whole CHECK ((easting IS NULL) = (northing IS NULL))
);
CREATE INDEX pool_entry_newest ON pool_entry (authority_id, joined_at DESC, id DESC)
  WHERE state = 'active' AND checked_at IS NOT NULL;
CREATE INDEX pool_entry_by_officer ON pool_entry (authority_id, year, joined_at DESC, id DESC);
CREATE INDEX pool_entry_words ON pool_entry USING gin (words) WITH (fastupdate = off);
CREATE INDEX pool_entry_subjects ON pool_entry USING gin (subjects) WITH (fastupdate = off);
CREATE INDEX pool_entry_inactive ON pool_entry (active_at, id) WHERE state = 'active';

-- What its person says of themselves, searched by: the general application as it stands, never names or addresses.
CREATE FUNCTION pool_entry_words_of(account uuid, about text, subject_codes text[]) RETURNS tsvector
LANGUAGE sql STABLE AS $$
  SELECT to_tsvector('english', concat_ws(' ', about, (SELECT string_agg(name, ' ') FROM subject
      WHERE code = ANY (subject_codes))))
    || coalesce((SELECT jsonb_to_tsvector('english', jsonb_agg(answers ORDER BY section), '["string"]')
      FROM general_application_section
      WHERE account_id = account AND section IN ('teaching', 'qualifications', 'development', 'statement')), '')
$$;
CREATE FUNCTION pool_entry_set_words() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.words := pool_entry_words_of(NEW.account_id, NEW.about, NEW.subjects);
  RETURN NEW;
END $$;
CREATE TRIGGER pool_entry_words BEFORE INSERT OR UPDATE OF about, subjects ON pool_entry
  FOR EACH ROW EXECUTE FUNCTION pool_entry_set_words();
CREATE FUNCTION pool_entry_follow_application() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE pool_entry SET words = pool_entry_words_of(account_id, about, subjects)
  WHERE account_id = NEW.account_id AND state IN ('active', 'paused');
  RETURN NULL;
END $$;
CREATE TRIGGER general_application_in_pool AFTER INSERT OR UPDATE ON general_application_section
  FOR EACH ROW WHEN (NEW.section IN ('teaching', 'qualifications', 'development', 'statement'))
  EXECUTE FUNCTION pool_entry_follow_application();

-- Schools for which the entry doesn't exist, such as the person's own.
CREATE TABLE pool_hidden_school (
  entry_id uuid NOT NULL REFERENCES pool_entry (id) ON DELETE CASCADE,
  school_id uuid NOT NULL REFERENCES school (organisation_id),
  PRIMARY KEY (entry_id, school_id)
);

-- What officers find; never shown to schools or the person.
CREATE TABLE pool_assessment (
  entry_id uuid PRIMARY KEY REFERENCES pool_entry (id) ON DELETE CASCADE,
  is_complete boolean NOT NULL DEFAULT false,
  trn_is_right boolean NOT NULL DEFAULT false,
  has_consented boolean NOT NULL DEFAULT false,
  checked_by uuid REFERENCES account (id),
  interview_at timestamptz,
  interview_place text,
  notes text NOT NULL DEFAULT '' CONSTRAINT pool_assessment_notes_length CHECK (length(notes) <= 4000),
  version int NOT NULL DEFAULT 1,
  updated_at timestamptz NOT NULL
);

-- What is scored on the interview day. An authority's own criteria stand in place of the usual ones.
CREATE TABLE pool_criterion (
  id uuid PRIMARY KEY,
  authority_id uuid REFERENCES authority (id),
  position int NOT NULL,
  wording text NOT NULL CONSTRAINT pool_criterion_wording_filled CHECK (length(btrim(wording)) BETWEEN 1 AND 200),
  highest int NOT NULL DEFAULT 4 CONSTRAINT pool_criterion_highest_sensible CHECK (highest BETWEEN 1 AND 10)
);
INSERT INTO pool_criterion (id, authority_id, position, wording) VALUES
  ('01930000-0000-7000-8000-000000000001', NULL, 1, 'The lesson: clear purpose, every pupil taking part'),
  ('01930000-0000-7000-8000-000000000002', NULL, 2, 'Knowledge of subject and curriculum'),
  ('01930000-0000-7000-8000-000000000003', NULL, 3, 'Expectations of pupils and of behaviour'),
  ('01930000-0000-7000-8000-000000000004', NULL, 4, 'Understanding of safeguarding'),
  ('01930000-0000-7000-8000-000000000005', NULL, 5, 'Written and spoken English');
CREATE TABLE pool_score (
  entry_id uuid NOT NULL REFERENCES pool_entry (id) ON DELETE CASCADE,
  criterion_id uuid NOT NULL REFERENCES pool_criterion (id),
  scored_by uuid NOT NULL REFERENCES account (id),
  score int NOT NULL CONSTRAINT pool_score_not_negative CHECK (score >= 0),
  scored_at timestamptz NOT NULL,
  PRIMARY KEY (entry_id, criterion_id, scored_by)
);

CREATE TABLE pool_saved (
  school_id uuid NOT NULL REFERENCES school (organisation_id),
  entry_id uuid NOT NULL REFERENCES pool_entry (id) ON DELETE CASCADE,
  saved_at timestamptz NOT NULL,
  PRIMARY KEY (school_id, entry_id)
);
CREATE INDEX pool_saved_by_entry ON pool_saved (entry_id);

CREATE TABLE pool_interest (
  id uuid PRIMARY KEY,
  entry_id uuid NOT NULL REFERENCES pool_entry (id) ON DELETE CASCADE,
  school_id uuid NOT NULL REFERENCES school (organisation_id),
  vacancy_id uuid REFERENCES vacancy (id),
  state text NOT NULL CONSTRAINT pool_interest_state_known
    CHECK (state IN ('open', 'accepted', 'declined', 'withdrawn')),
  message text NOT NULL CONSTRAINT pool_interest_message_length CHECK (length(message) <= 2000),
  reply text CONSTRAINT pool_interest_reply_length CHECK (length(reply) <= 2000),
  created_by uuid REFERENCES account (id),
  created_at timestamptz NOT NULL,
  answered_at timestamptz,
  application_id uuid REFERENCES application (id),
  version int NOT NULL DEFAULT 1,
  CONSTRAINT pool_interest_answered CHECK ((state = 'open') = (answered_at IS NULL)),
  CONSTRAINT pool_interest_application_was_accepted CHECK (application_id IS NULL OR state = 'accepted')
);
CREATE UNIQUE INDEX pool_interest_one_open ON pool_interest
  (entry_id, school_id, coalesce(vacancy_id, '00000000-0000-0000-0000-000000000000')) WHERE state = 'open';
CREATE INDEX pool_interest_by_entry ON pool_interest (entry_id, id DESC);
CREATE INDEX pool_interest_by_school ON pool_interest (school_id, id DESC);
CREATE INDEX pool_interest_by_application ON pool_interest (application_id) WHERE application_id IS NOT NULL;
