-- A mail may carry one file, such as an interview for the recipient's calendar.
ALTER TABLE outbox_mail ADD attachment jsonb;
