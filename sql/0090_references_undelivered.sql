-- When it was kept that no mail has brought a referee a link, because the mails that say so have been erased: the
-- reference reads as undelivered until somebody has it sent again.
ALTER TABLE reference_request ADD COLUMN undelivered_at timestamptz;
