-- Term dates are stored at once; that inductions follow from them is work for the worker.

-- New dates of a school, or of an authority's schools, whose inductions are not all marked yet: those behind
-- `marked_to`, in the order of identifiers, count as stale without a mark.
CREATE TABLE induction_terms_work (
  id uuid PRIMARY KEY,
  authority_id uuid NOT NULL REFERENCES authority (id),
  school_id uuid REFERENCES school (organisation_id),
  marked_to uuid,
  stored_at timestamptz NOT NULL,
  CONSTRAINT induction_terms_work_one_of_owner UNIQUE NULLS NOT DISTINCT (authority_id, school_id)
);

-- Whether dates that an induction's plan follows from wait to be worked off. Ask only where any wait: as a function it
-- costs the planner nothing where none do.
CREATE FUNCTION induction_awaits_terms(induction uuid, authority uuid) RETURNS boolean LANGUAGE plpgsql STABLE PARALLEL SAFE
  COST 1 AS $$
BEGIN
  RETURN EXISTS (SELECT FROM induction_terms_work w
    WHERE w.authority_id = authority AND (w.marked_to IS NULL OR induction > w.marked_to)
      AND (w.school_id IS NULL OR EXISTS (SELECT FROM induction_period p
        WHERE p.induction_id = induction AND p.school_id = w.school_id)));
END $$;
