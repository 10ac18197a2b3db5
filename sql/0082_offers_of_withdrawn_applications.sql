-- Whoever withdrew after an offer has given it up: offers of applications that were withdrawn before this was kept end
-- with the withdrawal.
UPDATE offer f SET declined_at = a.state_changed_at
FROM application a
WHERE a.id = f.application_id AND a.state = 'withdrawn' AND f.declined_at IS NULL AND f.lapsed_at IS NULL
  AND f.withdrawn_at IS NULL;
