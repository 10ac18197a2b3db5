-- What a person specification usually begins with, by the kind of role; schools change it as they like.

CREATE TABLE usual_criterion (
  role_kind text NOT NULL CONSTRAINT usual_criterion_kind_known
    CHECK (role_kind IN ('teaching', 'leadership', 'support', 'any')),
  position int NOT NULL,
  essential boolean NOT NULL,
  category text NOT NULL,
  wording text NOT NULL CONSTRAINT usual_criterion_wording_length CHECK (length(wording) BETWEEN 3 AND 300),
  assessed_by text[] NOT NULL,
  PRIMARY KEY (role_kind, position)
);
INSERT INTO usual_criterion (role_kind, position, essential, category, wording, assessed_by) VALUES
  ('teaching', 10, true, 'qualifications', 'Qualified teacher status, or on course to have it when the post starts',
    '{application}'),
  ('teaching', 20, true, 'experience', 'Teaching pupils of this age, in a post or on placement', '{application,references}'),
  ('teaching', 30, true, 'knowledge', 'The curriculum and how pupils of this age are assessed', '{application,interview}'),
  ('teaching', 40, true, 'skills', 'Plans and teaches lessons in which every pupil makes progress', '{task,references}'),
  ('teaching', 50, true, 'skills', 'Keeps a calm classroom with clear expectations', '{task,interview}'),
  ('teaching', 60, false, 'knowledge', 'Supporting pupils with special educational needs', '{application,interview}'),
  ('teaching', 70, false, 'experience', 'Adding to the wider life of a school, such as a club', '{application}'),
  ('leadership', 10, true, 'qualifications', 'Qualified teacher status', '{application}'),
  ('leadership', 20, true, 'experience', 'Leading other teachers, with improvement that can be shown',
    '{application,references}'),
  ('leadership', 30, true, 'knowledge', 'What makes teaching good, and how to help others to it', '{interview,task}'),
  ('leadership', 40, true, 'skills', 'Uses information on progress to decide what to do next', '{task}'),
  ('leadership', 50, true, 'qualities', 'Deals with difficult conversations fairly', '{interview,references}'),
  ('leadership', 60, false, 'experience', 'Work with governors, parents and other services', '{application,interview}'),
  ('support', 10, true, 'qualifications', 'Good written English and number skills', '{application,task}'),
  ('support', 20, true, 'experience', 'Work with children or in an office, a kitchen or a site like ours',
    '{application}'),
  ('support', 30, true, 'skills', 'Works well with adults and children, and asks when unsure',
    '{interview,references}'),
  ('support', 40, false, 'qualifications', 'A qualification for this kind of work', '{application}'),
  ('any', 900, true, 'safeguarding', 'Understands how to keep children safe and acts on concerns',
    '{interview,references}'),
  ('any', 910, true, 'qualities', 'Treats everybody fairly, whatever their background', '{interview}');
