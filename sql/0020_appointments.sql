-- From shortlist to appointment: references, self-disclosures, online searches, interviews, offers and the checks
-- before a person starts. Where an application stands is said by its own state alone; rows here keep what was said and done.

-- Forms for people outside the general application, as dated data: one for referees, one for the shortlisted.
CREATE TABLE appointment_form (
  kind text NOT NULL CONSTRAINT appointment_form_kind_known CHECK (kind IN ('reference', 'disclosure')),
  version int NOT NULL,
  introduced_on date NOT NULL,
  definition jsonb NOT NULL,
  PRIMARY KEY (kind, version)
);

-- What a school has settled for a vacancy; without a row the usual holds.
CREATE TABLE appointment_setting (
  vacancy_id uuid PRIMARY KEY REFERENCES vacancy (id) ON DELETE CASCADE,
  panel_reads_references text NOT NULL CONSTRAINT appointment_setting_panel_known
    CHECK (panel_reads_references IN ('at_once', 'after_interview', 'never')),
  disclosure_readers uuid[] NOT NULL DEFAULT '{}',
  version int NOT NULL DEFAULT 1,
  changed_at timestamptz NOT NULL
);

-- A reference that a school has asked for: of the n-th referee whom the sent application names.
CREATE TABLE reference_request (
  id uuid PRIMARY KEY,
  application_id uuid NOT NULL REFERENCES application (id),
  referee int NOT NULL CONSTRAINT reference_request_referee_counted CHECK (referee BETWEEN 1 AND 50),
  name text NOT NULL,
  relationship text NOT NULL,
  organisation text NOT NULL,
  email text NOT NULL CONSTRAINT reference_request_email_length CHECK (length(email) BETWEEN 3 AND 254),
  form_version int NOT NULL,
  form_kind text NOT NULL DEFAULT 'reference' CONSTRAINT reference_request_form_kind CHECK (form_kind = 'reference'),
  requested_at timestamptz NOT NULL,
  requested_by uuid REFERENCES account (id),
  mailed_at timestamptz NOT NULL,
  reminders int NOT NULL DEFAULT 0,
  answers jsonb NOT NULL DEFAULT '{}',
  saves int NOT NULL DEFAULT 0,
  saved_at timestamptz,
  received_at timestamptz,
  received_as text CONSTRAINT reference_request_received_known CHECK (received_as IN ('form', 'letter', 'paper')),
  received_note text NOT NULL DEFAULT '',
  declined_at timestamptz,
  decline_reason text,
  verified_at timestamptz,
  verified_by uuid REFERENCES account (id),
  verified_note text NOT NULL DEFAULT '',
  version int NOT NULL DEFAULT 1,
  CONSTRAINT reference_request_once UNIQUE (application_id, referee),
  CONSTRAINT reference_request_form FOREIGN KEY (form_kind, form_version) REFERENCES appointment_form (kind, version),
  CONSTRAINT reference_request_received_whole CHECK ((received_at IS NULL) = (received_as IS NULL)),
  CONSTRAINT reference_request_declined_whole CHECK ((declined_at IS NULL) = (decline_reason IS NULL)),
  CONSTRAINT reference_request_one_end CHECK (received_at IS NULL OR declined_at IS NULL),
  CONSTRAINT reference_request_verified_received CHECK (verified_at IS NULL OR received_at IS NOT NULL)
);
CREATE INDEX reference_request_waiting ON reference_request (mailed_at, id)
  WHERE received_at IS NULL AND declined_at IS NULL;

-- What a referee has sent is frozen as it was sent.
CREATE FUNCTION reference_request_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.received_at IS NOT NULL AND
    (NEW.application_id, NEW.referee, NEW.name, NEW.form_version, NEW.answers, NEW.received_at, NEW.received_as,
     NEW.received_note) IS DISTINCT FROM
    (OLD.application_id, OLD.referee, OLD.name, OLD.form_version, OLD.answers, OLD.received_at, OLD.received_as,
     OLD.received_note) THEN
    RAISE EXCEPTION 'a reference is never changed once received' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER reference_request_is_frozen BEFORE UPDATE ON reference_request
  FOR EACH ROW EXECUTE FUNCTION reference_request_refuse_change();

