-- Figures that stay true when what they count is erased, and equality totals that are given out once.

-- The equality totals of a term that has ended, made safe, as they were given out: once for each term, so that no two
-- tables can be compared to find somebody by whom they differ. (What was given out by the month in `equality_release`
-- and counted on erasure in `equality_total` is no longer written or read.)
CREATE TABLE equality_term_release (
  authority_id uuid NOT NULL REFERENCES authority (id),
  begins_on date NOT NULL,
  ends_on date NOT NULL,
  released_on date NOT NULL,
  form_version int NOT NULL REFERENCES equality_form (version),
  totals jsonb NOT NULL,
  PRIMARY KEY (authority_id, begins_on),
  CONSTRAINT equality_term_release_ended CHECK (begins_on < ends_on AND ends_on < released_on)
);
CREATE FUNCTION equality_term_release_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'equality totals are never changed once given out' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER equality_term_release_is_fixed BEFORE UPDATE OR DELETE ON equality_term_release
  FOR EACH ROW EXECUTE FUNCTION equality_term_release_refuse_change();

-- How many people an authority's pool held on a day, all together, by phase and by subject.
CREATE TABLE pool_count (
  authority_id uuid NOT NULL REFERENCES authority (id),
  counted_on date NOT NULL,
  measure text NOT NULL CONSTRAINT pool_count_measure_known CHECK (measure IN ('all', 'phase', 'subject')),
  code text NOT NULL,
  people int NOT NULL CONSTRAINT pool_count_counts CHECK (people >= 0),
  PRIMARY KEY (authority_id, counted_on, measure, code)
);

-- What came of somebody whom an agency put forward, once the application that told it is erased.
CREATE TABLE agency_candidate_outcome (
  candidate_id uuid PRIMARY KEY REFERENCES agency_candidate (id) ON DELETE CASCADE,
  was_shortlisted boolean NOT NULL,
  was_interviewed boolean NOT NULL,
  -- Of an appointment that stood: when, from when, and what was due for it; null where the pay wasn't known.
  appointed_at timestamptz,
  starts_on date,
  fee_pence int CONSTRAINT agency_candidate_outcome_fee_range CHECK (fee_pence >= 0),
  CONSTRAINT agency_candidate_outcome_appointed CHECK ((appointed_at IS NULL) = (starts_on IS NULL))
);

CREATE INDEX erased_application_by_school ON erased_application (school_id, sent_on);
CREATE INDEX erased_application_by_campaign ON erased_application (campaign_id) WHERE campaign_id IS NOT NULL;
