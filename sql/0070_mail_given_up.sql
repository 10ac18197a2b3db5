-- staffroom: no-transaction
-- Mail that was given up, by whom it did not reach: the references of referees who were never reached are found by it.
DROP INDEX CONCURRENTLY IF EXISTS outbox_mail_given_up;
CREATE INDEX CONCURRENTLY outbox_mail_given_up ON outbox_mail (lower(recipient))
  WHERE sent_at IS NULL AND attempts >= 10;
