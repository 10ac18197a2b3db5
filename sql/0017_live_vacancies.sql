-- Searching: what is live stands in a narrow table of its own, so that vacancies of the past cost a search nothing.
-- With it come the words people mean by other words, the words that are known, and where postcodes lie.

CREATE EXTENSION IF NOT EXISTS pg_trgm;

-- Kinds of school that jobseekers tell apart, from the register's types of establishment.
CREATE FUNCTION school_type_group(code text, name text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE
    WHEN code IN ('7', '8', '10', '12', '33', '36', '44') OR name ILIKE '%special%' THEN 'special'
    WHEN code IN ('14', '38', '42', '43') OR name ILIKE '%alternative provision%' OR name ILIKE '%referral unit%'
      THEN 'alternative-provision'
    WHEN code IN ('35', '40', '41') OR name ILIKE 'free school%' OR name ILIKE '%studio school%'
      OR name ILIKE 'university technical%' THEN 'free-school'
    WHEN code IN ('18', '29', '32', '39', '45', '46') OR name ILIKE '%16%19%' OR name ILIKE '%further education%'
      OR name ILIKE '%sixth form%' THEN 'college'
    WHEN code IN ('6', '28', '34', '57') OR name ILIKE 'academy%' OR name ILIKE 'city technology%' THEN 'academy'
    WHEN code IN ('1', '2', '3', '5', '15') OR name ILIKE 'community school%' OR name ILIKE 'voluntary%'
      OR name ILIKE 'foundation school%' OR name ILIKE '%nursery%' THEN 'maintained'
    WHEN code IN ('11') OR name ILIKE '%independent%' THEN 'independent'
    ELSE 'other'
  END
$$;

-- Religious characters as jobseekers tell them apart, from the register's words for them.
CREATE FUNCTION school_faith_group(religious_character text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE
    WHEN religious_character IS NULL OR religious_character ILIKE ANY ('{none,"does not apply",""}') THEN 'none'
    WHEN religious_character ILIKE '%catholic%' THEN 'catholic'
    WHEN religious_character ILIKE ANY ('{church of england,anglican%,"church of england/%"}')
      OR religious_character ILIKE 'church of england%' THEN 'church-of-england'
    WHEN religious_character ILIKE ANY ('{%christian%,%methodist%,%quaker%,%orthodox christian%,%reformed%,%moravian%,%greek orthodox%,%adventist%,%protestant%}')
      THEN 'other-christian'
    WHEN religious_character ILIKE ANY ('{%muslim%,%islam%,%sunni%}') THEN 'muslim'
    WHEN religious_character ILIKE '%jew%' THEN 'jewish'
    ELSE 'other'
  END
$$;

-- The combinations of filters' values that vacancies have or had: far fewer than vacancies, so that counting for every
-- filter counts by combination first. The identifier is made from the values.
CREATE TABLE vacancy_facet (
  id uuid PRIMARY KEY,
  phases text[] NOT NULL,
  subjects text[] NOT NULL,
  roles text[] NOT NULL,
  working_patterns text[] NOT NULL,
  contract text NOT NULL,
  school_types text[] NOT NULL,
  faiths text[] NOT NULL,
  nqts_welcome boolean NOT NULL,
  visa boolean NOT NULL
);

CREATE TABLE live_vacancy (
  vacancy_id uuid PRIMARY KEY REFERENCES vacancy (id) ON DELETE CASCADE,
  authority_id uuid NOT NULL,
  published_at timestamptz NOT NULL,
  closes_at timestamptz NOT NULL,
  -- The school that posts and the further ones of its trust that the post is at.
  urns int[] NOT NULL,
  phases text[] NOT NULL,
  subjects text[] NOT NULL,
  roles text[] NOT NULL,
  working_patterns text[] NOT NULL,
  contract text NOT NULL,
  school_types text[] NOT NULL,
  faiths text[] NOT NULL,
  nqts_welcome boolean NOT NULL,
  visa boolean NOT NULL,
  facet uuid NOT NULL,
  pay_maximum_pence int NOT NULL,
  easting int,
  northing int,
  -- Where the further schools are: east and north in turn. NULL when there are none, as nearly always.
  further_places int[],
  -- What a match is ranked by, and what it is found by.
  title_words tsvector NOT NULL,
  words tsvector NOT NULL
);

CREATE INDEX live_vacancy_newest ON live_vacancy (published_at DESC, vacancy_id DESC);
CREATE INDEX live_vacancy_closing ON live_vacancy (closes_at, vacancy_id) INCLUDE (facet);
-- A search must not read what publishing has put aside for later.
CREATE INDEX live_vacancy_words ON live_vacancy USING gin (words) WITH (fastupdate = off);
CREATE INDEX live_vacancy_subjects ON live_vacancy USING gin (subjects);
CREATE INDEX live_vacancy_roles ON live_vacancy USING gin (roles);
CREATE INDEX live_vacancy_urns ON live_vacancy USING gin (urns);
CREATE INDEX live_vacancy_place ON live_vacancy USING gist (point(easting, northing));
CREATE INDEX live_vacancy_further_places ON live_vacancy (vacancy_id) WHERE further_places IS NOT NULL;

-- Words that are known, to find what somebody meant by one that isn't.
CREATE TABLE search_word (
  word text COLLATE "C" PRIMARY KEY CONSTRAINT search_word_form CHECK (length(word) BETWEEN 3 AND 40)
);
CREATE INDEX search_word_alike ON search_word USING gist (word gist_trgm_ops);

-- Terms of one concept mean the same to somebody who searches. A concept may be the value of a filter.
CREATE TABLE search_concept (
  code text PRIMARY KEY CONSTRAINT search_concept_code_form CHECK (code ~ '^[a-z0-9-]{2,60}$'),
  filter text CONSTRAINT search_concept_filter_known
    CHECK (filter IN ('phase', 'subject', 'role', 'working_pattern', 'contract', 'nqts_welcome', 'visa')),
  filter_value text,
  CONSTRAINT search_concept_filter_has_value CHECK ((filter IS NULL) = (filter_value IS NULL))
);
CREATE TABLE search_synonym (
  concept text NOT NULL REFERENCES search_concept (code) ON DELETE CASCADE,
  term text NOT NULL CONSTRAINT search_synonym_term_form CHECK (term = lower(btrim(term)) AND length(term) BETWEEN 1 AND 60),
  PRIMARY KEY (concept, term)
);
CREATE INDEX search_synonym_by_term ON search_synonym (term);

INSERT INTO search_concept (code, filter, filter_value)
SELECT 'subject-' || code, 'subject', code FROM subject WHERE code <> 'other'
UNION ALL SELECT 'role-' || code, 'role', code FROM job_role
UNION ALL SELECT * FROM (VALUES
  ('phase-nursery', 'phase', 'nursery'), ('phase-primary', 'phase', 'primary'),
  ('phase-secondary', 'phase', 'secondary'), ('phase-sixth-form', 'phase', '16-plus'),
  ('phase-special', 'phase', 'special'), ('full-time', 'working_pattern', 'full_time'),
  ('part-time', 'working_pattern', 'part_time'), ('term-time', 'working_pattern', 'term_time'),
  ('maternity-cover', 'contract', 'maternity_cover'), ('new-teachers', 'nqts_welcome', 'true'),
  ('visa', 'visa', 'true'), ('key-stage-1', NULL, NULL), ('key-stage-2', NULL, NULL), ('key-stage-3', NULL, NULL),
  ('key-stage-4', NULL, NULL), ('key-stage-5', NULL, NULL), ('tlr', NULL, NULL)) v;
INSERT INTO search_synonym (concept, term)
SELECT 'subject-' || code, lower(name) FROM subject WHERE code NOT IN ('other', 'primary-general', 'modern-languages')
UNION SELECT 'role-' || code, lower(name) FROM job_role WHERE name !~ '[,(]' AND code <> 'teacher';
INSERT INTO search_synonym (concept, term)
SELECT v.concept, term FROM (VALUES
  ('subject-mathematics', '{maths,math,mathematics,numeracy}'::text[]),
  ('subject-physical-education', '{pe,physical education,p e}'),
  ('subject-early-years', '{eyfs,early years,early years foundation stage,reception}'),
  ('subject-religious-education', '{re,religious education,religious studies,rs}'),
  ('subject-modern-languages', '{mfl,modern languages,modern foreign languages,languages}'),
  ('subject-design-and-technology', '{dt,d&t,design technology,design and technology}'),
  ('subject-computing', '{ict,computing,computer science,information technology}'),
  ('subject-art-and-design', '{art,art and design}'),
  ('subject-food-and-nutrition', '{food technology,food tech,food preparation and nutrition,cookery}'),
  ('subject-health-and-social-care', '{hsc,health and social care}'),
  ('subject-pshe', '{pshe,pshce,personal social health and economic education}'),
  ('subject-special-educational-needs', '{sen,send,special educational needs,special needs}'),
  ('subject-eal', '{eal,esol,english as an additional language}'),
  ('subject-business', '{business,business studies}'),
  ('subject-media-studies', '{media,media studies}'),
  ('subject-drama', '{drama,theatre studies}'),
  ('role-head', '{headteacher,head teacher,headmaster,headmistress,principal}'),
  ('role-deputy-head', '{deputy head,deputy headteacher,deputy head teacher,deputy principal,vice principal}'),
  ('role-assistant-head', '{assistant head,assistant headteacher,assistant head teacher,assistant principal}'),
  ('role-head-of-department', '{hod,head of department,head of faculty,subject leader,curriculum leader}'),
  ('role-head-of-year', '{head of year,year leader,pastoral leader}'),
  ('role-sendco', '{sendco,senco,special educational needs coordinator,inclusion lead}'),
  ('role-teaching-assistant', '{ta,teaching assistant,classroom assistant}'),
  ('role-higher-level-teaching-assistant', '{hlta,higher level teaching assistant}'),
  ('role-learning-support', '{lsa,learning support assistant,cover supervisor}'),
  ('role-itt-trainee', '{trainee,trainee teacher,itt,school direct,pgce}'),
  ('phase-nursery', '{nursery}'), ('phase-primary', '{primary}'), ('phase-secondary', '{secondary}'),
  ('phase-sixth-form', '{sixth form,post-16,post 16,a level}'), ('phase-special', '{special school}'),
  ('full-time', '{full time,full-time}'), ('part-time', '{part time,part-time}'),
  ('term-time', '{term time,term-time,term time only}'),
  ('maternity-cover', '{maternity cover,maternity leave,maternity}'),
  ('new-teachers', '{nqt,ect,nqts,ects,newly qualified teacher,newly qualified teachers,early career teacher,early career teachers}'),
  ('visa', '{visa sponsorship,visa,skilled worker visa}'),
  ('key-stage-1', '{ks1,key stage 1,key stage one}'), ('key-stage-2', '{ks2,key stage 2,key stage two}'),
  ('key-stage-3', '{ks3,key stage 3,key stage three}'), ('key-stage-4', '{ks4,key stage 4,key stage four,gcse}'),
  ('key-stage-5', '{ks5,key stage 5,key stage five}'),
  ('tlr', '{tlr,teaching and learning responsibility}')) v (concept, terms), unnest(v.terms) term
ON CONFLICT DO NOTHING;

-- The words of a text as people type them, for the list of known words.
CREATE FUNCTION search_words(value text) RETURNS SETOF text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT DISTINCT word COLLATE "C" FROM regexp_split_to_table(lower(translate(value, '’‘', '''''')), '[^[:alpha:]'']+') word
  WHERE length(word) BETWEEN 3 AND 40
$$;
INSERT INTO search_word
SELECT search_words(string_agg(t.text, ' '))
FROM (SELECT name AS text FROM subject UNION ALL SELECT name FROM job_role UNION ALL SELECT term FROM search_synonym
  UNION ALL SELECT name FROM school WHERE status <> 'closed'
  UNION ALL SELECT town FROM school WHERE status <> 'closed') t
ON CONFLICT DO NOTHING;

-- Brings the live table into line with vacancies: those that are published are there as they are now, others are not.
CREATE FUNCTION live_vacancy_refresh(ids uuid[]) RETURNS void LANGUAGE plpgsql AS $$
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
      concat_ws(' ', at_schools.names, v.reference) AS school_text, v.description,
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
    to_tsvector('english', concat_ws(' . ', title_text, names, school_text, description))
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

-- In the transaction of every change of a vacancy, of the schools it is at, and of what is known of a school.
CREATE FUNCTION vacancy_keeps_live() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  ids uuid[];
BEGIN
  IF TG_OP = 'INSERT' THEN
    SELECT array_agg(id) INTO ids FROM fresh WHERE state = 'published';
  ELSE
    SELECT array_agg(n.id) INTO ids FROM fresh n JOIN stale o ON o.id = n.id
    WHERE n.state = 'published' OR o.state = 'published';
  END IF;
  IF ids IS NOT NULL THEN PERFORM live_vacancy_refresh(ids); END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER vacancy_inserted_keeps_live AFTER INSERT ON vacancy
  REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION vacancy_keeps_live();
CREATE TRIGGER vacancy_changed_keeps_live AFTER UPDATE ON vacancy
  REFERENCING OLD TABLE AS stale NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION vacancy_keeps_live();

CREATE FUNCTION vacancy_school_keeps_live() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  ids uuid[];
BEGIN
  IF TG_OP = 'DELETE' THEN
    SELECT array_agg(DISTINCT l.vacancy_id) INTO ids FROM stale JOIN live_vacancy l USING (vacancy_id);
  ELSE
    SELECT array_agg(DISTINCT l.vacancy_id) INTO ids FROM fresh JOIN live_vacancy l USING (vacancy_id);
  END IF;
  IF ids IS NOT NULL THEN PERFORM live_vacancy_refresh(ids); END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER vacancy_school_added_keeps_live AFTER INSERT ON vacancy_school
  REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION vacancy_school_keeps_live();
CREATE TRIGGER vacancy_school_removed_keeps_live AFTER DELETE ON vacancy_school
  REFERENCING OLD TABLE AS stale FOR EACH STATEMENT EXECUTE FUNCTION vacancy_school_keeps_live();

CREATE FUNCTION school_keeps_live() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  ids uuid[];
BEGIN
  SELECT array_agg(DISTINCT l.vacancy_id) INTO ids
  FROM fresh n JOIN stale o USING (organisation_id) JOIN live_vacancy l ON l.urns && ARRAY[n.urn, o.urn]
  WHERE (n.urn, n.name, n.town, n.type_code, n.type_name, n.religious_character, n.easting, n.northing)
    IS DISTINCT FROM (o.urn, o.name, o.town, o.type_code, o.type_name, o.religious_character, o.easting, o.northing);
  IF ids IS NOT NULL THEN PERFORM live_vacancy_refresh(ids); END IF;
  INSERT INTO search_word
  SELECT DISTINCT w FROM fresh n JOIN stale o USING (organisation_id), search_words(concat_ws(' ', n.name, n.town)) w
  WHERE (n.name, n.town) IS DISTINCT FROM (o.name, o.town) ORDER BY w
  ON CONFLICT DO NOTHING;
  IF EXISTS (SELECT FROM fresh) THEN PERFORM pg_notify('live_vacancy', ''); END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER school_changed_keeps_live AFTER UPDATE ON school
  REFERENCING OLD TABLE AS stale NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION school_keeps_live();
CREATE FUNCTION school_words_are_known() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO search_word
  SELECT DISTINCT w FROM fresh n, search_words(concat_ws(' ', n.name, n.town)) w WHERE n.status <> 'closed' ORDER BY w
  ON CONFLICT DO NOTHING;
  IF EXISTS (SELECT FROM fresh) THEN PERFORM pg_notify('live_vacancy', ''); END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER school_added_is_known AFTER INSERT ON school
  REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION school_words_are_known();

-- Whoever keeps answers of searches is told, at commit, that they may have changed.
CREATE FUNCTION live_vacancy_tell() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT FROM touched) THEN PERFORM pg_notify('live_vacancy', ''); END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER live_vacancy_added_is_told AFTER INSERT ON live_vacancy
  REFERENCING NEW TABLE AS touched FOR EACH STATEMENT EXECUTE FUNCTION live_vacancy_tell();
CREATE TRIGGER live_vacancy_changed_is_told AFTER UPDATE ON live_vacancy
  REFERENCING NEW TABLE AS touched FOR EACH STATEMENT EXECUTE FUNCTION live_vacancy_tell();
CREATE TRIGGER live_vacancy_removed_is_told AFTER DELETE ON live_vacancy
  REFERENCING OLD TABLE AS touched FOR EACH STATEMENT EXECUTE FUNCTION live_vacancy_tell();

SELECT live_vacancy_refresh(array_agg(id)) FROM vacancy WHERE state = 'published';

-- Searches no longer go over all vacancies. The column that these served is kept filled for servers of the version
-- before, and goes with a later file.
DROP INDEX vacancy_newest;
DROP INDEX vacancy_words;

-- Where postcodes lie on the national grid, from Code-Point Open: seven characters at most, without blanks.
CREATE TABLE postcode (
  code text COLLATE "C" PRIMARY KEY CONSTRAINT postcode_form CHECK (length(code) BETWEEN 5 AND 7),
  easting int NOT NULL,
  northing int NOT NULL
);
CREATE INDEX school_by_postcode ON school (replace(upper(postcode), ' ', '') text_pattern_ops) WHERE status <> 'closed';
CREATE INDEX school_by_town ON school (lower(town)) WHERE status <> 'closed';
