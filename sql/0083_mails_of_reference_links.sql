-- The very mail that brought a link to a referee, so that whether it reached them is told by it and not by their address,
-- at which others may have asked. The mail itself may have been erased since.
ALTER TABLE reference_link ADD COLUMN mail_id uuid;
UPDATE reference_link l SET mail_id = m.id
FROM outbox_mail m
WHERE strpos(m.body, '/references/') > 0
  AND l.token_hash = sha256(convert_to(substring(m.body FROM '/references/([A-Za-z0-9_-]{20,100})'), 'UTF8'));
