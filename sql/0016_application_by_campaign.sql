-- staffroom: no-transaction
-- What reports of campaigns count by, on a table that grows.
CREATE INDEX CONCURRENTLY IF NOT EXISTS application_by_campaign ON application (campaign_id)
  WHERE campaign_id IS NOT NULL;
ALTER TABLE application VALIDATE CONSTRAINT application_campaign;