-- The links in mails to a referee: only their hashes. A link is dead once its row is gone, and used up once the
-- reference was sent.
CREATE TABLE reference_link (
  token_hash bytea PRIMARY KEY,
  reference_id uuid NOT NULL REFERENCES reference_request (id) ON DELETE CASCADE,
  created_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  used_at timestamptz
);
CREATE INDEX reference_link_by_reference ON reference_link (reference_id);
CREATE INDEX reference_link_age ON reference_link (expires_at);

CREATE TABLE reference_letter (
  reference_id uuid PRIMARY KEY REFERENCES reference_request (id) ON DELETE CASCADE,
  name text NOT NULL CONSTRAINT reference_letter_name_length CHECK (length(name) BETWEEN 1 AND 150),
  media_type text NOT NULL,
  size int NOT NULL CONSTRAINT reference_letter_size_limit CHECK (size BETWEEN 1 AND 10485760),
  sha256 bytea NOT NULL,
  content bytea NOT NULL,
  scanned boolean NOT NULL,
  uploaded_at timestamptz NOT NULL
);

-- What somebody on the shortlist discloses of themselves, once sent frozen.
CREATE TABLE self_disclosure (
  application_id uuid PRIMARY KEY REFERENCES application (id),
  form_version int NOT NULL,
  form_kind text NOT NULL DEFAULT 'disclosure' CONSTRAINT self_disclosure_form_kind CHECK (form_kind = 'disclosure'),
  answers jsonb NOT NULL DEFAULT '{}',
  version int NOT NULL DEFAULT 1,
  saved_at timestamptz NOT NULL,
  sent_at timestamptz,
  CONSTRAINT self_disclosure_form FOREIGN KEY (form_kind, form_version) REFERENCES appointment_form (kind, version)
);
CREATE FUNCTION self_disclosure_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.sent_at IS NOT NULL THEN
    RAISE EXCEPTION 'a self-disclosure is never changed once sent' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER self_disclosure_is_frozen BEFORE UPDATE ON self_disclosure
  FOR EACH ROW EXECUTE FUNCTION self_disclosure_refuse_change();

-- Notes of online searches about the shortlisted, kept apart from what they sent; a note is followed by another,
-- never changed.
CREATE TABLE online_search_note (
  id uuid PRIMARY KEY,
  application_id uuid NOT NULL REFERENCES application (id),
  searched_on date NOT NULL,
  searched_by text NOT NULL CONSTRAINT online_search_note_by_filled CHECK (length(btrim(searched_by)) BETWEEN 1 AND 200),
  found text NOT NULL CONSTRAINT online_search_note_found_filled CHECK (length(btrim(found)) BETWEEN 1 AND 4000),
  discussed_on date,
  discussion text NOT NULL DEFAULT '',
  recorded_by uuid REFERENCES account (id),
  recorded_at timestamptz NOT NULL
);
CREATE INDEX online_search_note_by_application ON online_search_note (application_id, id);

-- Offers: what was offered, and the moments at which something became of it.
CREATE TABLE offer (
  id uuid PRIMARY KEY,
  application_id uuid NOT NULL REFERENCES application (id),
  salary text NOT NULL CONSTRAINT offer_salary_length CHECK (length(btrim(salary)) BETWEEN 1 AND 300),
  salary_pence int CONSTRAINT offer_salary_range CHECK (salary_pence BETWEEN 1 AND 100000000),
  pay_point text NOT NULL DEFAULT '' CONSTRAINT offer_pay_point_length CHECK (length(pay_point) <= 40),
  starts_on date NOT NULL,
  contract_type text NOT NULL CONSTRAINT offer_contract_known
    CHECK (contract_type IN ('permanent', 'fixed_term', 'maternity_cover', 'casual')),
  contract_ends_on date,
  fte numeric(4, 3) NOT NULL CONSTRAINT offer_fte_range CHECK (fte > 0 AND fte <= 1),
  conditions text NOT NULL CONSTRAINT offer_conditions_length CHECK (length(btrim(conditions)) BETWEEN 1 AND 4000),
  answer_by date NOT NULL,
  made_at timestamptz NOT NULL,
  made_by uuid REFERENCES account (id),
  answer_note text NOT NULL DEFAULT '',
  accepted_at timestamptz,
  declined_at timestamptz,
  lapsed_at timestamptz,
  withdrawn_at timestamptz,
  withdrawn_reason text,
  CONSTRAINT offer_one_end CHECK (num_nonnulls(declined_at, lapsed_at, withdrawn_at) <= 1),
  CONSTRAINT offer_withdrawn_with_reason CHECK ((withdrawn_at IS NULL) = (withdrawn_reason IS NULL))
);
CREATE UNIQUE INDEX offer_one_standing ON offer (application_id)
  WHERE declined_at IS NULL AND lapsed_at IS NULL AND withdrawn_at IS NULL;
