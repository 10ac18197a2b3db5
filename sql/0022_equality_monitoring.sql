-- Equality monitoring: voluntary answers that stand apart from applications and are only ever read as totals.

CREATE TABLE equality_form (
  version int PRIMARY KEY,
  introduced_on date NOT NULL,
  definition jsonb NOT NULL
);

-- Which application answers belong to is known only through a hash with this secret: there is no foreign key and no
-- identifier by which a page or the API could bring them together.
CREATE TABLE equality_secret (
  only_one boolean PRIMARY KEY DEFAULT true CONSTRAINT equality_secret_only_one CHECK (only_one),
  secret uuid NOT NULL
);
INSERT INTO equality_secret (secret) VALUES (gen_random_uuid());
CREATE FUNCTION equality_key(application uuid) RETURNS bytea LANGUAGE sql STABLE AS $$
  SELECT sha256(convert_to(secret::text || application::text, 'UTF8')) FROM equality_secret
$$;

CREATE TABLE equality_answer (
  key bytea PRIMARY KEY,
  form_version int NOT NULL REFERENCES equality_form (version),
  answers jsonb NOT NULL,
  -- A day is enough, and tells less than a moment.
  answered_on date NOT NULL
);

-- The furthest an application has ever come, which its present state may hide: when it first came into each state.
CREATE TABLE application_reached (
  application_id uuid NOT NULL REFERENCES application (id) ON DELETE CASCADE,
  state text NOT NULL REFERENCES application_state (state),
  reached_at timestamptz NOT NULL,
  PRIMARY KEY (application_id, state)
);
INSERT INTO application_reached (application_id, state, reached_at)
SELECT id, 'sent', sent_at FROM application
UNION SELECT id, state, state_changed_at FROM application WHERE state <> 'sent';
CREATE FUNCTION application_note_reached() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO application_reached (application_id, state, reached_at)
  VALUES (NEW.id, NEW.state, NEW.state_changed_at) ON CONFLICT DO NOTHING;
  RETURN NULL;
END $$;
CREATE TRIGGER application_reaches AFTER INSERT OR UPDATE OF state ON application
  FOR EACH ROW EXECUTE FUNCTION application_note_reached();

-- Totals as they were given out, once a month for each year, so that two reports of one month can't be compared to
-- find the person by whom they differ.
CREATE TABLE equality_release (
  authority_id uuid NOT NULL REFERENCES authority (id),
  year_from date NOT NULL,
  released_on date NOT NULL,
  totals jsonb NOT NULL,
  PRIMARY KEY (authority_id, year_from, released_on)
);
CREATE INDEX application_by_authority ON application (authority_id, sent_at);

INSERT INTO equality_form (version, introduced_on, definition) VALUES (1, DATE '2026-08-01', $form$
{
 "key": "equality",
 "title": "Equality monitoring",
 "questions": [
  {
   "key": "age",
   "label": "Your age",
   "type": "choice",
   "required": false,
   "options": [
    {
     "value": "under_25",
     "label": "Under 25"
    },
    {
     "value": "25_34",
     "label": "25 to 34"
    },
    {
     "value": "35_44",
     "label": "35 to 44"
    },
    {
     "value": "45_54",
     "label": "45 to 54"
    },
    {
     "value": "55_over",
     "label": "55 or over"
    },
    {
     "value": "prefer_not_to_say",
     "label": "Prefer not to say"
    }
   ]
  },
  {
   "key": "sex",
   "label": "Your sex",
   "type": "choice",
   "required": false,
   "options": [
    {
     "value": "female",
     "label": "Female"
    },
    {
     "value": "male",
     "label": "Male"
    },
    {
     "value": "prefer_not_to_say",
     "label": "Prefer not to say"
    }
   ]
  },
  {
   "key": "gender",
   "label": "Is your gender the same as the sex you were registered with at birth?",
   "type": "choice",
   "required": false,
   "options": [
    {
     "value": "yes",
     "label": "Yes"
    },
    {
     "value": "no",
     "label": "No"
    },
    {
     "value": "prefer_not_to_say",
     "label": "Prefer not to say"
    }
   ]
  },
  {
   "key": "ethnicity",
   "label": "Your ethnic group",
   "type": "choice",
   "required": false,
   "options": [
    {
     "value": "asian",
     "label": "Asian or Asian British"
    },
    {
     "value": "black",
     "label": "Black, Black British, Caribbean or African"
    },
    {
     "value": "mixed",
     "label": "Mixed or multiple ethnic groups"
    },
    {
     "value": "white",
     "label": "White"
    },
    {
     "value": "other",
     "label": "Another ethnic group"
    },
    {
     "value": "prefer_not_to_say",
     "label": "Prefer not to say"
    }
   ]
  },
  {
   "key": "disability",
   "label": "Do you have a disability or a long-standing health condition?",
   "type": "choice",
   "required": false,
   "options": [
    {
     "value": "yes",
     "label": "Yes"
    },
    {
     "value": "no",
     "label": "No"
    },
    {
     "value": "prefer_not_to_say",
     "label": "Prefer not to say"
    }
   ]
  },
  {
   "key": "religion",
   "label": "Your religion or belief",
   "type": "choice",
   "required": false,
   "options": [
    {
     "value": "none",
     "label": "No religion"
    },
    {
     "value": "buddhist",
     "label": "Buddhist"
    },
    {
     "value": "christian",
     "label": "Christian"
    },
    {
     "value": "hindu",
     "label": "Hindu"
    },
    {
     "value": "jewish",
     "label": "Jewish"
    },
    {
     "value": "muslim",
     "label": "Muslim"
    },
    {
     "value": "sikh",
     "label": "Sikh"
    },
    {
     "value": "other",
     "label": "Another religion or belief"
    },
    {
     "value": "prefer_not_to_say",
     "label": "Prefer not to say"
    }
   ]
  },
  {
   "key": "orientation",
   "label": "Your sexual orientation",
   "type": "choice",
   "required": false,
   "options": [
    {
     "value": "heterosexual",
     "label": "Heterosexual or straight"
    },
    {
     "value": "gay",
     "label": "Gay or lesbian"
    },
    {
     "value": "bisexual",
     "label": "Bisexual"
    },
    {
     "value": "other",
     "label": "Another orientation"
    },
    {
     "value": "prefer_not_to_say",
     "label": "Prefer not to say"
    }
   ]
  },
  {
   "key": "partnership",
   "label": "Are you married or in a civil partnership?",
   "type": "choice",
   "required": false,
   "options": [
    {
     "value": "yes",
     "label": "Yes"
    },
    {
     "value": "no",
     "label": "No"
    },
    {
     "value": "prefer_not_to_say",
     "label": "Prefer not to say"
    }
   ]
  },
  {
   "key": "maternity",
   "label": "Are you pregnant, or have you been on maternity leave in the last year?",
   "type": "choice",
   "required": false,
   "options": [
    {
     "value": "yes",
     "label": "Yes"
    },
    {
     "value": "no",
     "label": "No"
    },
    {
     "value": "prefer_not_to_say",
     "label": "Prefer not to say"
    }
   ]
  }
 ]
}
$form$);
