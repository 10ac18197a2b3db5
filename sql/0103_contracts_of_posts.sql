-- When the contract of a post in induction ends: as the school registered it, until another day or none is entered.
SET LOCAL lock_timeout = '10s';
ALTER TABLE induction_period ADD contract_ends_on date;
UPDATE induction_period p SET contract_ends_on = (r.content ->> 'contract_ends_on')::date
FROM induction_registration r WHERE r.id = p.registration_id AND r.content ->> 'contract_type' IS DISTINCT FROM 'permanent'
  AND r.content ->> 'contract_ends_on' ~ '^\d{4}-\d\d-\d\d$';
CREATE INDEX induction_period_contract ON induction_period (contract_ends_on) WHERE contract_ends_on IS NOT NULL;
