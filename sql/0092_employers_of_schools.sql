-- Where notices to the employer of a school's teachers go (SI 2012/1115, regulation 11), and to whom a letter to an
-- employer was mailed, or that the school passes it on.

CREATE TABLE school_employer (
  school_id uuid PRIMARY KEY REFERENCES school (organisation_id),
  name text NOT NULL CONSTRAINT school_employer_name_length CHECK (length(btrim(name)) BETWEEN 2 AND 200),
  email text NOT NULL CONSTRAINT school_employer_email_length CHECK (length(email) BETWEEN 3 AND 254),
  version int NOT NULL,
  updated_by uuid REFERENCES account (id) ON DELETE SET NULL,
  updated_at timestamptz NOT NULL
);

ALTER TABLE induction_letter ADD mailed_to text CONSTRAINT induction_letter_mailed_to_employer
  CHECK (mailed_to IS NULL OR (recipient = 'employer' AND sent_on IS NOT NULL));
-- The name it was mailed to, where that came after it was written, and the addresses that it went to before.
ALTER TABLE induction_letter ADD mailed_name text;
ALTER TABLE induction_letter ADD mailed_before text[] NOT NULL DEFAULT '{}';
ALTER TABLE induction_letter ADD through_school boolean NOT NULL DEFAULT false;
UPDATE induction_letter SET through_school = true
WHERE recipient = 'employer' AND means = 'electronic' AND body LIKE '%The school passes this letter on.';
ALTER TABLE induction_letter ADD CONSTRAINT induction_letter_through_school_employer
  CHECK (NOT through_school OR (recipient = 'employer' AND mailed_to IS NULL AND sent_on IS NOT NULL));
-- Letters to the employer that wait for an address.
CREATE INDEX induction_letter_to_employer ON induction_letter (school_id, due_on)
  WHERE recipient = 'employer' AND mailed_to IS NULL;
