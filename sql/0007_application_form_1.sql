-- The first version of the general application form. A change to the form is a new row, never an edit of this one.

INSERT INTO application_form (version, introduced_on, definition) VALUES (1, DATE '2024-09-01', $form$
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
     "hint": "Any other names you have been known by, so that checks can be made."
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
       "label": "In progress"
      },
      {
       "value": "not_started",
       "label": "Not started: I am a newly qualified teacher"
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
     "key": "subjects",
     "label": "Subjects or age range you are trained for",
     "type": "text",
     "required": true,
     "maximum": 300
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
   "key": "history",
   "title": "Employment history",
   "rule": "no_unexplained_gaps",
   "intro": "Give your full history since leaving full-time education: every job, and what you did in between, such as study, caring, travel or unemployment.",
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
     "type": "month",
     "required": true,
     "hint": "Month and year, for example 09 2019."
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
     "type": "month",
     "required": true,
     "hint": "Month and year, for example 07 2023.",
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
   "key": "statement",
   "title": "Personal statement",
   "intro": "Say what you would bring to a school. You can change it for each vacancy when you send your application.",
   "questions": [
    {
     "key": "statement",
     "label": "Personal statement",
     "type": "textarea",
     "required": true,
     "hint": "About 1,500 words at most.",
     "maximum": 12000
    }
   ]
  },
  {
   "key": "referees",
   "title": "Referees",
   "rule": "different_people",
   "intro": "Give two or more people who know your work. One must be your current or latest employer; if you are training, your training provider. Schools ask them directly.",
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
   ]
  },
  {
   "key": "declarations",
   "title": "Declarations",
   "questions": [
    {
     "key": "close_relationship",
     "label": "Do you have a close relationship with anyone who works at, or governs, a school in this area?",
     "type": "yes_no",
     "required": true
    },
    {
     "key": "relationship_details",
     "label": "Who, and at which school",
     "type": "textarea",
     "required": true,
     "maximum": 1000,
     "when": {
      "key": "close_relationship",
      "any_of": [
       "yes"
      ]
     }
    },
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
