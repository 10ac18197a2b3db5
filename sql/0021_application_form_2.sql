-- The second version of the general application form, and what is kept beside the form: the National Insurance number,
-- what was begun for a vacancy, and what a school asks for a vacancy of its own.

-- Apart from the application, so that nothing that is sent or shown to a school can bring it along.
CREATE TABLE national_insurance_number (
  account_id uuid PRIMARY KEY REFERENCES account (id) ON DELETE CASCADE,
  number text NOT NULL CONSTRAINT national_insurance_number_form
    CHECK (number ~ '^[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z][0-9]{6}[A-D]$'),
  updated_at timestamptz NOT NULL
);

-- What a person has begun to write for one vacancy; gone once it was sent.
CREATE TABLE application_draft (
  account_id uuid NOT NULL REFERENCES account (id) ON DELETE CASCADE,
  vacancy_id uuid NOT NULL REFERENCES vacancy (id) ON DELETE CASCADE,
  statement text NOT NULL,
  answers jsonb NOT NULL,
  version int NOT NULL DEFAULT 1,
  updated_at timestamptz NOT NULL,
  PRIMARY KEY (account_id, vacancy_id),
  CONSTRAINT application_draft_statement_length CHECK (length(statement) <= 30000)
);
CREATE INDEX application_draft_by_vacancy ON application_draft (vacancy_id);

-- What a school asks those who apply for one vacancy, besides the form that all schools share.
CREATE TABLE vacancy_questions (
  vacancy_id uuid PRIMARY KEY REFERENCES vacancy (id) ON DELETE CASCADE,
  asks_religious_reference boolean NOT NULL DEFAULT false,
  questions text[] NOT NULL DEFAULT '{}'
    CONSTRAINT vacancy_questions_at_most_three CHECK (cardinality(questions) <= 3),
  version int NOT NULL DEFAULT 1,
  updated_at timestamptz NOT NULL
);

-- What was asked for the vacancy when an application was sent, so that it is shown as it was asked.
CREATE TABLE application_asked (
  application_id uuid PRIMARY KEY REFERENCES application (id) ON DELETE CASCADE,
  definition jsonb NOT NULL
);
CREATE FUNCTION application_asked_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'what was asked is never changed once an application is sent' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER application_asked_is_frozen BEFORE UPDATE ON application_asked
  FOR EACH ROW EXECUTE FUNCTION application_asked_refuse_change();

