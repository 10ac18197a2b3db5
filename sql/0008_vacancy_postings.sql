-- Vacancies as schools really post them: roles, several phases and patterns, pay on a scale or in figures, dates,
-- schools of a trust, criteria, documents, templates, and a life that goes on after the closing date.

CREATE TABLE job_role (
  code text PRIMARY KEY CONSTRAINT job_role_code_form CHECK (code ~ '^[a-z0-9-]{2,40}$'),
  name text NOT NULL CONSTRAINT job_role_name_unique UNIQUE,
  kind text NOT NULL CONSTRAINT job_role_kind_known CHECK (kind IN ('teaching', 'leadership', 'support')),
  sort int NOT NULL
);
INSERT INTO job_role (code, name, kind, sort) VALUES
  ('teacher', 'Teacher', 'teaching', 10),
  ('itt-trainee', 'Trainee teacher (ITT)', 'teaching', 20),
  ('head-of-department', 'Head of department', 'leadership', 30),
  ('head-of-year', 'Head of year', 'leadership', 40),
  ('sendco', 'SENDCo', 'leadership', 50),
  ('assistant-head', 'Assistant headteacher', 'leadership', 60),
  ('deputy-head', 'Deputy headteacher', 'leadership', 70),
  ('head', 'Headteacher', 'leadership', 80),
  ('teaching-assistant', 'Teaching assistant', 'support', 90),
  ('higher-level-teaching-assistant', 'Higher level teaching assistant', 'support', 100),
  ('learning-support', 'Learning support or cover supervisor', 'support', 110),
  ('pastoral', 'Pastoral, health and welfare', 'support', 120),
  ('administration', 'Administration, finance and IT', 'support', 130),
  ('site-and-catering', 'Site, technician and catering', 'support', 140),
  ('other-support', 'Other support role', 'support', 150);

-- Those who wrote a vacancy before these columns wrote one phase and one pattern; the trigger keeps both in step.
ALTER TABLE vacancy
  ADD job_roles text[] NOT NULL DEFAULT '{}',
  ADD phases text[] NOT NULL DEFAULT '{}' CONSTRAINT vacancy_phases_known CHECK (phases <@
    '{nursery,primary,middle,secondary,all-through,16-plus,special}'::text[]),
  ADD other_subjects text[] NOT NULL DEFAULT '{}',
  ADD contract_reason text,
  ADD contract_ends_on date,
  ADD working_patterns text[] NOT NULL DEFAULT '{}' CONSTRAINT vacancy_patterns_known CHECK (working_patterns <@
    '{full_time,part_time,flexible,term_time}'::text[]),
  ADD working_pattern_details text NOT NULL DEFAULT '',
  ADD job_share boolean NOT NULL DEFAULT false,
  ADD pay_kind text NOT NULL DEFAULT 'scale' CONSTRAINT vacancy_pay_kind_known CHECK (pay_kind IN ('scale', 'actual')),
  ADD pay_area_chosen text CONSTRAINT vacancy_pay_area_known
    CHECK (pay_area_chosen IN ('england', 'fringe', 'outer-london', 'inner-london')),
  ADD pay_actual_minimum_pence int CONSTRAINT vacancy_pay_actual_minimum_positive CHECK (pay_actual_minimum_pence > 0),
  ADD pay_actual_maximum_pence int,
  ADD tlr text CONSTRAINT vacancy_tlr_known CHECK (tlr IN ('TLR1', 'TLR2', 'TLR3')),
  ADD tlr_pence int CONSTRAINT vacancy_tlr_positive CHECK (tlr_pence > 0),
  ADD sen_pence int CONSTRAINT vacancy_sen_positive CHECK (sen_pence > 0),
  ADD benefits text NOT NULL DEFAULT '',
  ADD relocation text NOT NULL DEFAULT '',
  ADD visa_sponsorship boolean NOT NULL DEFAULT false,
  ADD starts_in_term text CONSTRAINT vacancy_term_form CHECK (starts_in_term ~ '^20[0-9]{2}-(spring|summer|autumn)$'),
  ADD interview_dates date[] NOT NULL DEFAULT '{}',
  ADD posts int NOT NULL DEFAULT 1 CONSTRAINT vacancy_posts_range CHECK (posts BETWEEN 1 AND 99),
  ADD contact_name text NOT NULL DEFAULT '',
  ADD contact_email text NOT NULL DEFAULT '',
  ADD contact_phone text NOT NULL DEFAULT '',
  ADD safeguarding text NOT NULL DEFAULT '',
  -- When a scheduled vacancy is due to be published.
  ADD publish_at timestamptz,
  -- When what a published vacancy says was last changed; jobseekers see it as "updated".
  ADD revised_at timestamptz,
  -- What the head wants changed, when a vacancy comes back from approval.
  ADD approval_note text,
  ADD extended_reason text,
  -- The name another system gave it, once for each account that posts.
  ADD external_reference text CONSTRAINT vacancy_external_reference_length
    CHECK (length(external_reference) BETWEEN 1 AND 100),
  ADD copied_from uuid REFERENCES vacancy (id),
  ADD readvertises uuid REFERENCES vacancy (id),
  -- Whether and how the post was filled, as the school answered after closing.
  ADD filled_through text,
  ADD posts_filled int CONSTRAINT vacancy_posts_filled_range CHECK (posts_filled BETWEEN 0 AND 99),
  ADD outcome_note text NOT NULL DEFAULT '',
  ADD outcome_at timestamptz,
  ADD outcome_reminders int NOT NULL DEFAULT 0,
  ADD outcome_reminded_at timestamptz;

