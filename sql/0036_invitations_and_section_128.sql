-- What people answer to an invitation to the pool's interview day, and whom that is told; and the check that somebody
-- may manage a school.

ALTER TABLE pool_assessment
  ADD invited_by uuid REFERENCES account (id) ON DELETE SET NULL,
  ADD invitation_answer text CONSTRAINT pool_assessment_invitation_answer_known
    CHECK (invitation_answer IN ('accepted', 'declined')),
  ADD invitation_reason text NOT NULL DEFAULT '' CONSTRAINT pool_assessment_invitation_reason_length
    CHECK (length(invitation_reason) <= 1000),
  ADD invitation_answered_at timestamptz;

-- Posts of leadership only, where it is set.
ALTER TABLE check_kind ADD only_leadership boolean NOT NULL DEFAULT false;
UPDATE check_kind SET position = position + 100 WHERE position > 5;
UPDATE check_kind SET position = position - 99 WHERE position > 100;
INSERT INTO check_kind (code, position, title, guidance, applies_to, only_leadership, in_force_from) VALUES
  ('management_prohibition', 6, 'Section 128 direction (prohibition from management)', 'For headteachers, senior leaders and heads '
    'of department of academies, free schools and independent schools: look in the national register whether a direction '
    'under section 128 of the Education and Skills Act 2008 bars them from managing such a school. In a maintained school '
    'record that it does not apply, and why.', 'teaching', true, '2026-09-01');
