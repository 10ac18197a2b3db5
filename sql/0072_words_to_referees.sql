-- The questions to referees, worded as a head teacher would ask another: whole questions, the capability and sanctions
-- that guidance asks about, and no low-level concerns. The keys stay; references that were given on the version before are
-- shown with it.
INSERT INTO appointment_form (kind, version, introduced_on, definition) VALUES ('reference', 2, '2026-09-01', $form$
{"sections": [
 {"key": "knowing", "title": "How you know the applicant", "questions": [
  {"key": "capacity", "label": "In what capacity do you know them?", "type": "choice", "required": true, "options": [{"value": "line_manager", "label": "As their line manager or head"}, {"value": "colleague", "label": "As a senior colleague"}, {"value": "tutor", "label": "As their tutor or mentor in training"}, {"value": "other", "label": "In another way"}]},
  {"key": "known_since", "label": "Since when have you known them?", "type": "month", "required": true},
  {"key": "worked", "label": "Have they worked or trained at your school or organisation?", "type": "yes_no", "required": true},
  {"key": "role", "label": "What was, or is, their role there?", "type": "text", "required": true, "maximum": 150, "when": {"key": "worked", "any_of": ["yes"]}},
  {"key": "from", "label": "When did they start?", "type": "month", "required": true, "when": {"key": "worked", "any_of": ["yes"]}},
  {"key": "current", "label": "Are they still there?", "type": "yes_no", "required": true, "when": {"key": "worked", "any_of": ["yes"]}},
  {"key": "to", "label": "When did they leave?", "type": "month", "required": true, "when": {"key": "current", "any_of": ["no"]}},
  {"key": "leaving", "label": "Why did they leave?", "type": "text", "required": false, "maximum": 300, "when": {"key": "current", "any_of": ["no"]}}
 ]},
 {"key": "work", "title": "Their work", "intro": "Please answer from what you have seen yourself. Choose “I can’t say” where you have not.", "questions": [
  {"key": "teaching", "label": "Planning and teaching", "type": "choice", "required": true, "options": [{"value": "very_good", "label": "Very good"}, {"value": "good", "label": "Good"}, {"value": "fair", "label": "Fair"}, {"value": "poor", "label": "Poor"}, {"value": "cannot_say", "label": "I can’t say"}]},
  {"key": "subject", "label": "Knowledge of their subject or age range", "type": "choice", "required": true, "options": [{"value": "very_good", "label": "Very good"}, {"value": "good", "label": "Good"}, {"value": "fair", "label": "Fair"}, {"value": "poor", "label": "Poor"}, {"value": "cannot_say", "label": "I can’t say"}]},
  {"key": "behaviour", "label": "Managing behaviour", "type": "choice", "required": true, "options": [{"value": "very_good", "label": "Very good"}, {"value": "good", "label": "Good"}, {"value": "fair", "label": "Fair"}, {"value": "poor", "label": "Poor"}, {"value": "cannot_say", "label": "I can’t say"}]},
  {"key": "pupils", "label": "Relationships with pupils", "type": "choice", "required": true, "options": [{"value": "very_good", "label": "Very good"}, {"value": "good", "label": "Good"}, {"value": "fair", "label": "Fair"}, {"value": "poor", "label": "Poor"}, {"value": "cannot_say", "label": "I can’t say"}]},
  {"key": "adults", "label": "Working with colleagues and parents", "type": "choice", "required": true, "options": [{"value": "very_good", "label": "Very good"}, {"value": "good", "label": "Good"}, {"value": "fair", "label": "Fair"}, {"value": "poor", "label": "Poor"}, {"value": "cannot_say", "label": "I can’t say"}]},
  {"key": "reliability", "label": "Reliability and punctuality", "type": "choice", "required": true, "options": [{"value": "very_good", "label": "Very good"}, {"value": "good", "label": "Good"}, {"value": "fair", "label": "Fair"}, {"value": "poor", "label": "Poor"}, {"value": "cannot_say", "label": "I can’t say"}]},
  {"key": "integrity", "label": "Honesty and integrity", "type": "choice", "required": true, "options": [{"value": "very_good", "label": "Very good"}, {"value": "good", "label": "Good"}, {"value": "fair", "label": "Fair"}, {"value": "poor", "label": "Poor"}, {"value": "cannot_say", "label": "I can’t say"}]},
  {"key": "development", "label": "Acting on advice and training", "type": "choice", "required": true, "options": [{"value": "very_good", "label": "Very good"}, {"value": "good", "label": "Good"}, {"value": "fair", "label": "Fair"}, {"value": "poor", "label": "Poor"}, {"value": "cannot_say", "label": "I can’t say"}]},
  {"key": "comments", "label": "Is there anything else the school should know about their work?", "type": "textarea", "required": false, "maximum": 3000}
 ]},
 {"key": "conduct", "title": "Capability and conduct", "questions": [
  {"key": "capability", "label": "Have they been subject to formal capability procedures in the last two years?", "type": "yes_no", "required": true},
  {"key": "capability_details", "label": "What was the concern, how long did the procedure last and how did it end?", "type": "textarea", "required": true, "maximum": 3000, "when": {"key": "capability", "any_of": ["yes"]}},
  {"key": "disciplinary", "label": "Do they have a disciplinary sanction that is still current, or have they ever had one that concerned the safety or welfare of children?", "type": "yes_no", "required": true},
  {"key": "disciplinary_details", "label": "What was it for, when was it given and is it still current?", "type": "textarea", "required": true, "maximum": 3000, "when": {"key": "disciplinary", "any_of": ["yes"]}}
 ]},
 {"key": "safeguarding", "title": "Safeguarding", "intro": "Please leave out allegations that were found to be false, unfounded, unsubstantiated or malicious, and low-level concerns that did not have to be referred to the local authority.", "questions": [
  {"key": "allegations", "label": "Have there been any substantiated allegations or concerns about their behaviour towards children?", "type": "yes_no", "required": true},
  {"key": "allegation_details", "label": "What were they, when did they arise and what was the outcome?", "type": "textarea", "required": true, "maximum": 3000, "when": {"key": "allegations", "any_of": ["yes"]}},
  {"key": "suitable", "label": "Are you satisfied that they are suitable to work with children?", "type": "yes_no", "required": true},
  {"key": "suitable_reasons", "label": "What are your reasons?", "type": "textarea", "required": true, "hint": "Say what you have seen of them with children, and of how they keep children safe.", "maximum": 2000},
  {"key": "re_employ", "label": "Would you employ them, or employ them again?", "type": "yes_no", "required": true},
  {"key": "re_employ_reasons", "label": "Why would you not?", "type": "textarea", "required": true, "maximum": 2000, "when": {"key": "re_employ", "any_of": ["no"]}}
 ]},
 {"key": "declaration", "title": "About you", "questions": [
  {"key": "declared_name", "label": "Your full name", "type": "text", "required": true, "maximum": 150},
  {"key": "declared_position", "label": "Your position", "type": "text", "required": true, "maximum": 150},
  {"key": "declared_organisation", "label": "Your school or organisation", "type": "text", "required": true, "maximum": 150},
  {"key": "declared_telephone", "label": "A telephone number on which the school can reach you to confirm this reference", "type": "telephone", "required": true, "maximum": 30},
  {"key": "declared_true", "label": "To the best of my knowledge this reference is true and complete. I understand that the applicant may ask to see it.", "type": "confirmation", "required": true}
 ]}
]}
$form$);