UPDATE vacancy SET job_roles = '{teacher}', phases = array_remove(ARRAY[phase], NULL),
  working_patterns = array_remove(ARRAY[working_pattern], NULL);

ALTER TABLE vacancy DROP CONSTRAINT vacancy_state_known, ADD CONSTRAINT vacancy_state_known CHECK (state IN (
  'draft', 'awaiting_approval', 'scheduled', 'published', 'closed', 'interviewing', 'filled', 'not_filled',
  'withdrawn'));
ALTER TABLE vacancy DROP CONSTRAINT vacancy_contract_known, ADD CONSTRAINT vacancy_contract_known
  CHECK (contract_type IN ('permanent', 'fixed_term', 'casual', 'maternity_cover'));
ALTER TABLE vacancy DROP CONSTRAINT vacancy_pattern_known, ADD CONSTRAINT vacancy_pattern_known
  CHECK (working_pattern IN ('full_time', 'part_time', 'flexible', 'term_time'));
ALTER TABLE vacancy DROP CONSTRAINT vacancy_published_is_whole, ADD CONSTRAINT vacancy_published_is_whole
  CHECK (state IN ('draft', 'awaiting_approval', 'withdrawn') OR (
    closes_at IS NOT NULL AND phases <> '{}' AND contract_type IS NOT NULL AND working_patterns <> '{}'
    AND fte IS NOT NULL AND pay_minimum_pence IS NOT NULL AND pay_maximum_pence IS NOT NULL AND length(title) >= 4
    AND (starts_on IS NOT NULL OR starts_as_soon_as_possible OR starts_in_term IS NOT NULL)
    AND CASE state WHEN 'scheduled' THEN publish_at IS NOT NULL ELSE published_at IS NOT NULL END));
ALTER TABLE vacancy ADD CONSTRAINT vacancy_outcome_is_whole CHECK (
  CASE WHEN state IN ('filled', 'not_filled') THEN outcome_at IS NOT NULL AND filled_through IS NOT NULL END IS NOT FALSE);

CREATE UNIQUE INDEX vacancy_external_reference ON vacancy (created_by, external_reference)
  WHERE external_reference IS NOT NULL;
CREATE INDEX vacancy_scheduled ON vacancy (publish_at, id) WHERE state = 'scheduled';
CREATE INDEX vacancy_outcome_due ON vacancy (closes_at, id) WHERE state IN ('closed', 'interviewing');

