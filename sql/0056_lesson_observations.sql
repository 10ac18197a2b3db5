-- Lesson observations: a draft of the school's until it is shared with the teacher, and frozen from then on.

CREATE TABLE lesson_observation (
  id uuid PRIMARY KEY,
  induction_id uuid NOT NULL REFERENCES induction (id) ON DELETE CASCADE,
  school_id uuid NOT NULL REFERENCES school (organisation_id),
  state text NOT NULL CONSTRAINT lesson_observation_state_known CHECK (state IN ('draft', 'shared', 'seen')),
  -- What is written, whole or not.
  content jsonb NOT NULL,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  version int NOT NULL DEFAULT 1
);
CREATE INDEX lesson_observation_by_induction ON lesson_observation (induction_id, created_at, id);
CREATE INDEX lesson_observation_open ON lesson_observation (school_id, induction_id) WHERE state <> 'seen';

-- Each sharing, each confirmation and each opening again, with what stood there then.
CREATE TABLE lesson_observation_trace (
  id uuid PRIMARY KEY,
  observation_id uuid NOT NULL REFERENCES lesson_observation (id) ON DELETE CASCADE,
  -- The observation's version before it: their order.
  version int NOT NULL,
  from_state text NOT NULL,
  to_state text NOT NULL,
  taken_by uuid REFERENCES account (id) ON DELETE SET NULL,
  taken_by_name text NOT NULL,
  taken_at timestamptz NOT NULL,
  -- The teacher's comment, or the reason of opening it again.
  note text NOT NULL DEFAULT '' CONSTRAINT lesson_observation_trace_note_length CHECK (length(note) <= 5000),
  content jsonb NOT NULL,
  CONSTRAINT lesson_observation_trace_known CHECK ((from_state, to_state) IN
    (('draft', 'shared'), ('shared', 'seen'), ('shared', 'draft'), ('seen', 'draft')))
);
CREATE UNIQUE INDEX lesson_observation_trace_by_observation ON lesson_observation_trace (observation_id, version);
CREATE INDEX lesson_observation_trace_by_account ON lesson_observation_trace (taken_by) WHERE taken_by IS NOT NULL;

CREATE FUNCTION lesson_observation_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.state <> NEW.state AND (OLD.state, NEW.state) NOT IN
      (('draft', 'shared'), ('shared', 'seen'), ('shared', 'draft'), ('seen', 'draft')) THEN
    RAISE EXCEPTION 'a lesson observation cannot go from % to %', OLD.state, NEW.state
      USING ERRCODE = 'restrict_violation';
  END IF;
  IF OLD.state <> 'draft' AND OLD.content IS DISTINCT FROM NEW.content THEN
    RAISE EXCEPTION 'what was shared of a lesson observation is never changed' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER lesson_observation_is_frozen BEFORE UPDATE ON lesson_observation
  FOR EACH ROW EXECUTE FUNCTION lesson_observation_refuse_change();

CREATE FUNCTION lesson_observation_trace_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF to_jsonb(NEW) - 'taken_by' IS DISTINCT FROM to_jsonb(OLD) - 'taken_by' THEN
    RAISE EXCEPTION 'what was shared of a lesson observation is never changed' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER lesson_observation_trace_is_frozen BEFORE UPDATE ON lesson_observation_trace
  FOR EACH ROW EXECUTE FUNCTION lesson_observation_trace_refuse_change();

-- What waits for a school or a teacher in the support of an induction.
CREATE VIEW induction_support_task AS
  SELECT l.induction_id, l.id AS subject_id, l.school_id,
    CASE l.state WHEN 'draft' THEN 'share_observation' ELSE 'read_observation' END AS kind,
    NULL::date AS due_on, (l.updated_at AT TIME ZONE 'Europe/London')::date AS since,
    l.state = 'shared' AS is_for_teacher
  FROM lesson_observation l WHERE l.state <> 'seen';
