-- How an appropriate body assures that induction is run well: samples of assessments, visits, feedback to schools.

-- A draw for a term, and what makes it come out the same again: the share, the seed, and the candidates as they were.
CREATE TABLE induction_sample (
  id uuid PRIMARY KEY,
  authority_id uuid NOT NULL,
  organisation_id uuid NOT NULL,
  begins_on date NOT NULL,
  ends_on date NOT NULL,
  share int NOT NULL CONSTRAINT induction_sample_share_range CHECK (share BETWEEN 1 AND 100),
  seed text NOT NULL CONSTRAINT induction_sample_seed_length CHECK (length(seed) BETWEEN 1 AND 100),
  -- Which criteria its items are judged by.
  criteria_version text NOT NULL,
  drawn_by uuid REFERENCES account (id) ON DELETE SET NULL,
  drawn_by_name text NOT NULL,
  drawn_at timestamptz NOT NULL,
  CONSTRAINT induction_sample_dates_in_order CHECK (ends_on > begins_on),
  CONSTRAINT induction_sample_once UNIQUE (authority_id, begins_on, seed, share),
  CONSTRAINT induction_sample_organisation FOREIGN KEY (organisation_id, authority_id)
    REFERENCES organisation (id, authority_id)
);
CREATE INDEX induction_sample_newest ON induction_sample (authority_id, drawn_at DESC, id DESC);

-- Every candidate of a draw; those that were drawn are judged.
CREATE TABLE induction_sample_item (
  id uuid PRIMARY KEY,
  sample_id uuid NOT NULL REFERENCES induction_sample (id) ON DELETE CASCADE,
  assessment_id uuid NOT NULL REFERENCES induction_assessment (id) ON DELETE CASCADE,
  school_id uuid NOT NULL REFERENCES school (organisation_id),
  risks text[] NOT NULL,
  is_drawn boolean NOT NULL,
  judgements jsonb,
  notes text NOT NULL DEFAULT '' CONSTRAINT induction_sample_item_notes_length CHECK (length(notes) <= 5000),
  judged_by uuid REFERENCES account (id) ON DELETE SET NULL,
  judged_by_name text,
  judged_at timestamptz,
  version int NOT NULL DEFAULT 1,
  CONSTRAINT induction_sample_item_once UNIQUE (sample_id, assessment_id),
  CONSTRAINT induction_sample_item_judged_whole CHECK (num_nulls(judgements, judged_by_name, judged_at) IN (0, 3)),
  CONSTRAINT induction_sample_item_judged_is_drawn CHECK (is_drawn OR judged_at IS NULL)
);
CREATE INDEX induction_sample_item_drawn ON induction_sample_item (sample_id, school_id, id) WHERE is_drawn;
CREATE INDEX induction_sample_item_by_school ON induction_sample_item (school_id, judged_at) WHERE is_drawn;
CREATE INDEX induction_sample_item_by_assessment ON induction_sample_item (assessment_id);
CREATE INDEX induction_signature_completed ON induction_signature (signed_at, assessment_id)
  WHERE to_state = 'completed';
CREATE INDEX induction_assessment_by_school ON induction_assessment (school_id, created_at, id);

-- Visits to schools. What is said of a teacher stands with the teacher's induction and goes with it.
CREATE TABLE induction_visit (
  id uuid PRIMARY KEY,
  authority_id uuid NOT NULL,
  organisation_id uuid NOT NULL,
  school_id uuid NOT NULL REFERENCES school (organisation_id),
  visited_on date NOT NULL,
  visitors text NOT NULL CONSTRAINT induction_visit_visitors_length CHECK (length(btrim(visitors)) BETWEEN 2 AND 300),
  purpose text NOT NULL CONSTRAINT induction_visit_purpose_length CHECK (length(btrim(purpose)) BETWEEN 5 AND 500),
  found text NOT NULL CONSTRAINT induction_visit_found_length CHECK (length(btrim(found)) BETWEEN 10 AND 5000),
  recorded_by uuid REFERENCES account (id) ON DELETE SET NULL,
  recorded_by_name text NOT NULL,
  recorded_at timestamptz NOT NULL,
  version int NOT NULL DEFAULT 1,
  CONSTRAINT induction_visit_organisation FOREIGN KEY (organisation_id, authority_id)
    REFERENCES organisation (id, authority_id)
);
CREATE INDEX induction_visit_by_school ON induction_visit (school_id, visited_on DESC, id DESC);
CREATE INDEX induction_visit_by_authority ON induction_visit (authority_id, visited_on);
CREATE TABLE induction_visit_talk (
  visit_id uuid NOT NULL REFERENCES induction_visit (id) ON DELETE CASCADE,
  induction_id uuid NOT NULL REFERENCES induction (id) ON DELETE CASCADE,
  said text NOT NULL DEFAULT '' CONSTRAINT induction_visit_talk_length CHECK (length(said) <= 2000),
  PRIMARY KEY (visit_id, induction_id)
);
CREATE INDEX induction_visit_talk_by_induction ON induction_visit_talk (induction_id);