CREATE FUNCTION vacancy_keep_old_columns() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.phases = '{}' AND NEW.phase IS NOT NULL THEN NEW.phases := ARRAY[NEW.phase]; END IF;
  IF NEW.working_patterns = '{}' AND NEW.working_pattern IS NOT NULL THEN
    NEW.working_patterns := ARRAY[NEW.working_pattern];
  END IF;
  NEW.phase := NEW.phases[1];
  NEW.working_pattern := NEW.working_patterns[1];
  RETURN NEW;
END $$;
CREATE TRIGGER vacancy_old_columns BEFORE INSERT OR UPDATE ON vacancy
  FOR EACH ROW EXECUTE FUNCTION vacancy_keep_old_columns();

-- The same transitions that the domain layer knows; whatever else asks for one is refused here too.
CREATE OR REPLACE FUNCTION vacancy_refuse_transition() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.state <> OLD.state AND NOT (OLD.state, NEW.state) IN (
    ('draft', 'awaiting_approval'), ('draft', 'scheduled'), ('draft', 'published'), ('draft', 'withdrawn'),
    ('awaiting_approval', 'draft'), ('awaiting_approval', 'scheduled'), ('awaiting_approval', 'published'),
    ('awaiting_approval', 'withdrawn'),
    ('scheduled', 'draft'), ('scheduled', 'published'), ('scheduled', 'withdrawn'),
    ('published', 'closed'), ('published', 'withdrawn'),
    ('closed', 'published'), ('closed', 'interviewing'), ('closed', 'filled'), ('closed', 'not_filled'),
    ('interviewing', 'published'), ('interviewing', 'filled'), ('interviewing', 'not_filled'),
    ('filled', 'interviewing'), ('filled', 'not_filled'), ('not_filled', 'interviewing'), ('not_filled', 'filled')
  ) THEN
    RAISE EXCEPTION 'a vacancy does not go from % to %', OLD.state, NEW.state
      USING ERRCODE = 'check_violation', CONSTRAINT = 'vacancy_transition_allowed';
  END IF;
  RETURN NEW;
END $$;

-- How posts are filled, as schools answer after closing; the answers feed the borough's figures.
CREATE TABLE vacancy_outcome (
  code text PRIMARY KEY CONSTRAINT vacancy_outcome_code_form CHECK (code ~ '^[a-z0-9-]{2,40}$'),
  name text NOT NULL CONSTRAINT vacancy_outcome_name_unique UNIQUE,
  filled boolean NOT NULL,
  sort int NOT NULL
);
INSERT INTO vacancy_outcome (code, name, filled, sort) VALUES
  ('staffroom', 'By somebody who applied through Staffroom', true, 10),
  ('pool', 'From the pool', true, 20),
  ('other-advertisement', 'By somebody who found it elsewhere', true, 30),
  ('agency', 'Through an agency', true, 40),
  ('internal', 'From among our own staff', true, 50),
  ('no-applicants', 'Nobody applied', false, 110),
  ('none-suitable', 'Nobody suitable applied', false, 120),
  ('offer-declined', 'Our offer was declined', false, 130),
  ('no-longer-needed', 'The post is no longer needed', false, 140),
  ('unfilled-other', 'Another reason', false, 150);
ALTER TABLE vacancy ADD CONSTRAINT vacancy_filled_through_known
  FOREIGN KEY (filled_through) REFERENCES vacancy_outcome (code);

-- Further schools of the same trust that the post is at.
CREATE TABLE vacancy_school (
  vacancy_id uuid NOT NULL REFERENCES vacancy (id) ON DELETE CASCADE,
  school_id uuid NOT NULL REFERENCES school (organisation_id),
  PRIMARY KEY (vacancy_id, school_id)
);
CREATE INDEX vacancy_school_by_school ON vacancy_school (school_id, vacancy_id);