CREATE INDEX offer_unanswered ON offer (answer_by, id)
  WHERE accepted_at IS NULL AND declined_at IS NULL AND lapsed_at IS NULL AND withdrawn_at IS NULL;

-- The checks before somebody starts, as dated data with the rule that says to whom each applies.
CREATE TABLE check_kind (
  code text PRIMARY KEY CONSTRAINT check_kind_code_form CHECK (code ~ '^[a-z_]{2,40}$'),
  position int NOT NULL UNIQUE,
  title text NOT NULL,
  guidance text NOT NULL,
  applies_to text NOT NULL CONSTRAINT check_kind_rule_known
    CHECK (applies_to IN ('everybody', 'teaching', 'lived_abroad', 'young_children')),
  in_force_from date NOT NULL,
  in_force_to date,
  CONSTRAINT check_kind_in_order CHECK (in_force_to >= in_force_from)
);
INSERT INTO check_kind (code, position, title, guidance, applies_to, in_force_from) VALUES
  ('identity', 1, 'Identity', 'See an original document with a photograph, such as a passport, and a birth '
    'certificate where there is one; compare the names.', 'everybody', '2014-09-01'),
  ('right_to_work', 2, 'Right to work in the United Kingdom', 'See the original document or check the share code '
    'before the first day; keep a dated copy.', 'everybody', '2014-09-01'),
  ('qualifications', 3, 'Professional qualifications', 'See the certificates for what the post needs.', 'teaching',
    '2014-09-01'),
  ('qts', 4, 'Qualified teacher status', 'Look the teacher up in the national register. Give the teacher reference '
    'number as the reference and the day of the award as the date of the document.', 'teaching', '2014-09-01'),
  ('prohibition', 5, 'Prohibition from teaching', 'Look in the national register for prohibitions, sanctions and '
    'restrictions.', 'teaching', '2014-09-01'),
  ('barred_list', 6, 'Children’s barred list', 'Asked with the enhanced certificate, or apart from it where the person '
    'starts before the certificate arrives.', 'everybody', '2014-09-01'),
  ('enhanced_dbs', 7, 'Enhanced DBS certificate', 'See the original certificate or use the update service. Keep its '
    'number and date, not the certificate.', 'everybody', '2014-09-01'),
  ('overseas', 8, 'Checks for time abroad', 'For those who lived or worked outside the United Kingdom: criminal record '
    'checks abroad, letters of professional standing.', 'lived_abroad', '2014-09-01'),
  ('medical', 9, 'Medical fitness', 'Confirm mental and physical fitness for the work, after the offer and not '
    'before.', 'everybody', '2014-09-01'),
  ('references', 10, 'Two references', 'Two received and read before the appointment is confirmed, one from the latest '
    'employer; questions that they leave open are taken up.', 'everybody', '2014-09-01'),
  ('childcare', 11, 'Childcare disqualification', 'For those who care for children up to the age of eight: a declaration '
    'under the Childcare Act 2006.', 'young_children', '2018-08-31');

