-- What an agency must still know of people once nothing is known of them, and periods for what it wrote.

-- Who has said no to an agency for a vacancy, or taken their consent back, until the vacancy closes: only whether an
-- address is one of them can be told, and only with this secret.
CREATE TABLE agency_refusal_secret (
  only_one boolean PRIMARY KEY DEFAULT true CONSTRAINT agency_refusal_secret_only_one CHECK (only_one),
  secret uuid NOT NULL
);
INSERT INTO agency_refusal_secret (secret) VALUES (gen_random_uuid());
CREATE FUNCTION agency_refusal_key(agency uuid, vacancy uuid, address text) RETURNS bytea LANGUAGE sql STABLE AS $$
  SELECT sha256(convert_to(secret::text || agency::text || vacancy::text || address, 'UTF8'))
  FROM agency_refusal_secret
$$;
CREATE TABLE agency_refusal (
  key bytea PRIMARY KEY,
  vacancy_id uuid NOT NULL REFERENCES vacancy (id) ON DELETE CASCADE
);
CREATE INDEX agency_refusal_by_vacancy ON agency_refusal (vacancy_id);
INSERT INTO agency_refusal (key, vacancy_id)
SELECT agency_refusal_key(agency_id, vacancy_id, email_normal), vacancy_id FROM agency_candidate
WHERE state IN ('declined', 'consent_withdrawn') AND email_normal IS NOT NULL
ON CONFLICT DO NOTHING;

ALTER TABLE retention_period DROP CONSTRAINT retention_period_kind_known,
  ADD CONSTRAINT retention_period_kind_known CHECK (kind IN ('application', 'undecided_application', 'disclosure',
    'equality_answer', 'pool_entry', 'draft', 'appointment', 'account', 'mail', 'agency_candidate'));
INSERT INTO retention_period (id, kind, months, reason, set_at) VALUES
  ('01930000-0000-7000-8000-000000000110', 'agency_candidate', 1, 'An agency sees for a month what became of somebody '
    'whom it put forward and of whom no application came; after that what it wrote is no longer needed (UK GDPR, '
    'article 5(1)(e)).', '2026-09-01');
