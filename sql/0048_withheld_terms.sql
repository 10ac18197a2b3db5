-- Equality totals of terms that are no longer whole are not given out; and indexes for what retention looks for.

-- Terms of which answers were counted on erasure, as was done before totals were given out by term: what is left of
-- them is not the whole, and nothing made of it is given out. An application that was counted in a term that was
-- never given out was counted then; one that was erased, when its year has such counts.
CREATE TABLE equality_term_withheld (
  authority_id uuid NOT NULL REFERENCES authority (id),
  begins_on date NOT NULL,
  PRIMARY KEY (authority_id, begins_on)
);
INSERT INTO equality_term_withheld (authority_id, begins_on)
SELECT DISTINCT t.authority_id, t.begins_on
FROM (
  SELECT e.authority_id, e.is_erased, make_date(date_part('year', e.day)::int, CASE
    WHEN date_part('month', e.day) >= 9 THEN 9 WHEN date_part('month', e.day) >= 5 THEN 5 ELSE 1 END, 1) AS begins_on
  FROM (
    SELECT authority_id, false AS is_erased, (sent_at AT TIME ZONE 'Europe/London')::date AS day FROM application
      WHERE equality_counted
    UNION ALL
    SELECT authority_id, true, sent_on FROM erased_application
  ) e
) t
WHERE CASE WHEN t.is_erased
  THEN EXISTS (SELECT FROM equality_total c WHERE c.authority_id = t.authority_id AND c.year_from
    = (date_trunc('year', t.begins_on - interval '8 months') + interval '8 months')::date)
  ELSE NOT EXISTS (SELECT FROM equality_term_release r
    WHERE r.authority_id = t.authority_id AND r.begins_on = t.begins_on) END;

-- Inductions that were never taken up again come to their end like those that ended, and so do registrations that
-- nobody ever decided.
DROP INDEX induction_by_end;
CREATE INDEX induction_by_end ON induction (authority_id, state_changed_at, id)
  WHERE state IN ('satisfactory', 'not_satisfactory', 'left', 'paused');
DROP INDEX induction_registration_ended;
CREATE INDEX induction_registration_unaccepted ON induction_registration (authority_id, updated_at, id)
  WHERE state <> 'accepted';
CREATE INDEX induction_registration_by_email ON induction_registration (lower(content ->> 'email'));
