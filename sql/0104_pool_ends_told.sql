-- When a school was told that somebody is no longer available whose answer it may not know while names are hidden: what
-- was told once stays so, whatever the person does then.
SET LOCAL lock_timeout = '10s';
ALTER TABLE pool_interest ADD told_ended_at timestamptz;
UPDATE pool_interest i SET told_ended_at = now() FROM pool_entry e
WHERE e.id = i.entry_id AND i.application_id IS NOT NULL AND (e.state IN ('placed', 'left', 'closed') OR EXISTS (
  SELECT FROM pool_hidden_school h WHERE h.entry_id = i.entry_id AND h.school_id = i.school_id));
