-- Whoever has handed in their scores of an interview may take them back before the decision, which leaves a trace; what
-- they say does not change by that.
CREATE OR REPLACE FUNCTION interview_sheet_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.handed_in_at IS NOT NULL
    AND NOT (NEW.handed_in_at IS NULL AND NEW.scores = OLD.scores AND NEW.notes = OLD.notes) THEN
    RAISE EXCEPTION 'scores are never changed once handed in' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
