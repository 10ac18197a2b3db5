-- Another referee, named after an application was sent: by the applicant, or by the school with the applicant’s consent
-- noted. The application stays as it was sent; its referees have the places up to 10 and 50, these the places between.

CREATE TABLE named_referee (
  application_id uuid NOT NULL REFERENCES application (id),
  place int NOT NULL CONSTRAINT named_referee_place_range CHECK (place BETWEEN 11 AND 49),
  -- What the form asks of a referee, with the keys of the form that the application was made on.
  answers jsonb NOT NULL,
  is_religious boolean NOT NULL,
  -- The place of the referee who gave none, or in whose place the school wants another; null for one more.
  replaces int CONSTRAINT named_referee_replaces_another CHECK (replaces <> place),
  named_by text NOT NULL CONSTRAINT named_referee_by_known CHECK (named_by IN ('applicant', 'school')),
  -- How the applicant agreed, where the school recorded it.
  consent text NOT NULL DEFAULT '' CONSTRAINT named_referee_consent_length CHECK (length(consent) <= 1000),
  named_at timestamptz NOT NULL,
  recorded_by uuid REFERENCES account (id),
  PRIMARY KEY (application_id, place),
  CONSTRAINT named_referee_consent_noted CHECK (named_by = 'applicant' OR btrim(consent) <> '')
);
CREATE UNIQUE INDEX named_referee_one_replacement ON named_referee (application_id, replaces)
  WHERE replaces IS NOT NULL;

-- The school asks an applicant for another referee; answered once one is named.
CREATE TABLE referee_ask (
  id uuid PRIMARY KEY,
  application_id uuid NOT NULL REFERENCES application (id),
  replaces int,
  message text NOT NULL DEFAULT '' CONSTRAINT referee_ask_message_length CHECK (length(message) <= 1000),
  asked_at timestamptz NOT NULL,
  asked_by uuid REFERENCES account (id),
  answered_at timestamptz
);
CREATE UNIQUE INDEX referee_ask_one_open ON referee_ask (application_id) WHERE answered_at IS NULL;
CREATE INDEX referee_ask_by_application ON referee_ask (application_id, asked_at);

-- Every time a referee declined, also where they, or a letter from them, came round since.
CREATE TABLE reference_decline (
  reference_id uuid NOT NULL REFERENCES reference_request (id),
  declined_at timestamptz NOT NULL,
  reason text NOT NULL,
  PRIMARY KEY (reference_id, declined_at)
);
INSERT INTO reference_decline (reference_id, declined_at, reason)
SELECT id, declined_at, decline_reason FROM reference_request WHERE declined_at IS NOT NULL;
