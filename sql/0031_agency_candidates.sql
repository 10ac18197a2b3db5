-- People whom agencies put forward. A school sees somebody only once they have agreed, by a link in a mail to them;
-- what follows is an application like any other, found by vacancy and account.

CREATE TABLE agency_consent_wording (
  version int PRIMARY KEY,
  introduced_on date NOT NULL,
  wording text NOT NULL
);
INSERT INTO agency_consent_wording (version, introduced_on, wording) VALUES (1, DATE '2026-08-01',
  'I agree that {agency} represents me for the vacancy “{vacancy}” at {school}, that the school receives what stands above, and that {agency} is told in plain words how my application stands.');

CREATE TABLE agency_candidate (
  id uuid PRIMARY KEY,
  release_id uuid NOT NULL REFERENCES agency_release (id),
  vacancy_id uuid NOT NULL REFERENCES vacancy (id),
  agency_id uuid NOT NULL,
  school_id uuid NOT NULL REFERENCES school (organisation_id),
  authority_id uuid NOT NULL,
  -- Never says how an application stands: that is said by the application alone.
  state text NOT NULL CONSTRAINT agency_candidate_state_known CHECK (state IN ('asked', 'consented', 'declined',
    'lapsed', 'retracted', 'consent_withdrawn', 'represented', 'applied_directly')),
  name text CONSTRAINT agency_candidate_name_length CHECK (length(name) BETWEEN 1 AND 200),
  email text,
  email_normal text,
  telephone text CONSTRAINT agency_candidate_telephone_length CHECK (length(telephone) <= 40),
  statement text CONSTRAINT agency_candidate_statement_length CHECK (length(statement) <= 4000),
  experience text CONSTRAINT agency_candidate_experience_length CHECK (length(experience) <= 8000),
  submission uuid,
  submitted_at timestamptz NOT NULL,
  submitted_by uuid REFERENCES account (id),
  -- Until when the person may answer.
  answer_by timestamptz NOT NULL,
  answered_at timestamptz,
  wording_version int REFERENCES agency_consent_wording (version),
  account_id uuid REFERENCES account (id),
  -- The terms that held when the person agreed: the fee goes by them.
  terms_id uuid REFERENCES agency_terms (id),
  -- When it ended without anybody being put forward.
  closed_at timestamptz,
  erased_at timestamptz,
  version int NOT NULL DEFAULT 1,
  CONSTRAINT agency_candidate_agency FOREIGN KEY (agency_id, authority_id)
    REFERENCES organisation (id, authority_id),
  CONSTRAINT agency_candidate_submission_unique UNIQUE (agency_id, submission),
  -- Whose consent it was goes with their account, once nothing else says who they were.
  CONSTRAINT agency_candidate_consent_whole CHECK (state <> 'consented' OR
    (num_nulls(answered_at, wording_version, terms_id) = 0 AND num_nonnulls(account_id, erased_at) > 0)),
  CONSTRAINT agency_candidate_closed CHECK ((closed_at IS NULL) = (state IN ('asked', 'consented'))),
  CONSTRAINT agency_candidate_person_known CHECK (
    CASE WHEN erased_at IS NULL THEN num_nulls(name, email, email_normal) = 0
      ELSE num_nonnulls(name, email, email_normal, telephone, statement, experience) = 0 END)
);
-- One agency for one person and vacancy: whoever the person agreed with first.
CREATE UNIQUE INDEX agency_candidate_one_consent ON agency_candidate (vacancy_id, account_id)
  WHERE state = 'consented';
CREATE UNIQUE INDEX agency_candidate_one_ask ON agency_candidate (agency_id, vacancy_id, email_normal)
  WHERE state IN ('asked', 'consented', 'declined');
CREATE INDEX agency_candidate_by_agency ON agency_candidate (agency_id, submitted_at DESC, id DESC);
CREATE INDEX agency_candidate_by_school ON agency_candidate (school_id, submitted_at);
CREATE INDEX agency_candidate_by_vacancy ON agency_candidate (vacancy_id, answered_at DESC, id DESC)
  WHERE state = 'consented';
CREATE INDEX agency_candidate_by_authority ON agency_candidate (authority_id, submitted_at);
CREATE INDEX agency_candidate_by_account ON agency_candidate (account_id) WHERE account_id IS NOT NULL;
CREATE INDEX agency_candidate_by_release ON agency_candidate (release_id);
CREATE INDEX agency_candidate_waiting ON agency_candidate (answer_by, id) WHERE state = 'asked';
CREATE INDEX agency_candidate_by_person ON agency_candidate (email_normal, vacancy_id);
CREATE INDEX agency_candidate_to_erase ON agency_candidate (closed_at, id)
  WHERE closed_at IS NOT NULL AND erased_at IS NULL;

CREATE TABLE agency_candidate_link (
  token_hash bytea PRIMARY KEY,
  candidate_id uuid NOT NULL REFERENCES agency_candidate (id) ON DELETE CASCADE,
  created_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL
);
CREATE INDEX agency_candidate_link_by_candidate ON agency_candidate_link (candidate_id);
CREATE INDEX agency_candidate_link_age ON agency_candidate_link (expires_at);
