-- staffroom: no-transaction
-- What the decisions on a list of applications are read by.
CREATE INDEX CONCURRENTLY IF NOT EXISTS offer_by_application ON offer (application_id, made_at);
