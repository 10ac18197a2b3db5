-- The whole life of an application, from sent to appointed: its states and what may follow each, as rows that
-- the database itself holds every change to.

CREATE TABLE application_state (
  state text PRIMARY KEY,
  position int NOT NULL UNIQUE
);
INSERT INTO application_state (state, position) VALUES
  ('sent', 1), ('under_consideration', 2), ('longlisted', 3), ('shortlisted', 4), ('interviewing', 5),
  ('offered', 6), ('accepted', 7), ('appointed', 8), ('unsuccessful', 9), ('offer_declined', 10),
  ('offer_withdrawn', 11), ('withdrawn', 12);

CREATE TABLE application_transition (
  from_state text NOT NULL REFERENCES application_state (state),
  to_state text NOT NULL REFERENCES application_state (state),
  PRIMARY KEY (from_state, to_state),
  CONSTRAINT application_transition_moves CHECK (from_state <> to_state)
);
INSERT INTO application_transition (from_state, to_state) VALUES
  ('sent', 'under_consideration'), ('sent', 'longlisted'), ('sent', 'shortlisted'), ('sent', 'unsuccessful'),
  ('sent', 'withdrawn'),
  ('under_consideration', 'longlisted'), ('under_consideration', 'shortlisted'),
  ('under_consideration', 'unsuccessful'), ('under_consideration', 'withdrawn'),
  ('longlisted', 'under_consideration'), ('longlisted', 'shortlisted'), ('longlisted', 'unsuccessful'),
  ('longlisted', 'withdrawn'),
  ('shortlisted', 'under_consideration'), ('shortlisted', 'interviewing'), ('shortlisted', 'unsuccessful'),
  ('shortlisted', 'withdrawn'),
  ('interviewing', 'shortlisted'), ('interviewing', 'offered'), ('interviewing', 'unsuccessful'),
  ('interviewing', 'withdrawn'),
  ('offered', 'accepted'), ('offered', 'offer_declined'), ('offered', 'offer_withdrawn'), ('offered', 'withdrawn'),
  ('accepted', 'appointed'), ('accepted', 'offer_withdrawn'), ('accepted', 'withdrawn'),
  ('appointed', 'accepted'),
  ('unsuccessful', 'under_consideration'), ('unsuccessful', 'interviewing'),
  ('offer_declined', 'interviewing'), ('offer_withdrawn', 'interviewing');

ALTER TABLE application DROP CONSTRAINT application_state_known;
ALTER TABLE application ADD CONSTRAINT application_state_known
  FOREIGN KEY (state) REFERENCES application_state (state) NOT VALID;

CREATE OR REPLACE FUNCTION application_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (NEW.vacancy_id, NEW.account_id, NEW.school_id, NEW.form_version, NEW.applicant_name, NEW.answers,
      NEW.sent_at, NEW.reference) IS DISTINCT FROM
     (OLD.vacancy_id, OLD.account_id, OLD.school_id, OLD.form_version, OLD.applicant_name, OLD.answers,
      OLD.sent_at, OLD.reference) THEN
    RAISE EXCEPTION 'an application is never changed once sent' USING ERRCODE = 'restrict_violation';
  END IF;
  IF NEW.state <> OLD.state AND NOT EXISTS (
    SELECT 1 FROM application_transition t WHERE t.from_state = OLD.state AND t.to_state = NEW.state) THEN
    RAISE EXCEPTION 'an application does not go from % to %', OLD.state, NEW.state
      USING ERRCODE = 'check_violation', CONSTRAINT = 'application_transition_allowed';
  END IF;
  RETURN NEW;
END $$;
