-- Why an interest ended before it was answered, where its person ended it: told to the person, never to the school.
-- The state beside it stays what it was called before, for whatever reads only that.
ALTER TABLE pool_interest ADD ended_by text CONSTRAINT pool_interest_ended_by_known
  CHECK (ended_by IN ('hidden', 'left', 'placed', 'closed'));
ALTER TABLE pool_interest ADD CONSTRAINT pool_interest_ended_unanswered
  CHECK (ended_by IS NULL OR (state IN ('declined', 'withdrawn') AND reply IS NULL));
-- Answers in words, be they empty, are stored as text: without any it was not the person who declined.
UPDATE pool_interest i SET ended_by = CASE WHEN i.state = 'withdrawn' THEN 'hidden' ELSE e.state END
FROM pool_entry e
WHERE e.id = i.entry_id AND i.reply IS NULL
  AND ((i.state = 'declined' AND e.state IN ('left', 'placed', 'closed'))
    -- A school that took its question back hid nobody: only what ended when its person hid did, by the trail.
    OR (i.state = 'withdrawn' AND EXISTS (SELECT FROM pool_hidden_school h
        WHERE h.entry_id = i.entry_id AND h.school_id = i.school_id)
      AND EXISTS (SELECT FROM audit_event a
        WHERE a.subject_type = 'pool_entry' AND a.subject_id = i.entry_id::text AND a.action = 'pool.hidden'
          AND a.happened_at BETWEEN i.answered_at AND i.answered_at + interval '5 seconds')
      AND NOT EXISTS (SELECT FROM audit_event a
        WHERE a.subject_type = 'pool_entry' AND a.subject_id = i.entry_id::text
          AND a.action = 'pool.interest_withdrawn' AND a.organisation_id = i.school_id
          AND a.happened_at BETWEEN i.answered_at AND i.answered_at + interval '1 second')));
