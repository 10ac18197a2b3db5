-- Makes :n published vacancies at the schools that are there, the same ones every time: each value is derived
-- from md5 of a tag and the row's number. For measuring only; psql -v n=50000 -f vacancies.sql.
\set ON_ERROR_STOP 1
BEGIN;
CREATE FUNCTION pg_temp.pick(tag text, i int, n int) RETURNS int LANGUAGE sql IMMUTABLE AS
$$ SELECT ('x' || substr(md5(tag || i), 1, 7))::bit(28)::int % n $$;

WITH lists AS (
  SELECT
    (SELECT array_agg(organisation_id ORDER BY urn) FROM school) AS schools,
    (SELECT array_agg(code ORDER BY sort) FROM subject WHERE sort >= 100) AS codes,
    (SELECT array_agg(name ORDER BY sort) FROM subject WHERE sort >= 100) AS names,
    '{Teacher of %s,Head of %s,Lead practitioner in %s,Second in %s,%s teacher (maternity cover),Coordinator for %s}'::text[] AS titles,
    ARRAY[
      'Our pupils are curious, kind and ready to learn, and our teachers have time to plan together.',
      'The department shares its resources and meets once a week to look at what worked.',
      'New colleagues are given a mentor and a lighter timetable through their first year.',
      'Every class has a teaching assistant in the mornings and a budget for trips and visitors.',
      'Behaviour is calm because routines are taught and kept by everybody.',
      'We are glad to talk about part-time work and job shares for this post.',
      'Our curriculum gives each child the arts, sport and time outdoors as well as examinations.',
      'Marking is done in lessons wherever it can be, and reports are short.',
      'The school stands by the river with playing fields and a library of its own.',
      'Leadership courses are open to teachers from their second year.',
      'Experience of examination classes would help but is not needed.',
      'Come and see us on a working day: the office will find a time.'] AS sentences
), numbered AS (
  SELECT i, lists.*, 1 + pg_temp.pick('subject', i, cardinality(codes)) AS subject FROM lists, generate_series(1, :n) i
)
INSERT INTO vacancy (id, reference, school_id, authority_id, state, title, phase, subjects, key_stages,
  job_roles, contract_type, contract_length, working_pattern, fte, pay_area, pay_minimum, pay_maximum, pay_minimum_pence,
  pay_maximum_pence, starts_on, closes_at, nqts_welcome, description, created_at, updated_at, published_at)
SELECT md5('bench vacancy ' || i)::uuid, 'B-' || i, o.id, o.authority_id, 'published',
  left(format(titles[1 + pg_temp.pick('title', i, 6)], names[subject]), 75),
  CASE WHEN pg_temp.pick('phase', i, 2) = 0 THEN 'primary' ELSE 'secondary' END, ARRAY[codes[subject]], '{}',
  '{teacher}', 'permanent', NULL, CASE WHEN part THEN 'part_time' ELSE 'full_time' END, CASE WHEN part THEN 0.6 ELSE 1 END,
  'fringe', 'M1', 'M6', 3439800, 4683900, current_date + 200,
  now() + interval '1 day' * (1 + pg_temp.pick('closes', i, 90)), pg_temp.pick('nqt', i, 2) = 0,
  (SELECT string_agg(sentences[1 + pg_temp.pick('text' || k || '-', i, 12)], ' ' ORDER BY k) FROM generate_series(1, 10) k),
  now() - interval '1 second' * i, now() - interval '1 second' * i, now() - interval '1 second' * i
FROM numbered CROSS JOIN LATERAL (SELECT pg_temp.pick('part', i, 4) = 0 AS part) p
  JOIN organisation o ON o.id = schools[1 + pg_temp.pick('school', i, cardinality(schools))]
ON CONFLICT DO NOTHING;
COMMIT;
VACUUM (ANALYZE) vacancy, live_vacancy;
