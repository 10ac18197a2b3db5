-- References about the practice of a faith: asked by schools with a religious character of the religious referee whom
-- an application for them names, on a form of their own.
ALTER TABLE appointment_form DROP CONSTRAINT appointment_form_kind_known;
ALTER TABLE appointment_form ADD CONSTRAINT appointment_form_kind_known
  CHECK (kind IN ('reference', 'disclosure', 'religious_reference'));
ALTER TABLE reference_request DROP CONSTRAINT reference_request_form_kind;
ALTER TABLE reference_request ADD CONSTRAINT reference_request_form_kind
  CHECK (form_kind IN ('reference', 'religious_reference'));

INSERT INTO appointment_form (kind, version, introduced_on, definition)
VALUES ('religious_reference', 1, '2026-09-01', $form$
{"sections": [
 {"key": "knowing", "title": "How you know them", "questions": [
  {"key": "capacity", "label": "The capacity in which you know them", "type": "text", "required": true, "maximum": 150},
  {"key": "known_since", "label": "The month since which you have known them", "type": "month", "required": true},
  {"key": "community", "label": "Your parish, congregation or other community", "type": "text", "required": true, "maximum": 150}
 ]},
 {"key": "practice", "title": "Their faith", "intro": "From what you have seen yourself.", "questions": [
  {"key": "takes_part", "label": "How do they take part in the life of your community?", "type": "choice", "required": true, "options": [{"value": "regularly", "label": "Regularly"}, {"value": "sometimes", "label": "Sometimes"}, {"value": "rarely", "label": "Rarely"}, {"value": "cannot_say", "label": "I can’t say"}]},
  {"key": "takes_part_details", "label": "What else should the school know of it?", "type": "textarea", "required": false, "maximum": 2000},
  {"key": "supports", "label": "Do you support their application to a school of this faith?", "type": "yes_no", "required": true},
  {"key": "supports_reasons", "label": "Why not", "type": "textarea", "required": true, "maximum": 2000, "when": {"key": "supports", "any_of": ["no"]}}
 ]},
 {"key": "safeguarding", "title": "Safeguarding", "intro": "Leave out allegations that were found to be false, unfounded, unsubstantiated or malicious.", "questions": [
  {"key": "concerns", "label": "Do you know of any reason why they should not work with children?", "type": "yes_no", "required": true},
  {"key": "concern_details", "label": "What it is", "type": "textarea", "required": true, "maximum": 3000, "when": {"key": "concerns", "any_of": ["yes"]}}
 ]},
 {"key": "declaration", "title": "About you", "questions": [
  {"key": "declared_name", "label": "Your full name", "type": "text", "required": true, "maximum": 150},
  {"key": "declared_position", "label": "Your position", "type": "text", "required": true, "maximum": 150},
  {"key": "declared_telephone", "label": "A telephone number on which the school may confirm this reference", "type": "telephone", "required": true, "maximum": 30},
  {"key": "declared_true", "label": "This reference is true and complete to the best of my knowledge. I know that the person may ask to see it.", "type": "confirmation", "required": true}
 ]}
]}
$form$);
