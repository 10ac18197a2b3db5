-- Recruitment agencies: the terms that the authority has agreed with each, and the vacancies that schools release
-- to them.

-- Every version that was ever agreed is kept. On a day holds the one that began last, of those the newest version.
CREATE TABLE agency_terms (
  id uuid PRIMARY KEY,
  agency_id uuid NOT NULL,
  agency_kind text NOT NULL DEFAULT 'agency' CONSTRAINT agency_terms_of_agency CHECK (agency_kind = 'agency'),
  authority_id uuid NOT NULL,
  version int NOT NULL,
  valid_from date NOT NULL,
  valid_until date NOT NULL,
  -- One of the two: a share of the first year's pay, or a fixed fee.
  rate_basis_points int CONSTRAINT agency_terms_rate_range CHECK (rate_basis_points BETWEEN 1 AND 10000),
  fixed_fee_pence int CONSTRAINT agency_terms_fee_range CHECK (fixed_fee_pence BETWEEN 0 AND 100000000),
  rebate_notes text NOT NULL DEFAULT '' CONSTRAINT agency_terms_rebate_length CHECK (length(rebate_notes) <= 2000),
  -- That the agency vets whom it puts forward: who made sure, when, until when that counts, and what was looked at.
  vetting_confirmed_on date,
  vetting_expires_on date,
  vetting_confirmed_by text,
  vetting_checks text,
  stopped_at timestamptz,
  stopped_by uuid REFERENCES account (id),
  stop_reason text,
  recorded_at timestamptz NOT NULL,
  recorded_by uuid REFERENCES account (id),
  CONSTRAINT agency_terms_version_unique UNIQUE (agency_id, version),
  CONSTRAINT agency_terms_one_rate CHECK (num_nonnulls(rate_basis_points, fixed_fee_pence) = 1),
  CONSTRAINT agency_terms_dates_in_order CHECK (valid_until >= valid_from),
  CONSTRAINT agency_terms_vetting_whole CHECK (
    num_nulls(vetting_confirmed_on, vetting_expires_on, vetting_confirmed_by, vetting_checks) IN (0, 4)),
  CONSTRAINT agency_terms_stopped_with_reason CHECK ((stopped_at IS NULL) = (stop_reason IS NULL)),
  CONSTRAINT agency_terms_agency FOREIGN KEY (agency_id, authority_id) REFERENCES organisation (id, authority_id),
  CONSTRAINT agency_terms_kind FOREIGN KEY (agency_id, agency_kind) REFERENCES organisation (id, kind)
);
CREATE INDEX agency_terms_by_start ON agency_terms (agency_id, valid_from DESC, version DESC);

-- What was agreed stays as it was agreed; it can only be stopped.
CREATE FUNCTION agency_terms_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF to_jsonb(NEW) - '{stopped_at,stopped_by,stop_reason}'::text[]
      IS DISTINCT FROM to_jsonb(OLD) - '{stopped_at,stopped_by,stop_reason}'::text[]
    OR OLD.stopped_at IS NOT NULL THEN
    RAISE EXCEPTION 'terms are never changed once recorded' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER agency_terms_are_frozen BEFORE UPDATE ON agency_terms
  FOR EACH ROW EXECUTE FUNCTION agency_terms_refuse_change();

CREATE TABLE agency_release (
  id uuid PRIMARY KEY,
  vacancy_id uuid NOT NULL REFERENCES vacancy (id),
  agency_id uuid NOT NULL,
  school_id uuid NOT NULL REFERENCES school (organisation_id),
  authority_id uuid NOT NULL,
  -- The last day on which the agency may put people forward; without one, until the vacancy closes.
  last_date date,
  note text NOT NULL DEFAULT '' CONSTRAINT agency_release_note_length CHECK (length(note) <= 2000),
  released_at timestamptz NOT NULL,
  released_by uuid REFERENCES account (id),
  taken_back_at timestamptz,
  taken_back_by uuid REFERENCES account (id),
  CONSTRAINT agency_release_agency FOREIGN KEY (agency_id, authority_id) REFERENCES organisation (id, authority_id)
);
CREATE UNIQUE INDEX agency_release_one_standing ON agency_release (vacancy_id, agency_id)
  WHERE taken_back_at IS NULL;
CREATE INDEX agency_release_by_agency ON agency_release (agency_id, released_at DESC, id DESC);
CREATE INDEX agency_release_by_vacancy ON agency_release (vacancy_id, released_at DESC, id DESC);
