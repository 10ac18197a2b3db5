-- Appeals against failures and extensions, and everything that the appropriate body still has to do about decisions.

ALTER TABLE induction_state DROP CONSTRAINT induction_state_kind_known;
ALTER TABLE induction_state ADD CONSTRAINT induction_state_kind_known
  CHECK (kind IN ('registration', 'induction', 'assessment', 'appeal'));
INSERT INTO induction_state (kind, state, position) VALUES
  ('appeal', 'open', 1), ('appeal', 'waived', 2), ('appeal', 'lapsed', 3), ('appeal', 'lodged', 4),
  ('appeal', 'replied', 5), ('appeal', 'hearing', 6), ('appeal', 'heard', 7), ('appeal', 'withdrawn', 8),
  ('appeal', 'allowed', 9), ('appeal', 'dismissed', 10), ('appeal', 'varied', 11);
INSERT INTO induction_transition (kind, from_state, to_state) VALUES
  ('appeal', 'open', 'lodged'), ('appeal', 'open', 'waived'), ('appeal', 'open', 'lapsed'),
  ('appeal', 'lapsed', 'lodged'),
  ('appeal', 'lodged', 'replied'), ('appeal', 'lodged', 'hearing'), ('appeal', 'lodged', 'withdrawn'),
  ('appeal', 'lodged', 'allowed'), ('appeal', 'lodged', 'dismissed'), ('appeal', 'lodged', 'varied'),
  ('appeal', 'replied', 'hearing'), ('appeal', 'replied', 'withdrawn'), ('appeal', 'replied', 'allowed'),
  ('appeal', 'replied', 'dismissed'), ('appeal', 'replied', 'varied'),
  ('appeal', 'hearing', 'heard'), ('appeal', 'hearing', 'withdrawn'),
  ('appeal', 'heard', 'withdrawn'), ('appeal', 'heard', 'allowed'), ('appeal', 'heard', 'dismissed'),
  ('appeal', 'heard', 'varied');

-- The right to appeal against one decision, and what came of it (SI 2012/1115, regulation 14 and Schedule 2).
CREATE TABLE induction_appeal (
  id uuid PRIMARY KEY,
  induction_id uuid NOT NULL REFERENCES induction (id) ON DELETE CASCADE,
  decision_id uuid NOT NULL REFERENCES induction_decision (id) ON DELETE CASCADE
    CONSTRAINT induction_appeal_once UNIQUE,
  school_id uuid NOT NULL REFERENCES school (organisation_id),
  against text NOT NULL CONSTRAINT induction_appeal_against_known CHECK (against IN ('not_satisfactory', 'extension')),
  state text NOT NULL,
  state_kind text NOT NULL DEFAULT 'appeal' CONSTRAINT induction_appeal_state_kind CHECK (state_kind = 'appeal'),
  -- When the notice counts as received, and the last day that follows from it.
  decided_on date NOT NULL,
  notice_means text NOT NULL CONSTRAINT induction_appeal_means_known
    CHECK (notice_means IN ('electronic', 'post', 'hand')),
  deemed_on date NOT NULL,
  appeal_by date NOT NULL,
  lodged_on date,
  lodged_by_name text,
  grounds text CONSTRAINT induction_appeal_grounds_length CHECK (length(grounds) <= 10000),
  late_reason text,
  reply_by date,
  replied_on date,
  reply text,
  hearing_on date,
  hearing_place text,
  hearing_notified_on date,
  hearing_note text,
  heard_on date,
  ended_on date,
  outcome_reasons text,
  outcome_terms numeric(4, 2) CONSTRAINT induction_appeal_terms_range CHECK (outcome_terms > 0),
  -- Of a failure that stands: from when the name may be on the list, and when the employment ends at the latest.
  failed_list_from date,
  failed_listed_on date,
  dismissal_by date,
  dismissed_on date,
  dismissal_note text,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  version int NOT NULL DEFAULT 1,
  CONSTRAINT induction_appeal_state_known FOREIGN KEY (state_kind, state) REFERENCES induction_state (kind, state),
  CONSTRAINT induction_appeal_lodged_whole CHECK (state IN ('open', 'waived', 'lapsed')
    OR num_nulls(lodged_on, grounds, reply_by) = 0),
  CONSTRAINT induction_appeal_listed_after CHECK (failed_listed_on >= failed_list_from)
);
CREATE INDEX induction_appeal_by_induction ON induction_appeal (induction_id, created_at, id);
CREATE INDEX induction_appeal_running_out ON induction_appeal (appeal_by, id) WHERE state = 'open';
CREATE INDEX induction_appeal_going_on ON induction_appeal (induction_id)
  WHERE state IN ('lodged', 'replied', 'hearing', 'heard')
    OR failed_list_from IS NOT NULL AND failed_listed_on IS NULL
    OR dismissal_by IS NOT NULL AND dismissed_on IS NULL;
CREATE TRIGGER induction_appeal_transitions BEFORE UPDATE ON induction_appeal
  FOR EACH ROW EXECUTE FUNCTION induction_refuse_transition();

-- Decisions that were made before appeals were recorded.
INSERT INTO induction_appeal (id, induction_id, decision_id, school_id, against, state, decided_on, notice_means,
  deemed_on, appeal_by, created_at, updated_at)
SELECT gen_random_uuid(), d.induction_id, d.id, d.school_id, d.outcome, 'open',
  (d.decided_at AT TIME ZONE 'Europe/London')::date, 'electronic',
  (d.decided_at AT TIME ZONE 'Europe/London')::date + 2, d.appeal_by, d.decided_at, d.decided_at
FROM induction_decision d WHERE d.decided_at IS NOT NULL AND d.appeal_by IS NOT NULL;

-- What is still to be done about decisions, each with its last day.
CREATE VIEW induction_duty AS
  SELECT d.induction_id, d.id AS subject_id, d.school_id, 'decision' AS kind, d.decide_by AS due_on
  FROM induction_decision d WHERE d.decided_at IS NULL
  UNION ALL
  SELECT l.induction_id, l.id, l.school_id, 'letter_' || l.recipient, l.due_on
  FROM induction_letter l WHERE l.sent_on IS NULL
  UNION ALL
  SELECT a.induction_id, a.id, a.school_id, 'appeal_reply', a.reply_by
  FROM induction_appeal a WHERE a.state = 'lodged'
  UNION ALL
  SELECT a.induction_id, a.id, a.school_id, 'hearing', a.hearing_on
  FROM induction_appeal a WHERE a.state = 'hearing'
  UNION ALL
  SELECT a.induction_id, a.id, a.school_id, 'failed_list', a.failed_list_from
  FROM induction_appeal a WHERE a.failed_list_from IS NOT NULL AND a.failed_listed_on IS NULL
  UNION ALL
  SELECT a.induction_id, a.id, a.school_id, 'dismissal', a.dismissal_by
  FROM induction_appeal a WHERE a.dismissal_by IS NOT NULL AND a.dismissed_on IS NULL;

-- The last days on which the worker looked, and on which somebody was reminded of one of them.
CREATE TABLE induction_duty_reminder (
  subject_id uuid NOT NULL,
  kind text NOT NULL,
  induction_id uuid NOT NULL REFERENCES induction (id) ON DELETE CASCADE,
  checked_on date NOT NULL,
  reminded_on date,
  PRIMARY KEY (subject_id, kind)
);
CREATE INDEX induction_duty_reminder_by_induction ON induction_duty_reminder (induction_id);
