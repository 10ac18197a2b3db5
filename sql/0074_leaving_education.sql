-- The third version of the general application form: it asks when somebody left full-time education, from when on every
-- gap of their history is to be explained. Answers to the versions before stay as they are, and so do applications
-- that were sent on them; only what is new is asked. It takes the place of the second at once, wherever that stands.
INSERT INTO application_form (version, introduced_on, definition)
SELECT 3, f.introduced_on, jsonb_set(f.definition, '{sections}', (
  SELECT jsonb_agg(part.section ORDER BY part.place)
  FROM (
    SELECT s.place::numeric AS place, CASE s.section ->> 'key' WHEN 'history'
        THEN jsonb_set(s.section, '{intro}', to_jsonb(
          'Give your full history since you left full-time education: every job, and what you did in between, such as '
          || 'study, caring, travel or unemployment. Every gap of 28 days or more must be explained. It is shown '
          || 'newest first, whatever order you add it in.'::text))
        ELSE s.section END AS section
    FROM jsonb_array_elements(f.definition -> 'sections') WITH ORDINALITY AS s (section, place)
    UNION ALL
    SELECT s.place - 0.5, $section$
      {
        "key": "education",
        "title": "Leaving full-time education",
        "intro": "Schools must see what you have done since you left full-time education, without gaps. Your employment history begins where it ended.",
        "questions": [
          {
            "key": "has_left",
            "label": "Have you left full-time education?",
            "type": "yes_no",
            "required": true,
            "hint": "School, college or university. If you left it and went back later, answer yes, and add the later study to your employment history."
          },
          {
            "key": "left_on",
            "label": "When did you first leave it?",
            "type": "day_or_month",
            "required": true,
            "hint": "Month and year, for example 07 2019. Give the day as well if you know it.",
            "when": {"key": "has_left", "any_of": ["yes"]}
          }
        ]
      }
    $section$::jsonb
    FROM jsonb_array_elements(f.definition -> 'sections') WITH ORDINALITY AS s (section, place)
    WHERE s.section ->> 'key' = 'history'
  ) AS part))
FROM application_form f WHERE f.version = 2;