INSERT INTO appointment_form (kind, version, introduced_on, definition)
VALUES ('religious_reference', 2, '2026-09-01', $form$
{"sections": [
 {"key": "knowing", "title": "How you know the applicant", "questions": [
  {"key": "capacity", "label": "In what capacity do you know them?", "type": "text", "required": true, "maximum": 150},
  {"key": "known_since", "label": "Since when have you known them?", "type": "month", "required": true},
  {"key": "community", "label": "What is your parish, congregation or other faith community?", "type": "text", "required": true, "maximum": 150}
 ]},
 {"key": "practice", "title": "Their faith", "intro": "Please answer from what you have seen yourself.", "questions": [
  {"key": "takes_part", "label": "How often do they take part in the life of your community?", "type": "choice", "required": true, "options": [{"value": "regularly", "label": "Regularly"}, {"value": "sometimes", "label": "Sometimes"}, {"value": "rarely", "label": "Rarely"}, {"value": "cannot_say", "label": "I can’t say"}]},
  {"key": "takes_part_details", "label": "Is there anything else the school should know about how they practise their faith?", "type": "textarea", "required": false, "maximum": 2000},
  {"key": "supports", "label": "Do you support their application to a school of this faith?", "type": "yes_no", "required": true},
  {"key": "supports_reasons", "label": "Why do you not support it?", "type": "textarea", "required": true, "maximum": 2000, "when": {"key": "supports", "any_of": ["no"]}}
 ]},
 {"key": "safeguarding", "title": "Safeguarding", "intro": "Please leave out allegations that were found to be false, unfounded, unsubstantiated or malicious, and low-level concerns that did not have to be referred to the local authority.", "questions": [
  {"key": "concerns", "label": "Do you know of any reason why they should not work with children?", "type": "yes_no", "required": true},
  {"key": "concern_details", "label": "What is the reason?", "type": "textarea", "required": true, "maximum": 3000, "when": {"key": "concerns", "any_of": ["yes"]}}
 ]},
 {"key": "declaration", "title": "About you", "questions": [
  {"key": "declared_name", "label": "Your full name", "type": "text", "required": true, "maximum": 150},
  {"key": "declared_position", "label": "Your position", "type": "text", "required": true, "maximum": 150},
  {"key": "declared_telephone", "label": "A telephone number on which the school can reach you to confirm this reference", "type": "telephone", "required": true, "maximum": 30},
  {"key": "declared_true", "label": "To the best of my knowledge this reference is true and complete. I understand that the applicant may ask to see it.", "type": "confirmation", "required": true}
 ]}
]}
$form$);
