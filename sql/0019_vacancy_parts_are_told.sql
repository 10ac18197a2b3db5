-- What a vacancy's page shows besides the vacancy: whoever keeps the page is told when it changes.

CREATE FUNCTION vacancy_part_tell() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('live_vacancy', '');
  RETURN NULL;
END $$;
CREATE TRIGGER vacancy_document_is_told AFTER INSERT OR UPDATE OR DELETE ON vacancy_document
  FOR EACH STATEMENT EXECUTE FUNCTION vacancy_part_tell();
CREATE TRIGGER vacancy_criterion_is_told AFTER INSERT OR UPDATE OR DELETE ON vacancy_criterion
  FOR EACH STATEMENT EXECUTE FUNCTION vacancy_part_tell();
CREATE TRIGGER school_profile_is_told AFTER INSERT OR UPDATE OR DELETE ON school_profile
  FOR EACH STATEMENT EXECUTE FUNCTION vacancy_part_tell();
-- The page of a closed vacancy says how it ended.
CREATE TRIGGER vacancy_end_is_told AFTER UPDATE ON vacancy
  FOR EACH ROW WHEN (OLD.state IS DISTINCT FROM NEW.state AND OLD.published_at IS NOT NULL)
  EXECUTE FUNCTION vacancy_part_tell();

ALTER TABLE application VALIDATE CONSTRAINT application_state_known;
