-- The search's own statement for "mathematics", newest first; a test compares it with what the program sends.
WITH hit AS MATERIALIZED (
  SELECT l.vacancy_id AS id, (extract(epoch FROM l.published_at) * 1000000)::bigint AS key FROM live_vacancy l WHERE l.closes_at > now() AND l.words @@ (((phraseto_tsquery('english', 'mathematics') || phraseto_tsquery('english', 'math') || phraseto_tsquery('english', 'maths') || phraseto_tsquery('english', 'numeracy'))))
), page AS (SELECT id, key FROM hit ORDER BY key DESC, id DESC LIMIT 21),
counted AS (SELECT count(*) AS total FROM hit)
SELECT counted.total, page.key, NULL::int AS distance, v.id, v.reference, v.title, o.name AS school_name, s.town AS school_town, v.phase, v.working_pattern,
v.contract_type, v.pay_minimum_pence, v.pay_maximum_pence, v.nqts_welcome, v.closes_at, v.published_at, v.phases,
v.working_patterns, v.job_roles, v.visa_sponsorship
FROM counted LEFT JOIN page ON true LEFT JOIN live_vacancy l ON l.vacancy_id = page.id
  LEFT JOIN vacancy v ON v.id = page.id
  LEFT JOIN organisation o ON o.id = v.school_id LEFT JOIN school s ON s.organisation_id = v.school_id
ORDER BY page.key DESC, page.id DESC
