-- What a draft says before it is whole, and this year's payments on top of a scale.

ALTER TABLE vacancy
  ADD pay_note text NOT NULL DEFAULT '' CONSTRAINT vacancy_pay_note_length CHECK (length(pay_note) <= 200),
  -- The closing day and time as written: closes_at needs both, a draft may have only one.
  ADD closes_on date,
  ADD closes_at_time text;

-- From 1 September 2025: the payments of the year before and 4%, rounded up to a pound, as the School Teachers' Pay
-- and Conditions Document 2025 has them.
INSERT INTO pay_allowance (code, lowest_pence, highest_pence, effective_from) VALUES
  ('TLR1', 1017400, 1721600, '2025-09-01'),
  ('TLR2', 352700, 861100, '2025-09-01'),
  ('TLR3', 70200, 347800, '2025-09-01'),
  ('SEN', 278700, 549700, '2025-09-01');
