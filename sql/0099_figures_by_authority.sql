-- staffroom: no-transaction
-- How many people an authority's pool held on a day by subject and phase together, and what figures of an authority are
-- read by, on tables that grow.

-- A subject is the empty text for those who named none. The rows of a day stand beside those of `pool_count`.
CREATE TABLE IF NOT EXISTS pool_subject_count (
  authority_id uuid NOT NULL REFERENCES authority (id),
  counted_on date NOT NULL,
  subject text NOT NULL,
  phase text NOT NULL,
  people int NOT NULL CONSTRAINT pool_subject_count_counts CHECK (people >= 0),
  PRIMARY KEY (authority_id, counted_on, subject, phase)
);

-- Posts of a school year or term, and the vacancies that were not filled, the last published first.
CREATE INDEX CONCURRENTLY IF NOT EXISTS vacancy_by_authority ON vacancy (authority_id, published_at, id);
-- Panels that still choose, by the day of closing.
CREATE INDEX CONCURRENTLY IF NOT EXISTS vacancy_in_selection ON vacancy (authority_id, closes_at, id)
  WHERE state IN ('published', 'closed', 'interviewing');
-- References asked for in a school year or term.
CREATE INDEX CONCURRENTLY IF NOT EXISTS reference_request_by_day ON reference_request (requested_at);
