-- How long what is held about people is kept: periods with their legal reason, holds, and the removal itself.

-- A period is never changed: the newest row of an authority counts, else the newest usual one, of no authority.
CREATE TABLE retention_period (
  id uuid PRIMARY KEY,
  kind text NOT NULL CONSTRAINT retention_period_kind_known CHECK (kind IN ('application', 'undecided_application',
    'disclosure', 'equality_answer', 'pool_entry', 'draft', 'appointment', 'account', 'mail')),
  authority_id uuid REFERENCES authority (id),
  months int NOT NULL CONSTRAINT retention_period_months_range CHECK (months BETWEEN 1 AND 600),
  reason text NOT NULL CONSTRAINT retention_period_reason_length CHECK (length(btrim(reason)) BETWEEN 10 AND 1000),
  set_by uuid REFERENCES account (id) ON DELETE SET NULL,
  set_at timestamptz NOT NULL,
  -- Accounts and mail belong to no authority.
  CONSTRAINT retention_period_of_installation CHECK (kind NOT IN ('account', 'mail') OR authority_id IS NULL)
);
CREATE INDEX retention_period_newest ON retention_period (kind, authority_id, set_at DESC, id DESC);
INSERT INTO retention_period (id, kind, months, reason, set_at) VALUES
  ('01930000-0000-7000-8000-000000000101', 'application', 6, 'A claim under the Equality Act 2010 is brought within '
    'three months, or later where a tribunal allows it (section 123); after that an application that came to nothing '
    'is no longer needed (UK GDPR, article 5(1)(e)).', '2026-09-01'),
  ('01930000-0000-7000-8000-000000000102', 'undecided_application', 12, 'A year in which the school can record what '
    'it decided; kept no longer than needed (UK GDPR, article 5(1)(e)).', '2026-09-01'),
  ('01930000-0000-7000-8000-000000000103', 'disclosure', 6, 'What somebody discloses of a criminal record, and what '
    'was found in an online search, is kept no longer than six months after the decision it was asked for (the '
    'practice that the Disclosure and Barring Service advises; UK GDPR, article 10).', '2026-09-01'),
  ('01930000-0000-7000-8000-000000000104', 'equality_answer', 6, 'Kept only to watch equality of opportunity (Data '
    'Protection Act 2018, schedule 1, paragraph 8), for which totals without names serve.', '2026-09-01'),
  ('01930000-0000-7000-8000-000000000105', 'pool_entry', 6, 'As for applications: long enough to answer a claim '
    'under the Equality Act 2010, then no longer needed (UK GDPR, article 5(1)(e)).', '2026-09-01'),
  ('01930000-0000-7000-8000-000000000106', 'draft', 12, 'What was begun for a vacancy that has closed and was not '
    'sent is no longer needed (UK GDPR, article 5(1)(e)).', '2026-09-01'),
  ('01930000-0000-7000-8000-000000000107', 'appointment', 72, 'The single central record is kept while somebody works '
    'at the school; claims under the contract may follow for six years (Limitation Act 1980, section 5).',
    '2026-09-01'),
  ('01930000-0000-7000-8000-000000000108', 'account', 72, 'An account that nobody has used for six years is no longer '
    'needed (UK GDPR, article 5(1)(e)); its person is told two weeks before.', '2026-09-01'),
  ('01930000-0000-7000-8000-000000000109', 'mail', 3, 'The text of a mail is kept to find out what became of it; its '
    'reader has it (UK GDPR, article 5(1)(e)).', '2026-09-01');

-- What is kept longer than its period, and why: one application, or everything of one person.
CREATE TABLE retention_hold (
  id uuid PRIMARY KEY,
  authority_id uuid NOT NULL,
  organisation_id uuid NOT NULL,
  application_id uuid REFERENCES application (id) ON DELETE CASCADE,
  account_id uuid REFERENCES account (id) ON DELETE CASCADE,
  reason text NOT NULL CONSTRAINT retention_hold_reason_length CHECK (length(btrim(reason)) BETWEEN 10 AND 1000),
  review_on date NOT NULL,
  placed_by uuid REFERENCES account (id) ON DELETE SET NULL,
  placed_at timestamptz NOT NULL,
  lifted_at timestamptz,
  CONSTRAINT retention_hold_of_one CHECK (num_nonnulls(application_id, account_id) = 1),
  CONSTRAINT retention_hold_organisation FOREIGN KEY (organisation_id, authority_id)
    REFERENCES organisation (id, authority_id)
);
CREATE UNIQUE INDEX retention_hold_one_of_application ON retention_hold (application_id) WHERE lifted_at IS NULL;
CREATE UNIQUE INDEX retention_hold_one_of_person ON retention_hold (account_id, authority_id) WHERE lifted_at IS NULL;
CREATE INDEX retention_hold_by_authority ON retention_hold (authority_id, review_on, id) WHERE lifted_at IS NULL;

