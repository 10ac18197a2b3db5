-- Files of claims of the national service: what was taken over, and what waits to be confirmed.

CREATE TABLE induction_import (
  id uuid PRIMARY KEY,
  authority_id uuid NOT NULL REFERENCES authority (id),
  sha256 bytea NOT NULL,
  rows int NOT NULL,
  claimed int NOT NULL,
  faulty int NOT NULL,
  -- How often the same file has come.
  times int NOT NULL,
  imported_at timestamptz NOT NULL,
  imported_by uuid REFERENCES account (id) ON DELETE SET NULL,
  CONSTRAINT induction_import_once UNIQUE (authority_id, sha256)
);

-- Kept between looking at a file and confirming it; a worker removes it after a day.
CREATE TABLE held_claims (
  id uuid PRIMARY KEY,
  authority_id uuid NOT NULL REFERENCES authority (id),
  account_id uuid NOT NULL REFERENCES account (id) ON DELETE CASCADE,
  content bytea NOT NULL CONSTRAINT held_claims_content_limit CHECK (length(content) <= 102400),
  created_at timestamptz NOT NULL
);
CREATE INDEX held_claims_by_time ON held_claims (created_at);
