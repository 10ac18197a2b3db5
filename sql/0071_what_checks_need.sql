-- What a check before the start must say to be satisfactory, beyond when it was made and by whom: facts by which the
-- single central record and an inspector can follow it (Keeping children safe in education, part three). As data, beside
-- the kinds of checks.

CREATE TABLE check_need (
  kind text NOT NULL REFERENCES check_kind (code),
  field text NOT NULL CONSTRAINT check_need_field_known
    CHECK (field IN ('evidence', 'document_type', 'document_number', 'document_date', 'expires_on')),
  position int NOT NULL,
  -- What the field is called on the page of this check.
  label text NOT NULL,
  -- What to do while it is missing.
  remedy text NOT NULL,
  -- How the text must look, where that is certain.
  form text CONSTRAINT check_need_form_known CHECK (form IN ('trn', 'dbs_certificate')),
  PRIMARY KEY (kind, field),
  CONSTRAINT check_need_order UNIQUE (kind, position)
);
INSERT INTO check_need (kind, field, position, label, remedy, form) VALUES
  ('identity', 'document_type', 1, 'Which document did you see?',
    'Enter the document with a photograph that you saw, for example “Passport”.', NULL),
  ('right_to_work', 'document_type', 1, 'Which document did you see, or which online check did you make?',
    'Enter the document that you saw, for example “Passport”, or “Online check with a share code”.', NULL),
  ('qualifications', 'evidence', 1, 'Which certificates did you see?',
    'Enter the certificates that you saw, for example “BA History, University of Example, 2019”.', NULL),
  ('qts', 'document_number', 1, 'Teacher reference number (TRN)',
    'Enter the teacher reference number that the national register shows: seven digits, such as 1234567.', 'trn'),
  ('qts', 'document_date', 2, 'The day of the award',
    'Enter the day on which qualified teacher status was awarded, as the national register shows it.', NULL),
  ('prohibition', 'evidence', 1, 'Where did you look, and what did it show?',
    'Enter where you looked and what it showed, for example “Check a teacher’s record: no prohibition”.', NULL),
  ('management_prohibition', 'evidence', 1, 'Where did you look, and what did it show?',
    'Enter where you looked and what it showed, for example “Check a teacher’s record: no direction”.', NULL),
  ('enhanced_dbs', 'document_number', 1, 'The certificate’s number',
    'Enter the number of the certificate: twelve digits, at its top right.', 'dbs_certificate'),
  ('enhanced_dbs', 'document_date', 2, 'The certificate’s date',
    'Enter the day on which the certificate was issued, as it stands there.', NULL),
  ('overseas', 'evidence', 1, 'What did you see, from which countries?',
    'Enter what you saw and from which country, for example “Police certificate, Spain, 2026”.', NULL);
