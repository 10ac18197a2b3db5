-- How a school chooses: who sits on a vacancy's panel, what each member makes of each application on their own,
-- when names are hidden, what was agreed, and why somebody was not taken forward.

-- While a vacancy's applicants are numbered instead of named. `last_number` is the number given last.
CREATE TABLE vacancy_anonymity (
  vacancy_id uuid PRIMARY KEY REFERENCES vacancy (id),
  authority_id uuid NOT NULL,
  hides_names boolean NOT NULL,
  last_number int NOT NULL DEFAULT 0
);
ALTER TABLE application ADD COLUMN applicant_number int;

CREATE TABLE panel_member (
  vacancy_id uuid NOT NULL REFERENCES vacancy (id),
  account_id uuid NOT NULL REFERENCES account (id),
  authority_id uuid NOT NULL,
  is_chair boolean NOT NULL,
  named_at timestamptz NOT NULL,
  PRIMARY KEY (vacancy_id, account_id)
);
CREATE UNIQUE INDEX panel_member_one_chair ON panel_member (vacancy_id) WHERE is_chair;
CREATE INDEX panel_member_by_account ON panel_member (account_id, vacancy_id);

CREATE TABLE safer_recruitment_training (
  id uuid PRIMARY KEY,
  account_id uuid NOT NULL REFERENCES account (id) ON DELETE CASCADE,
  school_id uuid NOT NULL REFERENCES school (organisation_id),
  authority_id uuid NOT NULL,
  provider text NOT NULL CONSTRAINT safer_recruitment_training_provider_length
    CHECK (length(provider) BETWEEN 2 AND 200),
  completed_on date NOT NULL,
  valid_until date NOT NULL,
  recorded_by uuid REFERENCES account (id) ON DELETE SET NULL,
  recorded_at timestamptz NOT NULL,
  CONSTRAINT safer_recruitment_training_lasts CHECK (valid_until > completed_on),
  CONSTRAINT safer_recruitment_training_once UNIQUE (account_id, completed_on, provider)
);

CREATE TABLE selection (
  vacancy_id uuid PRIMARY KEY REFERENCES vacancy (id),
  school_id uuid NOT NULL REFERENCES school (organisation_id),
  authority_id uuid NOT NULL,
  is_anonymous boolean NOT NULL DEFAULT false,
  sift_closed_at timestamptz,
  longlist_agreed_at timestamptz,
  shortlist_agreed_at timestamptz,
  version int NOT NULL DEFAULT 1,
  updated_at timestamptz NOT NULL
);

CREATE TABLE sift_sheet (
  application_id uuid NOT NULL REFERENCES application (id) ON DELETE CASCADE,
  account_id uuid NOT NULL REFERENCES account (id),
  vacancy_id uuid NOT NULL REFERENCES vacancy (id),
  authority_id uuid NOT NULL,
  recommendation text CONSTRAINT sift_sheet_recommendation_known
    CHECK (recommendation IN ('shortlist', 'unsure', 'not_shortlist')),
  note text NOT NULL DEFAULT '' CONSTRAINT sift_sheet_note_length CHECK (length(note) <= 4000),
  version int NOT NULL DEFAULT 1,
  submitted_at timestamptz,
  updated_at timestamptz NOT NULL,
  PRIMARY KEY (application_id, account_id),
  CONSTRAINT sift_sheet_submitted_whole CHECK (submitted_at IS NULL OR recommendation IS NOT NULL)
);
CREATE INDEX sift_sheet_by_vacancy ON sift_sheet (vacancy_id, application_id);

CREATE TABLE sift_score (
  application_id uuid NOT NULL,
  account_id uuid NOT NULL,
  criterion_id uuid NOT NULL CONSTRAINT sift_score_criterion_stands REFERENCES vacancy_criterion (id),
  score smallint CONSTRAINT sift_score_range CHECK (score BETWEEN 0 AND 3),
  note text NOT NULL DEFAULT '' CONSTRAINT sift_score_note_length CHECK (length(note) <= 2000),
  PRIMARY KEY (application_id, account_id, criterion_id),
  FOREIGN KEY (application_id, account_id) REFERENCES sift_sheet (application_id, account_id) ON DELETE CASCADE
);
CREATE INDEX sift_score_by_criterion ON sift_score (criterion_id);

-- The moment from which the members of a panel see each other's sheets on an application; it never comes back.
CREATE TABLE sift_reveal (
  application_id uuid PRIMARY KEY REFERENCES application (id) ON DELETE CASCADE,
  vacancy_id uuid NOT NULL REFERENCES vacancy (id),
  authority_id uuid NOT NULL,
  revealed_at timestamptz NOT NULL
);
CREATE INDEX sift_reveal_by_vacancy ON sift_reveal (vacancy_id);

-- Why an application was not taken forward, and what its applicant was told. What counts now is the newest of an
-- application, while the application's own state says that it was not taken forward.
CREATE TABLE rejection (
  id uuid PRIMARY KEY,
  application_id uuid NOT NULL REFERENCES application (id) ON DELETE CASCADE,
  vacancy_id uuid NOT NULL REFERENCES vacancy (id),
  authority_id uuid NOT NULL,
  criteria text[] NOT NULL,
  reason text NOT NULL CONSTRAINT rejection_reason_length CHECK (length(reason) <= 2000),
  message text NOT NULL CONSTRAINT rejection_message_length CHECK (length(message) <= 4000),
  decided_by uuid REFERENCES account (id) ON DELETE SET NULL,
  decided_at timestamptz NOT NULL,
  CONSTRAINT rejection_has_reason CHECK (reason <> '' OR criteria <> '{}')
);
CREATE INDEX rejection_by_application ON rejection (application_id, decided_at DESC);
