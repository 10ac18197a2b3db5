-- Formal assessments and progress reviews: written by the school, commented by the teacher, received by the body.

ALTER TABLE induction_state DROP CONSTRAINT induction_state_kind_known;
ALTER TABLE induction_state ADD CONSTRAINT induction_state_kind_known
  CHECK (kind IN ('registration', 'induction', 'assessment'));
INSERT INTO induction_state (kind, state, position) VALUES
  ('assessment', 'draft', 1), ('assessment', 'drafted', 2), ('assessment', 'completed', 3),
  ('assessment', 'confirmed', 4), ('assessment', 'received', 5);
INSERT INTO induction_transition (kind, from_state, to_state) VALUES
  ('assessment', 'draft', 'drafted'), ('assessment', 'drafted', 'completed'), ('assessment', 'drafted', 'draft'),
  ('assessment', 'completed', 'confirmed'), ('assessment', 'completed', 'draft'),
  ('assessment', 'confirmed', 'received'), ('assessment', 'confirmed', 'draft'), ('assessment', 'received', 'draft');

CREATE TABLE induction_assessment (
  id uuid PRIMARY KEY,
  induction_id uuid NOT NULL REFERENCES induction (id) ON DELETE CASCADE,
  school_id uuid NOT NULL REFERENCES school (organisation_id),
  kind text NOT NULL CONSTRAINT induction_assessment_kind_known CHECK (kind IN ('assessment', 'review', 'interim')),
  number int NOT NULL CONSTRAINT induction_assessment_number_range CHECK (number BETWEEN 1 AND 60),
  -- Which form it is written on, so that it is always shown with that one.
  form_version text NOT NULL,
  state text NOT NULL,
  state_kind text NOT NULL DEFAULT 'assessment'
    CONSTRAINT induction_assessment_state_kind CHECK (state_kind = 'assessment'),
  content jsonb NOT NULL,
  teacher_comments text NOT NULL DEFAULT ''
    CONSTRAINT induction_assessment_comments_length CHECK (length(teacher_comments) <= 5000),
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  version int NOT NULL DEFAULT 1,
  CONSTRAINT induction_assessment_once UNIQUE (induction_id, kind, number),
  CONSTRAINT induction_assessment_state_known FOREIGN KEY (state_kind, state) REFERENCES induction_state (kind, state)
);
CREATE TRIGGER induction_assessment_transitions BEFORE UPDATE ON induction_assessment
  FOR EACH ROW EXECUTE FUNCTION induction_refuse_transition();

-- Every signature with what was signed, frozen; reopening leaves one as well.
CREATE TABLE induction_signature (
  id uuid PRIMARY KEY,
  assessment_id uuid NOT NULL REFERENCES induction_assessment (id) ON DELETE CASCADE,
  from_state text NOT NULL,
  to_state text NOT NULL,
  signed_by uuid REFERENCES account (id) ON DELETE SET NULL,
  signed_by_name text NOT NULL,
  signed_at timestamptz NOT NULL,
  note text NOT NULL DEFAULT '' CONSTRAINT induction_signature_note_length CHECK (length(note) <= 5000),
  content jsonb NOT NULL,
  -- Periods, terms and absence at that moment.
  facts jsonb NOT NULL
);
CREATE INDEX induction_signature_by_assessment ON induction_signature (assessment_id, signed_at, id);

CREATE FUNCTION induction_signature_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF to_jsonb(NEW) - 'signed_by' IS DISTINCT FROM to_jsonb(OLD) - 'signed_by' THEN
    RAISE EXCEPTION 'what was signed is never changed' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER induction_signature_is_frozen BEFORE UPDATE ON induction_signature
  FOR EACH ROW EXECUTE FUNCTION induction_signature_refuse_change();

-- The last day on which the worker looked whether somebody is to be reminded.
ALTER TABLE induction_due ADD checked_on date;
