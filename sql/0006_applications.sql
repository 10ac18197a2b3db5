-- The general application: its form as dated data, each person's own, and what was sent to vacancies.

CREATE TABLE application_form (
  version int PRIMARY KEY,
  introduced_on date NOT NULL,
  definition jsonb NOT NULL
);

CREATE TABLE general_application_section (
  account_id uuid NOT NULL REFERENCES account (id) ON DELETE CASCADE,
  section text NOT NULL,
  answers jsonb NOT NULL,
  version int NOT NULL DEFAULT 1,
  updated_at timestamptz NOT NULL,
  PRIMARY KEY (account_id, section)
);

CREATE TABLE application (
  id uuid PRIMARY KEY,
  reference text NOT NULL,
  vacancy_id uuid NOT NULL REFERENCES vacancy (id),
  account_id uuid NOT NULL REFERENCES account (id),
  school_id uuid NOT NULL REFERENCES school (organisation_id),
  authority_id uuid NOT NULL,
  state text NOT NULL CONSTRAINT application_state_known
    CHECK (state IN ('sent', 'under_consideration', 'unsuccessful', 'withdrawn')),
  form_version int NOT NULL REFERENCES application_form (version),
  applicant_name text NOT NULL,
  answers jsonb NOT NULL,
  submission uuid NOT NULL,
  version int NOT NULL DEFAULT 1,
  sent_at timestamptz NOT NULL,
  state_changed_at timestamptz NOT NULL,
  state_reason text,
  CONSTRAINT application_reference_unique UNIQUE (reference),
  CONSTRAINT application_submission_unique UNIQUE (account_id, submission)
);
CREATE UNIQUE INDEX application_one_standing ON application (vacancy_id, account_id)
  WHERE state <> 'withdrawn';
CREATE INDEX application_by_vacancy ON application (vacancy_id, id);
CREATE INDEX application_by_account ON application (account_id, id DESC);

-- What was sent is frozen as it was sent.
CREATE FUNCTION application_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (NEW.vacancy_id, NEW.account_id, NEW.school_id, NEW.form_version, NEW.applicant_name, NEW.answers,
      NEW.sent_at, NEW.reference) IS DISTINCT FROM
     (OLD.vacancy_id, OLD.account_id, OLD.school_id, OLD.form_version, OLD.applicant_name, OLD.answers,
      OLD.sent_at, OLD.reference) THEN
    RAISE EXCEPTION 'an application is never changed once sent' USING ERRCODE = 'restrict_violation';
  END IF;
  IF NEW.state <> OLD.state AND NOT (OLD.state, NEW.state) IN (
    ('sent', 'under_consideration'), ('sent', 'unsuccessful'), ('sent', 'withdrawn'),
    ('under_consideration', 'unsuccessful'), ('under_consideration', 'withdrawn'),
    ('unsuccessful', 'under_consideration')
  ) THEN
    RAISE EXCEPTION 'an application does not go from % to %', OLD.state, NEW.state
      USING ERRCODE = 'check_violation', CONSTRAINT = 'application_transition_allowed';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER application_is_frozen BEFORE UPDATE ON application
  FOR EACH ROW EXECUTE FUNCTION application_refuse_change();