CREATE TABLE pre_employment_check (
  application_id uuid NOT NULL REFERENCES application (id),
  kind text NOT NULL REFERENCES check_kind (code),
  applies boolean NOT NULL,
  why text NOT NULL,
  outcome text NOT NULL CONSTRAINT pre_employment_check_outcome_known
    CHECK (outcome IN ('outstanding', 'satisfactory', 'not_satisfactory', 'not_applicable')),
  reason text NOT NULL DEFAULT '',
  checked_on date,
  checked_by text NOT NULL DEFAULT '',
  evidence text NOT NULL DEFAULT '',
  document_type text NOT NULL DEFAULT '',
  document_number text NOT NULL DEFAULT '',
  document_date date,
  expires_on date,
  version int NOT NULL DEFAULT 1,
  changed_at timestamptz NOT NULL,
  changed_by uuid REFERENCES account (id),
  PRIMARY KEY (application_id, kind),
  CONSTRAINT pre_employment_check_dated CHECK (outcome NOT IN ('satisfactory', 'not_satisfactory')
    OR (checked_on IS NOT NULL AND checked_by <> ''))
);

-- Every state a check has had, in order; the database itself changes none of them.
CREATE TABLE pre_employment_check_history (
  id uuid PRIMARY KEY,
  application_id uuid NOT NULL REFERENCES application (id),
  kind text NOT NULL REFERENCES check_kind (code),
  version int NOT NULL,
  entry jsonb NOT NULL,
  recorded_at timestamptz NOT NULL,
  recorded_by uuid REFERENCES account (id),
  CONSTRAINT pre_employment_check_history_once UNIQUE (application_id, kind, version)
);
CREATE FUNCTION pre_employment_check_history_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'the history of a check is never changed' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER pre_employment_check_history_is_kept BEFORE UPDATE ON pre_employment_check_history
  FOR EACH ROW EXECUTE FUNCTION pre_employment_check_history_refuse_change();

-- The appointment itself: when, and the risk assessment where somebody starts before the certificate arrives.
CREATE TABLE appointment (
  application_id uuid PRIMARY KEY REFERENCES application (id),
  appointed_at timestamptz NOT NULL,
  appointed_by uuid REFERENCES account (id),
  risk_assessment text
);

-- Interviews: days with their panel and slots, who was invited to which and has which slot, and what members of the
-- panel scored. Whether somebody still is in the selection is said by their application's state alone: a slot of
-- somebody who has left is free.

CREATE TABLE interview_day (
  id uuid PRIMARY KEY,
  vacancy_id uuid NOT NULL REFERENCES vacancy (id),
  held_on date NOT NULL,
  place text NOT NULL CONSTRAINT interview_day_place_length CHECK (length(btrim(place)) BETWEEN 1 AND 300),
  choose_by timestamptz NOT NULL,
  tasks text NOT NULL DEFAULT '',
  version int NOT NULL DEFAULT 1,
  created_at timestamptz NOT NULL,
  CONSTRAINT interview_day_once UNIQUE (vacancy_id, held_on)
);

CREATE TABLE interview_panelist (
  day_id uuid NOT NULL REFERENCES interview_day (id) ON DELETE CASCADE,
  account_id uuid NOT NULL REFERENCES account (id),
  PRIMARY KEY (day_id, account_id)
);
CREATE INDEX interview_panelist_by_account ON interview_panelist (account_id);

CREATE TABLE interview_slot (
  id uuid PRIMARY KEY,
  day_id uuid NOT NULL REFERENCES interview_day (id) ON DELETE CASCADE,
  starts_at timestamptz NOT NULL,
  ends_at timestamptz NOT NULL,
  room text NOT NULL DEFAULT '' CONSTRAINT interview_slot_room_length CHECK (length(room) <= 100),
  CONSTRAINT interview_slot_in_order CHECK (starts_at < ends_at),
  CONSTRAINT interview_slot_once UNIQUE (day_id, starts_at, room)
);

CREATE TABLE interview_invitation (
  application_id uuid PRIMARY KEY REFERENCES application (id),
  day_id uuid NOT NULL REFERENCES interview_day (id),
  invited_at timestamptz NOT NULL
);
CREATE INDEX interview_invitation_by_day ON interview_invitation (day_id);

