-- Words for the kind of a post find it: "secondary", "part time", "NQT" are in no text of most vacancies that are so.

INSERT INTO search_concept (code, filter, filter_value) VALUES
  ('flexible', 'working_pattern', 'flexible'), ('permanent', 'contract', 'permanent'),
  ('fixed-term', 'contract', 'fixed_term'), ('casual', 'contract', 'casual');
INSERT INTO search_synonym (concept, term) VALUES
  ('flexible', 'flexible'), ('flexible', 'flexible working'), ('permanent', 'permanent'),
  ('fixed-term', 'fixed term'), ('fixed-term', 'fixed-term'), ('fixed-term', 'temporary'),
  ('casual', 'casual'), ('casual', 'supply');
INSERT INTO search_word SELECT DISTINCT w FROM search_synonym s, search_words(s.term) w ON CONFLICT DO NOTHING;

-- For each value of a filter that no text need name, one of its terms: who types another of them searches for all.
CREATE VIEW search_kind AS
SELECT DISTINCT ON (c.code) c.filter, c.filter_value, s.term AS word
FROM search_concept c JOIN search_synonym s ON s.concept = c.code
WHERE c.filter IN ('phase', 'working_pattern', 'contract', 'nqts_welcome', 'visa')
ORDER BY c.code, length(s.term), s.term;

CREATE OR REPLACE FUNCTION live_vacancy_refresh(ids uuid[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  -- A school that is being changed at this moment is waited for, or else waits for us.
  PERFORM FROM school WHERE organisation_id IN (
    SELECT school_id FROM vacancy WHERE id = ANY (ids)
    UNION ALL SELECT school_id FROM vacancy_school WHERE vacancy_id = ANY (ids))
  ORDER BY organisation_id FOR SHARE;

  DELETE FROM live_vacancy l USING vacancy v
  WHERE l.vacancy_id = ANY (ids) AND v.id = l.vacancy_id AND v.state <> 'published';

  WITH found AS (
    SELECT v.id, v.authority_id, v.published_at, v.closes_at, at_schools.urns, v.phases, v.subjects, v.job_roles,
      v.working_patterns, v.contract_type, at_schools.types, at_schools.faiths, v.nqts_welcome, v.visa_sponsorship,
      v.pay_maximum_pence, s.easting, s.northing, at_schools.further_places, named.title_text, named.names,
      concat_ws(' ', at_schools.names, v.reference) AS school_text, kind.words AS kind_text, v.description,
      at_schools.names AS known_text
    FROM vacancy v JOIN school s ON s.organisation_id = v.school_id
    CROSS JOIN LATERAL (
      SELECT array_agg(a.urn ORDER BY a.is_further, a.urn) AS urns,
        array_agg(DISTINCT school_type_group(a.type_code, a.type_name)) AS types,
        array_agg(DISTINCT school_faith_group(a.religious_character)) AS faiths,
        string_agg(concat_ws(' ', a.name, a.town), ' ' ORDER BY a.is_further, a.urn) AS names,
        (SELECT array_agg(n ORDER BY f.urn, n.place) FROM school f
          CROSS JOIN LATERAL (VALUES (1, f.easting), (2, f.northing)) n (place, n)
          JOIN vacancy_school fs ON fs.school_id = f.organisation_id
          WHERE fs.vacancy_id = v.id AND f.easting IS NOT NULL AND f.northing IS NOT NULL) AS further_places
      FROM (
        SELECT s.urn, s.type_code, s.type_name, s.religious_character, s.name, s.town, false AS is_further
        UNION ALL
        SELECT f.urn, f.type_code, f.type_name, f.religious_character, f.name, f.town, true
        FROM vacancy_school fs JOIN school f ON f.organisation_id = fs.school_id
        WHERE fs.vacancy_id = v.id AND f.organisation_id <> v.school_id) a) at_schools
    CROSS JOIN LATERAL (
      SELECT v.title AS title_text, concat_ws(' ',
        (SELECT string_agg(name, ' ' ORDER BY sort) FROM subject WHERE code = ANY (v.subjects)),
        array_to_string(v.other_subjects, ' '),
        (SELECT string_agg(name, ' ' ORDER BY sort) FROM job_role WHERE code = ANY (v.job_roles)),
        (SELECT string_agg(name, ' ' ORDER BY sort) FROM key_stage WHERE code = ANY (v.key_stages))) AS names) named
    CROSS JOIN LATERAL (
      SELECT string_agg(word, ' . ' ORDER BY word) AS words FROM search_kind k
      WHERE (k.filter = 'phase' AND k.filter_value = ANY (v.phases))
        OR (k.filter = 'working_pattern' AND k.filter_value = ANY (v.working_patterns))
        OR (k.filter = 'contract' AND k.filter_value = v.contract_type)
        OR (k.filter = 'nqts_welcome' AND v.nqts_welcome) OR (k.filter = 'visa' AND v.visa_sponsorship)) kind
    WHERE v.id = ANY (ids) AND v.state = 'published'
  ), fresh AS (
    SELECT *, md5(ROW(phases, subjects, job_roles, working_patterns, contract_type, types, faiths, nqts_welcome,
      visa_sponsorship)::text)::uuid AS facet
    FROM found
  ), combined AS (
    INSERT INTO vacancy_facet
    SELECT DISTINCT ON (facet) facet, phases, subjects, job_roles, working_patterns, contract_type, types, faiths,
      nqts_welcome, visa_sponsorship
    FROM fresh ORDER BY facet ON CONFLICT DO NOTHING
  ), known AS (
    INSERT INTO search_word
    SELECT DISTINCT w FROM fresh, search_words(concat_ws(' ', title_text, names, known_text)) w
    WHERE NOT EXISTS (SELECT FROM search_word k WHERE k.word = w)
    ORDER BY w ON CONFLICT DO NOTHING
  )
  INSERT INTO live_vacancy AS l (vacancy_id, authority_id, published_at, closes_at, urns, phases, subjects, roles,
    working_patterns, contract, school_types, faiths, nqts_welcome, visa, facet, pay_maximum_pence, easting, northing,
    further_places, title_words, words)
  SELECT id, authority_id, published_at, closes_at, urns, phases, subjects, job_roles, working_patterns, contract_type,
    types, faiths, nqts_welcome, visa_sponsorship, facet, pay_maximum_pence, easting, northing, further_places,
    setweight(to_tsvector('english', title_text), 'A') || setweight(to_tsvector('english', names), 'B'),
    to_tsvector('english', concat_ws(' . ', title_text, names, kind_text, school_text, description))
  FROM fresh
  ON CONFLICT (vacancy_id) DO UPDATE SET
    authority_id = excluded.authority_id, published_at = excluded.published_at, closes_at = excluded.closes_at,
    urns = excluded.urns, phases = excluded.phases, subjects = excluded.subjects, roles = excluded.roles,
    working_patterns = excluded.working_patterns, contract = excluded.contract,
    school_types = excluded.school_types, faiths = excluded.faiths, nqts_welcome = excluded.nqts_welcome,
    visa = excluded.visa, facet = excluded.facet, pay_maximum_pence = excluded.pay_maximum_pence, easting = excluded.easting,
    northing = excluded.northing, further_places = excluded.further_places, title_words = excluded.title_words,
    words = excluded.words;
END $$;

SELECT live_vacancy_refresh(array_agg(id)) FROM vacancy WHERE state = 'published' HAVING count(*) > 0;
