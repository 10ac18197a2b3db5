-- staffroom: no-transaction
-- What the daily look for applications whose time is over goes by, on a table that grows.
CREATE INDEX CONCURRENTLY IF NOT EXISTS application_by_decision ON application (authority_id, state_changed_at, id);
