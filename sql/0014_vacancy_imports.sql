-- Files of vacancies between the dry run on the page and its confirmation; a worker removes them after a day.
CREATE TABLE held_import (
  id uuid PRIMARY KEY,
  school_id uuid NOT NULL REFERENCES school (organisation_id),
  account_id uuid NOT NULL REFERENCES account (id),
  content bytea NOT NULL CONSTRAINT held_import_content_limit CHECK (length(content) <= 2097152),
  publishes boolean NOT NULL,
  created_at timestamptz NOT NULL
);
CREATE INDEX held_import_by_time ON held_import (created_at);
