-- A period that is corrected after the national service was told of its end: since when what was sent is not right. A
-- later row that is recorded as sent puts it right.
ALTER TABLE induction_action ADD outdated_at timestamptz;