-- A slot has one holder, and somebody has one slot.
CREATE TABLE interview_booking (
  slot_id uuid PRIMARY KEY REFERENCES interview_slot (id) ON DELETE CASCADE,
  application_id uuid NOT NULL REFERENCES application (id),
  booked_at timestamptz NOT NULL,
  CONSTRAINT interview_booking_one_slot UNIQUE (application_id)
);

-- The questions and tasks of an interview, with what is looked for.
CREATE TABLE interview_question (
  id uuid PRIMARY KEY,
  vacancy_id uuid NOT NULL REFERENCES vacancy (id),
  position int NOT NULL,
  wording text NOT NULL CONSTRAINT interview_question_wording_length CHECK (length(btrim(wording)) BETWEEN 1 AND 500),
  looks_for text NOT NULL DEFAULT '' CONSTRAINT interview_question_looks_for_length CHECK (length(looks_for) <= 1000),
  CONSTRAINT interview_question_in_order UNIQUE (vacancy_id, position) DEFERRABLE INITIALLY DEFERRED
);

-- What one member of the panel scored; handed in, it is never changed.
CREATE TABLE interview_sheet (
  application_id uuid NOT NULL REFERENCES application (id),
  account_id uuid NOT NULL REFERENCES account (id),
  scores jsonb NOT NULL DEFAULT '{}',
  notes text NOT NULL DEFAULT '',
  version int NOT NULL DEFAULT 1,
  saved_at timestamptz NOT NULL,
  handed_in_at timestamptz,
  PRIMARY KEY (application_id, account_id)
);
CREATE FUNCTION interview_sheet_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.handed_in_at IS NOT NULL THEN
    RAISE EXCEPTION 'scores are never changed once handed in' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER interview_sheet_is_frozen BEFORE UPDATE ON interview_sheet
  FOR EACH ROW EXECUTE FUNCTION interview_sheet_refuse_change();

