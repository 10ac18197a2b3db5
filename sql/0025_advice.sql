-- Advice for heads and governing bodies: a library of dated guidance, and what schools ask.

CREATE TABLE guidance_page (
  id uuid PRIMARY KEY,
  authority_id uuid NOT NULL,
  organisation_id uuid NOT NULL,
  slug text NOT NULL CONSTRAINT guidance_page_slug_form
    CHECK (slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$' AND length(slug) BETWEEN 3 AND 80),
  title text NOT NULL CONSTRAINT guidance_page_title_length CHECK (length(btrim(title)) BETWEEN 3 AND 120),
  summary text NOT NULL CONSTRAINT guidance_page_summary_length CHECK (length(summary) <= 300),
  body text NOT NULL CONSTRAINT guidance_page_body_length CHECK (length(body) <= 50000),
  audience text NOT NULL CONSTRAINT guidance_page_audience_known CHECK (audience IN ('everybody', 'schools')),
  state text NOT NULL CONSTRAINT guidance_page_state_known CHECK (state IN ('draft', 'published', 'withdrawn')),
  reviewed_on date,
  review_by date,
  published_at timestamptz,
  submission uuid,
  version int NOT NULL DEFAULT 1,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  words tsvector NOT NULL GENERATED ALWAYS AS (
    setweight(to_tsvector('english', title), 'A') || setweight(to_tsvector('english', summary), 'B')
    || setweight(to_tsvector('english', body), 'C')) STORED,
  CONSTRAINT guidance_page_organisation FOREIGN KEY (organisation_id, authority_id)
    REFERENCES organisation (id, authority_id),
  CONSTRAINT guidance_page_slug_unique UNIQUE (authority_id, slug),
  CONSTRAINT guidance_page_submission_unique UNIQUE (authority_id, submission),
  CONSTRAINT guidance_page_dates_in_order CHECK (review_by > reviewed_on)
);
CREATE INDEX guidance_page_by_words ON guidance_page USING gin (words);

-- What a page said before each change.
CREATE TABLE guidance_revision (
  page_id uuid NOT NULL REFERENCES guidance_page (id),
  version int NOT NULL,
  title text NOT NULL,
  summary text NOT NULL,
  body text NOT NULL,
  replaced_at timestamptz NOT NULL,
  replaced_by uuid,
  PRIMARY KEY (page_id, version)
);

CREATE TABLE enquiry (
  id uuid PRIMARY KEY,
  reference text NOT NULL CONSTRAINT enquiry_reference_unique UNIQUE,
  organisation_id uuid NOT NULL,
  authority_id uuid NOT NULL,
  asked_by uuid NOT NULL REFERENCES account (id),
  subject text NOT NULL CONSTRAINT enquiry_subject_length CHECK (length(btrim(subject)) BETWEEN 3 AND 120),
  state text NOT NULL CONSTRAINT enquiry_state_known CHECK (state IN ('open', 'answered', 'closed')),
  owner_id uuid REFERENCES account (id),
  due_on date NOT NULL,
  submission uuid,
  version int NOT NULL DEFAULT 1,
  asked_at timestamptz NOT NULL,
  changed_at timestamptz NOT NULL,
  CONSTRAINT enquiry_organisation FOREIGN KEY (organisation_id, authority_id)
    REFERENCES organisation (id, authority_id),
  CONSTRAINT enquiry_submission_unique UNIQUE (asked_by, submission)
);
CREATE INDEX enquiry_by_authority ON enquiry (authority_id, asked_at DESC, id DESC);
CREATE INDEX enquiry_by_organisation ON enquiry (organisation_id, asked_at DESC, id DESC);
CREATE INDEX enquiry_waiting ON enquiry (authority_id, due_on, id) WHERE state = 'open';

CREATE TABLE enquiry_message (
  id uuid PRIMARY KEY,
  enquiry_id uuid NOT NULL REFERENCES enquiry (id),
  author_id uuid NOT NULL REFERENCES account (id),
  from_authority boolean NOT NULL,
  -- A note is for the authority's own staff.
  is_note boolean NOT NULL,
  body text NOT NULL CONSTRAINT enquiry_message_length CHECK (length(btrim(body)) BETWEEN 1 AND 10000),
  written_at timestamptz NOT NULL,
  CONSTRAINT enquiry_message_notes_are_internal CHECK (from_authority OR NOT is_note)
);
CREATE INDEX enquiry_message_by_enquiry ON enquiry_message (enquiry_id, id);