-- What figures need of applications that are erased: nothing that tells whose they were.
CREATE TABLE erased_application (
  id uuid PRIMARY KEY,
  authority_id uuid NOT NULL,
  school_id uuid NOT NULL REFERENCES school (organisation_id),
  vacancy_id uuid NOT NULL REFERENCES vacancy (id),
  campaign_id uuid REFERENCES campaign (id),
  state text NOT NULL REFERENCES application_state (state),
  sent_on date NOT NULL,
  shortlisted_on date,
  interviewed_on date,
  offered_on date,
  appointed_on date
);
CREATE INDEX erased_application_by_authority ON erased_application (authority_id, sent_on);
CREATE INDEX erased_application_by_vacancy ON erased_application (vacancy_id);

-- Equality answers whose time is over, as counts that tell nothing of anybody.
CREATE TABLE equality_total (
  authority_id uuid NOT NULL REFERENCES authority (id),
  year_from date NOT NULL,
  question text NOT NULL,
  answer text NOT NULL,
  stage text NOT NULL,
  people int NOT NULL CONSTRAINT equality_total_counts CHECK (people >= 1),
  PRIMARY KEY (authority_id, year_from, question, answer, stage)
);
-- Whether an application stands in those counts, with whatever was or wasn't answered.
ALTER TABLE application ADD equality_counted boolean NOT NULL DEFAULT false;

-- When somebody who was appointed left the school.
ALTER TABLE appointment ADD left_on date;

-- When a person last signed in, and was last told that their account would go.
ALTER TABLE account ADD active_at timestamptz;
ALTER TABLE account ADD warned_at timestamptz;
-- Nobody is warned for what was not noted before.
UPDATE account SET active_at = now() WHERE closed_at IS NULL;

-- Removes the rows of a table whose `key` is one of `ids`, and before them every row that depends on one: what must
-- name it goes with it, what may name it forgets it. Which those are is read from the foreign keys, so that a table
-- that is added later needs no list to be kept. What hangs on by several columns must say ON DELETE itself.
CREATE FUNCTION retention_remove(target regclass, key name, ids uuid[]) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
  link record;
  named uuid[];
  removed bigint;
BEGIN
  IF coalesce(cardinality(ids), 0) = 0 THEN
    RETURN 0;
  END IF;
  FOR link IN
    SELECT c.conrelid::regclass AS source, s.attname AS source_column, t.attname AS target_column,
      s.attnotnull OR c.confdeltype = 'c' AS goes
    FROM pg_constraint c
      JOIN pg_attribute s ON s.attrelid = c.conrelid AND s.attnum = c.conkey[1]
      JOIN pg_attribute t ON t.attrelid = c.confrelid AND t.attnum = c.confkey[1]
    WHERE c.contype = 'f' AND c.confrelid = target AND cardinality(c.conkey) = 1 AND c.confdeltype IN ('a', 'r', 'c')
      AND t.atttypid = 'uuid'::regtype
    ORDER BY c.conrelid::regclass::text, s.attname
  LOOP
    EXECUTE format('SELECT array_agg(%I) FROM %s WHERE %I = ANY ($1)', link.target_column, target, key)
      INTO named USING ids;
    IF link.goes THEN
      PERFORM retention_remove(link.source, link.source_column, named);
    ELSE
      EXECUTE format('UPDATE %s SET %I = NULL WHERE %I = ANY ($1)', link.source, link.source_column,
        link.source_column) USING named;
    END IF;
  END LOOP;
  EXECUTE format('DELETE FROM %s WHERE %I = ANY ($1)', target, key) USING ids;
  GET DIAGNOSTICS removed = ROW_COUNT;
  RETURN removed;
END $$;

-- The trail stays append-only, but for one thing: a transaction that erases may blank whom an entry was about, who of
-- those acted, and what was noted. What was done, when and where stays.
CREATE OR REPLACE FUNCTION audit_event_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND current_setting('staffroom.erases', true) = 'yes' THEN
    IF (NEW.id, NEW.happened_at, NEW.actor_description, NEW.face, NEW.request_id, NEW.action, NEW.subject_type,
        NEW.organisation_id, NEW.authority_id) IS NOT DISTINCT FROM
       (OLD.id, OLD.happened_at, OLD.actor_description, OLD.face, OLD.request_id, OLD.action, OLD.subject_type,
        OLD.organisation_id, OLD.authority_id)
      AND (NEW.actor_account_id IS NULL OR NEW.actor_account_id = OLD.actor_account_id)
      AND NEW.subject_id IN (OLD.subject_id, 'erased') AND NEW.details IN (OLD.details, '{}') THEN
      RETURN NEW;
    END IF;
  END IF;
  RAISE EXCEPTION 'audit events are never changed or removed' USING ERRCODE = 'restrict_violation';
END $$;