INSERT INTO appointment_form (kind, version, introduced_on, definition) VALUES ('reference', 1, '2026-09-01', $form$
{"sections": [
 {"key": "knowing", "title": "How you know them", "questions": [
  {"key": "capacity", "label": "In what capacity have you known them?", "type": "choice", "required": true, "options": [{"value": "line_manager", "label": "As their line manager or head"}, {"value": "colleague", "label": "As a senior colleague"}, {"value": "tutor", "label": "As their tutor or mentor in training"}, {"value": "other", "label": "In another way"}]},
  {"key": "known_since", "label": "Known since", "type": "month", "required": true},
  {"key": "worked", "label": "Have they worked or trained where you do?", "type": "yes_no", "required": true},
  {"key": "role", "label": "Their role there", "type": "text", "required": true, "maximum": 150, "when": {"key": "worked", "any_of": ["yes"]}},
  {"key": "from", "label": "When they started", "type": "month", "required": true, "when": {"key": "worked", "any_of": ["yes"]}},
  {"key": "current", "label": "Are they still there?", "type": "yes_no", "required": true, "when": {"key": "worked", "any_of": ["yes"]}},
  {"key": "to", "label": "When they left", "type": "month", "required": true, "when": {"key": "current", "any_of": ["no"]}},
  {"key": "leaving", "label": "Why they left", "type": "text", "required": false, "maximum": 300, "when": {"key": "current", "any_of": ["no"]}}
 ]},
 {"key": "work", "title": "Their work", "intro": "From what you have seen yourself.", "questions": [
  {"key": "teaching", "label": "Planning and teaching", "type": "choice", "required": true, "options": [{"value": "very_good", "label": "Very good"}, {"value": "good", "label": "Good"}, {"value": "fair", "label": "Fair"}, {"value": "poor", "label": "Poor"}, {"value": "cannot_say", "label": "I can’t say"}]},
  {"key": "subject", "label": "Knowledge of their subject or age range", "type": "choice", "required": true, "options": [{"value": "very_good", "label": "Very good"}, {"value": "good", "label": "Good"}, {"value": "fair", "label": "Fair"}, {"value": "poor", "label": "Poor"}, {"value": "cannot_say", "label": "I can’t say"}]},
  {"key": "behaviour", "label": "Managing behaviour", "type": "choice", "required": true, "options": [{"value": "very_good", "label": "Very good"}, {"value": "good", "label": "Good"}, {"value": "fair", "label": "Fair"}, {"value": "poor", "label": "Poor"}, {"value": "cannot_say", "label": "I can’t say"}]},
  {"key": "pupils", "label": "Relationships with pupils", "type": "choice", "required": true, "options": [{"value": "very_good", "label": "Very good"}, {"value": "good", "label": "Good"}, {"value": "fair", "label": "Fair"}, {"value": "poor", "label": "Poor"}, {"value": "cannot_say", "label": "I can’t say"}]},
  {"key": "adults", "label": "Relationships with colleagues and parents", "type": "choice", "required": true, "options": [{"value": "very_good", "label": "Very good"}, {"value": "good", "label": "Good"}, {"value": "fair", "label": "Fair"}, {"value": "poor", "label": "Poor"}, {"value": "cannot_say", "label": "I can’t say"}]},
  {"key": "reliability", "label": "Reliability and punctuality", "type": "choice", "required": true, "options": [{"value": "very_good", "label": "Very good"}, {"value": "good", "label": "Good"}, {"value": "fair", "label": "Fair"}, {"value": "poor", "label": "Poor"}, {"value": "cannot_say", "label": "I can’t say"}]},
  {"key": "integrity", "label": "Honesty and integrity", "type": "choice", "required": true, "options": [{"value": "very_good", "label": "Very good"}, {"value": "good", "label": "Good"}, {"value": "fair", "label": "Fair"}, {"value": "poor", "label": "Poor"}, {"value": "cannot_say", "label": "I can’t say"}]},
  {"key": "development", "label": "Learning from advice", "type": "choice", "required": true, "options": [{"value": "very_good", "label": "Very good"}, {"value": "good", "label": "Good"}, {"value": "fair", "label": "Fair"}, {"value": "poor", "label": "Poor"}, {"value": "cannot_say", "label": "I can’t say"}]},
  {"key": "comments", "label": "What else should the school know of their work?", "type": "textarea", "required": false, "maximum": 3000}
 ]},
 {"key": "conduct", "title": "Capability and conduct", "questions": [
  {"key": "capability", "label": "Have they been under capability procedures in the last two years?", "type": "yes_no", "required": true},
  {"key": "capability_details", "label": "What it was about, how long it took and how it ended", "type": "textarea", "required": true, "maximum": 3000, "when": {"key": "capability", "any_of": ["yes"]}},
  {"key": "disciplinary", "label": "Is a disciplinary sanction live, or was there ever one about the safety or welfare of children?", "type": "yes_no", "required": true},
  {"key": "disciplinary_details", "label": "What it was about, when, and how it ended", "type": "textarea", "required": true, "maximum": 3000, "when": {"key": "disciplinary", "any_of": ["yes"]}}
 ]},
 {"key": "safeguarding", "title": "Safeguarding", "intro": "Leave out allegations that were found to be false, unfounded, unsubstantiated or malicious.", "questions": [
  {"key": "allegations", "label": "Have there been substantiated allegations or concerns about their behaviour towards children?", "type": "yes_no", "required": true},
  {"key": "allegation_details", "label": "What they were, when, and how they ended", "type": "textarea", "required": true, "maximum": 3000, "when": {"key": "allegations", "any_of": ["yes"]}},
  {"key": "suitable", "label": "Are you satisfied that they are suitable to work with children?", "type": "yes_no", "required": true},
  {"key": "suitable_reasons", "label": "Your reasons", "type": "textarea", "required": true, "hint": "What you have seen that leads you to this answer.", "maximum": 2000},
  {"key": "re_employ", "label": "Would you employ them again?", "type": "yes_no", "required": true},
  {"key": "re_employ_reasons", "label": "Why not", "type": "textarea", "required": true, "maximum": 2000, "when": {"key": "re_employ", "any_of": ["no"]}}
 ]},
 {"key": "declaration", "title": "About you", "questions": [
  {"key": "declared_name", "label": "Your full name", "type": "text", "required": true, "maximum": 150},
  {"key": "declared_position", "label": "Your position", "type": "text", "required": true, "maximum": 150},
  {"key": "declared_organisation", "label": "Your school or organisation", "type": "text", "required": true, "maximum": 150},
  {"key": "declared_telephone", "label": "A telephone number on which the school may confirm this reference", "type": "telephone", "required": true, "maximum": 30},
  {"key": "declared_true", "label": "This reference is true and complete to the best of my knowledge. I know that the person may ask to see it.", "type": "confirmation", "required": true}
 ]}
]}
$form$);

