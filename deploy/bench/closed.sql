-- Makes 20 closed copies of every vacancy of vacancies.sql: what has piled up after years. For measuring only; needs
-- a role that may switch triggers off.
\set ON_ERROR_STOP 1
BEGIN;
SET LOCAL session_replication_role = replica;
CREATE TEMPORARY TABLE past ON COMMIT DROP AS SELECT * FROM vacancy WHERE reference LIKE 'B-%' AND state = 'published';
UPDATE past SET state = 'closed', closes_at = closes_at - interval '1 year', published_at = published_at - interval '1 year';
DO $$
BEGIN
  FOR round IN 1..20 LOOP
    UPDATE past SET id = md5(round || ' past ' || id)::uuid, reference = 'P-' || round || '-' || split_part(reference, '-', 2),
      submission = NULL, external_reference = NULL;
    INSERT INTO vacancy SELECT * FROM past;
    UPDATE past SET reference = 'B-' || split_part(reference, '-', 3);
  END LOOP;
END $$;
COMMIT;
VACUUM (ANALYZE) vacancy;