-- What was agreed at a visit: who does it by when, and whether it was done.
CREATE TABLE induction_visit_action (
  id uuid PRIMARY KEY,
  visit_id uuid NOT NULL REFERENCES induction_visit (id) ON DELETE CASCADE,
  school_id uuid NOT NULL REFERENCES school (organisation_id),
  what text NOT NULL CONSTRAINT induction_visit_action_what_length CHECK (length(btrim(what)) BETWEEN 5 AND 500),
  owner text NOT NULL CONSTRAINT induction_visit_action_owner_length CHECK (length(btrim(owner)) BETWEEN 2 AND 200),
  due_on date NOT NULL,
  done_on date,
  outcome text NOT NULL DEFAULT '' CONSTRAINT induction_visit_action_outcome_length CHECK (length(outcome) <= 1000),
  version int NOT NULL DEFAULT 1
);
CREATE INDEX induction_visit_action_by_visit ON induction_visit_action (visit_id, due_on, id);
CREATE INDEX induction_visit_action_open ON induction_visit_action (school_id, due_on) WHERE done_on IS NULL;

-- Feedback to a school: a draft until it is sent, and then as it was sent.
CREATE TABLE induction_feedback (
  id uuid PRIMARY KEY,
  authority_id uuid NOT NULL,
  organisation_id uuid NOT NULL,
  school_id uuid NOT NULL REFERENCES school (organisation_id),
  visit_id uuid REFERENCES induction_visit (id) ON DELETE SET NULL,
  sample_id uuid REFERENCES induction_sample (id) ON DELETE SET NULL,
  body text NOT NULL CONSTRAINT induction_feedback_body_length CHECK (length(body) <= 10000),
  written_by uuid REFERENCES account (id) ON DELETE SET NULL,
  written_by_name text NOT NULL,
  written_at timestamptz NOT NULL,
  sent_at timestamptz,
  sent_by_name text,
  -- Visit, actions and judgements as they were when it was sent.
  sent jsonb,
  acknowledged_at timestamptz,
  acknowledged_by_name text,
  comment text NOT NULL DEFAULT '' CONSTRAINT induction_feedback_comment_length CHECK (length(comment) <= 5000),
  version int NOT NULL DEFAULT 1,
  CONSTRAINT induction_feedback_sent_whole CHECK (num_nulls(sent_at, sent_by_name, sent) IN (0, 3)),
  CONSTRAINT induction_feedback_acknowledged_whole CHECK (num_nulls(acknowledged_at, acknowledged_by_name) IN (0, 2)),
  CONSTRAINT induction_feedback_acknowledged_is_sent CHECK (acknowledged_at IS NULL OR sent_at IS NOT NULL),
  CONSTRAINT induction_feedback_organisation FOREIGN KEY (organisation_id, authority_id)
    REFERENCES organisation (id, authority_id)
);
CREATE INDEX induction_feedback_by_school ON induction_feedback (school_id, written_at DESC, id DESC);
CREATE INDEX induction_feedback_by_authority ON induction_feedback (authority_id, written_at);

CREATE FUNCTION induction_feedback_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.sent_at IS NOT NULL AND to_jsonb(NEW) - '{written_by,visit_id,sample_id,acknowledged_at,acknowledged_by_name,comment,version}'::text[]
      IS DISTINCT FROM to_jsonb(OLD) - '{written_by,visit_id,sample_id,acknowledged_at,acknowledged_by_name,comment,version}'::text[] THEN
    RAISE EXCEPTION 'feedback is never changed once it is sent' USING ERRCODE = 'restrict_violation';
  END IF;
  IF OLD.acknowledged_at IS NOT NULL AND (NEW.acknowledged_at, NEW.acknowledged_by_name, NEW.comment)
      IS DISTINCT FROM (OLD.acknowledged_at, OLD.acknowledged_by_name, OLD.comment) THEN
    RAISE EXCEPTION 'an acknowledgement is never changed' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER induction_feedback_is_frozen BEFORE UPDATE ON induction_feedback
  FOR EACH ROW EXECUTE FUNCTION induction_feedback_refuse_change();
