-- The last first day of teachers who are new to a body that is to end: whoever is with it already goes on until it ends.
ALTER TABLE appropriate_body ADD COLUMN takes_new_until date,
  ADD CONSTRAINT appropriate_body_takes_new_in_time
    CHECK (takes_new_until >= acts_from AND (acts_until IS NULL OR takes_new_until <= acts_until)) NOT VALID;
