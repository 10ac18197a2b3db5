-- Schools as the national register knows them, one row for each organisation of kind 'school'.

-- Time-ordered identifiers (RFC 9562, version 7) for rows made by a statement over a whole set.
CREATE FUNCTION uuid_v7(at timestamptz) RETURNS uuid LANGUAGE sql VOLATILE PARALLEL SAFE AS $$
  SELECT overlay(
    overlay(replace(gen_random_uuid()::text, '-', '')
      PLACING lpad(to_hex((extract(epoch FROM at) * 1000)::bigint), 12, '0') FROM 1 FOR 12)
    PLACING '7' FROM 13 FOR 1)::uuid
$$;

-- The register's text without blanks around it; NULL when nothing is left.
CREATE FUNCTION register_text(value text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT nullif(btrim(value), '')
$$;

-- The register's dates, DD-MM-YYYY; NULL for anything that is not a date of the calendar. Few days are late enough
-- in their month to need a look at its length.
CREATE FUNCTION register_date(value text) RETURNS date LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE
    WHEN value !~ '^([0][1-9]|[12][0-9]|3[01])-(0[1-9]|1[0-2])-[0-9]{4}$' OR right(value, 4) = '0000' THEN NULL
    WHEN left(value, 2) <= '28' OR left(value, 2)::int <= extract(day FROM
        make_date(right(value, 4)::int, substr(value, 4, 2)::int, 1) + interval '1 month - 1 day')
      THEN make_date(right(value, 4)::int, substr(value, 4, 2)::int, left(value, 2)::int)
  END
$$;

-- The words a school is searched by: apostrophes dropped, everything else that is no letter or digit parts words.
CREATE FUNCTION school_words(value text) RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT to_tsvector('simple'::regconfig,
    regexp_replace(translate(lower(value), '''’‘', ''), '[^[:alnum:]]+', ' ', 'g'))
$$;

CREATE TABLE school (
  organisation_id uuid PRIMARY KEY CONSTRAINT school_organisation_known REFERENCES organisation (id),
  urn int NOT NULL CONSTRAINT school_urn_form CHECK (urn BETWEEN 10000 AND 999999),
  establishment_number text
    CONSTRAINT school_establishment_number_form CHECK (establishment_number ~ '^[0-9]{1,4}$'),
  la_code text NOT NULL CONSTRAINT school_la_code_form CHECK (la_code ~ '^[0-9]{3}$'),
  name text NOT NULL CONSTRAINT school_name_filled CHECK (length(btrim(name)) BETWEEN 1 AND 200),
  phase text NOT NULL CONSTRAINT school_phase_known CHECK (phase IN
    ('nursery', 'primary', 'middle', 'secondary', 'all-through', '16-plus', 'not-applicable')),
  type_code text,
  type_name text,
  status text NOT NULL CONSTRAINT school_status_known CHECK (status IN
    ('open', 'open but proposed to close', 'closed', 'proposed to open')),
  opened_on date,
  closed_on date,
  low_age smallint CONSTRAINT school_low_age_form CHECK (low_age BETWEEN 0 AND 99),
  high_age smallint CONSTRAINT school_high_age_form CHECK (high_age BETWEEN 0 AND 99),
  religious_character text,
  ukprn text CONSTRAINT school_ukprn_form CHECK (ukprn ~ '^[0-9]{8}$'),
  street text,
  locality text,
  address3 text,
  town text,
  postcode text,
  website text,
  telephone text,
  trust_name text,
  easting int,
  northing int,
  -- Numbers from 900001 on are given to schools whose real number is not known to us.
  is_sample_urn boolean NOT NULL GENERATED ALWAYS AS (urn >= 900001) STORED,
  version int NOT NULL DEFAULT 1 CONSTRAINT school_version_counts CHECK (version >= 1),
  updated_at timestamptz NOT NULL,
  words tsvector NOT NULL GENERATED ALWAYS AS (school_words(name || ' ' || coalesce(town, ''))) STORED,
  CONSTRAINT school_urn_unique UNIQUE (urn)
);
CREATE INDEX school_by_name ON school (name, organisation_id);
CREATE INDEX school_by_authority ON school (la_code, phase, name, organisation_id);
CREATE INDEX school_by_words ON school USING gin (words);
