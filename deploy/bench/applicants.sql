-- Makes :n applicants with a complete general application (a copy of a sample applicant's) and an API token
-- each, "staffroom_bench_1" and so on. For measuring only, on a database that is thrown away.
\set ON_ERROR_STOP 1
BEGIN;
INSERT INTO account (id, email, email_normal, name, email_confirmed_at, created_at, updated_at)
SELECT md5('bench account ' || i)::uuid, 'bench' || i || '@example.org', 'bench' || i || '@example.org',
  'Bench Sample', now(), now(), now()
FROM generate_series(1, :n) i ON CONFLICT DO NOTHING;
INSERT INTO general_application_section (account_id, section, answers, updated_at)
SELECT md5('bench account ' || i)::uuid, s.section, s.answers, now()
FROM generate_series(1, :n) i, general_application_section s
WHERE s.account_id = (SELECT id FROM account WHERE email_normal = 'ada.sample-okafor@example.org')
ON CONFLICT DO NOTHING;
INSERT INTO api_token (id, account_id, name, token_hash, prefix, scopes, created_at, expires_at)
SELECT md5('bench token ' || i)::uuid, md5('bench account ' || i)::uuid, 'Bench',
  sha256(('staffroom_bench_' || i)::bytea), 'bench', '{applications:write,applications:read}', now(),
  now() + interval '1 day'
FROM generate_series(1, :n) i ON CONFLICT DO NOTHING;
COMMIT;
VACUUM (ANALYZE) general_application_section, api_token, account;
