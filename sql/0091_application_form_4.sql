-- The fourth version of the form asks the same as the third. A history can say that other work was with children, by which
-- it is known whom to ask for a reference (Keeping Children Safe in Education, part three), and every question that must
-- be answered says in a sentence of its own what is missing.
INSERT INTO application_form (version, introduced_on, definition)
WITH prompt (section, key, words) AS (
  VALUES
    ('personal', 'first_names', 'Enter your first names.'),
    ('personal', 'last_name', 'Enter your last name.'),
    ('personal', 'address_line_1', 'Enter the first line of your address.'),
    ('personal', 'town', 'Enter your town or city.'),
    ('personal', 'postcode', 'Enter your postcode.'),
    ('personal', 'telephone', 'Enter your telephone number.'),
    ('right_to_work', 'right_to_work', 'Say whether you have the right to work in the United Kingdom.'),
    ('right_to_work', 'needs_sponsorship', 'Say whether you would need visa sponsorship.'),
    ('teaching', 'status', 'Choose your teaching status.'),
    ('teaching', 'qts_awarded_on', 'Enter the day on which you were awarded QTS.'),
    ('teaching', 'trn', 'Enter your teacher reference number (TRN).'),
    ('teaching', 'induction', 'Choose where you are with statutory induction.'),
    ('teaching', 'training_provider', 'Enter your provider of initial teacher training.'),
    ('teaching', 'expected_on', 'Enter the day on which you expect to gain QTS.'),
    ('teaching', 'expected_award', 'Choose the award that you expect.'),
    ('teaching', 'phases', 'Choose at least one phase that you would like to teach.'),
    ('teaching', 'age_ranges', 'Choose at least one age range that you are trained to teach.'),
    ('teaching', 'subjects', 'Enter the subjects that you are trained to teach.'),
    ('qualifications', 'qualification', 'Enter the qualification.'),
    ('qualifications', 'subject', 'Enter its subject.'),
    ('qualifications', 'institution', 'Enter the school, college or university.'),
    ('qualifications', 'in_progress', 'Say whether you are still studying for it.'),
    ('qualifications', 'grade', 'Enter the grade or class.'),
    ('qualifications', 'year', 'Enter the year in which it was awarded.'),
    ('qualifications', 'expected_year', 'Enter the year in which you expect to finish.'),
    ('development', 'title', 'Enter what it was.'),
    ('development', 'provider', 'Enter who gave it.'),
    ('development', 'completed_on', 'Enter when you finished it.'),
    ('education', 'has_left', 'Say whether you have left full-time education.'),
    ('education', 'left_on', 'Enter when you first left it.'),
    ('history', 'kind', 'Choose what it was.'),
    ('history', 'role', 'Enter the post, the course or what you did.'),
    ('history', 'organisation', 'Enter the employer, school or place of study.'),
    ('history', 'current', 'Say whether it continues to this day.'),
    ('history', 'to', 'Enter when it ended.'),
    ('history', 'from', 'Enter when it started.'),
    ('placements', 'school', 'Enter the school.'),
    ('placements', 'taught', 'Enter the year groups and subjects that you taught.'),
    ('placements', 'current', 'Say whether it continues to this day.'),
    ('placements', 'to', 'Enter when it ended.'),
    ('placements', 'from', 'Enter when it started.'),
    ('statement', 'statement', 'Enter your personal statement.'),
    ('referees', 'name', 'Enter their full name.'),
    ('referees', 'relationship', 'Choose how they know you.'),
    ('referees', 'is_relative', 'Say whether they are a relative or partner of yours.'),
    ('referees', 'position', 'Enter their position.'),
    ('referees', 'organisation', 'Enter their school or organisation.'),
    ('referees', 'email', 'Enter their e-mail address.'),
    ('referees', 'contact_before_interview', 'Say whether schools may contact them before an interview.'),
    ('support', 'needs_adjustments', 'Say whether you would like adjustments for an interview.'),
    ('support', 'adjustments', 'Enter what would help.'),
    ('declarations', 'lived_abroad', 'Say whether you have lived or worked outside the United Kingdom for three months or more in the last five years.'),
    ('declarations', 'abroad_details', 'Enter where and when.'),
    ('declarations', 'understands_checks', 'Tick the box to show that you understand the safeguarding checks.'),
    ('declarations', 'true', 'Tick the box to confirm that what you have given is true and complete.')
), question AS (
  SELECT s.place AS section_place, s.section, q.place, q.question
    || CASE WHEN p.words IS NULL THEN '{}'::jsonb ELSE jsonb_build_object('prompt', p.words) END AS question
  FROM application_form f
    CROSS JOIN LATERAL jsonb_array_elements(f.definition -> 'sections') WITH ORDINALITY AS s (section, place)
    CROSS JOIN LATERAL jsonb_array_elements(s.section -> 'questions') WITH ORDINALITY AS q (question, place)
    LEFT JOIN prompt p ON p.section = s.section ->> 'key' AND p.key = q.question ->> 'key'
  WHERE f.version = 3
), child AS (
  SELECT section_place, section, place, CASE
      WHEN section ->> 'key' <> 'history' THEN question
      WHEN question ->> 'key' = 'kind' THEN jsonb_insert(question, '{options,1}',
        '{"value": "work_with_children", "label": "Other work with children, such as a teaching assistant or nursery nurse"}')
      WHEN question -> 'when' ->> 'key' = 'kind' AND question #> '{when,any_of}' ? 'other_work'
        THEN jsonb_insert(question, '{when,any_of,0}', '"work_with_children"')
      ELSE question END AS question
  FROM question
), section AS (
  SELECT section_place, section || jsonb_build_object('questions', jsonb_agg(question ORDER BY place)) AS section
  FROM child GROUP BY section_place, section
)
SELECT 4, f.introduced_on, jsonb_set(f.definition, '{sections}', (
  SELECT jsonb_agg(CASE section ->> 'key' WHEN 'referees' THEN section || jsonb_build_object('intro',
      'Give two or more people who know your work, none of them a relative. One must be your current or latest employer; '
      || 'if you worked with children before and do not now, one must be from the last place where you did; if you are '
      || 'training or newly qualified, one must be your training provider. Schools ask them directly.')
    ELSE section END ORDER BY section_place) FROM section))
FROM application_form f WHERE f.version = 3;
