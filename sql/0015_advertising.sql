-- Where vacancies and recruitment drives are advertised, what that costs, and what comes of it.

CREATE TABLE advertising_channel (
  code text PRIMARY KEY CONSTRAINT advertising_channel_code_form CHECK (code ~ '^[a-z0-9-]{2,40}$'),
  name text NOT NULL CONSTRAINT advertising_channel_name_unique UNIQUE,
  sort int NOT NULL
);
INSERT INTO advertising_channel (code, name, sort) VALUES
  ('national-job-board', 'National job board', 10),
  ('local-press', 'Local press', 20),
  ('social-media', 'Social media', 30),
  ('university-fair', 'University or careers fair', 40),
  ('agency', 'Agency', 50),
  ('own-website', 'Own website', 60),
  ('other', 'Other', 70);

CREATE TABLE campaign (
  id uuid PRIMARY KEY,
  -- Stands in the tracked link.
  code text NOT NULL CONSTRAINT campaign_code_form CHECK (code ~ '^[0-9a-z]{8}$'),
  organisation_id uuid NOT NULL,
  authority_id uuid NOT NULL,
  name text NOT NULL CONSTRAINT campaign_name_length CHECK (length(btrim(name)) BETWEEN 3 AND 100),
  channel text NOT NULL CONSTRAINT campaign_channel_known REFERENCES advertising_channel (code),
  cost_pence int NOT NULL CONSTRAINT campaign_cost_range CHECK (cost_pence BETWEEN 0 AND 1000000000),
  starts_on date NOT NULL,
  ends_on date,
  vacancy_id uuid REFERENCES vacancy (id),
  notes text NOT NULL DEFAULT '' CONSTRAINT campaign_notes_length CHECK (length(notes) <= 2000),
  version int NOT NULL DEFAULT 1,
  submission uuid,
  created_by uuid,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  CONSTRAINT campaign_code_unique UNIQUE (code),
  CONSTRAINT campaign_submission_unique UNIQUE (organisation_id, submission),
  CONSTRAINT campaign_dates_in_order CHECK (ends_on >= starts_on),
  CONSTRAINT campaign_organisation FOREIGN KEY (organisation_id, authority_id)
    REFERENCES organisation (id, authority_id)
);
CREATE INDEX campaign_by_authority ON campaign (authority_id, created_at DESC, id DESC);
CREATE INDEX campaign_by_organisation ON campaign (organisation_id, created_at DESC, id DESC);
CREATE INDEX campaign_by_vacancy ON campaign (vacancy_id) WHERE vacancy_id IS NOT NULL;

-- How often a tracked link was followed, in whole days of London; nobody's name or address is kept.
CREATE TABLE campaign_visit (
  campaign_id uuid NOT NULL REFERENCES campaign (id) ON DELETE CASCADE,
  day date NOT NULL,
  visits int NOT NULL CONSTRAINT campaign_visit_counts CHECK (visits >= 1),
  PRIMARY KEY (campaign_id, day)
);

-- Which campaign an application came through: where it came from, and nothing of what else was read.
ALTER TABLE application ADD campaign_id uuid;
ALTER TABLE application ADD CONSTRAINT application_campaign FOREIGN KEY (campaign_id) REFERENCES campaign (id)
  NOT VALID;