INSERT INTO appointment_form (kind, version, introduced_on, definition) VALUES ('disclosure', 1, '2026-09-01', $form$
{"sections": [
 {"key": "record", "title": "Criminal record", "intro": "Work in schools is exempt from the Rehabilitation of Offenders Act 1974, so some spent records must be told as well. Do not tell of cautions and convictions that are protected. A “yes” does not rule you out: the school talks with you about it.", "questions": [
  {"key": "unspent", "label": "Do you have any convictions or conditional cautions that are unspent?", "type": "yes_no", "required": true},
  {"key": "unspent_details", "label": "What, when, and what came of it", "type": "textarea", "required": true, "maximum": 3000, "when": {"key": "unspent", "any_of": ["yes"]}},
  {"key": "unprotected", "label": "Do you have any spent convictions or adult cautions that are not protected?", "type": "yes_no", "required": true, "hint": "Protected ones are defined in the Exceptions Order 1975, as amended in 2020."},
  {"key": "unprotected_details", "label": "What, when, and what came of them", "type": "textarea", "required": true, "maximum": 3000, "when": {"key": "unprotected", "any_of": ["yes"]}},
  {"key": "pending", "label": "Is a criminal charge or investigation against you open?", "type": "yes_no", "required": true},
  {"key": "pending_details", "label": "What it is about", "type": "textarea", "required": true, "maximum": 3000, "when": {"key": "pending", "any_of": ["yes"]}},
  {"key": "abroad", "label": "Have you been convicted or cautioned outside the United Kingdom of what would be an offence here?", "type": "yes_no", "required": true},
  {"key": "abroad_details", "label": "Where, when, and what came of it", "type": "textarea", "required": true, "maximum": 3000, "when": {"key": "abroad", "any_of": ["yes"]}}
 ]},
 {"key": "work_with_children", "title": "Work with children", "questions": [
  {"key": "barred", "label": "Are you on the children’s barred list?", "type": "yes_no", "required": true},
  {"key": "prohibited", "label": "Are you prohibited from teaching, or under a restriction or sanction of a teaching regulator in any country?", "type": "yes_no", "required": true},
  {"key": "prohibited_details", "label": "Which, and since when", "type": "textarea", "required": true, "maximum": 3000, "when": {"key": "prohibited", "any_of": ["yes"]}},
  {"key": "social_care", "label": "Are you known to children’s social care as a risk to children?", "type": "yes_no", "required": true},
  {"key": "social_care_details", "label": "What it was about and what came of it", "type": "textarea", "required": true, "maximum": 3000, "when": {"key": "social_care", "any_of": ["yes"]}},
  {"key": "conduct", "label": "Have you been dismissed, disciplined or investigated over your behaviour towards children?", "type": "yes_no", "required": true},
  {"key": "conduct_details", "label": "What it was about, when, and how it ended", "type": "textarea", "required": true, "maximum": 3000, "when": {"key": "conduct", "any_of": ["yes"]}},
  {"key": "disqualified", "label": "Are you disqualified from caring for children under the Childcare Act 2006?", "type": "yes_no", "required": true}
 ]},
 {"key": "declaration", "title": "Declaration", "questions": [
  {"key": "declared_true", "label": "What I have told is true and complete. I know that a false answer may end my application or employment.", "type": "confirmation", "required": true}
 ]}
]}
$form$);
