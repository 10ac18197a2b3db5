-- The death of a teacher; recommendations that are taken back or sent back; interim assessments as something due; and
-- due days that would have lain in the past when they came up.

INSERT INTO induction_state (kind, state, position) VALUES ('induction', 'died', 8);
INSERT INTO induction_transition (kind, from_state, to_state) VALUES
  ('induction', 'serving', 'died'), ('induction', 'paused', 'died'), ('induction', 'recommended', 'died'),
  ('induction', 'left', 'died'), ('induction', 'died', 'serving'), ('induction', 'died', 'paused'),
  ('induction', 'died', 'left');

-- Who has left before the end is recommended nothing. Who left teaching with the last day of all has not left before
-- it: their head may still recommend.
DELETE FROM induction_transition WHERE kind = 'induction' AND from_state = 'left' AND to_state = 'recommended';
ALTER TABLE induction DISABLE TRIGGER induction_transitions;
UPDATE induction i SET state = 'paused' WHERE i.state = 'left' AND i.expected_end <= (
  SELECT max(p.ends_on) FROM induction_period p WHERE p.induction_id = i.id);
ALTER TABLE induction ENABLE TRIGGER induction_transitions;

-- That a teacher has died, with what is needed to put it right where it was entered by mistake.
CREATE TABLE induction_death (
  id uuid PRIMARY KEY,
  induction_id uuid NOT NULL REFERENCES induction (id) ON DELETE CASCADE,
  died_on date NOT NULL,
  -- Periods that it ended, with the last days that were known before.
  closed_periods jsonb NOT NULL DEFAULT '[]',
  -- The account that was closed by it.
  account_id uuid REFERENCES account (id) ON DELETE SET NULL,
  recorded_at timestamptz NOT NULL,
  recorded_by_name text NOT NULL,
  undone_at timestamptz,
  undone_by_name text,
  undone_reason text CONSTRAINT induction_death_reason_length CHECK (length(btrim(undone_reason)) BETWEEN 10 AND 2000),
  CONSTRAINT induction_death_undone_whole CHECK (num_nulls(undone_at, undone_by_name, undone_reason) IN (0, 3))
);
CREATE UNIQUE INDEX induction_death_one ON induction_death (induction_id) WHERE undone_at IS NULL;
CREATE INDEX induction_death_by_induction ON induction_death (induction_id, recorded_at, id);
CREATE INDEX induction_death_by_account ON induction_death (account_id) WHERE account_id IS NOT NULL;

-- No mail goes to these.
CREATE INDEX induction_of_the_dead ON induction (email_normal) WHERE state = 'died';

DROP INDEX induction_by_end;
CREATE INDEX induction_by_end ON induction (authority_id, state_changed_at, id)
  WHERE state IN ('satisfactory', 'not_satisfactory', 'left', 'paused', 'transferred', 'died');

-- A recommendation that its head took back, or the body sent back, before it was decided.
ALTER TABLE induction_decision ADD returned_at timestamptz;
ALTER TABLE induction_decision ADD returned_by_name text;
ALTER TABLE induction_decision ADD returned_reason text;
ALTER TABLE induction_decision ADD returned_as text
  CONSTRAINT induction_decision_returned_known CHECK (returned_as IN ('taken_back', 'sent_back', 'ended'));
ALTER TABLE induction_decision ADD CONSTRAINT induction_decision_returned_whole
  CHECK (num_nulls(returned_at, returned_by_name, returned_reason, returned_as) IN (0, 4));
ALTER TABLE induction_decision ADD CONSTRAINT induction_decision_returned_undecided
  CHECK (returned_at IS NULL OR decided_at IS NULL);
DROP INDEX induction_decision_one_open;
CREATE UNIQUE INDEX induction_decision_one_open ON induction_decision (induction_id)
  WHERE decided_at IS NULL AND returned_at IS NULL;

-- What is still to be done about decisions, each with its last day; nothing of who has died.
CREATE OR REPLACE VIEW induction_duty AS
  SELECT u.induction_id, u.subject_id, u.school_id, u.kind, u.due_on FROM (
    SELECT d.induction_id, d.id AS subject_id, d.school_id, 'decision' AS kind, d.decide_by AS due_on
    FROM induction_decision d WHERE d.decided_at IS NULL AND d.returned_at IS NULL
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
    FROM induction_appeal a WHERE a.dismissal_by IS NOT NULL AND a.dismissed_on IS NULL
  ) u WHERE NOT EXISTS (SELECT FROM induction n WHERE n.id = u.induction_id AND n.state = 'died');

-- An interim assessment is due at the school that the teacher leaves. The day by the plan stands beside the day that
-- something is due where the first lay in the past when it came up; a review of a term that was over then is not needed.
ALTER TABLE induction_due DROP CONSTRAINT induction_due_kind_known;
ALTER TABLE induction_due ADD CONSTRAINT induction_due_kind_known
  CHECK (kind IN ('assessment', 'review', 'interim', 'recommendation'));
ALTER TABLE induction_due ADD school_id uuid REFERENCES school (organisation_id);
ALTER TABLE induction_due ADD CONSTRAINT induction_due_interim_school CHECK (kind <> 'interim' OR school_id IS NOT NULL);
ALTER TABLE induction_due ADD planned_on date;
ALTER TABLE induction_due ADD not_needed boolean NOT NULL DEFAULT false;
ALTER TABLE induction_due ADD CONSTRAINT induction_due_not_needed_done CHECK (NOT not_needed OR done_on IS NOT NULL);

-- Days of absence that count in the part of induction that was under way when the plan was reckoned, and when it ends.
ALTER TABLE induction ADD absent_in_part numeric(7, 2);
ALTER TABLE induction ADD absent_part_ends_on date;
CREATE INDEX induction_absent ON induction (id) WHERE absent_in_part >= 20;
UPDATE induction i SET plan_is_stale = true
WHERE i.state IN ('serving', 'paused', 'recommended') AND NOT i.plan_is_stale AND EXISTS (
  SELECT FROM induction_event e WHERE e.induction_id = i.id AND e.kind = 'absence' AND e.removed_at IS NULL);
