-- What an applicant and a school write to each other about one application.

CREATE TABLE application_message (
  id uuid PRIMARY KEY,
  application_id uuid NOT NULL REFERENCES application (id) ON DELETE CASCADE,
  from_school boolean NOT NULL,
  author_id uuid REFERENCES account (id) ON DELETE SET NULL,
  body text NOT NULL CONSTRAINT application_message_length CHECK (length(btrim(body)) BETWEEN 1 AND 5000),
  submission uuid NOT NULL,
  written_at timestamptz NOT NULL,
  CONSTRAINT application_message_once UNIQUE (application_id, from_school, submission)
);
CREATE INDEX application_message_by_application ON application_message (application_id, id);

-- Up to which message each side has read.
CREATE TABLE application_message_read (
  application_id uuid NOT NULL REFERENCES application (id) ON DELETE CASCADE,
  by_school boolean NOT NULL,
  read_until timestamptz NOT NULL,
  PRIMARY KEY (application_id, by_school)
);
