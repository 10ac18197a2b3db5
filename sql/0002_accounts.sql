-- Accounts and what they may act for: memberships, sessions, single-use links and API tokens.
-- Secrets are kept as SHA-256 hashes only; passwords as Argon2id.

CREATE TABLE account (
  id uuid PRIMARY KEY,
  email text NOT NULL,
  email_normal text NOT NULL CONSTRAINT account_email_normal_form
    CHECK (email_normal = lower(email_normal) AND length(email_normal) BETWEEN 3 AND 254),
  name text NOT NULL CONSTRAINT account_name_filled CHECK (length(btrim(name)) BETWEEN 1 AND 200),
  password_hash text,
  email_confirmed_at timestamptz,
  closed_at timestamptz,
  version int NOT NULL DEFAULT 1,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  CONSTRAINT account_email_unique UNIQUE (email_normal)
);

-- What a role may be held at: the kind comes from the organisation by a foreign key, so a row can't lie.
ALTER TABLE organisation ADD CONSTRAINT organisation_id_kind_unique UNIQUE (id, kind);

CREATE TABLE membership (
  id uuid PRIMARY KEY,
  account_id uuid NOT NULL REFERENCES account (id),
  organisation_id uuid NOT NULL,
  organisation_kind text NOT NULL,
  authority_id uuid NOT NULL,
  role text NOT NULL,
  granted_at timestamptz NOT NULL,
  granted_by uuid REFERENCES account (id),
  ended_at timestamptz,
  ended_by uuid REFERENCES account (id),
  CONSTRAINT membership_organisation_in_authority
    FOREIGN KEY (organisation_id, authority_id) REFERENCES organisation (id, authority_id),
  CONSTRAINT membership_organisation_of_kind
    FOREIGN KEY (organisation_id, organisation_kind) REFERENCES organisation (id, kind),
  CONSTRAINT membership_role_fits_organisation CHECK (
    (organisation_kind = 'school' AND role IN ('head', 'recruiter', 'panel_member', 'induction_tutor'))
    OR (organisation_kind = 'authority' AND role IN ('school_improvement_officer', 'administrator'))
    OR (organisation_kind = 'alliance' AND role IN ('alliance_lead', 'alliance_coordinator'))
    OR (organisation_kind = 'agency' AND role IN ('agency_consultant')))
);
CREATE UNIQUE INDEX membership_one_open ON membership (account_id, organisation_id, role)
  WHERE ended_at IS NULL;
CREATE INDEX membership_by_organisation ON membership (organisation_id, role) WHERE ended_at IS NULL;
CREATE INDEX membership_by_authority ON membership (authority_id, account_id);

CREATE TABLE session (
  id uuid PRIMARY KEY,
  token_hash bytea NOT NULL,
  account_id uuid NOT NULL REFERENCES account (id),
  csrf_secret bytea NOT NULL,
  created_at timestamptz NOT NULL,
  last_seen_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  user_agent text,
  ended_at timestamptz,
  CONSTRAINT session_token_unique UNIQUE (token_hash)
);
CREATE INDEX session_open_by_account ON session (account_id) WHERE ended_at IS NULL;
CREATE INDEX session_age ON session (expires_at);

CREATE TABLE single_use_link (
  token_hash bytea PRIMARY KEY,
  purpose text NOT NULL CONSTRAINT single_use_link_purpose_known
    CHECK (purpose IN ('confirm_email', 'reset_password', 'invitation')),
  account_id uuid REFERENCES account (id),
  email text NOT NULL,
  organisation_id uuid REFERENCES organisation (id),
  role text,
  invited_by uuid REFERENCES account (id),
  created_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  used_at timestamptz,
  CONSTRAINT single_use_link_complete CHECK (
    CASE purpose
      WHEN 'invitation' THEN organisation_id IS NOT NULL AND role IS NOT NULL
      ELSE account_id IS NOT NULL
    END)
);
CREATE INDEX single_use_link_waiting ON single_use_link (account_id, purpose) WHERE used_at IS NULL;
CREATE INDEX single_use_link_age ON single_use_link (expires_at);

CREATE TABLE api_token (
  id uuid PRIMARY KEY,
  account_id uuid NOT NULL REFERENCES account (id),
  name text NOT NULL CONSTRAINT api_token_name_filled CHECK (length(btrim(name)) BETWEEN 1 AND 100),
  token_hash bytea NOT NULL,
  prefix text NOT NULL,
  scopes text[] NOT NULL CONSTRAINT api_token_scopes_given CHECK (cardinality(scopes) > 0),
  created_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  revoked_at timestamptz,
  last_used_at timestamptz,
  CONSTRAINT api_token_hash_unique UNIQUE (token_hash),
  CONSTRAINT api_token_one_year CHECK (expires_at <= created_at + interval '367 days')
);
CREATE INDEX api_token_by_account ON api_token (account_id, id);
