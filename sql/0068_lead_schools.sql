-- Posts at several schools at once have one lead head: which school leads from a day on, where it is not the one of the
-- earliest post that is still open.

ALTER TABLE induction_event DROP CONSTRAINT induction_event_kind_known;
ALTER TABLE induction_event ADD CONSTRAINT induction_event_kind_known
  CHECK (kind IN ('absence', 'reduction', 'extension', 'lead', 'correction')) NOT VALID;
ALTER TABLE induction_event ADD school_id uuid REFERENCES school (organisation_id);
-- What was done in words, of a lead school and of a correction.
ALTER TABLE induction_event ADD what text NOT NULL DEFAULT ''
  CONSTRAINT induction_event_what_length CHECK (length(what) <= 500);
ALTER TABLE induction_event DROP CONSTRAINT induction_event_whole;
ALTER TABLE induction_event ADD CONSTRAINT induction_event_whole CHECK (CASE kind
  WHEN 'absence' THEN num_nulls(starts_on, ends_on, days, absence_kind) = 0 AND ends_on >= starts_on
  WHEN 'lead' THEN num_nulls(starts_on, school_id) = 0 AND what <> ''
  WHEN 'correction' THEN what <> ''
  ELSE terms > 0 END) NOT VALID;
CREATE INDEX induction_event_lead ON induction_event (induction_id, starts_on) WHERE kind = 'lead';

-- The school that leads an induction on a day: the one that was set last, while the teacher has a post there; else that
-- of the earliest post open. A post goes on through changes of hours. The program reckons the same (LeadSchools).
CREATE FUNCTION induction_lead(induction uuid, day date) RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT p.school_id FROM induction_period p
  WHERE p.induction_id = induction AND p.starts_on <= day AND coalesce(p.ends_on >= day, true)
  ORDER BY (p.school_id = (SELECT e.school_id FROM induction_event e
      WHERE e.induction_id = induction AND e.kind = 'lead' AND e.removed_at IS NULL AND e.starts_on <= day
        AND EXISTS (SELECT FROM induction_period o WHERE o.induction_id = induction AND o.school_id = e.school_id
          AND o.starts_on <= day AND coalesce(o.ends_on >= day, true))
      ORDER BY e.starts_on DESC, e.entered_at DESC, e.id DESC LIMIT 1)) IS TRUE DESC,
    (SELECT max(q.starts_on) FROM induction_period q
      WHERE q.induction_id = induction AND q.school_id = p.school_id AND q.starts_on <= p.starts_on
        AND NOT EXISTS (SELECT FROM induction_period b WHERE b.induction_id = induction AND b.school_id = p.school_id
          AND b.ends_on = q.starts_on - 1)), p.id
  LIMIT 1
$$;

-- Each term goes by the dates of the school that led in it: plans of those who moved are reckoned again by the workers.
UPDATE induction i SET plan_is_stale = true
WHERE i.state IN ('serving', 'paused', 'recommended') AND NOT i.plan_is_stale
  AND (SELECT count(DISTINCT p.school_id) FROM induction_period p WHERE p.induction_id = i.id) > 1;
