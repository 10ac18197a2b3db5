-- How long is kept what nobody brings to its end: offers that were accepted and led to no appointment; and enquiries
-- once they were answered.
SET LOCAL lock_timeout = '10s';
ALTER TABLE retention_period DROP CONSTRAINT retention_period_kind_known;
ALTER TABLE retention_period ADD CONSTRAINT retention_period_kind_known CHECK (kind IN ('application',
  'undecided_application', 'unfinished_appointment', 'disclosure', 'equality_answer', 'pool_entry', 'draft',
  'appointment', 'account', 'mail', 'agency_candidate', 'induction', 'induction_registration', 'activity_booking',
  'scheme_application', 'scheme_award', 'enquiry'));
INSERT INTO retention_period (id, kind, months, reason, set_at) VALUES
  ('01930000-0000-7000-8000-000000000116', 'unfinished_appointment', 12, 'A year in which the school, which is reminded, '
    'can record the appointment or withdraw the offer; what checks were made for and did not come about is kept no '
    'longer than needed (UK GDPR, article 5(1)(e)).', '2026-09-01'),
  ('01930000-0000-7000-8000-000000000117', 'enquiry', 24, 'Two years in which the school can come back to the advice '
    'that it was given, and the authority to what it advised (UK GDPR, article 6(1)(e)); then it is no longer needed '
    '(article 5(1)(e)).', '2026-09-01');

-- When a school was last reminded of an offer on which it owes a record: the appointment, or the day of leaving.
ALTER TABLE offer ADD reminded_at timestamptz;
