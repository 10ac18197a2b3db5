-- Support plans: opened when progress is a concern or by wish, with targets, review meetings and an outcome.

CREATE TABLE support_plan (
  id uuid PRIMARY KEY,
  induction_id uuid NOT NULL REFERENCES induction (id) ON DELETE CASCADE,
  school_id uuid NOT NULL REFERENCES school (organisation_id),
  ground text NOT NULL CONSTRAINT support_plan_ground_known CHECK (ground IN ('concern', 'review', 'wish')),
  -- The review or assessment that says that progress is unsatisfactory.
  assessment_id uuid REFERENCES induction_assessment (id) ON DELETE SET NULL,
  reason text NOT NULL CONSTRAINT support_plan_reason_length CHECK (length(btrim(reason)) BETWEEN 10 AND 4000),
  opened_by uuid REFERENCES account (id) ON DELETE SET NULL,
  opened_by_name text NOT NULL,
  opened_at timestamptz NOT NULL,
  outcome text CONSTRAINT support_plan_outcome_known CHECK (outcome IN ('on_track', 'concern', 'ended')),
  closing text NOT NULL DEFAULT '' CONSTRAINT support_plan_closing_length CHECK (length(closing) <= 4000),
  closed_at timestamptz,
  closed_by_name text,
  version int NOT NULL DEFAULT 1,
  CONSTRAINT support_plan_closed_whole CHECK (num_nulls(outcome, closed_at, closed_by_name) IN (0, 3)),
  CONSTRAINT support_plan_assessment_of_review CHECK (ground = 'review' OR assessment_id IS NULL)
);
CREATE INDEX support_plan_by_induction ON support_plan (induction_id, opened_at, id);
CREATE UNIQUE INDEX support_plan_one_open ON support_plan (induction_id, school_id) WHERE closed_at IS NULL;
CREATE INDEX support_plan_open ON support_plan (school_id, induction_id) WHERE closed_at IS NULL;
CREATE INDEX support_plan_by_assessment ON support_plan (assessment_id) WHERE assessment_id IS NOT NULL;

CREATE TABLE support_target (
  id uuid PRIMARY KEY,
  plan_id uuid NOT NULL REFERENCES support_plan (id) ON DELETE CASCADE,
  standard text NOT NULL,
  success text NOT NULL CONSTRAINT support_target_success_length CHECK (length(btrim(success)) BETWEEN 10 AND 2000),
  support text NOT NULL CONSTRAINT support_target_support_length CHECK (length(btrim(support)) BETWEEN 10 AND 2000),
  supporter text NOT NULL CONSTRAINT support_target_supporter_length CHECK (length(btrim(supporter)) BETWEEN 2 AND 200),
  review_on date NOT NULL,
  outcome text CONSTRAINT support_target_outcome_known CHECK (outcome IN ('met', 'partly', 'not_met')),
  outcome_note text NOT NULL DEFAULT '' CONSTRAINT support_target_note_length CHECK (length(outcome_note) <= 2000),
  outcome_on date,
  outcome_by_name text,
  created_at timestamptz NOT NULL,
  -- The last days on which the worker looked, and on which somebody was reminded.
  checked_on date,
  reminded_on date,
  CONSTRAINT support_target_outcome_whole CHECK (num_nulls(outcome, outcome_on, outcome_by_name) IN (0, 3))
);
CREATE INDEX support_target_by_plan ON support_target (plan_id, review_on, id);
CREATE INDEX support_target_to_review ON support_target (review_on, id) WHERE outcome IS NULL;

CREATE TABLE support_meeting (
  id uuid PRIMARY KEY,
  plan_id uuid NOT NULL REFERENCES support_plan (id) ON DELETE CASCADE,
  held_on date NOT NULL,
  present text NOT NULL CONSTRAINT support_meeting_present_length CHECK (length(btrim(present)) BETWEEN 2 AND 300),
  notes text NOT NULL CONSTRAINT support_meeting_notes_length CHECK (length(btrim(notes)) BETWEEN 10 AND 5000),
  recorded_by_name text NOT NULL,
  recorded_at timestamptz NOT NULL
);
CREATE INDEX support_meeting_by_plan ON support_meeting (plan_id, held_on, id);

CREATE FUNCTION support_plan_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.closed_at IS NOT NULL AND to_jsonb(NEW) - '{opened_by,assessment_id}'::text[]
      IS DISTINCT FROM to_jsonb(OLD) - '{opened_by,assessment_id}'::text[] THEN
    RAISE EXCEPTION 'a support plan is never changed once it is closed' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER support_plan_is_frozen BEFORE UPDATE ON support_plan
  FOR EACH ROW EXECUTE FUNCTION support_plan_refuse_change();

CREATE FUNCTION support_plan_refuse_part() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT FROM support_plan p WHERE p.id = NEW.plan_id AND p.closed_at IS NOT NULL) THEN
    RAISE EXCEPTION 'a support plan is never changed once it is closed' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER support_target_of_open_plan BEFORE INSERT OR UPDATE ON support_target
  FOR EACH ROW EXECUTE FUNCTION support_plan_refuse_part();
CREATE TRIGGER support_meeting_of_open_plan BEFORE INSERT OR UPDATE ON support_meeting
  FOR EACH ROW EXECUTE FUNCTION support_plan_refuse_part();

CREATE OR REPLACE VIEW induction_support_task AS
  SELECT l.induction_id, l.id AS subject_id, l.school_id,
    CASE l.state WHEN 'draft' THEN 'share_observation' ELSE 'read_observation' END AS kind,
    NULL::date AS due_on, (l.updated_at AT TIME ZONE 'Europe/London')::date AS since,
    l.state = 'shared' AS is_for_teacher
  FROM lesson_observation l WHERE l.state <> 'seen'
  UNION ALL
  SELECT p.induction_id, p.id, p.school_id,
    CASE WHEN t.count = 0 THEN 'set_targets' WHEN t.next IS NULL THEN 'close_plan' ELSE 'review_targets' END,
    t.next, (p.opened_at AT TIME ZONE 'Europe/London')::date, t.next IS NOT NULL
  FROM support_plan p CROSS JOIN LATERAL (
    SELECT count(*) AS count, min(t.review_on) FILTER (WHERE t.outcome IS NULL) AS next
    FROM support_target t WHERE t.plan_id = p.id) t
  WHERE p.closed_at IS NULL
  UNION ALL
  -- What was last completed says that progress is unsatisfactory, and no plan has been opened since.
  -- It is for the school where the teacher is, or was last: no other can open one.
  SELECT a.induction_id, a.id, w.school_id, 'open_plan', NULL::date,
    (a.updated_at AT TIME ZONE 'Europe/London')::date, false
  FROM induction_assessment a CROSS JOIN LATERAL (
    SELECT q.school_id FROM induction_period q WHERE q.induction_id = a.induction_id
    ORDER BY q.starts_on DESC, q.id DESC LIMIT 1) w
  WHERE a.content ->> 'progress' = 'unsatisfactory' AND a.state IN ('completed', 'confirmed', 'received')
    AND NOT EXISTS (SELECT FROM induction_assessment n WHERE n.induction_id = a.induction_id
      AND n.state IN ('completed', 'confirmed', 'received') AND (n.created_at, n.id) > (a.created_at, a.id))
    AND NOT EXISTS (SELECT FROM support_plan p WHERE p.induction_id = a.induction_id AND p.school_id = w.school_id
      AND (p.closed_at IS NULL OR p.assessment_id = a.id OR p.opened_at >= a.created_at));