-- The person specification: what selection goes by.
CREATE TABLE vacancy_criterion (
  vacancy_id uuid NOT NULL REFERENCES vacancy (id) ON DELETE CASCADE,
  id uuid NOT NULL,
  position int NOT NULL CONSTRAINT vacancy_criterion_position_counts CHECK (position >= 1),
  essential boolean NOT NULL,
  category text NOT NULL CONSTRAINT vacancy_criterion_category_known
    CHECK (category IN ('qualifications', 'experience', 'knowledge', 'skills', 'qualities', 'safeguarding')),
  wording text NOT NULL CONSTRAINT vacancy_criterion_wording_length CHECK (length(wording) BETWEEN 3 AND 300),
  assessed_by text[] NOT NULL DEFAULT '{application}' CONSTRAINT vacancy_criterion_assessed_known
    CHECK (assessed_by <@ '{application,interview,task,references}'::text[] AND assessed_by <> '{}'),
  PRIMARY KEY (id),
  CONSTRAINT vacancy_criterion_position_unique UNIQUE (vacancy_id, position) DEFERRABLE INITIALLY DEFERRED
);

-- Job descriptions and the like, with what a look inside found.
CREATE TABLE vacancy_document (
  id uuid PRIMARY KEY,
  vacancy_id uuid NOT NULL REFERENCES vacancy (id) ON DELETE CASCADE,
  kind text NOT NULL CONSTRAINT vacancy_document_kind_known
    CHECK (kind IN ('job_description', 'person_specification', 'information_pack', 'other')),
  name text NOT NULL CONSTRAINT vacancy_document_name_length CHECK (length(name) BETWEEN 1 AND 150),
  media_type text NOT NULL,
  size int NOT NULL CONSTRAINT vacancy_document_size_limit CHECK (size BETWEEN 1 AND 10485760),
  sha256 bytea NOT NULL,
  content bytea NOT NULL,
  scanned boolean NOT NULL,
  uploaded_by uuid,
  uploaded_at timestamptz NOT NULL
);
CREATE INDEX vacancy_document_by_vacancy ON vacancy_document (vacancy_id, id);

-- What a school starts its vacancies from.
CREATE TABLE vacancy_template (
  id uuid PRIMARY KEY,
  school_id uuid NOT NULL REFERENCES school (organisation_id),
  name text NOT NULL CONSTRAINT vacancy_template_name_length CHECK (length(btrim(name)) BETWEEN 1 AND 75),
  content jsonb NOT NULL,
  criteria jsonb NOT NULL DEFAULT '[]',
  created_by uuid,
  created_at timestamptz NOT NULL,
  CONSTRAINT vacancy_template_name_unique UNIQUE (school_id, name)
);

-- How often a vacancy's page was read, in whole days of London; nobody's name or address is kept.
CREATE TABLE vacancy_view (
  vacancy_id uuid NOT NULL REFERENCES vacancy (id) ON DELETE CASCADE,
  day date NOT NULL,
  views int NOT NULL CONSTRAINT vacancy_view_counts CHECK (views >= 1),
  PRIMARY KEY (vacancy_id, day)
);
CREATE TABLE saved_vacancy (
  account_id uuid NOT NULL REFERENCES account (id) ON DELETE CASCADE,
  vacancy_id uuid NOT NULL REFERENCES vacancy (id) ON DELETE CASCADE,
  saved_at timestamptz NOT NULL,
  reminded_at timestamptz,
  PRIMARY KEY (account_id, vacancy_id)
);
CREATE INDEX saved_vacancy_by_vacancy ON saved_vacancy (vacancy_id);

-- What a school says of itself on its page, and on every vacancy.
CREATE TABLE school_profile (
  school_id uuid PRIMARY KEY REFERENCES school (organisation_id),
  about text NOT NULL DEFAULT '' CONSTRAINT school_profile_about_length CHECK (length(about) <= 10000),
  safeguarding text NOT NULL DEFAULT '',
  benefits text NOT NULL DEFAULT '',
  visits text NOT NULL DEFAULT '',
  contact_email text NOT NULL DEFAULT '',
  version int NOT NULL DEFAULT 1,
  updated_by uuid,
  updated_at timestamptz NOT NULL
);
