-- staffroom: no-transaction
-- References are found by their own mails; nothing looks for given-up mail by its receiver any more.
DROP INDEX CONCURRENTLY IF EXISTS outbox_mail_given_up;
