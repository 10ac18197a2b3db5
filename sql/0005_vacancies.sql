-- Vacancies: posts that schools advertise.

CREATE TABLE vacancy (
  id uuid PRIMARY KEY,
  reference text NOT NULL,
  school_id uuid NOT NULL REFERENCES school (organisation_id),
  authority_id uuid NOT NULL,
  state text NOT NULL CONSTRAINT vacancy_state_known
    CHECK (state IN ('draft', 'published', 'closed', 'withdrawn')),
  title text NOT NULL CONSTRAINT vacancy_title_length CHECK (length(title) <= 75),
  phase text CONSTRAINT vacancy_phase_known
    CHECK (phase IN ('nursery', 'primary', 'middle', 'secondary', 'all-through', '16-plus', 'special')),
  subjects text[] NOT NULL DEFAULT '{}',
  key_stages text[] NOT NULL DEFAULT '{}',
  contract_type text CONSTRAINT vacancy_contract_known
    CHECK (contract_type IN ('permanent', 'fixed_term', 'maternity_cover')),
  contract_length text,
  working_pattern text CONSTRAINT vacancy_pattern_known CHECK (working_pattern IN ('full_time', 'part_time')),
  fte numeric(4, 3) CONSTRAINT vacancy_fte_range CHECK (fte > 0 AND fte <= 1),
  pay_area text,
  pay_minimum text,
  pay_maximum text,
  pay_minimum_pence int,
  pay_maximum_pence int,
  starts_on date,
  starts_as_soon_as_possible boolean NOT NULL DEFAULT false,
  closes_at timestamptz,
  nqts_welcome boolean NOT NULL DEFAULT false,
  description text NOT NULL DEFAULT '',
  visits text NOT NULL DEFAULT '',
  search tsvector NOT NULL DEFAULT '',
  version int NOT NULL DEFAULT 1,
  created_by uuid,
  submission uuid,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  published_at timestamptz,
  closed_at timestamptz,
  withdrawn_at timestamptz,
  withdrawn_reason text,
  CONSTRAINT vacancy_reference_unique UNIQUE (reference),
  CONSTRAINT vacancy_submission_unique UNIQUE (school_id, submission),
  CONSTRAINT vacancy_school_in_authority FOREIGN KEY (school_id, authority_id)
    REFERENCES organisation (id, authority_id),
  CONSTRAINT vacancy_published_is_whole CHECK (state = 'draft' OR state = 'withdrawn' OR (
    published_at IS NOT NULL AND closes_at IS NOT NULL AND phase IS NOT NULL AND contract_type IS NOT NULL
    AND working_pattern IS NOT NULL AND fte IS NOT NULL AND pay_minimum_pence IS NOT NULL
    AND pay_maximum_pence IS NOT NULL AND length(title) >= 4
    AND (starts_on IS NOT NULL OR starts_as_soon_as_possible)))
);

CREATE INDEX vacancy_newest ON vacancy (published_at DESC, id DESC) WHERE state = 'published';
CREATE INDEX vacancy_closing ON vacancy (closes_at, id) WHERE state = 'published';
CREATE INDEX vacancy_words ON vacancy USING gin (search) WHERE state = 'published';
CREATE INDEX vacancy_by_school ON vacancy (school_id, id DESC);

-- The words a vacancy is found by: its title and subjects first, then the school, then the description.
CREATE FUNCTION vacancy_refresh_search() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  school_words text;
  subject_words text;
BEGIN
  SELECT concat_ws(' ', o.name, s.town) INTO school_words
    FROM organisation o JOIN school s ON s.organisation_id = o.id WHERE o.id = NEW.school_id;
  SELECT string_agg(name, ' ') INTO subject_words FROM subject WHERE code = ANY (NEW.subjects);
  NEW.search :=
    setweight(to_tsvector('english', concat_ws(' ', NEW.title, subject_words)), 'A')
    || setweight(to_tsvector('english', concat_ws(' ', school_words, NEW.reference)), 'B')
    || setweight(to_tsvector('english', NEW.description), 'D');
  RETURN NEW;
END $$;
CREATE TRIGGER vacancy_search_is_fresh
  BEFORE INSERT OR UPDATE OF title, subjects, description, school_id ON vacancy
  FOR EACH ROW EXECUTE FUNCTION vacancy_refresh_search();

-- The same transitions that the domain layer knows; whatever else asks for one is refused here too.
CREATE FUNCTION vacancy_refuse_transition() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.state <> OLD.state AND NOT (OLD.state, NEW.state) IN (
    ('draft', 'published'), ('draft', 'withdrawn'), ('published', 'closed'), ('published', 'withdrawn')
  ) THEN
    RAISE EXCEPTION 'a vacancy does not go from % to %', OLD.state, NEW.state
      USING ERRCODE = 'check_violation', CONSTRAINT = 'vacancy_transition_allowed';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER vacancy_transitions BEFORE UPDATE OF state ON vacancy
  FOR EACH ROW EXECUTE FUNCTION vacancy_refuse_transition();