-- Answers to the first version stay as they are; only what is new is asked.
INSERT INTO application_form (version, introduced_on, definition) VALUES (2, DATE '2026-08-01', $form$
{
 "sections": [
  {
   "key": "personal",
   "title": "Personal details",
   "questions": [
    {
     "key": "title",
     "label": "Title",
     "type": "text",
     "required": false,
     "maximum": 30,
     "autocomplete": "honorific-prefix"
    },
    {
     "key": "first_names",
     "label": "First names",
     "type": "text",
     "required": true,
     "maximum": 100,
     "autocomplete": "given-name"
    },
    {
     "key": "last_name",
     "label": "Last name",
     "type": "text",
     "required": true,
     "maximum": 100,
     "autocomplete": "family-name"
    },
    {
     "key": "previous_names",
     "label": "Previous names",
     "type": "text",
     "required": false,
     "hint": "Every other name you have been known by, exactly as it was, so that checks can be made.",
     "maximum": 500
    },
    {
     "key": "address_line_1",
     "label": "Address line 1",
     "type": "text",
     "required": true,
     "autocomplete": "address-line1"
    },
    {
     "key": "address_line_2",
     "label": "Address line 2",
     "type": "text",
     "required": false,
     "autocomplete": "address-line2"
    },
    {
     "key": "town",
     "label": "Town or city",
     "type": "text",
     "required": true,
     "maximum": 100,
     "autocomplete": "address-level2"
    },
    {
     "key": "postcode",
     "label": "Postcode",
     "type": "postcode",
     "required": true,
     "maximum": 10,
     "autocomplete": "postal-code"
    },
    {
     "key": "telephone",
     "label": "Telephone number",
     "type": "telephone",
     "required": true,
     "maximum": 30,
     "autocomplete": "tel"
    }
   ]
  },
  {
   "key": "right_to_work",
   "title": "Right to work",
   "questions": [
    {
     "key": "right_to_work",
     "label": "Do you have the right to work in the United Kingdom?",
     "type": "yes_no",
     "required": true
    },
    {
     "key": "needs_sponsorship",
     "label": "Would you need visa sponsorship?",
     "type": "yes_no",
     "required": true,
     "when": {
      "key": "right_to_work",
      "any_of": [
       "no"
      ]
     }
    }
   ]
  },
  {
   "key": "teaching",
   "title": "Teaching status",
   "questions": [
    {
     "key": "status",
     "label": "Your teaching status",
     "type": "choice",
     "required": true,
     "options": [
      {
       "value": "qualified",
       "label": "I have qualified teacher status (QTS)"
      },
      {
       "value": "training",
       "label": "I am training and expect to gain QTS"
      },
      {
       "value": "unqualified",
       "label": "I do not have QTS and am not training"
      }
     ]
    },
    {
     "key": "qts_awarded_on",
     "label": "Date QTS was awarded",
     "type": "date",
     "required": true,
     "when": {
      "key": "status",
      "any_of": [
       "qualified"
      ]
     }
    },
    {
     "key": "trn",
     "label": "Teacher reference number (TRN)",
     "type": "trn",
     "required": true,
     "hint": "7 digits, on your payslip or teacher training records.",
     "maximum": 7,
     "when": {
      "key": "status",
      "any_of": [
       "qualified"
      ]
     }
    },
    {
     "key": "induction",
     "label": "Your statutory induction",
     "type": "choice",
     "required": true,
     "options": [
      {
       "value": "completed",
       "label": "Completed"
      },
      {
       "value": "in_progress",
       "label": "In progress: I am an early career teacher (ECT) or NQT"
      },
      {
       "value": "not_started",
       "label": "Not started: I am a newly qualified teacher (NQT or ECT)"
      },
      {
       "value": "exempt",
       "label": "Exempt or not required"
      }
     ],
     "when": {
      "key": "status",
      "any_of": [
       "qualified"
      ]
     }
    },
    {
     "key": "training_provider",
     "label": "Initial teacher training provider",
     "type": "text",
     "required": true,
     "when": {
      "key": "status",
      "any_of": [
       "training",
       "qualified"
      ]
     }
    },
    {
     "key": "expected_on",
     "label": "Date you expect to gain QTS",
     "type": "date",
     "required": true,
     "when": {
      "key": "status",
      "any_of": [
       "training"
      ]
     }
    },
    {
     "key": "expected_award",
     "label": "Award you expect",
     "type": "choice",
     "required": true,
     "options": [
      {
       "value": "qts_pgce",
       "label": "QTS with a PGCE"
      },
      {
       "value": "qts",
       "label": "QTS only"
      },
      {
       "value": "degree_qts",
       "label": "A degree with QTS"
      },
      {
       "value": "assessment_only",
       "label": "QTS by assessment only"
      },
      {
       "value": "other",
       "label": "Another award"
      }
     ],
     "when": {
      "key": "status",
      "any_of": [
       "training"
      ]
     }
    },
    {
     "key": "phases",
     "label": "Phases you would like to teach",
     "type": "choices",
     "required": true,
     "options": [
      {
       "value": "nursery",
       "label": "Nursery"
      },
      {
       "value": "primary",
       "label": "Primary"
      },
      {
       "value": "secondary",
       "label": "Secondary"
      },
      {
       "value": "special",
       "label": "Special"
      }
     ]
    },
    {
     "key": "age_ranges",
     "label": "Age ranges you are trained to teach",
     "type": "choices",
     "required": true,
     "options": [
      {
       "value": "3-5",
       "label": "3 to 5"
      },
      {
       "value": "5-7",
       "label": "5 to 7"
      },
      {
       "value": "7-11",
       "label": "7 to 11"
      },
      {
       "value": "11-14",
       "label": "11 to 14"
      },
      {
       "value": "14-16",
       "label": "14 to 16"
      },
      {
       "value": "16-19",
       "label": "16 to 19"
      }
     ]
    },
    {
     "key": "subjects",
     "label": "Subjects you are trained to teach",
     "type": "text",
     "required": true,
     "maximum": 300,
     "hint": "Write “primary, all subjects” if you are not a specialist."
    }
   ]
  },
  {
   "key": "qualifications",
   "title": "Education and qualifications",
   "intro": "Add every qualification from GCSE or equivalent upwards, including those in progress.",
   "entries": {
    "name": "qualification",
    "minimum": 1,
    "maximum": 40,
    "naming": [
     "qualification",
     "subject"
    ]
   },
   "questions": [
    {
     "key": "qualification",
     "label": "Qualification",
     "type": "text",
     "required": true,
     "hint": "For example GCSE, A level, BA, PGCE."
    },
    {
     "key": "subject",
     "label": "Subject",
     "type": "text",
     "required": true
    },
    {
     "key": "institution",
     "label": "School, college or university",
     "type": "text",
     "required": true
    },
    {
     "key": "in_progress",
     "label": "Are you still studying for it?",
     "type": "yes_no",
     "required": true
    },
    {
     "key": "grade",
     "label": "Grade or class",
     "type": "text",
     "required": true,
     "maximum": 60,
     "when": {
      "key": "in_progress",
      "any_of": [
       "no"
      ]
     }
    },
    {
     "key": "year",
     "label": "Year awarded",
     "type": "text",
     "required": true,
     "maximum": 4,
     "when": {
      "key": "in_progress",
      "any_of": [
       "no"
      ]
     }
    },
    {
     "key": "expected_year",
     "label": "Year you expect to finish",
     "type": "text",
     "required": true,
     "maximum": 4,
     "when": {
      "key": "in_progress",
      "any_of": [
       "yes"
      ]
     }
    }
   ]
  },
  {
   "key": "development",
   "title": "Professional development",
   "intro": "Courses, further training and responsibilities that matter for your next post. You may leave this out.",
   "entries": {
    "name": "course or training",
    "minimum": 0,
    "maximum": 30,
    "naming": [
     "title",
     "provider"
    ]
   },
   "questions": [
    {
     "key": "title",
     "label": "What it was",
     "type": "text",
     "required": true
    },
    {
     "key": "provider",
     "label": "Who gave it",
     "type": "text",
     "required": true
    },
    {
     "key": "completed_on",
     "label": "When you finished it",
     "type": "day_or_month",
     "required": true,
     "hint": "Month and year, for example 06 2025. Give the day as well if you know it."
    },
    {
     "key": "details",
     "label": "What you learnt",
     "type": "textarea",
     "required": false,
     "maximum": 1000
    }
   ]
  },
  {
   "key": "history",
   "title": "Employment history",
   "rule": "no_unexplained_gaps",
   "intro": "Give your full history since leaving full-time education: every job, and what you did in between, such as study, caring, travel or unemployment. Every gap of 28 days or more must be explained.",
   "entries": {
    "name": "job or other activity",
    "minimum": 1,
    "maximum": 60,
    "naming": [
     "role",
     "organisation"
    ]
   },
   "questions": [
    {
     "key": "kind",
     "label": "What was it?",
     "type": "choice",
     "required": true,
     "options": [
      {
       "value": "teaching",
       "label": "A teaching post"
      },
      {
       "value": "other_work",
       "label": "Other work"
      },
      {
       "value": "training",
       "label": "Teacher training or study"
      },
      {
       "value": "other",
       "label": "Something else, such as caring, travel or unemployment"
      }
     ]
    },
    {
     "key": "role",
     "label": "Post, course or what you did",
     "type": "text",
     "required": true
    },
    {
     "key": "organisation",
     "label": "Employer, school or place of study",
     "type": "text",
     "required": true,
     "when": {
      "key": "kind",
      "any_of": [
       "teaching",
       "other_work",
       "training"
      ]
     }
    },
    {
     "key": "from",
     "label": "Start",
     "type": "day_or_month",
     "required": true,
     "hint": "Month and year, for example 09 2019. Give the day as well if you know it."
    },
    {
     "key": "current",
     "label": "Does it continue to this day?",
     "type": "yes_no",
     "required": true
    },
    {
     "key": "to",
     "label": "End",
     "type": "day_or_month",
     "required": true,
     "hint": "Month and year, for example 07 2023. Give the day as well if you know it.",
     "when": {
      "key": "current",
      "any_of": [
       "no"
      ]
     }
    },
    {
     "key": "duties",
     "label": "Main duties or details",
     "type": "textarea",
     "required": false,
     "maximum": 2000
    },
    {
     "key": "leaving",
     "label": "Reason for leaving",
     "type": "text",
     "required": false,
     "maximum": 500,
     "when": {
      "key": "current",
      "any_of": [
       "no"
      ]
     }
    }
   ]
  },
  {
   "key": "placements",
   "title": "Training placements",
   "intro": "Every school in which you have taught as part of your training. Needed if you are training or newly qualified.",
   "needed_when": [
    {
     "section": "teaching",
     "key": "status",
     "any_of": [
      "training"
     ]
    },
    {
     "section": "teaching",
     "key": "induction",
     "any_of": [
      "not_started"
     ]
    }
   ],
   "entries": {
    "name": "training placement",
    "minimum": 1,
    "maximum": 12,
    "naming": [
     "school",
     "taught"
    ]
   },
   "questions": [
    {
     "key": "school",
     "label": "School",
     "type": "text",
     "required": true
    },
    {
     "key": "taught",
     "label": "Year groups and subjects you taught",
     "type": "text",
     "required": true
    },
    {
     "key": "from",
     "label": "Start",
     "type": "day_or_month",
     "required": true,
     "hint": "Month and year, for example 09 2025. Give the day as well if you know it."
    },
    {
     "key": "current",
     "label": "Does it continue to this day?",
     "type": "yes_no",
     "required": true
    },
    {
     "key": "to",
     "label": "End",
     "type": "day_or_month",
     "required": true,
     "hint": "Month and year, for example 12 2025. Give the day as well if you know it.",
     "when": {
      "key": "current",
      "any_of": [
       "no"
      ]
     }
    },
    {
     "key": "details",
     "label": "What you did and learnt there",
     "type": "textarea",
     "required": false,
     "maximum": 2000
    }
   ]
  },
  {
   "key": "statement",
   "title": "Personal statement",
   "intro": "Say what you would bring to a school. You can change it for each vacancy when you send your application.",
   "questions": [
    {
     "key": "statement",
     "label": "Personal statement",
     "type": "textarea",
     "required": true,
     "hint": "1,500 words at most.",
     "maximum": 12000,
     "words": 1500
    }
   ]
  },
  {
   "key": "referees",
   "title": "Referees",
   "rule": "referees",
   "intro": "Give two or more people who know your work, none of them a relative. One must be your current or latest employer; if you are training or newly qualified, one must be your training provider. Schools ask them directly.",
   "entries": {
    "name": "referee",
    "minimum": 2,
    "maximum": 5,
    "naming": [
     "name",
     "organisation"
    ]
   },
   "questions": [
    {
     "key": "name",
     "label": "Full name",
     "type": "text",
     "required": true
    },
    {
     "key": "relationship",
     "label": "How they know you",
     "type": "choice",
     "required": true,
     "options": [
      {
       "value": "current_employer",
       "label": "Current employer"
      },
      {
       "value": "latest_employer",
       "label": "Latest employer"
      },
      {
       "value": "training_provider",
       "label": "Training provider or placement school"
      },
      {
       "value": "earlier_employer",
       "label": "Earlier employer"
      },
      {
       "value": "other",
       "label": "Other"
      }
     ]
    },
    {
     "key": "is_relative",
     "label": "Are they a relative or partner of yours?",
     "type": "yes_no",
     "required": true
    },
    {
     "key": "position",
     "label": "Their position",
     "type": "text",
     "required": true
    },
    {
     "key": "organisation",
     "label": "Their school or organisation",
     "type": "text",
     "required": true
    },
    {
     "key": "email",
     "label": "Their e-mail address",
     "type": "email",
     "required": true,
     "maximum": 254
    },
    {
     "key": "telephone",
     "label": "Their telephone number",
     "type": "telephone",
     "required": false,
     "maximum": 30
    },
    {
     "key": "contact_before_interview",
     "label": "May schools contact them before an interview?",
     "type": "yes_no",
     "required": true
    }
   ]
  },
  {
   "key": "support",
   "title": "Support and adjustments",
   "questions": [
    {
     "key": "needs_adjustments",
     "label": "Would you like adjustments for an interview because of a disability or condition?",
     "type": "yes_no",
     "required": true
    },
    {
     "key": "adjustments",
     "label": "What would help",
     "type": "textarea",
     "required": true,
     "maximum": 2000,
     "when": {
      "key": "needs_adjustments",
      "any_of": [
       "yes"
      ]
     }
    }
   ],
   "intro": "Only for arranging an interview that is fair to you. Those who choose whom to interview don’t decide by it."
  },
  {
   "key": "declarations",
   "title": "Declarations",
   "questions": [
    {
     "key": "lived_abroad",
     "label": "Have you lived or worked outside the United Kingdom for three months or more in the last five years?",
     "type": "yes_no",
     "required": true
    },
    {
     "key": "abroad_details",
     "label": "Where and when",
     "type": "textarea",
     "required": true,
     "maximum": 1000,
     "when": {
      "key": "lived_abroad",
      "any_of": [
       "yes"
      ]
     }
    },
    {
     "key": "understands_checks",
     "label": "I understand that schools make safeguarding checks, with a self-disclosure asked only if I am shortlisted",
     "type": "confirmation",
     "required": true
    },
    {
     "key": "true",
     "label": "I confirm that what I have given is true and complete",
     "type": "confirmation",
     "required": true
    }
   ]
  }
 ]
}
$form$);
